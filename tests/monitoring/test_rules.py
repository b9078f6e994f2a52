"""Every rule below, at, above and of unknown value: tables a policy officer can read (domain §5, rulings C1)."""

from datetime import date
from decimal import Decimal

import pytest

from households.choices import Attendance, IncomeKind, InsuranceStatus, Labour
from households.models import Death, Disability, Disaster, Enrolment, Household, Housing, Illness, Insurance, RegisterClaim, Vehicle, Water
from monitoring.models import Alert, DataTask
from monitoring.rules import OPENING, RULES
from monitoring.runs import screen
from tests.households.factories import HouseholdFactory, MemberFactory, PersonFactory, income, settlement

ON = date(2026, 6, 15)
HIT, NONE, CANNOT_SAY = "命中", "不命中", "不能判断"


def head(household: Household):
    return household.members.order_by("pk").first().person


def earn(household: Household, amount) -> None:
    """So much 赡养费 in the window: transfers carry no employment cost, so the figure is exact."""
    if amount is not None:
        income(household, head(household), IncomeKind.TRANSFER, amount, date(2026, 3, 1), item="赡养费")


def answer(county, household: Household, code: str) -> str:
    """What the sweep says of one rule and one household: an alert, a data task that names the rule, or neither."""
    run = screen(county, on=ON, is_full=True)
    if Alert.objects.open().filter(household=household, rule=code).exists():
        return HIT
    if DataTask.objects.open().filter(household=household, rules__contains=[code]).exists():
        return CANNOT_SAY
    return CANNOT_SAY if run.per_rule[code]["cannot_say"] else NONE


@pytest.fixture
def settlements_received(county):
    """Somebody's settlement is in, so that silence of the register means zero."""
    other = HouseholdFactory(category="other_hardship", has_monitoring_tag=True)
    settlement(other, head(other), "1", date(2026, 1, 3))


@pytest.fixture
def events_received(county):
    """Old rows of another household, so that silence of the registers of illness and disaster means none."""
    other = HouseholdFactory(category="other_hardship", has_monitoring_tag=True)
    Illness.objects.create(
        household=other, person=head(other), disease="旧病", is_serious=True, diagnosed_on=date(2019, 1, 1), received_on=date(2025, 1, 1)
    )
    Disaster.objects.create(household=other, kind="0205", happened_on=date(2022, 7, 1), loss=1, received_on=date(2025, 1, 1))


@pytest.mark.parametrize(
    ("gross", "size", "said"),
    [
        ("8977.99", 1, HIT),
        ("8978", 1, NONE),
        ("8978.01", 1, NONE),
        (None, 1, CANNOT_SAY),
        ("17955.99", 2, HIT),
        ("17956", 2, NONE),
        ("-1", 1, HIT),
    ],
)
def test_r01_income_below_the_line(county, gross, size, said):
    household = HouseholdFactory(size=size)
    earn(household, gross)
    assert answer(county, household, "R01") == said


@pytest.mark.parametrize("gross", ["11975.99", "11976"])
def test_r01_urban_line_is_998_a_month(county, gross):
    household = HouseholdFactory(area_type="urban", household_kind="urban")
    earn(household, gross)
    assert answer(county, household, "R01") == (HIT if gross == "11975.99" else NONE)


@pytest.mark.parametrize("columns", [{"category": "dibao"}, {"has_monitoring_tag": True}, {"standing__has_open_case": True}])
def test_r01_does_not_ask_those_who_are_already_seen_to(county, columns):
    household = HouseholdFactory(**columns)
    earn(household, "100")
    assert answer(county, household, "R01") == NONE


@pytest.mark.parametrize(
    ("self_pay", "kind", "said"), [("4000", "tuopin", NONE), ("4000.01", "tuopin", HIT), ("4000.01", "ordinary", NONE)]
)
def test_r02_single_self_pay_of_tuopin_households(county, settlements_received, self_pay, kind, said):
    household = HouseholdFactory(household_kind=kind)
    settlement(household, head(household), self_pay, date(2025, 12, 3))
    assert answer(county, household, "R02") == said


def test_r02_cannot_say_before_any_settlement_was_received(county):
    household = HouseholdFactory(household_kind="tuopin")
    assert answer(county, household, "R02") == CANNOT_SAY
    assert not DataTask.objects.filter(datum="医保结算").exists()  # one register is missing, not a datum per household


@pytest.mark.parametrize(("second", "said"), [("2700", NONE), ("2700.01", HIT)])
def test_r03_yearly_self_pay_of_tuopin_households(county, second, said):
    household = HouseholdFactory(household_kind="tuopin")
    settlement(household, head(household), "4000", date(2026, 1, 1))
    settlement(household, head(household), second, date(2026, 6, 15))
    settlement(household, head(household), "3000", date(2025, 12, 31))  # last year's
    assert answer(county, household, "R03") == said


@pytest.mark.parametrize(
    ("amounts", "said"), [(["10000"], NONE), (["10000.01"], HIT), (["6000", "4000"], NONE), (["6000", "4000.01"], HIT)]
)
def test_r04_self_pay_of_ordinary_households_single_or_yearly(county, amounts, said):
    household = HouseholdFactory()
    for number, amount in enumerate(amounts):
        settlement(household, head(household), amount, date(2026, 2, 3 + number))
    assert answer(county, household, "R04") == said


