"""A criterion is one small object over the facts, answered in three values like an alert rule (rulings B1)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from policies.categories import SupportCategory
from policies.clauses import Clause


@dataclass(frozen=True)
class Criterion:
    """One test of one category: TRUE met, FALSE not met, NULL cannot say."""

    code: str
    title: str
    category: SupportCategory
    when: Q
    clause: Clause
    reads: tuple[str, ...]
