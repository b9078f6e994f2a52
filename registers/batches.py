"""Taking a file in: the one path of the page, the command and the demo (design §5).

`submit` keeps the sealed file and a row; `run` reads, compares and writes. All good rows enter in one transaction or none does.
"""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import PurePath

import structlog
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.utils import timezone

from accounts.choices import RegionLevel
from accounts.models import Position, Region
from casework.exceptions import StepRefused
from households.journal import mark_changed
from policies.models import ParameterMissing
from registers import lease
from registers.chain import tell
from registers.landing import LANDINGS, Job, Outcome
from registers.models import OPEN_STATES, Batch, BatchState, RejectedRow, RowProblem
from registers.package import WorkbookRefused
from registers.rows import LONG_NUMBER, Rows
from registers.sheets import SHEETS
from registers.workbook import read_tab, recognise

log = structlog.get_logger(__name__)

ORGANISATION = ("regions", "offices", "users")
# One register writes at a time: the second waits for the first, so that both compare with what really stands.
REGISTER_LOCK = 20260615
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
) -> Batch:
    """Keep the file and wake a worker on commit; `sheet` may be "" to be recognised by the headings. Raises StepRefused with the reason."""
    if not sheet:
        try:
            sheet = recognise(content, SHEETS.values(), file_name).code
        except WorkbookRefused as refused:
            raise StepRefused(refused.reason) from refused
    if sheet not in SHEETS:
        raise StepRefused(f"没有“{sheet}”这种台账。可选：{'、'.join(SHEETS)}。")
    digest = hashlib.sha256(content).hexdigest()
    if queued:
        # A form posted twice, or a file already waiting: the same batch answers.
        same = Batch.objects.unfinished().filter(sheet=sheet, file_hash=digest, is_dry_run=is_dry_run, asked_by=by, tab_name=tab_name)
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
    )
    batch.file.save("register.xlsx", ContentFile(content), save=False)
    batch.save()
    if queued:
        from registers.tasks import run_batch

        transaction.on_commit(lambda: run_batch.delay(batch.pk))
    return batch


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
        with lease.kept(batch_id, holder):
            _take(batch, holder)
    except (WorkbookRefused, ParameterMissing) as refused:
        reason = refused.reason if isinstance(refused, WorkbookRefused) else str(refused.args[0])
        _close(batch_id, holder, state=BatchState.REFUSED, refusal=_safe(reason))
    except lease.LeaseLost:
        log.warning("batch_lease_lost", batch=batch_id)
    except Exception as error:
        log.error("batch_failed", batch=batch_id, error=type(error).__name__)
        _close(batch_id, holder, state=BatchState.FAILED, refusal=UNEXPECTED)
        raise
    return Batch.objects.get(pk=batch_id)


def retry(batch: Batch, *, queued: bool = True) -> None:
    """Put a failed batch into the queue again. Raises StepRefused when it did not fail."""
    moved = Batch.objects.filter(pk=batch.pk, state=BatchState.FAILED).update(
        state=BatchState.QUEUED, refusal="", finished_at=None, holder="", lease_until=None
    )
    if not moved:
        raise StepRefused("这一批没有中断，不用重试。请看最新情况。", "stale")
    if queued:
        from registers.tasks import run_batch

        transaction.on_commit(lambda: run_batch.delay(batch.pk))


def _take(batch: Batch, holder: str) -> None:
    sheet = SHEETS[batch.sheet]
    with batch.file.open("rb") as file:
        content = file.read()
    tab = read_tab(content, sheet, batch.tab_name)
    rows = Rows(sheet, tab)
    lease.renew(batch.pk, holder, total_rows=len(rows), tab_name=tab.name[:100], header_row=tab.heading.row)
    rows.parse(lambda done: _progress(batch.pk, holder, done))
    rows.leave_out_repeated()
    lease.renew(batch.pk, holder, state=BatchState.WRITING, done_rows=len(rows))
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [REGISTER_LOCK])
            cursor.execute("SET LOCAL work_mem = '128MB'")
        keep = transaction.savepoint()
        job = Job(batch.pk, rows, batch.on, batch.asked_by_name, batch.asked_by_id)
        outcome = write(job, batch.county)
        if batch.is_dry_run:
            transaction.savepoint_rollback(keep)
        _record(batch, holder, rows, outcome)