def test_r04_asks_relocated_urban_households_but_no_other_urban_ones(county):
    moved = HouseholdFactory(area_type="urban", is_relocated=True)
    urban = HouseholdFactory(area_type="urban", household_kind="urban")
    for household in (moved, urban):
        settlement(household, head(household), "10000.01", date(2026, 2, 3))
    assert answer(county, moved, "R04") == HIT
    assert answer(county, urban, "R04") == NONE


@pytest.mark.parametrize(
    ("gross", "self_pay", "said"),
    [("9978", "1000", NONE), ("9978", "1000.01", HIT), ("8978", "0.01", HIT), ("8977.99", "5000", NONE), (None, "5000", CANNOT_SAY)],
)
def test_r05_income_after_self_pay_below_the_line(county, settlements_received, gross, self_pay, said):
    household = HouseholdFactory()
    earn(household, gross)
    settlement(household, head(household), self_pay, date(2026, 2, 3))
    assert answer(county, household, "R05") == said


@pytest.mark.parametrize(("grade", "said"), [("A", NONE), ("B", NONE), ("C", HIT), ("D", HIT), ("none", HIT), (None, CANNOT_SAY)])
def test_r07_unsafe_housing(county, grade, said):
    household = HouseholdFactory(category="dibao")
    if grade:
        Housing.objects.create(household=household, grade=grade, appraised_on=date(2025, 1, 1), received_on=ON)
    assert answer(county, household, "R07") == said


@pytest.mark.parametrize(
    ("states", "said"),
    [
        (("good", "good", "fair", "good"), NONE),
        (("good", "good", "good", "bad"), HIT),
        (("", "bad", "good", "good"), HIT),
        (("", "good", "good", "good"), CANNOT_SAY),
        (None, CANNOT_SAY),
    ],
)
def test_r08_unsafe_water(county, states, said):
    household = HouseholdFactory()
    if states:
        names = ("quantity", "quality", "access", "reliability")
        Water.objects.create(household=household, checked_on=ON, received_on=ON, **dict(zip(names, states, strict=True)))
    assert answer(county, household, "R08") == said


@pytest.mark.parametrize(
    ("birth", "attendance", "said"),
    [
        (date(2020, 6, 15), Attendance.ABSENT, HIT),  # six today
        (date(2020, 6, 16), Attendance.ABSENT, NONE),  # six tomorrow
        (date(2010, 6, 16), Attendance.ABSENT, HIT),  # fifteen
        (date(2010, 6, 15), Attendance.ABSENT, NONE),  # sixteen today
        (date(2015, 1, 1), Attendance.ENROLLED, NONE),
        (date(2015, 1, 1), Attendance.HOME_TAUGHT, NONE),
        (date(2015, 1, 1), None, CANNOT_SAY),
    ],
)
def test_r09_child_of_school_age_not_at_school(county, birth, attendance, said):
    household = HouseholdFactory()
    child = MemberFactory(household=household, relation="20", person=PersonFactory(birth=birth, labour=Labour.NONE)).person
    if attendance:
        Enrolment.objects.create(household=household, person=child, stage="primary", attendance=attendance, received_on=ON)
    assert answer(county, household, "R09") == said


@pytest.mark.parametrize(
    ("rows", "columns", "said"),
    [
        ([("resident_medical", InsuranceStatus.NOT_INSURED)], {"category": "dibao"}, HIT),
        ([("resident_medical", InsuranceStatus.NOT_INSURED)], {"household_kind": "tuopin"}, HIT),
        ([("resident_medical", InsuranceStatus.NOT_INSURED)], {}, NONE),  # not among the known households
        ([("resident_medical", InsuranceStatus.NOT_INSURED), ("worker_medical", InsuranceStatus.INSURED)], {"category": "dibao"}, NONE),
        ([("resident_medical", InsuranceStatus.INSURED)], {"category": "dibao"}, NONE),
        ([("resident_pension", InsuranceStatus.NOT_INSURED)], {"category": "dibao"}, NONE),
        ([], {"category": "dibao"}, NONE),  # a blank is DQ-03's
    ],
)
def test_r10_explicitly_not_insured(county, rows, columns, said):
    household = HouseholdFactory(**columns)
    for kind, status in rows:
        Insurance.objects.create(household=household, person=head(household), kind=kind, year=2026, status=status, received_on=ON)
    assert answer(county, household, "R10") == said


@pytest.mark.parametrize(
    ("issued", "level", "open_case", "said"),
    [(date(2026, 5, 1), 4, False, HIT), (date(2025, 6, 15), 1, False, NONE), (date(2026, 5, 1), 1, True, NONE)],
)
def test_r12_newly_disabled(county, issued, level, open_case, said):
    household = HouseholdFactory(standing__has_open_case=open_case)
    Disability.objects.create(
        household=household, person=head(household), kind="1", level=level, issued_on=issued, received_on=date(2026, 6, 1)
    )
    assert answer(county, household, "R12") == said


