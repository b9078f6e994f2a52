"""Taking a file in: the one path of the page, the command and the demo (design §5).

`submit` keeps the sealed file and a row; `run` reads, compares and writes. All good rows enter in one transaction or none does. A batch to be
previewed lands in a savepoint and is rolled back, its lists kept; what is confirmed then is compared anew (registers.deciding).
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import PurePath
from typing import Any

import structlog
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.utils import timezone

from accounts.choices import RegionLevel
from accounts.models import Position, Region
from casework.exceptions import StepRefused
from casework.package import WorkbookRefused
from households.journal import mark_changed, with_neighbours
from policies.models import ParameterMissing
from registers import alike, aside, asking, lease, matching, outcomes, put_right, receipts, trail
from registers.chain import tell
from registers.coverage import COVERING, coverage_of, villages_of
from registers.landing import LANDINGS, Job, Outcome
from registers.models import OPEN_STATES, Batch, BatchState
from registers.outcomes import safe
from registers.reading.book import open_book
from registers.recognising import count, find_movements
from registers.rows import Rows
from registers.sheets import SHEETS
from registers.workbook import Layout, read_tab, recognise_book

log = structlog.get_logger(__name__)

ORGANISATION = ("regions", "offices", "users")
PEOPLE = ("households", "members")
# One register writes at a time: the second waits for the first, so that both compare with what really stands.
REGISTER_LOCK = 20260615
AGREED = ("new_rows", "changed_rows", "same_rows", "rejected_rows", "aside_rows", "conflict_rows", "movements")
MOVED_ON = "预览之后台账动过，结果与确认时不同，没有入库。请再看一遍，仍要入库的再确认一次。"
UNEXPECTED = "读到一半停下了，没有入库。请再试一次；仍不行，把批次号告诉系统管理员。"


def submit(
    sheet: str,
    content: bytes,
    file_name: str,
    *,
    on: date,
    by: Position | None = None,
    by_name: str = "",
    is_dry_run: bool = False,
    tab_name: str = "",
    queued: bool = True,
    asks: bool = False,
    covers: Sequence[str] = (),
) -> Batch:
    """Keep the file and wake a worker on commit; `sheet` may be "" to be recognised by the headings. Raises StepRefused with the reason.

    `asks`: where the headings leave it open which column is which, the batch waits for somebody to say it (registers.asking).
    `covers`: codes of villages and towns whose full register the sender says it is (registers.coverage).
    """
    if sheet and sheet not in SHEETS:
        raise StepRefused(f"没有“{sheet}”这种台账。可选：{'、'.join(SHEETS)}。")
    is_open = False
    if asks or not sheet:
        try:
            book = open_book(content, file_name)
            sheet = sheet or recognise_book(book, SHEETS.values(), file_name).code
            is_open = asks and asking.is_open(book, SHEETS[sheet], asking.memory_of(sheet, office=by.office if by else None))
        except WorkbookRefused as refused:
            raise StepRefused(refused.reason) from refused
    digest = hashlib.sha256(content).hexdigest()
    if queued:
        # A form posted twice, or a file already waiting: the same batch answers.
        waiting_states = (*OPEN_STATES, BatchState.MAPPING)
        same = Batch.objects.filter(
            state__in=waiting_states, sheet=sheet, file_hash=digest, is_dry_run=is_dry_run, asked_by=by, tab_name=tab_name
        )
        if waiting := same.first():
            return waiting
    batch = Batch(
        county=_county(by),
        sheet=sheet,
        file_name=PurePath(file_name).name[:200],
        file_hash=digest,
        tab_name=tab_name,
        is_dry_run=is_dry_run,
        on=on,
        asked_by=by,
        asked_by_name=(str(by) if by else by_name)[:120],
        covers=villages_of(covers),
        covers_by_name=(str(by) if by else by_name)[:120] if covers else "",
        state=BatchState.MAPPING if is_open else BatchState.QUEUED,
    )
    batch.file.save("register.xlsx", ContentFile(content), save=False)
    batch.save()
    if queued and not is_open:
        wake(batch.pk)
    return batch


def wake(batch_id: int) -> None:
    """Tell a worker on commit."""
    from registers.tasks import run_batch

    transaction.on_commit(lambda: run_batch.delay(batch_id))


def _county(by: Position | None) -> Region | None:
    """The county of the position; of the installation for the command. None before the regions are in."""
    counties = Region.objects.filter(level=RegionLevel.COUNTY)
    return (counties.filter(code=by.region.code[:6]) if by else counties.order_by("code")).first()


def run(batch_id: int) -> Batch:
    """Do the batch unless another worker has it; returns it as it stands. Safe to call twice and after a killed worker."""
    holder = lease.new_holder()
    if not lease.take(batch_id, holder):
        return Batch.objects.get(pk=batch_id)
    batch = Batch.objects.select_related("county").get(pk=batch_id)
    try:
        with lease.kept(batch_id, holder), _uncollected():
            _take(batch, holder)
    except (WorkbookRefused, ParameterMissing) as refused:
        reason = refused.reason if isinstance(refused, WorkbookRefused) else str(refused.args[0])
        _close(batch_id, holder, state=BatchState.REFUSED, refusal=safe(reason))
    except lease.LeaseLost:
        log.warning("batch_lease_lost", batch=batch_id)
    except Exception as error:
        log.error("batch_failed", batch=batch_id, error=type(error).__name__)
        _close(batch_id, holder, state=BatchState.FAILED, refusal=UNEXPECTED)
        raise
    return Batch.objects.get(pk=batch_id)


@contextmanager
def _uncollected() -> Iterator[None]:
    """A file becomes millions of small values and hardly a circle: the collector would walk through all of them again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def retry(batch: Batch, *, queued: bool = True) -> None:
    """Put a failed batch into the queue again. Raises StepRefused when it did not fail."""
    moved = Batch.objects.filter(pk=batch.pk, state=BatchState.FAILED).update(
        state=BatchState.QUEUED, refusal="", finished_at=None, holder="", lease_until=None
    )
    if not moved:
        raise StepRefused("这一批没有中断，不用重试。请看最新情况。", "stale")
    if queued:
        wake(batch.pk)


