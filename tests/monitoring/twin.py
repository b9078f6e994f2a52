"""The plain-Python twin of the facts and the rules: random households as plain data, judged without SQL.

Written from rulings B and C and domain §5, not from the SQL. Money is integer 分; employment cost is a Fraction."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from random import Random

from tests.monitoring import twin_family as family
from tests.monitoring import twin_registers as registers
from tests.monitoring.twin_events import (
    ON,
    RECEIVED_SINCE,
    YEAR_AGO,
    Disaster,
    all_of,
    any_of,
    is_new,
    new_accident,
    new_disaster,
    new_illness,
    random_claim,
    random_disasters,
    random_illnesses,
)

START, END, START_BEFORE = date(2025, 6, 1), date(2026, 6, 1), date(2024, 6, 1)
NEW_YEAR = date(2026, 1, 1)
LINE = {"rural": 897800, "urban": 1197600}
DIBAO = {"rural": 598500, "urban": 798000}
EXCLUDED = {"低保金", "基础养老金", "残疾补贴"}
MONTHS = [date(2024, 5, 1), date(2024, 6, 1), date(2025, 5, 1), date(2025, 6, 1), date(2025, 12, 1), date(2026, 5, 1), date(2026, 6, 1)]
MEDICAL_DAYS = [
    date(2025, 5, 31), date(2025, 6, 1), date(2025, 6, 15), date(2025, 6, 16), date(2025, 12, 31), date(2026, 1, 1), date(2026, 5, 31), ON, date(2026, 6, 16),
]  # fmt: skip
BIRTHS = [
    date(1950, 2, 28), date(1980, 5, 1), date(2008, 6, 15), date(2008, 6, 16), date(2010, 6, 15), date(2010, 6, 16), date(2016, 2, 29),
    date(2020, 6, 15), date(2020, 6, 16), date(1966, 5, 1), date(1966, 4, 30), date(1946, 6, 16), None,
]  # fmt: skip
STATUSES = ["present"] * 6 + ["away_working", "studying", "dead", "in_prison", "missing", "lives_apart", "enlisted", "in_care_home"]


@dataclass
class P:
    """A person in a household."""

    birth: date | None
    status: str = "present"
    since: date | None = None
    until: date | None = None
    relation: str = "20"
    category: str = ""
    incomes: list[tuple[str, str, date, int]] = field(default_factory=list)  # kind, item, month, 分
    settlements: list[tuple[date, int, str]] = field(default_factory=list)  # day, self-pay 分, visit kind
    disability: tuple[str, int, date, date, bool] | None = None  # kind, level, issued, received, cancelled
    attendance: str | None = None
    insurance: list[tuple[str, str]] = field(default_factory=list)
    died_on: date | None = None
    death_received: date | None = None
    claim: tuple[date | None, date] | None = None  # on the register of 低保: since, received
    illnesses: list[tuple[bool, date | None, date]] = field(default_factory=list)  # serious, diagnosed, received
    labour: str = "ordinary"
    life: family.Life = field(default_factory=family.Life)
    own: registers.Own = field(default_factory=registers.Own)


@dataclass
class H:
    """A household."""

    area: str
    kind: str
    relocated: bool
    category: str
    tag: bool
    open_case: bool
    refused_on: date | None
    exited_on: date | None
    visited_on: date | None
    people: list[P]
    grade: str | None
    water: tuple[str, str, str, str] | None
    cars: list[tuple[str, int | None, bool]]  # kind, value 分, livelihood
    told: registers.Told = field(default_factory=registers.Told)
    disasters: list[Disaster] = field(default_factory=list)
    registered_on: date = date(2024, 1, 1)


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


def household_answers(household: H) -> dict[str, bool | None]:
    """Answers of the household rules for those whom each rule asks; others are absent."""
    facts, line = household_facts(household), LINE[household.area]
    answers = visits_to(household) | {"I08": registers.money_astray([person.own for person in household.people])}
    if facts.counted == 0:
        return answers
    free = not household.category and not household.tag and not household.open_case
    untagged = not household.tag and not household.open_case
    rural, tuopin = household.area == "rural", household.kind == "tuopin"
    listed = bool(household.category) or household.tag
    below = None if facts.gross is None else facts.gross < line * facts.n
    if free:
        answers["R01"] = below
        if rural:
            answers["R05"] = None if facts.gross is None else not below and facts.gross - facts.self_pay_window < line * facts.n
    if untagged and tuopin:
        answers["R02"], answers["R03"] = facts.single > 400000, facts.year > 670000
    if untagged and not tuopin and (rural or household.relocated):
        answers["R04"] = facts.single > 1000000 or facts.year > 1000000
    if rural:
        answers["R07"] = None if household.grade is None else household.grade in {"C", "D", "none"}
        answers["R08"] = None if household.water is None else any_of("bad" in household.water, None if "" in household.water else False)
    fall = None
    if facts.previous is not None:
        fall = (
            False
            if facts.previous <= 0
            else (None if facts.gross is None else facts.previous - facts.gross >= Fraction(3, 10) * facts.previous)
        )
    severe = any(is_counted(p) and p.disability and is_severe(p) and is_new_disability(p, household.visited_on) for p in household.people)
    lost_earner = any((wages_of(person) or 0) > 0 for person in lost_lately(household))
    illness = any_of(*(new_illness(p.illnesses, household.visited_on) for p in household.people if is_counted(p)))
    disaster, accident = new_disaster(household.disasters, household.visited_on), new_accident(household.disasters, household.visited_on)
    events = any_of(severe, illness, lost_earner, disaster, accident, fall)
    answers["R15"], answers["R16"] = disaster, accident
    people, earners = counted_people(household), [family_view(person) for person in household.people if is_income_member(person)]
    if free:
        answers["R18"] = all_of(family.new_member(people, household.registered_on, household.visited_on), below)
        answers["R27"] = family.near_miss(facts.gross, line * facts.n, fall, family.spending_rises(earners, facts.previous is not None))
    if is_known(household):
        answers["R19"] = family.many_students(people)
        if not family.is_alone(people, household.category, household.tag):
            answers["R20"] = family.needs_care(people)
        business = {since: business_of(household, since, until) for since, until in ((START, END), (START_BEFORE, START))}
        if facts.previous is not None and business[START_BEFORE] > 0:
            answers["R14"] = None if facts.gross is None else business[START] <= Fraction(7, 10) * business[START_BEFORE]
    if untagged and rural and household.category == "dibao":
        answers["R06"] = any_of(*(is_new(*p.claim, household.visited_on) for p in household.people if is_counted(p) and p.claim))
    if not household.open_case:
        answers["R17"] = lost_main_earner(household, facts.gross)
    if household.refused_on and household.refused_on >= date(2024, 6, 15) and not household.open_case:
        answers["R23"] = events
    if household.exited_on and household.exited_on >= date(2024, 6, 15) and not household.open_case:
        answers["R24"] = events
    if listed:
        answers["A01"] = vehicles_beyond(household)
        owners = [person.own for person in household.people if is_counted(person)]
        answers |= registers.household_answers(household.category, household.area, owners, household.told)
    return answers


def vehicles_beyond(household: H) -> bool | None:
    """Cars hang on the first person; they count while he is counted."""
    owner = household.people[0]
    counted = (
        [value for kind, value, livelihood in household.cars if kind in {"car", "truck"} and not livelihood] if is_counted(owner) else []
    )
    if household.category in {"tekun", "dibao"}:
        return len(counted) > 0
    dear = False if not counted else (None if None in counted else max(v for v in counted if v is not None) > 8000000)
    return any_of(len(counted) > 1, all_of(len(counted) > 0, dear))


def member_answers(household: H) -> dict[tuple[str, int], bool | None]:
    """Answers of the member rules by position in the household."""
    answers: dict[tuple[str, int], bool | None] = {}
    known = is_known(household)
    anybody = any(is_counted(person) for person in household.people)
    for number, person in enumerate(household.people):
        if is_counted(person):
            school_age = None if person.birth is None else 6 <= age_on(person.birth, ON) <= 15
            absent = None if person.attendance is None else person.attendance == "absent"
            answers["R09", number] = all_of(school_age, absent)
            if known:
                medical = {status for kind, status in person.insurance if kind in {"resident_medical", "worker_medical"}}
                answers["R10", number] = "not_insured" in medical and "insured" not in medical
            if household.category or household.tag:
                answers |= {(code, number): said for code, said in registers.member_answers(person.own, household.area).items()}
            if not household.open_case:
                answers["R12", number] = is_new_disability(person, household.visited_on)
            if not household.tag and not household.open_case:
                answers["R11", number] = new_illness(person.illnesses, household.visited_on)
        is_claimed = bool(person.claim or person.category or registers.live_claims(person.own))
        answers |= {
            (code, number): said for code, said in integrity_answers(person, is_claimed, known, household.category or household.tag).items()
        }
        if is_claimed:
            answers["I01", number] = person.died_on is not None and person.died_on <= ON
            if household.category or household.tag:
                answers["A09", number] = registers.long_absent(status_on(person), is_counted(person), person.since)
    return answers if anybody else {key: value for key, value in answers.items() if key[0] in {"I01", "I02", "I03", "I05", "I10", "A09"}}


def integrity_answers(person: P, is_claimed: bool, is_known: bool, is_listed: bool) -> dict[str, bool | None]:
    """What registers say of one person against each other."""
    own, age = person.own, None if person.birth is None else age_on(person.birth, ON)
    answers: dict[str, bool | None] = {
        "I02": registers.held_and_served(own, status_on(person), person.since, is_claimed),
        "I03": registers.in_two_categories(own, bool(person.claim)),
        "I05": registers.paid_twice(own),
    }
    if own.care and "tekun" in {register for register, _ in registers.live_claims(own)}:
        answers["I10"] = registers.has_care_amiss(own, person.disability[:2] if is_disabled(person) else None, age)
    if is_counted(person) and is_known:
        then = None if person.birth is None else age_on(person.birth, date(2026, 4, 30))
        answers["I06"] = any_of(registers.crossed_an_age(then, age), status_on(person) == "studying" and person.attendance == "finished")
    if is_counted(person) and is_listed:
        answers["I07"] = registers.has_expired_paper(own, person.disability is not None and not person.disability[4], person.category)
    return answers
