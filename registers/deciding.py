"""What the administrator decides about a preview: enter it, leave it, and which value stays where a person had checked another."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from accounts.logs import redact
from casework.exceptions import StepRefused
from registers.batches import AGREED, agreed, wake
from registers.coverage import COVERING
from registers.models import Batch, BatchState, Change, Choice, Conflict, Movement
from registers.outcomes import drop_lists

NOT_WAITING = "这一批已经不在“待确认”：有人刚处理过，或还在读。请看最新情况。"


@transaction.atomic
def confirm(batch: Batch, *, by: str, queued: bool = True) -> None:
    """Enter what the preview showed; the file is compared anew and shown again if the result differs. Raises StepRefused when not waiting."""
    counts = {name: getattr(batch, name) for name in AGREED}
    moved = Batch.objects.filter(pk=batch.pk, state=BatchState.PREVIEWED).update(
        state=BatchState.QUEUED, is_dry_run=False, confirmed=agreed(counts), decided_by_name=by[:120], decided_at=timezone.now(),
        finished_at=None, done_rows=0,
    )  # fmt: skip
    if not moved:
        raise StepRefused(NOT_WAITING, "stale")
    if queued:
        wake(batch.pk)


@transaction.atomic
def decline(batch: Batch, *, by: str) -> None:
    """Leave the file out. Its lists of values go, its counts and reasons stay. Raises StepRefused when not waiting."""
    moved = Batch.objects.filter(pk=batch.pk, state=BatchState.PREVIEWED).update(
        state=BatchState.DECLINED, decided_by_name=by[:120], decided_at=timezone.now()
    )
    if not moved:
        raise StepRefused(NOT_WAITING, "stale")
    drop_lists(batch.pk, (Change, Conflict, Movement))


@transaction.atomic
def choose(batch: Batch, ids: Collection[int] | None, choice: Choice, *, reason: str, by: str) -> int:
    """Decide these conflicts, or all; returns how many. The register's value needs a reason. Raises StepRefused."""
    if not Batch.objects.select_for_update().filter(pk=batch.pk, state=BatchState.PREVIEWED).exists():
        raise StepRefused(NOT_WAITING, "stale")
    words = redact(reason.strip())[:200]
    if choice == Choice.TAKE and len(words) < 4:
        raise StepRefused("用台账值要写理由，如“民政局已核对，以台账为准”。", "reason")
    found = Conflict.objects.filter(batch=batch)
    if ids is not None:
        found = found.filter(pk__in=ids)
    number = found.update(choice=choice, reason=words if choice == Choice.TAKE else "", chosen_by=by[:120], chosen_at=timezone.now())
    if not number:
        raise StepRefused("没有选中冲突。请先勾选要处理的行。", "nothing")
    return number


@transaction.atomic
def declare(batch: Batch, villages: Collection[str], *, by: str, queued: bool = True) -> None:
    """This file is the full register of these villages, or of none: compared anew, so that whom it leaves out is seen. Raises StepRefused."""
    if batch.sheet not in COVERING:
        raise StepRefused("只有“家庭”和“家庭成员”台账能按整册比对。", "sheet")
    if unknown := set(villages) - {row["code"] for row in batch.coverage}:
        raise StepRefused(f"表里没有这{len(unknown)}个村（社区），不能算作整册。请在列出的村里选。", "village")
    chosen = [row["code"] for row in batch.coverage if row["code"] in set(villages)]
    moved = Batch.objects.filter(pk=batch.pk, state=BatchState.PREVIEWED).update(
        state=BatchState.QUEUED, is_dry_run=True, confirmed=None, covers=chosen, covers_by_name=by[:120] if chosen else "", finished_at=None, done_rows=0,
    )  # fmt: skip
    if not moved:
        raise StepRefused(NOT_WAITING, "stale")
    if queued:
        wake(batch.pk)