def _take(batch: Batch, holder: str) -> None:
    sheet = SHEETS[batch.sheet]
    layout, memory = Layout.of_json(batch.mapping), asking.memory_for(batch)
    tab = read_tab(_content(batch), sheet, batch.tab_name, layout=layout, memory=memory, file_name=batch.file_name)
    rows = Rows(sheet, tab)
    seen = {"tab_name": tab.name[:100], "header_row": tab.heading.row, "mapping": tab.layout.as_json()}
    lease.renew(batch.pk, holder, total_rows=len(rows), **seen)
    rows.parse(lambda done: _progress(batch.pk, holder, done))
    rows.leave_out_repeated()
    lease.renew(batch.pk, holder, state=BatchState.WRITING, done_rows=len(rows))
    with transaction.atomic():
        lock_register()
        outcomes.forget(batch.pk)
        before = transaction.savepoint()
        job = Job(batch.pk, rows, batch.on, batch.asked_by_name, batch.asked_by_id, tuple(batch.covers) if sheet.code in COVERING else ())
        with trail.recording(batch.pk):
            outcome = write(job, batch.county)
        outcomes.drop_unseen(batch.pk)
        counts: dict[str, Any] = {**outcomes.count(batch.pk, rows, outcome), "movements": outcome.movements}
        has_moved = batch.confirmed is not None and batch.confirmed != agreed(counts)
        if batch.is_dry_run or has_moved:
            kept = outcomes.pack(batch.pk)
            transaction.savepoint_rollback(before)
            outcomes.unpack(batch.pk, kept)
        _record(batch, holder, rows, outcome, counts, has_moved)
        if sheet.code in PEOPLE and not (batch.is_dry_run or has_moved):
            alike.look_on_commit(batch.pk)
            matching.land_on_commit()


