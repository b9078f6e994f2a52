"""认定: what is written, from when, and that nothing else of the household contradicts it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.roles import Role
from casework.models import Event
from households.models import ChangedHousehold, Household, HouseholdFacts, Member, Standing
from identification.determinations import determine, end_of, left_behind, refuse, start_of
from identification.models import Determination
from identification.stock import adopt
from policies.categories import MonitoringKind, SupportCategory
from registers.consistency import CHECKS
from tests.households.factories import HouseholdFactory
from tests.identification.factories_panels import ON, case, member, opinion_of
from tests.identification.test_stock import claim

pytestmark = pytest.mark.django_db

HOUSEHOLD_CHECKS = [
    check for check in CHECKS if check.code in {"category", "determination", "tagged", "lines", "member_category", "facts_copy", "facts_members", "standing"}
]  # fmt: skip


@pytest.fixture(autouse=True)
def ground(county):
    return county


@pytest.fixture
def head(county):
    return member(Role.TOWN_HEAD)


def decided(application, by, on=ON) -> Determination:
    return determine(application, application.opinions.get(is_current=True), by=by, on=on)


# decided on, starts on
STARTS = [
    (date(2026, 6, 15), date(2026, 7, 1)),
    (date(2026, 6, 1), date(2026, 7, 1)),
    (date(2026, 6, 30), date(2026, 7, 1)),
    (date(2026, 12, 31), date(2027, 1, 1)),
    (date(2026, 12, 1), date(2027, 1, 1)),
    (date(2027, 1, 31), date(2027, 2, 1)),
    (date(2028, 2, 29), date(2028, 3, 1)),
]


@pytest.mark.parametrize(("on", "start"), STARTS)
def test_it_starts_on_the_first_of_the_next_month(on, start):
    assert start_of(on) == start


@pytest.mark.parametrize(
    ("category", "ends"),
    [
        ("rigid_expenditure", date(2027, 6, 30)),
        ("dibao", None),
        ("dibao_margin", None),
        ("tekun", None),
        ("other_hardship", None),
        ("", None),
    ],
)
def test_only_rigid_expenditure_has_an_end_the_day_before_its_anniversary(category, ends):
    assert end_of(category, date(2026, 7, 1), ON, "990101100201") == ends


def test_it_keeps_what_it_stood_on(head):
    application = case(monthly_amount=Decimal(405), classified_addon=Decimal(120))
    opinion = application.opinions.get()
    determination = decided(application, head)
    kept = Determination.objects.get(pk=determination.pk)
    assert (kept.category, kept.monthly_amount, kept.classified_addon) == ("dibao", Decimal(405), Decimal(120))
    assert (kept.start_on, kept.ends_on, kept.decided_on, kept.confirmed_by) == (date(2026, 7, 1), None, ON, head)
    assert (kept.snapshot, kept.parameters, kept.rules_version) == (opinion.snapshot, opinion.parameters, opinion.rules_version)
    assert kept.lines.count() == 2


def test_an_override_travels_with_its_reason(head):
    application = case(
        category="dibao_margin", proposed_category="dibao", override_reason="家里有一辆车，低保财产不符合规定。", monthly_amount=None
    )
    assert decided(application, head).override_reason == "家里有一辆车，低保财产不符合规定。"


def test_the_former_determination_stays_as_history(head):
    household = HouseholdFactory(size=2, monthly_wage="300")
    claim(household.members.first(), "dibao_margin")
    adopt([household.pk], on=ON, by="柏杨", register_title="低保边缘台账", batch_id=1)
    former = Determination.objects.get()
    household.refresh_from_db()
    decided(case(household=household), head)
    former.refresh_from_db()
    assert not former.is_current
    assert Determination.objects.filter(household=household, is_current=True).get().category == "dibao"


def test_household_members_standing_facts_and_chain_say_the_same(head):
    application = case(has_monitoring_tag=True, monitoring_kind="marginal")
    decided(application, head)
    household = Household.objects.get()
    assert (household.category, household.has_monitoring_tag, household.monitoring_kind) == ("dibao", True, "marginal")
    assert set(Member.objects.values_list("category", "dibao_mode")) == {("dibao", "whole")}
    standing = Standing.objects.get()
    assert (standing.category_since, standing.identified_on, standing.cleared_on) == (date(2026, 7, 1), ON, None)
    facts = HouseholdFacts.objects.get()
    assert (facts.category, facts.has_monitoring_tag, facts.has_open_case) == ("dibao", True, False)
    assert ChangedHousehold.objects.filter(household_id=household.pk).exists()
    assert Event.objects.get(kind="determined").sentence.endswith(
        "：确认为最低生活保障对象，防返贫监测对象（边缘易致贫户），每月405元，2026年7月1日起"
    )


# before, after, whether the household left something behind
LEFT = [
    ("dibao", "dibao_margin", True),
    ("dibao", "", True),
    ("dibao_margin", "dibao", False),
    ("rigid_expenditure", "dibao", False),
    ("dibao", "tekun", False),
]


@pytest.mark.parametrize(("before", "after", "left"), LEFT)
def test_a_less_deep_category_is_an_exit_a_deeper_one_is_not(before, after, left):
    assert left_behind(before, after) is left


def test_who_goes_from_dibao_to_margin_is_watched(head):
    household = HouseholdFactory(size=1, category="dibao", monthly_wage="900")
    decided(case(household=household, category="dibao_margin", monthly_amount=None), head)
    standing = Standing.objects.get(household=household)
    assert (standing.exited_on, standing.exited_category) == (ON, "dibao")


def test_the_same_category_again_keeps_its_beginning(head):
    household = HouseholdFactory(size=1, category="dibao", monthly_wage="300")
    Standing.objects.filter(household=household).update(category_since=date(2024, 3, 1))
    decided(case(household=household), head)
    assert Standing.objects.get().category_since == date(2024, 3, 1)


def test_an_old_tag_keeps_its_day_of_identification(head):
    household = HouseholdFactory(size=1, category="dibao", has_monitoring_tag=True, monitoring_kind="unstable", monthly_wage="300")
    Standing.objects.filter(household=household).update(identified_on=date(2023, 5, 8))
    decided(case(household=household, has_monitoring_tag=True, monitoring_kind="unstable"), head)
    assert Standing.objects.get().identified_on == date(2023, 5, 8)


def test_a_refusal_is_remembered_and_changes_nothing_else(head):
    household = HouseholdFactory(size=1, category="dibao_margin", monthly_wage="900")
    application = case(household=household)
    refuse(application, application.opinions.get(), on=ON)
    standing = Standing.objects.get(household=household)
    assert (standing.refused_on, standing.refused_category, standing.has_open_case) == (ON, "dibao", False)
    household.refresh_from_db()
    assert household.category == "dibao_margin"
    assert HouseholdFacts.objects.get().is_watched_refused


def test_who_left_the_family_gets_no_line(head):
    application = case()
    gone = application.household.members.order_by("pk").last()
    Member.objects.filter(pk=gone.pk).update(left_on=ON)
    determination = decided(application, head)
    assert not determination.lines.filter(member=gone).exists()


CATEGORIES = st.sampled_from([*SupportCategory.values, ""])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(st.tuples(CATEGORIES, st.booleans(), st.sampled_from(MonitoringKind.values)), min_size=1, max_size=3),
    size=st.integers(1, 4),
)
def test_after_any_row_of_determinations_nothing_contradicts(head, steps, size):
    """Household columns equal the current determination, and the self-check's questions about them find nothing."""
    household = HouseholdFactory(size=size, monthly_wage="500")
    first = household.members.order_by("pk").first()
    for number, (category, has_tag, kind) in enumerate(steps):
        tag = {"has_monitoring_tag": True, "monitoring_kind": kind} if has_tag else {}
        category = category or ("other_hardship" if has_tag else "")
        application = case(household=household, category=category, monthly_amount=None, **tag)
        application.state, application.closed_on = "confirmed", ON
        application.save()
        opinion_of(application, member(Role.TOWN_CLERK), category=category, monthly_amount=None, **tag)
        if category == "dibao_margin" and number % 2:
            application.opinions.get(is_current=True).lines.filter(member=first).update(category="dibao", dibao_mode="single")
        determination = decided(application, head)
        household.refresh_from_db()
        assert (household.category, household.has_monitoring_tag, household.monitoring_kind) == (
            determination.category, determination.has_monitoring_tag, determination.monitoring_kind,
        )  # fmt: skip
    assert not [check.title for check in HOUSEHOLD_CHECKS if check.rows().exists()]
