"""整册: which villages a file of people or households speaks of, and how much of each. The programme proposes; that a file is a full register, a person says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from accounts.choices import RegionLevel
from accounts.models import Region
from households.models import Household
from registers.rows import Rows

COVERING = ("households", "members")  # the registers that list every household, or everybody
# A file with fewer of a village's households is hardly its whole register; only what is ticked beforehand hangs on it.
LIKELY = 0.8


def villages_of(codes: Iterable[str]) -> list[str]:
    """Villages of these codes of villages, towns or counties, in order."""
    found = Q(pk__in=[])
    for code in codes:
        found |= Q(code__startswith=code)
    return list(Region.objects.filter(found, level=RegionLevel.VILLAGE).order_by("code").values_list("code", flat=True))


def coverage_of(rows: Rows) -> list[dict[str, Any]]:
    """Of every village of the towns a file names: households it lists, households with people in the register, and these people."""
    numbers = {number for number in rows.column("household_no") if number}
    listed = Counter(Household.objects.filter(household_no__one_of=numbers).values_list("village_code", flat=True))
    towns = {code[:9] for code in listed}
    living = Q(members__left_on__isnull=True, members__is_claim=False, members__isnull=False)
    known = (
        Household.objects.filter(town_code__in=towns)
        .values("village_code")
        .annotate(homes=Count("pk", distinct=True, filter=living), people=Count("members", filter=living))
    )
    by_code = {row["village_code"]: row for row in known}
    places = Region.objects.filter(code__in=by_code).select_related("parent").order_by("code")
    return [
        {
            "code": place.code,
            "name": place.name,
            "town": place.parent.name if place.parent else "",
            "listed": listed[place.code],
            "homes": by_code[place.code]["homes"],
            "people": by_code[place.code]["people"],
        }
        for place in places
    ]


@dataclass(frozen=True)
class Village:
    """One line of the question: is this the full register of this village?"""

    code: str
    name: str
    town: str
    listed: int
    homes: int
    people: int

    @property
    def is_likely(self) -> bool:
        return self.homes > 0 and self.listed >= LIKELY * self.homes


def villages(coverage: Sequence[dict[str, Any]]) -> list[Village]:
    """The lines worth asking about: nobody can be missing where nobody was known."""
    return [village for row in coverage if (village := Village(**row)).homes]
