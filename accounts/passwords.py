"""Passwords: one-time ones, the change by the person, and the history of five (SE-01)."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.choices import ReadingKind
from accounts.exceptions import Refused
from accounts.models import PasswordHistory, Position, User
from accounts.reading import note

if TYPE_CHECKING:
    from django.http import HttpRequest

HISTORY = 5
# Read out over the telephone: nothing that sounds or looks like something else.
LETTERS = "abcdefghjkmnpqrstuvwxyz"
DIGITS = "23456789"


def one_time_password() -> str:
    """Twelve characters in groups of four, about 54 bits: long enough for the one sign-in it serves."""
    groups = ["".join(secrets.choice(LETTERS + DIGITS) for _ in range(4)) for _ in range(3)]
    return "-".join(groups)


@transaction.atomic
def issue(
    user: User, password: str | None = None, *, by: Position | None = None, must_change: bool = True, request: HttpRequest | None = None
) -> str:
    """Give a person a password, made up when none is handed in, and answer it: shown once, kept only as argon2.

    Sessions of the person end with it. The log says who issued it, never what it is.
    """
    plain = password or one_time_password()
    _set(user, plain, must_change=must_change)
    note(
        ReadingKind.PASSWORD, by=by, request=request, who="" if by else "系统（命令或导入）",
        subject=f"发放口令：{user.username} {user.name}"[:120], subject_id=user.pk,
    )  # fmt: skip
    return plain


@transaction.atomic
def change(user: User, plain: str, *, by: Position | None, request: HttpRequest | None = None) -> None:
    """The person's own change. Raises Refused when the password is weak or among the last five."""
    try:
        validate_password(plain, user)
    except ValidationError as error:
        raise Refused("".join(error.messages)) from None
    if used_recently(user, plain):
        raise Refused(f"新口令与最近{HISTORY}次用过的相同，请换一个。")
    _set(user, plain, must_change=False)
    note(ReadingKind.PASSWORD, by=by, request=request, who=user.name, subject=f"本人修改口令：{user.username}", subject_id=user.pk)


def used_recently(user: User, plain: str) -> bool:
    """Whether it is the present password or one of the last five."""
    hashes = [user.password, *user.password_history.values_list("password", flat=True)[:HISTORY]]
    return any(check_password(plain, encoded) for encoded in hashes if encoded)


def _set(user: User, plain: str, *, must_change: bool) -> None:
    if user.has_usable_password():
        PasswordHistory.objects.create(user=user, password=user.password)
        kept = user.password_history.values_list("pk", flat=True)[:HISTORY]
        user.password_history.exclude(pk__in=list(kept)).delete()
    user.set_password(plain)
    user.must_change_password = must_change
    user.password_changed_at = timezone.now()
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])
