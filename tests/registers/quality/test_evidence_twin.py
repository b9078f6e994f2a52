"""On random small counties the rules about work, school, named measures, alerts and pushes agree with their plain-Python twin."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from random import Random

import pytest

from assistance.models import Feedback, Referral
from households.facts import refresh_facts
from households.models import Enrolment, Household, HouseholdFacts, Housing, Job, Payment, Person, RegisterClaim
from registers.quality.base import Asked
from registers.quality.rules import RULES
from tests.assistance.factories_assistance import pushed, staff
from tests.households.factories import settlement, wages
from tests.monitoring.factories import AlertFactory
from tests.registers.quality.households_at_work import household, theirs

pytestmark = pytest.mark.django_db
ON, START = date(2026, 6, 15), date(2025, 6, 1)
SIZE = 120
CODES = ("DQ-02", "DQ-10", "DQ-12", "DQ-14", "DQ-17", "SV-01", "SV-05")
Answer = bool | None
LOW = {"低保金", "特困供养"}


@dataclass
class P:
    labour: str
    school: str = ""
    stage: str | None = None
    job: tuple[str, date | None] | None = None  # county and end


@dataclass
class H:
    kind: str
    tag: bool
    category: str
    people: list[P]
    measure: tuple[str, date | None] | None = None
    claim: str = ""
    relief: date | None = None
    grant: date | None = None  # 雨露计划, paid to the head
    alert: tuple[str, date] | None = None
    house: str | None = None
    facts: HouseholdFacts | None = field(default=None, compare=False)

    @property
    def risk(self) -> Answer:
        """R01 to R05 for a rural household without category, tag or case."""
        f = self.facts
        assert f
        line = f.parameters.low_income_line * f.income_members
        poor = None if f.gross is None else f.gross < line
        after = None if f.gross is None or f.self_pay_window is None else line <= f.gross < line + f.self_pay_window
        bounds = (4000, 6700) if self.kind == "tuopin" else (10000, 10000)
        paid = [None if one is None else one > most for one, most in zip((f.self_pay_single, f.self_pay_year), bounds, strict=True)]
        return any_of(poor, after, *paid)


def any_of(*operands: Answer) -> Answer:
    return True if True in operands else None if None in operands else False


def all_of(*operands: Answer) -> Answer:
    return False if False in operands else None if None in operands else True


def random_household(r: Random) -> H:
    people = [
        P(
            r.choice(("ordinary", "none", "lost", "")), r.choice(("", "not", "senior", "vocational")), r.choice((None, None, "senior", "college")),
            r.choice((None, (r.choice(("", "青禾县", "甲县")), r.choice((None, ON, date(2026, 6, 14), date(2025, 5, 31)))))),
        )
        for _ in range(r.choice((1, 2)))
    ]  # fmt: skip
    item = r.choice(("低保金", "特困供养", "外出务工补贴", "劳务输出", "技能培训"))
    return H(
        r.choice(("tuopin", "ordinary")), r.random() < 0.4, r.choice(("", "", "dibao")), people,
        r.choice((None, (item, r.choice((None, START, date(2025, 5, 31), ON))))), r.choice(("", "", "dibao", "monitored")), r.choice((None, ON, date(2025, 5, 1))),
        r.choice((None, None, date(2026, 5, 1), date(2025, 5, 1))), r.choice((None, None, ("R01", date(2026, 5, 15)), ("R01", date(2026, 5, 16)), ("R08", START))),
        r.choice((None, "A", "C")),
    )  # fmt: skip


def write(h: H, r: Random) -> Household:
    home = household(*(p.labour for p in h.people), tag=h.tag, risks=("01",) if h.tag else ())
    Household.objects.filter(pk=home.pk).update(household_kind=h.kind, category=h.category)
    seats = [member.person for member in home.members.order_by("pk")]
    for person, p in zip(seats, h.people, strict=True):
        dated = {"household": home, "person": person, "received_on": ON}
        Person.objects.filter(pk=person.pk).update(school_status=p.school)
        if p.stage:
            Enrolment.objects.create(**dated, stage=p.stage, attendance="enrolled")
        if p.job:
            Job.objects.create(**dated, is_working=True, as_of=ON, county_name=p.job[0], ended_on=p.job[1])
    head = {"household": home, "person": seats[0], "received_on": ON}
    for item, month in (("临时救助金", h.relief), ("雨露计划", h.grant)):
        if month:
            Payment.objects.create(**head, batch_no="1", item=item, month=month.replace(day=1), amount=Decimal(500), status="paid")
    if h.measure:
        theirs(home, "job" if "务" in h.measure[0] else "comprehensive", h.measure[1], item=h.measure[0])
    if h.claim:
        RegisterClaim.objects.create(**head, register=h.claim, category="dibao" if h.claim == "dibao" else "")
    if h.alert:
        AlertFactory(household=home, rule=h.alert[0], opened_on=h.alert[1])
    if h.house:
        Housing.objects.create(household=home, received_on=ON, grade=h.house, appraised_on=ON)
    if monthly := r.choice((None, "700", "9000")):
        wages(home, seats[0], monthly)
    if r.random() < 0.2:
        settlement(home, seats[0], r.choice(("4000.01", "500")), date(2026, 3, 1))
    return home


def household_answers(h: H) -> dict[str, Answer]:
    f = h.facts
    assert f
    found: dict[str, Answer] = {}
    if not h.tag and (h.kind == "tuopin" or h.category):
        found["DQ-02-1"] = None if f.gross is None else f.gross < f.parameters.low_income_line * f.income_members
        found["DQ-02-2"] = None if h.house is None else h.house == "C"
    item, begun = h.measure or ("", None)
    lately: Answer = None if begun is None else START <= begun <= ON
    if h.tag:
        listed = bool(h.category) or h.claim == "dibao"
        found["DQ-12-1"] = False if item not in LOW else all_of(lately, not listed)
        found["DQ-12-2"] = False
        away: Answer = False if item not in ("外出务工补贴", "劳务输出") else lately
        jobs = [p.job[0] for p in h.people if p.job and (p.job[1] is None or p.job[1] >= START)]
        untold = any(p.job is None and p.labour in ("", "ordinary") for p in h.people)
        outside: Answer = True if "甲县" in jobs else None if "" in jobs or untold else False
        found["DQ-17-1"] = all_of(away, None if outside is None else not outside)
    if not h.tag and not h.category:
        helped = h.relief == ON or (begun is not None and START <= begun <= ON)
        if helped and not h.claim and not h.alert:
            found["SV-01-1"] = h.risk
        if h.alert == ("R01", date(2026, 5, 15)):
            found["SV-05-1"] = h.risk
    return found


def member_answers(h: H, p: P, is_head: bool) -> dict[str, Answer]:
    works = bool(p.job) and (p.job[1] is None or p.job[1] >= ON)
    at_school = bool(p.stage) or p.school in ("senior", "vocational")
    granted = is_head and h.grant == date(2026, 5, 1)
    pupil = any(one.stage == "college" or one.school == "vocational" for one in h.people)
    known = True if p.stage or p.school else None
    return {
        "DQ-10-1": works and at_school,
        "DQ-10-2": all_of(works, None if not p.labour else p.labour in ("none", "lost")),
        "DQ-14-1": all_of(granted, not pupil, known),
        "DQ-14-2": False,
    }


@pytest.mark.parametrize("seed", [20260615, pytest.param(3, marks=pytest.mark.long)])
def test_rules_and_twin_agree(county, seed):
    r = Random(seed)
    world = [random_household(r) for _ in range(SIZE)]
    laid = [(write(h, r), h) for h in world]
    refresh_facts(None, county=county, on=ON)
    expected: dict[tuple[str, int, int | None], Answer] = {}
    for home, h in laid:
        h.facts = HouseholdFacts.objects.select_related("parameters").get(pk=home.pk)
        expected |= {(code, home.pk, None): answer for code, answer in household_answers(h).items()}
        for number, (member, p) in enumerate(zip(home.members.order_by("pk"), h.people, strict=True)):
            answers = member_answers(h, p, number == 0)
            expected |= {(code, home.pk, member.person_id): answer for code, answer in answers.items()}
    found = {}
    for rule in (RULES[code] for code in CODES):
        for home_id, person_id, *said, _ in rule.answers(Asked(county, ON)):
            found |= {(check.code, home_id, person_id): answer for check, answer in zip(rule.checks, said, strict=True)}
    keys = found.keys() | expected.keys()
    differing = {key: (found.get(key, "not asked"), expected.get(key, "not asked")) for key in keys}
    differing = {key: pair for key, pair in differing.items() if pair[0] is not pair[1]}
    assert not differing, list(differing.items())[:5]
    hit = {code for (code, _, _), answer in expected.items() if answer}
    assert hit == {check.code for code in CODES for check in RULES[code].checks} - {"DQ-12-2", "DQ-14-2"}


QUARTERS = ((2025, 3), (2025, 4), (2026, 1), (2026, 2))


def quarter_of(day: date) -> tuple[int, int]:
    """The first quarter that covers a push: pushed by the last day of its second month."""
    number = (day.month - 1) // 3 + 1
    if (day.month - 1) % 3 < 2:
        return day.year, number
    return (day.year, number + 1) if number < 4 else (day.year + 1, 1)


def test_silent_pushes_and_their_twin(county):
    r = Random(20260615)
    expected: dict[int, bool] = {}
    by = staff()
    for _ in range(60):
        push: Referral = pushed(
            on=r.choice((date(2025, 8, 31), date(2025, 9, 1), date(2025, 11, 30), date(2025, 12, 1), date(2026, 2, 28), date(2026, 3, 1)))
        )
        first = quarter_of(push.pushed_on)
        answered = {quarter: r.choice((None, None, "helping")) for quarter in QUARTERS[:-1] if quarter >= first}
        for (year, number), result in answered.items():
            if result:
                due = date(year, number * 3, 20)
                Feedback.objects.create(
                    referral=push, quarter=f"{year}Q{number}", result=result, words="已上门", fed_back_on=due, fed_back_by=by, due_on=due, is_late=False
                )  # fmt: skip
        if first <= (2026, 1):
            expected[push.household_id] = first <= (2025, 4) and not any(answered.get(quarter) for quarter in ((2025, 4), (2026, 1)))
    found = {home: hit for home, _, hit, _ in RULES["SV-06"].answers(Asked(county, ON))}
    assert found == expected and set(expected.values()) == {True, False}
