"""What is new, for the twin: began within twelve months, first received within 35 days, not verified since (rulings C2)."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

ON = date(2026, 6, 15)
YEAR_AGO, RECEIVED_SINCE = date(2025, 6, 15), ON - timedelta(days=35)
BEGAN = [None, date(2025, 6, 15), date(2025, 6, 16), date(2026, 5, 1), ON, date(2026, 6, 16)]
RECEIVED = [date(2026, 5, 11), date(2026, 5, 12), date(2026, 6, 10), ON, date(2026, 6, 16)]
LOSSES = [None, 0, 0, 1]
Disaster = tuple[str, date, date, int | None, int | None, int | None]  # kind, happened, received, house, crops, whole in 分


def random_illnesses(r: Random) -> list[tuple[bool, date | None, date]]:
    """Serious, diagnosed, received."""
    return [(r.random() < 0.6, r.choice(BEGAN), r.choice(RECEIVED)) for _ in range(r.choice([0, 0, 0, 1, 2]))]


def random_claim(r: Random) -> tuple[date | None, date] | None:
    """On the register of 低保 since, received."""
    return (r.choice(BEGAN), r.choice(RECEIVED)) if r.random() < 0.2 else None


def random_disasters(r: Random) -> list[Disaster]:
    found: dict[tuple[str, date], Disaster] = {}
    for _ in range(r.choice([0, 0, 0, 1, 2])):
        kind, day = r.choice(["0201", "0205", "0501", "0502"]), r.choice(BEGAN[1:])
        assert day is not None
        found[kind, day] = (kind, day, r.choice(RECEIVED), r.choice(LOSSES), r.choice(LOSSES), r.choice(LOSSES))
    return list(found.values())


def any_of(*answers: bool | None) -> bool | None:
    return True if True in answers else (None if None in answers else False)


def all_of(*answers: bool | None) -> bool | None:
    return False if False in answers else (None if None in answers else True)


def is_new(began: date | None, received: date, visited_on: date | None) -> bool | None:
    """Unknown when nobody says since when and it was first heard of lately."""
    if not RECEIVED_SINCE < received <= ON or (visited_on is not None and visited_on >= received):
        return False
    return None if began is None else YEAR_AGO < began <= ON


def new_illness(illnesses: list[tuple[bool, date | None, date]], visited_on: date | None) -> bool | None:
    return any_of(*(is_new(began, received, visited_on) for serious, began, received in illnesses if serious))


def lost_house_or_crops(house: int | None, crops: int | None, whole: int | None) -> bool | None:
    if any(amount for amount in (house, crops, whole)):
        return True
    return False if whole == 0 or (house, crops) == (0, 0) else None


def new_disaster(disasters: list[Disaster], visited_on: date | None) -> bool | None:
    natural = [row for row in disasters if row[0].startswith("02")]
    return any_of(*(all_of(is_new(row[1], row[2], visited_on), lost_house_or_crops(*row[3:])) for row in natural))


def new_accident(disasters: list[Disaster], visited_on: date | None) -> bool | None:
    return any_of(*(is_new(row[1], row[2], visited_on) for row in disasters if row[0].startswith("05")))
