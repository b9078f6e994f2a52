"""A proposed number of the law waits on the desk of whoever may confirm it, and of nobody else."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.roles import Role
from casework.parameter_todos import PARAMETERS
from policies import actions
from tests.accounts.factories import PositionFactory

ON = date(2026, 6, 15)


@pytest.fixture
def proposer(county):
    return PositionFactory(region=county, role=Role.TASKFORCE)


@pytest.fixture
def proposed(county, proposer):
    return actions.propose(
        "low_income_line", region=county, area_type="rural", number=Decimal(9048), choice="", unit="元/人·年", valid_from=date(2026, 7, 1), valid_to=None,
        source="青民发〔2026〕12号", is_provisional=False, by=proposer,
    )  # fmt: skip


def test_it_waits_for_the_second_person_only(county, town, proposer, proposed):
    second, clerk = PositionFactory(region=county, role=Role.TASKFORCE), PositionFactory(region=town, role=Role.TOWN_CLERK)
    [todo] = PARAMETERS.rows(second, ON, 10)
    assert (todo.due_on, todo.what, todo.action) == (date(2026, 7, 1), "复核新数值：9048元/人·年", "复核")
    assert PARAMETERS.count(second, ON) == 1
    assert PARAMETERS.rows(proposer, ON, 10) == [] and PARAMETERS.rows(clerk, ON, 10) == []


def test_the_desk_shows_it_and_its_row_opens_the_parameter(client, county, proposed):
    second = PositionFactory(region=county, role=Role.TASKFORCE)
    client.force_login(second.user, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("casework:desk")).content.decode()
    assert "复核新数值：9048元/人·年" in page
    assert reverse("policies:parameter", args=["low_income_line"]) in page


def test_confirming_takes_it_off_the_desk(county, proposed):
    second = PositionFactory(region=county, role=Role.TASKFORCE)
    actions.confirm(proposed, by=second)
    assert PARAMETERS.count(second, ON) == 0
