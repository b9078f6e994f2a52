"""Signing in and out: what the reading log keeps of it, how long a locked account rests, where each duty begins, who the demo offers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models import Max, Sum
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils import timezone

from accounts.choices import ReadingKind, RegionLevel
from accounts.logs import redact
from accounts.models import Position, User
from accounts.reading import note
from accounts.roles import Role
from accounts.today import today

# The three administrators have no desk; their page is their first page.
HOMES = {Role.SYS_ADMIN: "accounts:people", Role.SEC_ADMIN: "accounts:positions", Role.AUDIT_ADMIN: "accounts:reading_log"}


def home_for(position: Position | None) -> str:
    """The address a duty begins its day with."""
    names = (HOMES[role] for role in HOMES if position is not None and position.has(role))
    return resolve_url(next(names, settings.LOGIN_REDIRECT_URL))


def positions_of(user: User, on: date) -> list[Position]:
    return list(Position.objects.in_force(on).for_frame().filter(user=user))


def locked_until(username: str) -> datetime | None:
    """When an account that failed five times may try again; None when it is not locked."""
    rest = get_cool_off()
    assert rest is not None
    attempts = AccessAttempt.objects.filter(username=username, attempt_time__gte=timezone.now() - rest)
    found = attempts.aggregate(failures=Sum("failures_since_start"), last=Max("attempt_time"))
    if (found["failures"] or 0) < settings.AXES_FAILURE_LIMIT:
        return None
    last: datetime = found["last"]
    return last + rest


# How many more of a role the demo's sign-in page shows: a second pair of eyes, a table that votes, every department.
TOGETHER = {Role.TASKFORCE: 1, Role.TOWN_CLERK: 1, Role.TOWN_SURVEYOR: 1, Role.TOWN_PANEL: 4, Role.DEPT_STAFF: 20}


def demo_positions(on: date) -> list[Position]:
    """The people of the demo's sign-in page: one position in force per role, from the town with the most people, then by region code.

    Where one proposes and another confirms, two sign, or several vote, the others too (`TOGETHER`).
    """
    positions = list(Position.objects.in_force(on).for_frame())
    staff: dict[str, int] = {}
    for position in positions:
        if position.region.level in {RegionLevel.TOWN, RegionLevel.VILLAGE}:
            staff[position.region.code[:9]] = staff.get(position.region.code[:9], 0) + 1
    main = min(staff, key=lambda code: (-staff[code], code), default="")
    positions.sort(key=lambda position: (not position.region.code.startswith(main), position.region.code, position.pk))
    chosen: list[Position] = []
    covered: set[str] = set()
    for role in Role:
        found = next((position for position in positions if position.has(role)), None)
        if role not in covered and found is not None:
            chosen.append(found)
            covered |= set(found.roles)
            others = [other for other in positions if other.has(role) and other.user_id != found.user_id]
            near = [other for other in others if other.region.code[:9] == found.region.code[:9]]
            chosen += near[: TOGETHER.get(role, 0)]
    return chosen


def on_signed_in(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    position = next(iter(positions_of(user, today())), None)
    note(ReadingKind.SIGN_IN, request=request, by=position, who="" if position else user.name)


def on_sign_in_failed(sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any) -> None:
    """The account as typed; somebody may have typed an ID number there."""
    note(ReadingKind.SIGN_IN_FAILED, request=request, who=f"账号“{redact(str(credentials.get('username') or ''))[:60]}”")


def on_signed_out(sender: Any, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        note(ReadingKind.SIGN_OUT, request=request, who=str(getattr(request, "position", None) or user.name))


def connect() -> None:
    """Called once when the app is ready."""
    user_logged_in.connect(on_signed_in, dispatch_uid="accounts.signed_in")
    user_login_failed.connect(on_sign_in_failed, dispatch_uid="accounts.sign_in_failed")
    user_logged_out.connect(on_signed_out, dispatch_uid="accounts.signed_out")
