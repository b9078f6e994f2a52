"""Rules about what happened lately, below, at, above and of unknown value (domain §5.1 R06, R11, R15–R17, R23; rulings C2)."""

from datetime import date

import pytest

from households.choices import IncomeKind, MemberStatus
from households.models import Disaster, Illness, RegisterClaim
from monitoring.explain import explain_alert
from monitoring.models import Alert, DataTask
from monitoring.runs import screen
from tests.households.factories import HouseholdFactory, MemberFactory, PersonFactory, income, wages
from tests.monitoring.test_rules import CANNOT_SAY, HIT, NONE, ON, answer, events_received, head

__all__ = ["events_received"]
LATELY = date(2026, 6, 1)
DIBAO = {"category": "dibao"}


@pytest.mark.parametrize(
    ("since", "received", "columns", "said"),
    [
        (date(2025, 7, 1), LATELY, DIBAO, HIT),
        (date(2025, 6, 15), LATELY, DIBAO, NONE),  # a year ago to the day
        (date(2025, 6, 16), LATELY, DIBAO, HIT),
        (date(2026, 5, 1), date(2026, 5, 11), DIBAO, NONE),  # received 35 days ago
        (date(2026, 5, 1), date(2026, 5, 12), DIBAO, HIT),
        (None, LATELY, DIBAO, CANNOT_SAY),
        (date(2026, 5, 1), LATELY, {"category": "dibao_margin"}, NONE),
        (date(2026, 5, 1), LATELY, {**DIBAO, "has_monitoring_tag": True}, NONE),
        (date(2026, 5, 1), LATELY, {**DIBAO, "standing__has_open_case": True}, NONE),
        (date(2026, 5, 1), LATELY, {**DIBAO, "area_type": "urban", "household_kind": "urban"}, NONE),
        (date(2026, 5, 1), LATELY, {**DIBAO, "standing__last_visited_on": LATELY}, NONE),  # verified since
        (date(2026, 5, 1), LATELY, {**DIBAO, "standing__last_visited_on": date(2026, 5, 31)}, HIT),
    ],
)
def test_r06_new_dibao_household_not_looked_at(county, since, received, columns, said):
    household = HouseholdFactory(**columns)
    RegisterClaim.objects.create(household=household, person=head(household), register="dibao", since=since, received_on=received)
    assert answer(county, household, "R06") == said


def fall_ill(household, person, diagnosed_on, received_on=LATELY, is_serious=True):
    Illness.objects.create(
        household=household, person=person, disease="尿毒症", is_serious=is_serious, diagnosed_on=diagnosed_on, received_on=received_on
    )


@pytest.mark.parametrize(
    ("diagnosed", "received", "is_serious", "columns", "said"),
    [
        (date(2026, 5, 1), LATELY, True, {}, HIT),
        (date(2025, 6, 15), LATELY, True, {}, NONE),
        (date(2025, 6, 16), LATELY, True, {}, HIT),
        (date(2026, 5, 1), date(2026, 5, 11), True, {}, NONE),
        (date(2026, 5, 1), LATELY, False, {}, NONE),  # a chronic one
        (None, LATELY, True, {}, CANNOT_SAY),
        (date(2026, 5, 1), LATELY, True, {"category": "dibao"}, HIT),
        (date(2026, 5, 1), LATELY, True, {"has_monitoring_tag": True}, NONE),
        (date(2026, 5, 1), LATELY, True, {"standing__last_visited_on": ON}, NONE),
    ],
)
def test_r11_new_serious_illness(county, events_received, diagnosed, received, is_serious, columns, said):
    household = HouseholdFactory(**columns)
    fall_ill(household, head(household), diagnosed, received, is_serious)
    assert answer(county, household, "R11") == said


def test_a_register_that_never_came_is_one_line_of_the_run_and_asks_nobody(county):
    household = HouseholdFactory(standing__refused_on=date(2025, 9, 1))
    income(household, head(household), IncomeKind.TRANSFER, "20000", date(2026, 3, 1), item="赡养费")
    income(household, head(household), IncomeKind.TRANSFER, "20000", date(2025, 3, 1), item="赡养费")
    run = screen(county, on=ON)
    assert [run.per_rule[code]["cannot_say"] for code in ("R11", "R15", "R16", "R23")] == [1, 1, 1, 1]
    assert not DataTask.objects.exclude(supplier__in=["ZJ", "SW"]).exists()


def test_a_register_that_arrives_is_asked_about_everybody_the_same_night(county):
    first, other = HouseholdFactory(), HouseholdFactory()
    screen(county, on=ON)
    fall_ill(first, head(first), date(2026, 5, 1))
    run = screen(county, on=date(2026, 6, 16))
    assert (run.is_full, run.per_rule["R11"]["opened"], run.per_rule["R11"]["cannot_say"]) == (True, 1, 0)
    assert not Alert.objects.filter(household=other).exists()


