"""Which groups a sum sheet shows: "none" is said once, and not beside money."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from households.models import Person
from households.sum_rows import Group, shown

SOMEBODY = Person(name="陈守田")


def group(kind: str, amount: int, person: Person | None = None, item: str = "x") -> Group:
    return Group(kind, item, person, "declared", date(2026, 6, 1), ((date(2026, 5, 1), Decimal(amount)),), False)


@pytest.mark.parametrize(
    ("what", "groups", "left"),
    [
        ("money stays", [group("wage", 100, SOMEBODY)], [0]),
        ("none beside money goes", [group("wage", 0), group("wage", 100, SOMEBODY)], [1]),
        ("none said twice is said once", [group("wage", 0, item="申报没有"), group("wage", 0, item="核对未查到")], [0]),
        ("each kind for itself", [group("wage", 0), group("transfer", 0), group("transfer", 50)], [0, 2]),
        ("a person's own zero is a figure", [group("wage", 0, SOMEBODY)], [0]),
        ("a loss is money", [group("business", -300), group("business", 0)], [0]),
    ],
)
def test_what_is_shown(what: str, groups: list[Group], left: list[int]) -> None:
    assert shown(groups) == [groups[place] for place in left]
