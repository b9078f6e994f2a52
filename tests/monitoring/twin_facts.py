"""The facts of a plain household, judged without SQL from rulings B. Employment cost is a Fraction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tests.monitoring import twin_family as family
from tests.monitoring.twin_events import (
    ON,
    RECEIVED_SINCE,
    YEAR_AGO,
    new_accident,
    new_disaster,
)
from tests.monitoring.twin_world import DIBAO, END, EXCLUDED, NEW_YEAR, START, START_BEFORE, H, P


def age_on(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def status_on(person: P) -> str:
    if person.died_on and person.died_on <= ON:
        return "dead"
    if (person.since and person.since > ON) or (person.until and person.until < ON):
        return "present"
    return person.status


def is_counted(person: P) -> bool:
    status = status_on(person)
    if person.life.joined_on and person.life.joined_on > ON:
        return False
    if status in {"present", "away_working", "studying"}:
        return True
    minor_child = person.relation in {"20", "30"} and person.birth is not None and age_on(person.birth, ON) < 18
    return status == "lives_apart" and (person.relation == "10" or minor_child)


def is_income_member(person: P) -> bool:
    return is_counted(person) and person.category != "tekun"


@dataclass
class Facts:
    counted: int
    n: int
    gross: Fraction | None
    previous: Fraction | None
    single: int
    year: int
    self_pay_window: int


def gross_of(people: list[P], area: str, start: date, end: date) -> Fraction | None:
    """None when nobody was asked: no row of income members in the window."""
    asked, total = False, Fraction(0)
    for person in people:
        wages = 0
        for kind, item, month, amount in person.incomes:
            if not start <= month < end:
                continue
            asked = True
            if kind == "wage":
                wages += amount
            elif kind == "business" or (kind in {"property", "transfer"} and item not in EXCLUDED):
                total += amount
        total += wages - (min(Fraction(wages, 10), DIBAO[area]) if wages > 0 else 0)
    return total if asked else None


def previous_of(people: list[P], area: str) -> Fraction | None:
    return gross_of(people, area, START_BEFORE, START)


def household_facts(household: H) -> Facts:
    counted = [person for person in household.people if is_counted(person)]
    earners = [person for person in counted if person.category != "tekun"]
    inpatient = [(day, amount) for person in counted for day, amount, kind in person.settlements if kind == "inpatient" and day <= ON]
    return Facts(
        len(counted), len(earners), gross_of(earners, household.area, START, END), previous_of(earners, household.area),
        max((amount for day, amount in inpatient if day > YEAR_AGO), default=0), sum(amount for day, amount in inpatient if day >= NEW_YEAR),
        sum(amount for day, amount in inpatient if START <= day < END),
    )  # fmt: skip


def is_disabled(person: P) -> bool:
    return person.disability is not None and not person.disability[4] and (person.own.card_until is None or person.own.card_until >= ON)


def is_severe(person: P) -> bool:
    kind, level, _, _, _ = person.disability
    return is_disabled(person) and (level <= 2 or (level == 3 and kind in "56"))


def is_new_disability(person: P, visited_on: date | None) -> bool:
    if person.disability is None:
        return False
    _, _, issued, received, cancelled = person.disability
    return not cancelled and YEAR_AGO < issued <= ON and RECEIVED_SINCE < received <= ON and (visited_on is None or visited_on < received)


def wages_of(person: P) -> int | None:
    """None: nobody said a word of his wages."""
    rows = [amount for kind, _, month, amount in person.incomes if kind == "wage" and START <= month < END]
    return sum(rows) if rows else None


def lost_lately(household: H) -> list[P]:
    """Who died or was taken away within the year, is not long known of, and nobody has verified since."""
    lost = []
    for person in household.people:
        status = status_on(person)
        since = person.died_on if status == "dead" and person.died_on and person.died_on <= ON else person.since
        if status not in {"dead", "in_prison", "in_rehab", "missing"} or since is None or not YEAR_AGO < since <= ON:
            continue
        if person.death_received is not None and person.death_received <= RECEIVED_SINCE:
            continue
        if household.visited_on is None or household.visited_on < (person.death_received or since):
            lost.append(person)
    return lost


def lost_main_earner(household: H, gross: Fraction | None) -> bool | None:
    """Nobody left earns more; unknown when nobody ever said what an able person or the household earned."""
    top = max([wages_of(person) or 0 for person in household.people if is_income_member(person)], default=0)
    lost = lost_lately(household)
    if any((wages_of(person) or 0) > 0 and (wages_of(person) or 0) >= top for person in lost):
        return True
    asked = [
        person
        for person in lost
        if person.labour == "ordinary" and not any(START_BEFORE <= month < END for _, _, month, _ in person.incomes)
    ]
    return None if asked and gross is None else False


def is_known(household: H) -> bool:
    watched = any(day is not None and day >= date(2024, 6, 15) for day in (household.refused_on, household.exited_on))
    return bool(household.category) or household.tag or household.kind == "tuopin" or watched


def family_view(p: P) -> family.Person:
    disabled = is_disabled(p)
    age = None if p.birth is None else age_on(p.birth, ON)
    return family.Person(p.birth, age, status_on(p), p.labour, p.category, p.attendance, disabled, disabled and is_severe(p), p.life)


def counted_people(household: H) -> list[family.Person]:
    return [family_view(person) for person in household.people if is_counted(person)]


def business_of(household: H, since: date, until: date) -> int:
    rows = [row for person in household.people if is_income_member(person) for row in person.incomes]
    return sum(amount for kind, _, month, amount in rows if kind == "business" and since <= month < until)


def visits_to(household: H) -> dict[str, bool | None]:
    harmed = new_disaster(household.disasters, None) is True or new_accident(household.disasters, None) is True
    people = counted_people(household)
    return family.visit_answers(people, household.category, household.tag, is_known(household), household.visited_on, harmed)