@pytest.mark.parametrize(
    ("house", "crops", "whole", "said"),
    [
        (1, 0, 1, HIT),
        (0, 1, None, HIT),
        (None, None, 1, HIT),
        (0, 0, None, NONE),
        (0, 0, 0, NONE),
        (None, None, 0, NONE),
        (None, None, None, CANNOT_SAY),
        (0, None, None, CANNOT_SAY),
    ],
)
def test_r15_a_disaster_that_took_house_or_crops(county, house, crops, whole, said):
    household = HouseholdFactory()
    Disaster.objects.create(
        household=household, kind="0201", happened_on=date(2026, 5, 20), received_on=LATELY, house_loss=house, crop_loss=crops, loss=whole
    )
    assert answer(county, household, "R15") == said
    assert answer(county, household, "R16") == NONE


@pytest.mark.parametrize(
    ("happened", "received", "visited", "said"),
    [
        (date(2025, 6, 15), LATELY, None, NONE),
        (date(2025, 6, 16), LATELY, None, HIT),
        (ON, ON, None, HIT),
        (date(2026, 5, 1), date(2026, 5, 11), None, NONE),
        (date(2026, 5, 1), LATELY, LATELY, NONE),
    ],
)
def test_r16_a_new_accident_whatever_it_cost(county, happened, received, visited, said):
    household = HouseholdFactory(category="dibao", standing__last_visited_on=visited)
    Disaster.objects.create(household=household, kind="0501", happened_on=happened, received_on=received)
    assert answer(county, household, "R16") == said
    assert answer(county, household, "R15") == NONE


@pytest.mark.parametrize(
    ("his", "other", "since", "open_case", "said"),
    [
        ("2000", "1000", date(2026, 3, 1), False, HIT),
        ("2000", "2000", date(2026, 3, 1), False, HIT),  # nobody left earns more
        ("2000", "2000.01", date(2026, 3, 1), False, NONE),
        ("2000", None, date(2026, 3, 1), False, HIT),
        (None, "1000", date(2026, 3, 1), False, NONE),
        (None, None, date(2026, 3, 1), False, CANNOT_SAY),
        ("2000", None, date(2025, 6, 15), False, NONE),
        ("2000", None, date(2025, 6, 16), False, HIT),
        ("2000", None, date(2026, 3, 1), True, NONE),
    ],
)
def test_r17_who_earned_most_is_gone(county, his, other, since, open_case, said):
    household = HouseholdFactory(size=1, standing__has_open_case=open_case)
    lost = MemberFactory(household=household, relation="10", status=MemberStatus.IN_PRISON, status_since=since).person
    for person, monthly in ((head(household), other), (lost, his)):
        if monthly:
            wages(household, person, monthly)
    assert answer(county, household, "R17") == said


def test_r17_a_grandmother_without_labour_asks_for_no_income(county):
    household = HouseholdFactory()
    person = PersonFactory(labour="none", birth=date(1950, 1, 1))
    MemberFactory(household=household, relation="52", person=person, status=MemberStatus.MISSING, status_since=date(2026, 3, 1))
    assert answer(county, household, "R17") == NONE


@pytest.mark.parametrize("event", ["illness", "disaster", "accident"])
def test_r23_a_refused_household_with_a_new_event(county, events_received, event):
    household = HouseholdFactory(standing__refused_on=date(2025, 9, 1))
    if event == "illness":
        fall_ill(household, head(household), date(2026, 5, 1))
    else:
        kind = "0201" if event == "disaster" else "0502"
        Disaster.objects.create(household=household, kind=kind, happened_on=date(2026, 5, 20), received_on=LATELY, loss=900)
    assert answer(county, household, "R23") == HIT
    words = {"illness": "新增大病", "disaster": "自然灾害有损失", "accident": "意外事故"}
    assert words[event] in Alert.objects.get(household=household, rule="R23").reason


def test_r25_labels_a_new_event_of_a_tuopin_household(county):
    household = HouseholdFactory(household_kind="tuopin")
    Disaster.objects.create(household=household, kind="0201", happened_on=date(2026, 5, 20), received_on=LATELY, loss=900)
    screen(county, on=ON)
    assert Alert.objects.get(household=household, rule="R15").labels == ["R25"]


def test_the_explanation_shows_the_rows_behind_a_new_event(county, events_received):
    household = HouseholdFactory()
    fall_ill(household, head(household), date(2026, 5, 1))
    Disaster.objects.create(household=household, kind="0201", happened_on=date(2026, 5, 20), received_on=LATELY, house_loss=900)
    screen(county, on=ON)
    Disaster.objects.create(household=household, kind="0501", happened_on=date(2026, 6, 1), received_on=date(2026, 6, 20))  # not known then
    said = [
        line
        for alert in Alert.objects.filter(household=household).order_by("rule")
        for line in explain_alert(alert)
        if line.startswith("原始记录")
    ]
    assert said == [
        f"原始记录：患病记录（{head(household).name}）30种大病，2026-05-01，2026-06-01收到",
        "原始记录：灾害与意外记录（全户）洪涝，房屋损失900.00元，2026-05-20，2026-06-01收到",
    ]
