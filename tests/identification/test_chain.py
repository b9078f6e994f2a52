"""What an application still owes the chain: 缺 when overdue, 待 while in time, and what follows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.roles import Role
from casework.chain import LinkKind, missing_links
from casework.models import Event
from identification.chain import open_application_links
from identification.choices import OPEN_STATES
from identification.choices import ApplicationState as S
from identification.steps import stop_clock
from tests.identification.factories_cases import ON, case_at, person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", OPEN_STATES)
def test_every_open_state_names_who_is_waited_for_and_what_follows(county, state):
    case, clerk = case_at(state), person(Role.TOWN_CLERK)
    first, after = open_application_links(case.household, clerk, ON)
    assert (first.kind, after.kind) == (LinkKind.SOON, LinkKind.NEXT)
    assert first.title and case.state_label in first.text and first.url == reverse("identification:application", args=[case.pk])
    assert first.due_on == case.due_on and after.text


def test_overdue_is_a_gap_and_comes_first(county):
    case, clerk = case_at(S.UNDER_INQUIRY), person(Role.TOWN_CLERK)
    late = case.due_on + timedelta(days=1)
    assert open_application_links(case.household, clerk, case.due_on)[0].kind == LinkKind.SOON
    link = open_application_links(case.household, clerk, late)[0]
    assert link.kind == LinkKind.GAP and f"应于{case.due_on.month}月{case.due_on.day}日前" in link.text
    assert link in missing_links(case.household, clerk, late)


def test_a_stopped_clock_is_never_overdue(county):
    case, clerk = case_at(S.UNDER_INQUIRY), person(Role.TOWN_CLERK)
    stop_clock(case, "paper", by=clerk, on=ON)
    link = open_application_links(case.household, clerk, case.due_on + timedelta(days=30))[0]
    assert link.kind == LinkKind.SOON and "6月15日起停钟" in link.text


@pytest.mark.parametrize("state", [S.CONFIRMED, S.TERMINATED, S.LAPSED])
def test_a_finished_case_owes_nothing(county, state):
    case = case_at(state)
    assert open_application_links(case.household, person(Role.TOWN_CLERK), ON) == []


@pytest.mark.parametrize(
    ("role", "words"), [(Role.TOWN_CLERK, "轮到您"), (Role.TOWN_PANEL, "等镇一窗受理"), (Role.INSPECTOR, "等镇一窗受理")]
)
def test_whose_turn_it_is_reads_from_the_table(county, role, words):
    case = case_at(S.SUBMITTED)
    assert open_application_links(case.household, person(role), ON)[0].text.startswith(words)


def test_the_household_page_draws_the_chain_and_what_is_missing(browser):
    case = case_at(S.UNDER_INQUIRY)
    page = browser(person(Role.TOWN_CLERK)).get(reverse("households:detail", args=[case.household_id]))
    text = page.content.decode()
    assert (
        '<li class="soon"><b>待：提出初审意见</b>' in text and reverse("identification:household_panel", args=[case.household_id]) in text
    )
    for event in Event.objects.of_household(case.household_id):
        assert event.sentence, event.kind