def _content(batch: Batch) -> bytes:
    with batch.file.open("rb") as file:
        return bytes(file.read())


def lock_register() -> None:
    """One writer of the register at a time, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [REGISTER_LOCK])
        cursor.execute("SET LOCAL work_mem = '128MB'")


def agreed(counts: Mapping[str, Any]) -> dict[str, Any]:
    """What somebody agrees to when he confirms a preview."""
    return {name: counts[name] for name in AGREED}


def _progress(batch_id: int, holder: str, done: int) -> None:
    if not lease.renew(batch_id, holder, done_rows=done):
        raise lease.LeaseLost


def write(job: Job, county: Region | None) -> Outcome:
    """Land the rows and all that follows from them: chain, categories, journal, facts. In the caller's transaction."""
    from households.applied import county_numbers
    from households.facts import refresh_facts
    from identification.stock import adopt

    sheet = job.rows.sheet
    outcome = LANDINGS[sheet.code](job)
    if sheet.code == "members" or job.covers:
        outcome.movements = count(find_movements(job, county))
    touched = outcome.households | outcome.beside
    if sheet.code in ORGANISATION or not touched:
        return outcome
    tell(job, outcome)
    if outcome.adopts:
        adopt(touched, on=job.on, by=job.by, register_title=sheet.title, batch_id=job.batch_id)
    if "households.Member" in sheet.lands_on:
        touched = with_neighbours(touched)
    mark_changed(touched)
    if county is not None and job.is_preview:
        county_numbers(county, job.on)  # a number of the law that is missing is told before anybody confirms
    elif county is not None:
        refresh_facts(sorted(touched), county=county, on=job.on)
    if not job.is_preview:
        put_right.settle(job.batch_id, sheet, touched, on=job.on)
    return outcome


def _record(batch: Batch, holder: str, rows: Rows, outcome: Outcome, counts: dict[str, Any], has_moved: bool) -> None:
    """The counts, the lists, the reasons and the rejected rows, together with the register in one transaction. Raises LeaseLost."""
    is_preview = batch.is_dry_run or has_moved
    columns: dict[str, object] = {
        **counts,
        "done_rows": len(rows),
        "left_out_rows": rows.tab.left_out,
        "unknown_columns": [safe(heading) for heading in rows.tab.unknown],
        "headings": [safe(heading) for heading in rows.headings],
        "notes": [*rows.tab.notes, *([MOVED_ON] if has_moved else []), *([] if is_preview else aside.keep(batch, rows))],
        "county": batch.county or _county(batch.asked_by),
        "coverage": coverage_of(rows) if batch.sheet in COVERING else [],
        "is_dry_run": is_preview,
        "has_trail": not is_preview,
        "confirmed": None if is_preview else batch.confirmed,
    }
    # The row is locked here until the commit: a worker that lost its lease finds another holder's name and rolls back.
    if not _close(batch.pk, holder, state=BatchState.PREVIEWED if is_preview else BatchState.DONE, **columns):
        raise lease.LeaseLost
    outcomes.keep(batch, rows, outcome)
    if not is_preview:
        receipts.note(batch, rows)


def _close(batch_id: int, holder: str, **columns: object) -> bool:
    return bool(
        Batch.objects.filter(pk=batch_id, holder=holder, state__in=OPEN_STATES).update(
            finished_at=timezone.now(), lease_until=None, holder="", **columns
        )
    )


def resume_stale() -> int:
    """Take up batches whose worker stopped renewing, and queued ones whose message was lost; returns how many were run."""
    waiting = Batch.objects.unfinished().exclude(lease_until__gte=timezone.now()).order_by("pk").values_list("pk", flat=True)
    ran = 0
    for batch_id in list(waiting):
        ran += run(batch_id).state not in OPEN_STATES
    return ran
