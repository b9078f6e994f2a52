"""The plain-Python twin of the property and integrity rules: what registers say of people, judged without SQL (domain §5.2, §5.3, rulings B12)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from random import Random

START, END = date(2025, 6, 1), date(2026, 6, 1)
LINE = {"rural": 897800, "urban": 1197600}
DIBAO = {"rural": 598500, "urban": 798000}
EXEMPT = 100_000_00
AREA_AVERAGE = 40
STRICT = {"tekun", "dibao"}


@dataclass
class Own:
    """What the registers say of one person."""

    estates: list[tuple[str, int | None]] = field(default_factory=list)  # location, m²; the location's first letter is the use
    balances: list[tuple[str, date, int]] = field(default_factory=list)  # bank, day asked, 分
    companies: list[tuple[str, str, int | None, int | None]] = field(default_factory=list)  # role, status, staff, subscribed 分
    salaries: list[tuple[date, int | None, int | None, int | None, int | None]] = field(
        default_factory=list
    )  # month; 分: wage, pension, taxed, fund


@dataclass
class Told:
    """What the household's form says of property; None: not asked."""

    houses: list[int | None] | None = None  # m² of each
    savings: int | None = None  # 分


def random_own(r: Random, area: str) -> Own:
    own = Own()
    for place in r.sample(["r文庙路1", "r文庙路2", "r文庙路3", "c建设街1", "c建设街2", "g车库1"], r.choice([0, 0, 0, 1, 2])):
        own.estates.append((place, r.choice([None, 20, 40, 60, 80])))
    for bank in r.sample(["农商行", "邮储"], r.choice([0, 0, 1, 2])):
        days = r.sample([date(2026, 1, 5), date(2026, 5, 30)], r.choice([1, 2]))
        own.balances += [
            (bank, day, r.choice([0, DIBAO[area] * 3, DIBAO[area] * 3 + 1, DIBAO[area] * 4, DIBAO[area] * 4 + 1])) for day in days
        ]
    for _ in range(r.choice([0, 0, 0, 1, 2])):
        own.companies.append(
            (
                r.choice(["sole_trader", "shareholder", "cooperative"]), r.choice(["active", "active", "cancelled"]),
                r.choice([None, 0, 0, 1]), r.choice([None, 0, EXEMPT, EXEMPT + 1]),
            )
        )  # fmt: skip
    for month in r.sample([date(2025, 5, 1), date(2025, 6, 1), date(2026, 5, 1), date(2026, 6, 1)], r.choice([0, 0, 1, 2])):
        line = LINE[area]
        own.salaries.append((month, *(r.choice([None, 0, line // 2, line, line + 1]) for _ in range(4))))
    return own


def random_told(r: Random, area: str) -> Told:
    houses = r.choice([None, None, [], [40], [30, 60], [30, None], [10, 20, 30]])
    return Told(houses, r.choice([None, 0, DIBAO[area] * 3, DIBAO[area] * 4 + 1]))


def all_of(*answers: bool | None) -> bool | None:
    return False if False in answers else (None if None in answers else True)


def any_of(*answers: bool | None) -> bool | None:
    return True if True in answers else (None if None in answers else False)


def homes_beyond(category: str, counted: list[Own], told: Told) -> bool | None:
    """The registry is in, so its silence is none; whoever of registry and form knows of more homes speaks."""
    places: dict[str, int | None] = {}
    for place, area in (estate for own in counted for estate in own.estates):
        known = [size for size in (places.get(place), area) if size is not None]
        places[place] = max(known) if known else None
    registered = [area for place, area in places.items() if place.startswith("r")]
    shops = sum(place.startswith("c") for place in places)
    declared = told.houses or []
    sums = [None if None in areas else sum(area for area in areas if area is not None) for areas in (registered, declared)]
    houses = max(len(registered), len(declared))
    if len(registered) == len(declared) and houses:
        known = [size for size in sums if size is not None]
        area = max(known) if known else None
    else:
        area = sums[0] if len(registered) > len(declared) else sums[1]
    too_large = None if area is None else area > AREA_AVERAGE * len(counted)
    strict = category in STRICT
    return any_of(houses > 2, all_of(strict, houses > 1, too_large), shops > 1, shops > 0 and houses > 0)


def savings_beyond(category: str, area: str, counted: list[Own], told: Told) -> bool | None:
    banks = [
        amount
        for own in counted
        for bank, day, amount in own.balances
        if day == max(other for name, other, _ in own.balances if name == bank)
    ]
    known = [amount for amount in (sum(banks) if banks else None, told.savings) if amount is not None]
    months = 36 if category in STRICT else 48
    return max(known) > Fraction(months * DIBAO[area] * len(counted), 12) if known else None


def company_beyond(own: Own) -> bool | None:
    active = [(staff, subscribed) for role, status, staff, subscribed in own.companies if status == "active" and role != "cooperative"]
    return any_of(
        False,
        *(any_of(None if staff is None else staff > 0, None if capital is None else capital > EXEMPT) for staff, capital in active),
    )


def pay_beyond(own: Own, area: str) -> bool:
    total = 0
    for month, wage, pension, taxed, fund in own.salaries:
        if START <= month < END:
            total += max((wage or 0) + (pension or 0), taxed or 0, fund or 0)
    return total > LINE[area]


def household_answers(category: str, area: str, counted: list[Own], told: Told) -> dict[str, bool | None]:
    """Of a household with a category or the tag and somebody counted."""
    return {"A02": homes_beyond(category, counted, told), "A04": savings_beyond(category, area, counted, told)}


def member_answers(own: Own, area: str) -> dict[str, bool | None]:
    """Of one counted member of a household with a category or the tag."""
    return {"A03": company_beyond(own), "A05": pay_beyond(own, area)}
