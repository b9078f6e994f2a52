"""The verbs of the two administrators: accounts by the 系统管理员, positions by the 安全管理员. Every one leaves a line for the auditor."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from axes.utils import reset
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.choices import ReadingKind
from accounts.exceptions import Refused
from accounts.models import Office, Position, Region, User
from accounts.reading import note
from accounts.roles import SEPARATED, Role

if TYPE_CHECKING:
    from django.http import HttpRequest


def _wording(error: ValidationError) -> str:
    return "".join(error.messages)


def _check_not_oneself(user: User, by: Position, what: str) -> None:
    if user.pk == by.user_id:
        raise Refused(f"不能{what}，请由另一名管理员办理。")


@transaction.atomic
def set_active(user: User, is_active: bool, *, by: Position, request: HttpRequest | None = None) -> None:
    """Open or close an account. A closed one cannot sign in and its positions are not in force; nothing is deleted."""
    _check_not_oneself(user, by, "停用或启用自己的账号")
    user.is_active = is_active
    user.save(update_fields=["is_active"])
    note(
        ReadingKind.ACCOUNT, by=by, request=request, subject=f"{'启用' if is_active else '停用'}账号：{user.username} {user.name}"[:120],
        subject_id=user.pk,
    )  # fmt: skip


@transaction.atomic
def unlock(user: User, *, by: Position, request: HttpRequest | None = None) -> None:
    """End the rest after five wrong passwords."""
    reset(username=user.username)
    note(ReadingKind.ACCOUNT, by=by, request=request, subject=f"解锁账号：{user.username} {user.name}"[:120], subject_id=user.pk)


def check_roles(roles: list[str], user: User, on: date, *, besides: Position | None = None) -> None:
    """Never two of the three administrators on one person, in one position or over several (三员分立)."""
    held = {role for role in roles if role in SEPARATED}
    others = [position for position in Position.objects.in_force(on).filter(user=user) if position != besides]
    held |= {role for position in others for role in position.roles if role in SEPARATED}
    if len(held) > 1:
        names = "、".join(Role(role).label for role in sorted(held))
        raise Refused(f"{names}不能由同一人兼任：系统、安全、审计三类管理员须分开。")


@transaction.atomic
def grant(
    user: User,
    *,
    office: Office,
    region: Region,
    title: str,
    roles: list[str],
    since: date,
    until: date | None,
    by: Position,
    on: date,
    request: HttpRequest | None = None,
) -> Position:
    """A new position. Raises Refused for oneself, for roles that must stay apart, for a region beyond the administrator's."""
    _check_not_oneself(user, by, "给自己安排岗位")
    if not region.code.startswith(by.region.code):
        raise Refused(f"{region.name}不在您的辖区{by.region.name}内。")
    check_roles(roles, user, on)
    position = Position(user=user, office=office, region=region, title=title, roles=roles, since=since, until=until)
    _save(position)
    _note(position, "新设", by, request)
    return position


@transaction.atomic
def alter(
    position: Position, *, roles: list[str], since: date, until: date | None, by: Position, on: date, request: HttpRequest | None = None
) -> Position:
    """Other roles or dates for a position; `until` is its last day. Who acted under it before keeps his name in the chain."""
    _check_not_oneself(position.user, by, "变更自己的岗位")
    check_roles(roles, position.user, on, besides=position)
    position.roles, position.since, position.until = roles, since, until
    _save(position)
    _note(position, "变更", by, request)
    return position


def _save(position: Position) -> None:
    if position.until and position.until < position.since:
        raise Refused("“止”不能早于“起”。")
    try:
        position.full_clean()
    except ValidationError as error:
        raise Refused(_wording(error)) from None
    position.save()


def _note(position: Position, verb: str, by: Position, request: HttpRequest | None) -> None:
    roles = "、".join(Role(role).label for role in position.roles)
    term = f"{position.since}起" + (f"至{position.until}" if position.until else "")
    note(
        ReadingKind.POSITION, by=by, request=request, subject=f"{verb}岗位：{position}"[:120], subject_id=position.pk,
        purpose=f"{position.region.name}，{roles}，{term}"[:200],
    )  # fmt: skip