@pytest.mark.parametrize(
    ("standing", "before", "code", "said"),
    [
        ({"standing__refused_on": date(2024, 6, 15)}, "20000", "R23", HIT),  # 24 months today
        ({"standing__refused_on": date(2024, 6, 14)}, "20000", "R23", NONE),
        ({"standing__refused_on": date(2025, 6, 14)}, "10000", "R23", NONE),  # no fall
        ({"standing__refused_on": date(2025, 6, 14)}, None, "R23", CANNOT_SAY),  # the year before is unknown
        ({"standing__exited_on": date(2024, 6, 15)}, "20000", "R24", HIT),
        ({"standing__exited_on": date(2024, 6, 14)}, "20000", "R24", NONE),
        ({"standing__exited_on": date(2025, 6, 14)}, None, "R24", CANNOT_SAY),
    ],
)
def test_r23_r24_watched_households_with_a_new_event(county, events_received, standing, before, code, said):
    household = HouseholdFactory(**standing)
    earn(household, "10000")
    if before:
        income(household, head(household), IncomeKind.TRANSFER, before, date(2025, 3, 1), item="赡养费")
    assert answer(county, household, code) == said


def test_r23_a_sure_event_outweighs_an_unknown_one(county):
    household = HouseholdFactory(standing__refused_on=date(2025, 6, 14))
    Disability.objects.create(
        household=household, person=head(household), kind="4", level=1, issued_on=date(2026, 5, 1), received_on=date(2026, 6, 1)
    )
    assert answer(county, household, "R23") == HIT


def test_r25_is_a_label_and_not_a_second_alert(county):
    household = HouseholdFactory(household_kind="tuopin")
    earn(household, "100")
    screen(county, on=ON)
    assert [(alert.rule, alert.labels) for alert in Alert.objects.filter(household=household)] == [("R01", ["R25"])]


@pytest.mark.parametrize(
    ("category", "cars", "said", "severity"),
    [
        ("dibao", [], NONE, None),
        ("dibao", ["30000"], HIT, 2),
        ("tekun", ["30000"], HIT, 2),
        ("dibao_margin", ["80000"], NONE, None),
        ("dibao_margin", ["80000.01"], HIT, 3),
        ("dibao_margin", ["30000", "20000"], HIT, 2),
        ("rigid_expenditure", [None], CANNOT_SAY, None),
        ("", ["90000"], NONE, None),
    ],
)
def test_a01_vehicles_beyond_the_limit(county, category, cars, said, severity):
    household = HouseholdFactory(category=category)
    other = HouseholdFactory()
    Vehicle.objects.create(household=other, person=head(other), plate="别家", kind="car", value=1, received_on=ON)
    for number, value in enumerate(cars):
        Vehicle.objects.create(
            household=household, person=head(household), plate=f"测{number}", kind="car", value=value and Decimal(value), received_on=ON
        )
    assert answer(county, household, "A01") == said
    if severity:
        assert Alert.objects.get(household=household, rule="A01").severity == severity


@pytest.mark.parametrize(
    ("claimed", "died_on", "said"), [(True, date(2026, 6, 15), HIT), (True, date(2026, 6, 16), NONE), (False, date(2026, 1, 1), CANNOT_SAY)]
)
def test_i01_dead_but_still_on_a_register(county, claimed, died_on, said):
    """Speaks of a household where nobody else is left, too (rulings B5); paid for or not is unknown while no payments have come (test_work_rules.py)."""
    household = HouseholdFactory()
    Death.objects.create(household=household, person=head(household), died_on=died_on, received_on=ON)
    if claimed:
        RegisterClaim.objects.create(household=household, person=head(household), register="dibao", category="dibao", received_on=ON)
    run_answer = answer(county, household, "I01")
    assert run_answer == said


def test_i04_the_same_person_in_two_households(county):
    home, other = HouseholdFactory(), HouseholdFactory()
    MemberFactory(household=other, person=head(home), is_claim=True)
    assert answer(county, home, "I04") == HIT
    assert answer(county, other, "I04") == HIT


def test_a_household_with_nobody_counted_asks_who_lives_there(county):
    household = HouseholdFactory(size=0)
    assert answer(county, household, "R07") == NONE
    assert DataTask.objects.get(household=household).datum == "计入的共同生活成员"


def test_an_alert_of_a_member_names_the_member(county):
    household = HouseholdFactory()
    child = MemberFactory(household=household, relation="20", person=PersonFactory(birth=date(2015, 1, 1), name="小石头")).person
    Enrolment.objects.create(household=household, person=child, stage="primary", attendance="absent", received_on=ON)
    screen(county, on=ON)
    alert = Alert.objects.get(rule="R09")
    assert alert.person == child
    assert alert.reason == "小石头11岁，学籍登记为失学辍学"


def test_every_rule_states_itself():
    for rule in RULES.values():
        assert rule.title and rule.clause and rule.finds and rule.population.label
        assert rule.labels or rule.ask
    assert {rule.code for rule in OPENING} == set(RULES) - {"R25"}
