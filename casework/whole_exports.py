"""Whole numbers of more rows than the parameter lets out at once: one person asks with a purpose, another approves, then the file goes out once (PD-04, PD-08)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from urllib.parse import unquote_plus, urlencode

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.logs import is_personal, redact
from accounts.models import Position
from accounts.roles import Role
from casework.exceptions import StalePage, StepRefused
from casework.export import Refused, Sheet
from casework.models import WholeExport

APPROVER = Role.SEC_ADMIN
# Where a reader stands in a list says nothing about what the list holds.
PLACE = ("page", "after", "before", "size")


def address_of(path: str, query: Mapping[str, str]) -> str:
    """What an export's address asks for, its conditions in one order."""
    kept = sorted((name, query[name]) for name in query if name not in PLACE and query[name])
    return path + (f"?{urlencode(kept)}" if kept else "")


def latest(by: Position, address: str) -> WholeExport | None:
    """What this person last asked of this address: waiting, approved and not used yet, or refused."""
    return WholeExport.objects.filter(asked_by=by, address=address, used_at__isnull=True).order_by("-pk").first()


@transaction.atomic
def ask(sheet: Sheet, address: str, *, purpose: str, by: Position) -> WholeExport:
    """Ask that these rows may go out whole. Raises Refused."""
    if is_personal(unquote_plus(address)):
        raise Refused("筛选条件里有身份证号、电话或账号，不能写进申请。请换别的条件，如镇村、类别。")
    if len(address) > WholeExport.ADDRESS:
        raise Refused("筛选条件太多，写不进申请。请去掉几个条件。")
    waiting = Refused("您已提出过同样的申请，还在等批准。")
    if WholeExport.objects.waiting().filter(asked_by=by, address=address).exists():
        raise waiting
    try:
        with transaction.atomic():
            return WholeExport.objects.create(
                asked_by=by,
                asked_user_id=by.user_id,
                title=sheet.title[:120],
                address=address,
                conditions=redact("，".join(sheet.asked.conditions))[:300],
                columns="、".join(column.title for column in sheet.secrets)[:120],
                row_count=sheet.count,
                unit=sheet.unit,
                purpose=purpose,
            )
    except IntegrityError as error:
        raise waiting from error


@transaction.atomic
def decide(pk: int, *, approve: bool, reason: str, by: Position) -> WholeExport:
    """Approve, refuse, or take back an approval nobody has used. Raises StepRefused, StalePage."""
    if not by.has(APPROVER):
        raise StepRefused(f"完整号码的批量导出由{APPROVER.label}批准，您的岗位是{by.title}。", "wrong_role")
    row = WholeExport.objects.select_for_update(of=("self",)).select_related("asked_by__user").get(pk=pk)
    if row.asked_user_id == by.user_id:
        raise StepRefused("不能批准自己提出的导出。请由另一位安全管理员批准。", "own")
    if row.used_at or row.is_approved is False or (row.is_approved and approve):
        raise StalePage("这件申请已经处理过。请看最新情况。")
    words = redact(reason.strip())[:200]
    if not approve and len(words) < 4:
        raise StepRefused("不批准要写理由，至少4个字，如“用途没有写明给谁”。", "reason")
    row.is_approved, row.reason = approve, "" if approve else words
    row.decided_by, row.decided_user_id, row.decided_at = by, by.user_id, timezone.now()
    row.save()
    return row


def use(row: WholeExport, count: int) -> None:
    """The approval is spent. Raises Refused where it is not there any more, or more rows would go out than were approved."""
    if count > row.row_count:
        raise Refused(f"批准的是{row.row_count:,}{row.unit}，现在有{count:,}{row.unit}。请另提申请。")
    spent = WholeExport.objects.usable().filter(pk=row.pk).update(used_at=timezone.now(), used_rows=count)
    if not spent:
        raise Refused("这次批准已经用过或收回。请另提申请。")


def sealed(row: WholeExport, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The file as it goes out; its hash is kept with the approval when the last piece has gone."""
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
        yield piece
    WholeExport.objects.filter(pk=row.pk).update(file_hash=digest.hexdigest())


WAITING_FIRST = (F("decided_at").asc(nulls_first=True), "-pk")
STATES: dict[str, tuple[str, Q]] = {
    "waiting": ("等待批准", Q(decided_at__isnull=True)),
    "approved": ("已批准，没有导出", Q(is_approved=True, used_at__isnull=True)),
    "used": ("已导出", Q(used_at__isnull=False)),
    "refused": ("没有批准", Q(is_approved=False)),
}
