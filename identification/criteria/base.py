"""A criterion is one small object over the facts, answered in three values like an alert rule (rulings B1)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from django.db.models import Q

from policies.categories import SupportCategory
from policies.clauses import Clause


class Scope(Enum):
    """Of whom a criterion asks: the facts of the household, or of one counted member (then the household's stand behind `facts__`)."""

    HOUSEHOLD = "户"
    MEMBER = "人"


@dataclass(frozen=True)
class Criterion:
    """One test of one category: TRUE met, FALSE not met, NULL cannot say.

    `reads` are the facts it compares, by name. `because` is filled with the values the database compared, `change` says what would have to be
    otherwise (criteria.words knows every placeholder). `is_single`: asked for 单人保, beside what the household is.
    """

    code: str
    title: str
    category: SupportCategory
    when: Q
    clause: Clause
    reads: tuple[str, ...]
    because: str
    change: str
    scope: Scope = Scope.HOUSEHOLD
    is_single: bool = False

    @cached_property
    def placeholders(self) -> tuple[str, ...]:
        return tuple(re.findall(r"{(\w+)}", self.because + self.change))
