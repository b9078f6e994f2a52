"""What waits, asked all at once: every number is the source's own, nobody is asked who can have nothing, and the statements are few."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import Q
from django.test import Client

from accounts.models import Position
from accounts.roles import SEPARATED, Role
from assistance.choices import NeedKind, ReferralState
from casework.desk import Desk
from casework.due import count_by_due
from casework.inbox import SOURCES, numbers_of, waiting
from households.models import Household
from identification.choices import OPEN_STATES
from monitoring.choices import AlertState
from tests.assistance.factories_assistance import need, referral_at, staff
from tests.conftest import lay_county
from tests.identification.factories_cases import ON, case_at
from tests.identification.factories_inquiry import asked, more_found, planned, recorded
from tests.identification.factories_notices import at_panel, hung
from tests.identification.factories_panels import case as panel_case
from tests.identification.factories_panels import meeting, opened
from tests.monitoring.factories import DataTaskFactory, alert_at, clerk, officer, worker

pytestmark = pytest.mark.django_db
ROLES = [role for role in Role if role not in (Role.CITIZEN, *SEPARATED)]


@pytest.fixture(scope="module")
def busy(standing) -> None:
    """Something in every state of every room."""
    lay_county()
    for state in AlertState:
        alert_at(state)
    DataTaskFactory()
    DataTaskFactory(supplier="SW")
    for state in OPEN_STATES:
        case_at(state)
    asked()
    more_found()
    planned()
    recorded()
    hung(photo=False)
    need(answered=None)
    need(kind=NeedKind.WATER)
    for state in ReferralState:
        referral_at(state)


def holders(role: Role) -> list[Position]:
    """A holder of the role at each level it is held at."""
    if role == Role.DEPT_STAFF:
        return [staff()]
    return [worker(roles=[role]), clerk(role=role), officer(role)]


@pytest.mark.parametrize("role", ROLES)
def test_who_is_not_asked_has_nothing(busy, role):
    for position in holders(role):
        for source in SOURCES:
            if not source.concerns(position, is_mine=True):
                assert source.count(position, ON) == 0, source.code
            if not source.concerns(position, is_mine=False) and source.slices:
                assert not source.slices.queryset(position, ON, False).exists(), source.code


@pytest.mark.parametrize("role", ROLES)
def test_asked_together_every_source_says_what_it_says_alone(busy, role):
    for position in holders(role):
        alone = {source.code: source.count(position, ON) for source in SOURCES if source.concerns(position, is_mine=True)}
        assert waiting(position, ON, ["*"]) == alone
        assert Desk.of(position, ON, is_mine=True).by_source == alone
        for is_mine in (True, False):
            for part in Desk.of(position, ON, is_mine=is_mine).slices:
                if part.source.slices:
                    queryset = part.source.slices.queryset(position, ON, is_mine)
                    assert part.counts == count_by_due(queryset, ON, part.source.slices.paused), part.source.code


def to_be_called() -> Any:
    return at_panel()


def called() -> Any:
    return meeting(panel_case(), panel_case())


def going_on() -> Any:
    return opened(panel_case(), panel_case())


@pytest.mark.parametrize("scene", [to_be_called, called, going_on])
def test_meetings_are_counted_as_they_are_listed(county, scene):
    made = scene()
    people = [clerk(), clerk(role=Role.TOWN_HEAD), clerk(role=Role.TOWN_PANEL), clerk("990101101")]
    if scene is not to_be_called:
        people += [made.host, made.recorder, *(row.position for row in made.attendances.all())]
    source = next(source for source in SOURCES if source.code == "meetings")
    for position in people:
        expected = len(source.rows(position, ON, 100))
        assert waiting(position, ON, ["meetings"]).get("meetings", 0) == expected == source.count(position, ON)


def test_only_the_sources_named_are_asked(busy, django_assert_num_queries):
    position = clerk()
    with django_assert_num_queries(1):
        assert set(waiting(position, ON, ["alerts", "needs"])) == {"alerts", "needs"}


def test_nothing_asked_costs_nothing(county, django_assert_num_queries):
    inspector = officer(Role.INSPECTOR)
    with django_assert_num_queries(0):
        assert waiting(inspector, ON, ["*"]) == {}
        assert numbers_of([]) == []


def test_a_table_that_cannot_have_rows_counts_none(county):
    households = Household.objects.all()
    assert numbers_of([households.none(), households, households.filter(Q(pk__in=[]))]) == [0, Household.objects.count(), 0]


# session, user, position; all heaps of mine and the office's at once; meetings; the fortnight; facts of today; rows of the heaps shown.
@pytest.mark.parametrize(("role", "most"), [(Role.TOWN_CLERK, 50), (Role.VERIFY_CENTER, 30), (Role.INSPECTOR, 40)])
def test_a_full_desk_stays_within_its_statements(busy, settings, django_assert_max_num_queries, role, most):
    settings.FIXED_TODAY = ON
    position = clerk() if role == Role.TOWN_CLERK else officer(role)
    client = Client()
    client.force_login(position.user)
    client.get("/")
    with django_assert_max_num_queries(most):
        assert client.get("/").status_code == 200
