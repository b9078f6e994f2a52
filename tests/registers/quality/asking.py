"""Asking one check of what a test has laid."""

from __future__ import annotations

from datetime import date

from accounts.models import Region
from households.facts import refresh_facts
from households.models import Household, Person
from registers.quality.base import Asked
from registers.quality.numbers import check_numbers
from registers.quality.rules import RULES

ON = date(2026, 6, 15)
HIT, FINE, UNKNOWN = True, False, None
NOT_ASKED = "not asked"


def answers(code: str, *, on: date = ON) -> dict[tuple[int, int | None], bool | None]:
    """(household, person) → what the check answers, of everybody its rule asks."""
    county = Region.objects.get(code="990101")
    refresh_facts(None, county=county, on=on)
    check_numbers()
    rule = RULES[code.rpartition("-")[0]]
    place = [check.code for check in rule.checks].index(code)
    return {(household, person): found[place] for household, person, *found in rule.answers(Asked(county, on))}


def answer(code: str, household: Household, person: Person | None = None, *, on: date = ON) -> bool | str | None:
    return answers(code, on=on).get((household.pk, person.pk if person else None), NOT_ASKED)
