"""The missing link of a household's chain: whose turn it is, since when, by when, and the one place that mends it (design §2.3).

Rooms register their question in AppConfig.ready(); the household page asks here and knows none of their nouns.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from accounts.models import Position


class LinkKind(StrEnum):
    """How the link is drawn (look README §4)."""

    GAP = "gap"  # should be there by now: 缺
    SOON = "soon"  # waits within its time: 待
    NEXT = "next"  # comes after that


@dataclass(frozen=True)
class MissingLink:
    """One link that is not there yet. `text` names who is waited for, since when and until when; `url` empty where this reader may not go."""

    kind: LinkKind
    title: str
    text: str
    due_on: date | None = None
    action: str = ""
    url: str = ""


Question = Callable[[Any, Position, date], list[MissingLink]]
QUESTIONS: list[Question] = []
ORDER = {LinkKind.GAP: 0, LinkKind.SOON: 1, LinkKind.NEXT: 2}


def register(question: Question) -> None:
    if question not in QUESTIONS:
        QUESTIONS.append(question)


def missing_links(household: Any, position: Position, on: date) -> list[MissingLink]:
    """Everything the chain waits for: overdue ones first, then by deadline."""
    links = [link for question in QUESTIONS for link in question(household, position, on)]
    return sorted(links, key=lambda link: (ORDER[link.kind], link.due_on or date.max))
