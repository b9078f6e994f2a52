"""Alerts over the API: the same scope, steps and refusals as the pages."""

from __future__ import annotations

from uuid import uuid4

import pytest

from accounts.roles import Role
from monitoring.choices import AlertState
from monitoring.models import Alert
from tests.monitoring.factories import AlertFactory, alert_at, clerk, officer, worker

pytestmark = pytest.mark.django_db
URL = "/api/alerts/"


def test_the_list_is_scoped_filtered_and_masked(browser):
    AlertFactory(household__phone="13900001234", severity=3)
    AlertFactory()
    AlertFactory(household__village_code_="990101101201")
    client = browser(clerk())
    assert client.get(URL).json()["count"] == 2
    rows = client.get(f"{URL}?severity=3").json()["results"]
    assert len(rows) == 1 and rows[0]["available_steps"] == ["assign", "return"]
    assert "13900001234" not in client.get(URL).content.decode()


def test_out_of_region_is_404_and_out_of_duty_403(browser):
    alert = AlertFactory()
    assert browser(clerk("990101101")).get(f"{URL}{alert.pk}/").status_code == 404
    assert browser(officer(Role.DEPT_STAFF, dept="YB")).get(URL).status_code == 403


def test_steps_are_the_pages_steps(browser):
    alert, to = AlertFactory(), worker()
    town, village = browser(clerk()), browser(to)
    assigned = town.post(f"{URL}{alert.pk}/steps/assign/", {"version": 0, "to": to.pk}, content_type="application/json")
    assert assigned.status_code == 200 and assigned.json()["state"] == AlertState.ASSIGNED
    assert village.get(f"{URL}{alert.pk}/").json()["available_steps"] == ["start"]
    village.post(f"{URL}{alert.pk}/steps/start/", {"version": 1}, content_type="application/json")
    visit = {
        "version": 2, "form_key": str(uuid4()), "visited_on": "2026-06-15", "informant": "户主", "accompanied_by": worker().pk,
        "findings": "住院十八天已出院，丈夫停工照护。", "outcome": "watch",
    }  # fmt: skip
    verified = village.post(f"{URL}{alert.pk}/steps/verify/", visit, content_type="application/json")
    assert verified.json()["state"] == AlertState.TOWN_DECIDED and verified.json()["verifications"][0]["outcome"] == "watch"
    assert town.post(f"{URL}{alert.pk}/steps/close/", {"version": 3}, content_type="application/json").json()["state"] == AlertState.CLOSED


@pytest.mark.parametrize(
    ("code", "data", "expected"),
    [
        ("assign", {"version": 9, "to": 0}, "invalid"),
        ("close", {"version": 0}, "stale"),
        ("fly", {"version": 0}, "unknown_step"),
        ("return", {"version": 7, "note": "不在本镇"}, "stale"),
        ("return", {"version": 0}, "invalid"),
    ],
)
def test_refusals_answer_409_with_code_and_words(browser, code, data, expected):
    alert = AlertFactory()
    answer = browser(clerk()).post(f"{URL}{alert.pk}/steps/{code}/", data, content_type="application/json")
    assert answer.status_code == 409 and answer.json()["code"] == expected and answer.json()["message"]
    assert Alert.objects.get(pk=alert.pk).state == AlertState.NEW


def test_the_wrong_role_is_409_with_who_may(browser):
    alert = alert_at(AlertState.TOWN_DECIDED)
    answer = browser(alert.assigned_to).post(f"{URL}{alert.pk}/steps/close/", {"version": alert.version}, content_type="application/json")
    assert answer.status_code == 409 and answer.json()["code"] == "wrong_role" and "镇一窗受理" in answer.json()["message"]
