"""The heaps of the desk: every deadline lies on exactly one, and the lists count what the desk shows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Region
from casework.due import DueGroup, count_by_due, due_q, end_of_week, group_of
from monitoring.choices import AlertSource, AlertState
from monitoring.models import Alert
from tests.households.factories import HouseholdFactory

days = st.dates(date(2025, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("due_on", "group"),
    [
        (date(2026, 6, 16), DueGroup.OVERDUE),
        (date(2026, 6, 17), DueGroup.TODAY),
        (date(2026, 6, 18), DueGroup.WEEK),
        (date(2026, 6, 21), DueGroup.WEEK),
        (date(2026, 6, 22), DueGroup.LATER),
        (None, DueGroup.UNLIMITED),
    ],
)
def test_heaps_of_a_wednesday(due_on: date | None, group: DueGroup) -> None:
    assert group_of(due_on, date(2026, 6, 17)) is group


def test_a_stopped_clock_lies_apart_whatever_its_day() -> None:
    assert group_of(date(2026, 1, 1), date(2026, 6, 17), is_paused=True) is DueGroup.PAUSED


@given(on=days)
def test_the_week_ends_on_its_sunday(on: date) -> None:
    assert end_of_week(on).weekday() == 6
    assert 0 <= (end_of_week(on) - on).days <= 6


def test_an_unknown_heap_is_an_error_not_an_empty_list() -> None:
    with pytest.raises(ValueError):
        due_q("someday", date(2026, 6, 17))


@pytest.mark.django_db
def test_the_condition_of_a_list_and_the_heap_of_the_desk_agree(county: Region, django_assert_num_queries) -> None:
    on = date(2026, 6, 17)
    household = HouseholdFactory()
    dues = [None, *(on + timedelta(days=offset) for offset in range(-3, 12))]
    for due_on in dues:
        Alert.objects.create(
            household=household, source=AlertSource.CADRE, title="反映", reason="反映", state=AlertState.NEW, state_since=on, opened_on=on,
            due_on=due_on, county_code=household.county_code, town_code=household.town_code, village_code=household.village_code,
        )  # fmt: skip
    for group in DueGroup:
        listed = set(Alert.objects.filter(due_q(group, on)).values_list("due_on", flat=True))
        assert listed == {due_on for due_on in dues if group_of(due_on, on) is group}
    with django_assert_num_queries(1):
        counts = count_by_due(Alert.objects.order_by("due_on"), on)
    assert counts == {group: sum(group_of(due_on, on) is group for due_on in dues) for group in DueGroup}