def _progress(batch_id: int, holder: str, done: int) -> None:
    if not lease.renew(batch_id, holder, done_rows=done):
        raise lease.LeaseLost


def write(job: Job, county: Region | None) -> Outcome:
    """Land the rows and all that follows from them: chain, categories, journal, facts. In the caller's transaction."""
    from households.facts import refresh_facts
    from identification.stock import adopt

    sheet = job.rows.sheet
    outcome = LANDINGS[sheet.code](job)
    touched = outcome.households
    if sheet.code in ORGANISATION or not touched:
        return outcome
    tell(job, outcome)
    if outcome.adopts:
        adopt(touched, on=job.on, by=job.by, register_title=sheet.title, batch_id=job.batch_id)
    mark_changed(touched)
    if county is not None:
        refresh_facts(sorted(touched), county=county, on=job.on)
    return outcome


def _record(batch: Batch, holder: str, rows: Rows, outcome: Outcome) -> None:
    """The counts, the reasons and the rejected rows, together with the register in one transaction. Raises LeaseLost."""
    lines = {rows.lines[index] for index in rows.dead}
    new, changed = outcome.new - lines, outcome.changed - outcome.new - lines
    # The row is locked here until the commit: a worker that lost its lease finds another holder's name and rolls back.
    counts = {
        "new_rows": len(new),
        "changed_rows": len(changed),
        "rejected_rows": len(lines),
        "same_rows": len(rows) - len(new) - len(changed) - len(lines),
        "total_rows": len(rows),
        "done_rows": len(rows),
        "left_out_rows": rows.tab.left_out,
        "unknown_columns": [_safe(heading) for heading in rows.tab.heading.unknown],
        "headings": [_safe(heading) for heading in rows.headings],
        "notes": rows.tab.notes,
        "county": batch.county or _county(batch.asked_by),
    }
    if not _close(batch.pk, holder, state=BatchState.TRIED if batch.is_dry_run else BatchState.DONE, **counts):
        raise lease.LeaseLost
    RowProblem.objects.bulk_create(
        (
            RowProblem(
                batch=batch,
                row_number=problem.line,
                column_letter=problem.column_letter,
                column_title=_safe(problem.column_title)[:60],
                written=problem.written[:2000],
                shown=problem.shown,
                remedy=problem.remedy,
            )
            for problem in rows.problems
        ),
        batch_size=2000,
    )
    RejectedRow.objects.bulk_create(
        (RejectedRow(batch=batch, row_number=rows.lines[index], cells=rows.original(index)) for index in sorted(rows.dead)), batch_size=2000
    )


def _close(batch_id: int, holder: str, **columns: object) -> bool:
    return bool(
        Batch.objects.filter(pk=batch_id, holder=holder, state__in=OPEN_STATES).update(
            finished_at=timezone.now(), lease_until=None, holder="", **columns
        )
    )


def _safe(text: str) -> str:
    """Headings and reasons never carry a long number: somebody's heading row may be a data row."""
    return LONG_NUMBER.sub(lambda found: found[0][:6] + "*" * (len(found[0]) - 6), text)


def resume_stale() -> int:
    """Take up batches whose worker stopped renewing, and queued ones whose message was lost; returns how many were run."""
    waiting = Batch.objects.unfinished().exclude(lease_until__gte=timezone.now()).order_by("pk").values_list("pk", flat=True)
    ran = 0
    for batch_id in list(waiting):
        ran += run(batch_id).state not in OPEN_STATES
    return ran
