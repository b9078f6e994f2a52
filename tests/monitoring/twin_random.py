"""Random households, often exactly at, just below or just above a threshold."""

from __future__ import annotations

from datetime import date
from random import Random

from tests.monitoring import twin_family as family
from tests.monitoring import twin_registers as registers
from tests.monitoring.twin_events import (
    ON,
    random_claim,
    random_disasters,
    random_illnesses,
)
from tests.monitoring.twin_facts import household_facts, is_income_member
from tests.monitoring.twin_world import BIRTHS, DIBAO, LINE, MEDICAL_DAYS, MONTHS, STATUSES, H, P


def random_household(r: Random) -> H:
    area = r.choice(["rural", "rural", "rural", "urban"])
    people = [random_person(r, area) for _ in range(r.choice([0, 1, 1, 2, 3, 4]))]
    category = r.choice([""] * 5 + ["dibao", "dibao_margin", "tekun", "rigid_expenditure", "other_hardship"])
    for person in people:
        person.category = category if r.random() < 0.7 else r.choice(["", "tekun"])
    household = H(
        area, r.choice(["tuopin", "ordinary", "ordinary", "urban"]), r.random() < 0.2, category, r.random() < 0.2, r.random() < 0.1,
        r.choice([None, None, date(2024, 6, 14), date(2024, 6, 15), date(2025, 9, 1)]), r.choice([None, None, date(2024, 6, 14), date(2024, 6, 15), date(2025, 9, 1)]),
        r.choice(family.VISITS), people, r.choice(["A", "B", "C", "D", "none", None]),
        r.choice([None, ("good",) * 4, ("good", "bad", "good", "good"), ("good", "", "good", "fair"), ("", "bad", "", "")]),
        [random_car(r) for _ in range(r.choice([0, 0, 0, 1, 2]))] if people else [], disasters=random_disasters(r),
        registered_on=r.choice([date(2024, 1, 1), date(2025, 8, 1), ON]),
    )  # fmt: skip
    for person in people:
        person.life = family.random_life(r)
    near_the_line(r, household)
    for person in people:
        person.own = registers.random_own(r, area)
    household.told = registers.random_told(r, area)
    return household


def random_person(r: Random, area: str) -> P:
    person = P(r.choice(BIRTHS), r.choice(STATUSES), relation=r.choice(["02", "10", "20", "30", "51"]))
    if person.status not in {"present", "away_working", "studying"}:
        person.since = r.choice(
            [None, date(2025, 6, 15), date(2025, 12, 15), date(2025, 12, 16), date(2025, 6, 16), date(2026, 6, 1), date(2026, 6, 16)]
        )
        person.until = r.choice([None, None, date(2026, 6, 14), date(2026, 6, 15)])
    for _ in range(r.choice([0, 1, 2, 4])):
        kind, item = r.choice(
            [
                ("wage", "务工收入"),
                ("wage", "零工"),
                ("business", "种植"),
                ("property", "土地流转"),
                ("transfer", "赡养费"),
                ("transfer", "低保金"),
                ("transfer", "基础养老金"),
                ("claim", "防贫保险"),
            ]
        )
        amount = r.choice([0, 1, 33333, 100001, DIBAO[area] * 10, r.randrange(0, 2_000_000)]) * (
            -1 if kind == "business" and r.random() < 0.3 else 1
        )
        row = (kind, item, r.choice(MONTHS), amount)
        if all(row[:3] != other[:3] for other in person.incomes):
            person.incomes.append(row)
    for number in range(r.choice([0, 0, 1, 2])):
        person.settlements.append(
            (
                r.choice(MEDICAL_DAYS),
                r.choice([0, 400000, 400001, 670000, 670001, 1000000, 1000001, 270000]) + number,
                r.choice(["inpatient", "inpatient", "outpatient"]),
            )
        )
    if r.random() < 0.25:
        person.disability = (r.choice("1456"), r.choice([1, 2, 3, 4]), r.choice([date(2020, 1, 1), date(2025, 6, 15), date(2025, 6, 16), date(2026, 6, 1)]),
                             r.choice([date(2025, 1, 1), date(2026, 5, 11), date(2026, 5, 12), date(2026, 6, 10), date(2026, 6, 16)]), r.random() < 0.1)  # fmt: skip
    person.attendance = r.choice([None, "enrolled", "home_taught", "absent", "finished"])
    person.insurance = r.sample(
        [("resident_medical", "insured"), ("worker_medical", "not_insured"), ("resident_pension", "not_insured")], r.choice([0, 1, 2])
    )
    if r.random() < 0.1:
        person.insurance.append(("resident_medical", "not_insured")) if ("resident_medical", "insured") not in person.insurance else None
    if r.random() < 0.1:
        person.died_on = r.choice([date(2025, 6, 15), date(2026, 6, 1), date(2026, 6, 15), date(2026, 6, 16)])
        person.death_received = r.choice([date(2026, 5, 1), date(2026, 6, 10)])
    person.claim = random_claim(r)
    person.illnesses = random_illnesses(r)
    person.labour = r.choice(["ordinary", "ordinary", "ordinary", "none", ""])
    return person


def random_car(r: Random) -> tuple[str, int | None, bool]:
    return r.choice(["car", "truck", "motorcycle", "wheelchair"]), r.choice([None, 3000000, 8000000, 8000001]), r.random() < 0.2


def near_the_line(r: Random, household: H) -> None:
    """Often put the household exactly at, one 分 below or one 分 above its line."""
    facts = household_facts(household)
    if not facts.counted or facts.gross is None or r.random() < 0.5:
        return
    person = next(person for person in household.people if is_income_member(person))
    gap = LINE[household.area] * facts.n - facts.gross + r.choice([-1, 0, 1, facts.self_pay_window or 0, (facts.self_pay_window or 0) - 1])
    row = ("transfer", "赠与", date(2025, 7, 1), int(gap))
    person.incomes.append(row)
