"""Who lives there and who has come to see them, for the twin: rules R14, R18–R21, R27, R28 (domain §4i, §5.1)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from random import Random

from tests.monitoring.twin_events import ON, YEAR_AGO, all_of, any_of

START, START_BEFORE = date(2025, 6, 1), date(2024, 6, 1)
VISITS = [None, None, date(2026, 6, 1), date(2026, 6, 12), date(2026, 5, 14), date(2026, 5, 15), date(2025, 12, 14), date(2025, 12, 15), date(2025, 6, 14), date(2025, 6, 15)]  # fmt: skip
MONTHS_AGO = {1: date(2026, 5, 15), 6: date(2025, 12, 15), 12: date(2025, 6, 15)}
COSTLY = {"preschool", "senior", "vocational", "college", "bachelor", "graduate"}


@dataclass
class Life:
    """What the register of members and the form say of one person beside his papers."""

    joined_on: date | None = None
    stage: str = "primary"  # of his enrolment, when there is one
    school: str = ""
    care: str = ""
    spending: list[tuple[str, date, int]] = field(default_factory=list)  # kind, month, 分


def random_life(r: Random) -> Life:
    spending = [
        (r.choice(["education", "loss", "living"]), r.choice([date(2024, 6, 1), date(2025, 5, 1), date(2025, 6, 1)]), r.choice([0, 100, 129, 130, 131]))
        for _ in range(r.choice([0, 0, 1, 2]))
    ]  # fmt: skip
    joined = r.choice([None] * 8 + [date(2025, 6, 15), date(2025, 6, 16), ON, date(2026, 6, 16)])
    return Life(
        joined,
        r.choice(["primary", "senior", "preschool"]),
        r.choice(["", "", "not", "bachelor"]),
        r.choice([""] * 6 + ["full", "half"]),
        spending,
    )


@dataclass
class Person:
    """A counted member, as these rules see him."""

    birth: date | None
    age: int | None
    status: str
    labour: str
    category: str
    attendance: str | None
    is_disabled: bool
    is_severe: bool
    life: Life


def is_student(person: Person) -> bool | None:
    if person.attendance in {"enrolled", "home_taught"}:
        return person.life.stage in COSTLY
    if person.life.school:
        return person.life.school in COSTLY
    return False if person.attendance or (person.age is not None and person.age > 25) else None


def many_students(people: list[Person]) -> bool | None:
    answers = [is_student(person) for person in people]
    if answers.count(True) >= 2:
        return True
    return None if answers.count(True) + answers.count(None) >= 2 else False


def children_alone(people: list[Person]) -> bool | None:
    ages = [person.age for person in people]
    home = [person for person in people if person.status == "present"]
    if not any(age is not None and age < 18 for age in ages):
        return False
    if any(person.age is not None and 18 <= person.age < 60 and not person.is_severe for person in home):
        return False
    return None if any(person.age is None for person in home) else True


def needs_care(people: list[Person]) -> bool | None:
    disabled = [person for person in people if person.is_disabled]
    old = [person for person in people if person.age is not None and person.age >= 60]
    return any_of(
        len(disabled) >= 2, any(person in old for person in disabled), len(people) == 1 and len(old) == 1, children_alone(people),
        any(person.life.care == "full" for person in people),
    )  # fmt: skip


def new_member(people: list[Person], registered_on: date, visited_on: date | None) -> bool:
    days = [day for person in people if (day := person.life.joined_on or person.birth) and YEAR_AGO < day <= ON]
    return bool(days) and max(days) > registered_on and (visited_on is None or max(days) > visited_on)


def spending_rises(earners: list[Person], was_asked: bool) -> bool | None:
    rows = [row for person in earners for row in person.life.spending if row[0] != "living"]
    before = [amount for _, month, amount in rows if START_BEFORE <= month < START]
    if not was_asked and not before:
        return None
    now = sum(amount for _, month, amount in rows if month >= START)
    return now > sum(before) and now - sum(before) >= Fraction(3, 10) * sum(before)


def near_miss(gross: Fraction | None, line: int, fall: bool | None, rise: bool | None) -> bool | None:
    above = None if gross is None else gross >= line
    below = None if gross is None else gross < Fraction(12, 10) * line
    return all_of(above, below, any_of(fall, rise))


def is_alone(people: list[Person], category: str, tag: bool) -> bool:
    """R21's households: listed, with a scattered 特困 person or one person only."""
    return (bool(category) or tag) and (len(people) == 1 or any(person.category == "tekun" for person in people))


def visit_answers(
    people: list[Person], category: str, tag: bool, known: bool, visited_on: date | None, has_new_harm: bool
) -> dict[str, bool | None]:
    """R21 or R28, whichever asks this household; neither: nobody must come regularly."""
    alone = is_alone(people, category, tag)
    pressed = (
        has_new_harm
        or any(person.is_disabled for person in people)
        or sum(person.age is not None and person.age < 18 for person in people) >= 3
    )
    months = [1] if alone or tag else []
    months += [6] if category == "dibao" and any(person.labour == "ordinary" for person in people) else []
    months += [12] if category or (known and pressed) else []
    if not months:
        return {}
    return {"R21" if alone else "R28": None if visited_on is None else visited_on < MONTHS_AGO[min(months)]}
