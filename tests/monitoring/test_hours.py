"""Each county is screened at its own hour of the night; who set it stays, and a stopped worker catches up."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from accounts.models import Region
from accounts.roles import Role
from casework.exceptions import StepRefused
from casework.timeline import NIGHT_SCREENING
from monitoring.choices import RunState
from monitoring.models import NightHour, ScreeningRun
from monitoring.nightly import due_counties, last_due, set_hour
from monitoring.runs import carry_out, claim, new_run
from monitoring.tasks import screen_counties_at_their_hour
from tests.accounts.factories import RegionFactory
from tests.monitoring.factories import ON, clerk, officer
from tests.monitoring.test_pages import text_of
from tests.monitoring.test_two_counties import neighbour  # noqa: F401

pytestmark = pytest.mark.django_db
HOME = ZoneInfo("Asia/Shanghai")


def at(hour: int, minute: int = 0, day: int = 15) -> datetime:
    return datetime(2026, 6, day, hour, minute, tzinfo=HOME)


def hour_of(county: Region, hour: int | None, since: datetime) -> None:
    row = NightHour.objects.create(county=county, hour=hour, set_by=officer(Role.REGISTER_ADMIN))
    NightHour.objects.filter(pk=row.pk).update(set_at=since)


@pytest.mark.parametrize(
    ("hour", "now", "is_due"),
    [
        (None, at(21, 59), False),  # nobody set one: 22:00
        (None, at(22), True),
        (2, at(1, 59), False),
        (2, at(2), True),
        (2, at(8), True),  # a worker that was down
        (2, at(8, 1), False),  # working time: the next night
        (23, at(0, 30, day=16), True),  # yesterday's hour
    ],
)
def test_a_county_is_due_from_its_hour_on(county, hour, now, is_due):
    if hour is not None:
        hour_of(county, hour, at(12, day=1))
    assert due_counties(now) == ([county] if is_due else [])


def test_once_a_night_whatever_was_asked_by_hand(county):
    run = ScreeningRun.objects.create(county=county, on=ON, state=RunState.DONE, asked_by="李专班")
    ScreeningRun.objects.filter(pk=run.pk).update(asked_at=at(22, 1))
    assert due_counties(at(22, 10)) == [county]
    ScreeningRun.objects.filter(pk=run.pk).update(asked_by=NIGHT_SCREENING)
    assert due_counties(at(22, 10)) == [] and due_counties(at(22, 10, day=16)) == [county]


def test_switched_off_and_an_hour_set_after_it_struck(county):
    hour_of(county, None, at(12, day=1))
    assert due_counties(at(22)) == []
    hour_of(county, 20, at(21))
    assert due_counties(at(21, 10)) == [] and due_counties(at(20, day=16)) == [county]
    assert last_due(20, at(19, 59)) == at(20, day=14)


def test_counties_side_by_side_and_one_held_up_holds_up_nobody(county, neighbour, monkeypatch, django_capture_on_commit_callbacks):  # noqa: F811
    hour_of(neighbour, 3, at(12, day=1))
    now = at(22, 5)
    assert due_counties(now) == [county] and due_counties(at(3)) == [county, neighbour], "the first is late, the second on time"
    held = new_run(county, on=ON, is_full=False, by="李专班")
    assert claim(held.pk) is not None
    hour_of(neighbour, 22, at(12, day=2))
    monkeypatch.setattr("monitoring.tasks.timezone.now", lambda: now)
    ScreeningRun.objects.update(asked_at=now - timedelta(hours=1))
    with django_capture_on_commit_callbacks(execute=True):
        assert screen_counties_at_their_hour() == 1
    assert ScreeningRun.objects.get(county=neighbour).state == RunState.DONE
    held.refresh_from_db()
    assert held.state == RunState.RUNNING and not carry_out(held.pk)


@pytest.mark.parametrize("role", [Role.REGISTER_ADMIN, Role.SYS_ADMIN])
def test_the_administrator_sets_it_and_the_page_keeps_who(county, browser, role):
    client = browser(officer(role))
    page = client.get("/runs/hours/")
    assert "每天22时" in text_of(page) and "还没有改过" in text_of(page)
    assert client.post("/runs/hours/990101/", {"hour": "3", "note": "22时备份"}).status_code == 302
    said = text_of(client.get("/runs/hours/"))
    assert "每天3时" in said and "22时备份" in said and NightHour.objects.get().set_by.user.name in said
    answer = client.post("/runs/hours/990101/", {"hour": "3", "note": "再来"})
    assert answer.status_code == 409 and "没有改动" in text_of(answer) and "再来" in answer.content.decode()
    assert client.post("/runs/hours/990101/", {"hour": "24"}).status_code == 422
    answer = client.post("/runs/hours/990101/", {"hour": "off"})
    assert answer.status_code == 409 and "要写明为什么" in text_of(answer)
    assert client.post("/runs/hours/990101/", {"hour": "off", "note": "机房停电检修"}).status_code == 302
    assert [row.hour for row in NightHour.objects.all()] == [None, 3]


def test_others_read_it_or_do_not(county, browser):
    reader = browser(officer())
    page = reader.get("/runs/hours/")
    assert "由台账管理员、系统管理员设定" in text_of(page) and "set_hour" not in page.content.decode()
    assert reader.post("/runs/hours/990101/", {"hour": "3"}).status_code == 403
    assert browser(clerk()).get("/runs/hours/").status_code == 403
    other = RegionFactory(code="990102", name="红岩县")
    assert browser(officer(Role.SYS_ADMIN)).post("/runs/hours/990102/", {"hour": "3"}).status_code == 404
    with pytest.raises(StepRefused, match="不在您的辖区"):
        set_hour(other, 3, by=officer(Role.SYS_ADMIN))
    assert not NightHour.objects.exists()
