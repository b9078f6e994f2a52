"""`{% load lab %}`: the way to 政策试算 from the pages of policies, which lie a floor below it, and only for whom it leads somewhere."""

from __future__ import annotations

from django import template

from accounts.models import Position
from monitoring.lab.changes import TRIABLE
from monitoring.lab.page import READERS
from monitoring.lab.scenarios import MAKERS

register = template.Library()


@register.filter
def reads_trials(position: Position | None) -> bool:
    return position is not None and position.has(*READERS)


@register.filter
def may_try(position: Position | None, code: str) -> bool:
    """Whether this person may try another number of this parameter."""
    return position is not None and position.has(*MAKERS) and code in TRIABLE
