"""What an operator's machine may ask without signing in: whether the house stands, and its counters; no datum of anybody."""

from __future__ import annotations

import pytest

from tests.households.factories import HouseholdFactory

pytestmark = pytest.mark.django_db


def test_health_answers_while_the_database_does(client) -> None:
    response = client.get("/health/", headers={"accept": "application/json"})
    assert response.status_code == 200
    assert set(response.json().values()) == {"OK"}


def test_metrics_count_and_name_nobody(client, county) -> None:
    household = HouseholdFactory(head_name="周桂兰")
    page = client.get("/metrics").content.decode()
    assert "django_http_requests_total" in page or "python_info" in page
    assert household.head_name not in page and household.household_no not in page
