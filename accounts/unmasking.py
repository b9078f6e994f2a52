"""Seeing a whole number: by duty, within scope, with a purpose, and never without a trace (SE-06, rulings A7).

Rooms above register how a value is found, so that this floor knows none of their nouns.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction

from accounts.choices import ReadingKind, UnmaskPurpose
from accounts.exceptions import Refused
from accounts.fields import Sealed
from accounts.logs import redact
from accounts.models import Position
from accounts.reading import note
from accounts.roles import UNMASK_ROLES, Role

if TYPE_CHECKING:
    from django.http import HttpRequest


@dataclass(frozen=True)
class Subject:
    """What a resolver found: the sealed value, whose it is in words, and the household whose chain keeps the look."""

    value: Sealed | None
    whose: str
    household: Any = None


@dataclass(frozen=True)
class Shown:
    """The answer: plain once, on this page only."""

    field: str
    whose: str
    plain: str


Resolver = Callable[[Position, int], Subject | None]
Listener = Callable[[Any, Position, date, str, str], object]  # household, by, on, field, purpose

RESOLVERS: dict[str, tuple[str, Resolver]] = {}
DUTIES: dict[str, frozenset[Role]] = {}  # kinds that others than UNMASK_ROLES may ask for
LISTENERS: list[Listener] = []


def register(kind: str, label: str, resolver: Resolver, *, roles: frozenset[Role] = UNMASK_ROLES) -> None:
    """`register("person.id_number", "身份证号", find)`: find answers within the position's scope, None for anything else.

    `roles` widens the duty for this kind alone: a department's staff see the number of whom was pushed to them, and no other.
    """
    RESOLVERS[kind] = (label, resolver)
    DUTIES[kind] = roles


def may_ask(kind: str, position: Position) -> bool:
    """Whether the duty may ask for this kind at all."""
    return position.has(*DUTIES.get(kind, UNMASK_ROLES))


def listen(listener: Listener) -> None:
    """Called in the transaction of every look at a household's value."""
    if listener not in LISTENERS:
        LISTENERS.append(listener)


def find(kind: str, pk: int, position: Position) -> tuple[str, Subject] | None:
    """The label and the subject, or None: an unknown kind, another region and a missing row look alike."""
    if kind not in RESOLVERS or not may_ask(kind, position):
        return None
    label, resolver = RESOLVERS[kind]
    subject = resolver(position, pk)
    return None if subject is None else (label, subject)


@transaction.atomic
def unmask(
    kind: str, pk: int, *, by: Position, on: date, purpose: UnmaskPurpose, words: str, request: HttpRequest | None = None
) -> Shown | None:
    """The plain value with its trace written; None when there is nothing this position may find.

    Raises Refused when the duty does not need whole numbers or no purpose is given.
    """
    if not may_ask(kind, by):
        raise Refused(f"您的岗位是{by.title}，不办理需要完整号码的事项。")
    if len(words.strip()) < 4:
        raise Refused("请写明具体用途，至少4个字。")
    found = find(kind, pk, by)
    if found is None:
        return None
    label, subject = found
    why = redact(f"{purpose.label}：{words.strip()}")[:200]
    note(ReadingKind.UNMASK, request=request, by=by, subject=f"{subject.whose} {label}"[:120], subject_id=pk, purpose=why)
    if subject.household is not None:
        for listener in LISTENERS:
            listener(subject.household, by, on, label, why)
    return Shown(label, subject.whose, subject.value.reveal() if subject.value else "")
