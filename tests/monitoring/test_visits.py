"""The visit: two people, a conclusion with its reason, photos that are photos, one form once."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import ReadingLog
from accounts.roles import Role
from casework.choices import EventKind, PhotoKind
from casework.exceptions import StalePage, StepRefused
from casework.models import Event
from casework.photos import LIMIT_MB, content_type_of
from monitoring.choices import AlertState, Outcome
from monitoring.models import Alert, Verification, VisitPhoto
from monitoring.visits import verify
from tests.monitoring.factories import JPEG, ON, PNG, AlertFactory, DataTaskFactory, alert_at, clerk, officer, photo, visit, worker
from tests.monitoring.test_pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def alert(county) -> Alert:
    return alert_at(AlertState.VISITING, severity=3)


def posted(alert: Alert, companion, **changes) -> dict[str, object]:
    return {
        "version": alert.version, "form_key": str(uuid4()), "visited_on": "2026-06-15", "informant": "户主本人",
        "accompanied_by": companion.pk, "findings": "住院十八天已出院，丈夫停工照护。", "outcome": "watch", "outcome_reason": "", **changes,
    }  # fmt: skip


def url_of(alert: Alert) -> str:
    return reverse("monitoring:verify", args=[alert.pk])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"outcome": Outcome.NONE}, "要写明理由"),
        ({"outcome": Outcome.NONE, "outcome_reason": "没有风险"}, "10个字以上"),
        ({"outcome": Outcome.NONE, "outcome_reason": "自付部分已由商业保险全额报销"}, "要附现场照片"),
        ({"outcome": Outcome.FALSE}, "要写明理由"),
        ({"outcome": "nonsense"}, "请选一个结论"),
        ({"visited_on": ON + timedelta(days=1)}, "不能晚于今天"),
        ({"visited_on": ON - timedelta(days=1)}, "不能更早"),
        ({"informant": " "}, "谁在场"),
        ({"findings": "看过"}, "10个字以上"),
    ],
)
def test_a_visit_that_says_too_little_is_refused(alert, change, words):
    with pytest.raises(StepRefused, match=words):
        visit(alert, alert.assigned_to, **change)
    assert not Verification.objects.exists() and Alert.objects.get(pk=alert.pk).state == AlertState.VISITING


def test_no_risk_with_reason_and_photo_is_taken(alert):
    visit(alert, alert.assigned_to, outcome=Outcome.NONE, outcome_reason="自付部分已由商业保险全额报销", photos=[photo()])
    assert Alert.objects.get(pk=alert.pk).state == AlertState.TOWN_DECIDED


def test_two_different_people(alert):
    with pytest.raises(StepRefused, match="两个不同的人"):
        visit(alert, alert.assigned_to, accompanied_by=alert.assigned_to)
    with pytest.raises(StepRefused, match="两个不同的人"):
        visit(alert, alert.assigned_to, accompanied_by=clerk(user=alert.assigned_to.user))


def test_the_companion_is_from_the_village_or_its_town(alert):
    for stranger in (worker("990101101201"), clerk("990101101"), worker(until=ON - timedelta(days=1)), officer(Role.INSPECTOR)):
        with pytest.raises(StepRefused, match="另选同行核实人"):
            visit(alert, alert.assigned_to, accompanied_by=stranger)
    assert visit(alert, alert.assigned_to, accompanied_by=clerk()).accompanied_by_id


def test_the_chain_names_both(alert):
    visit(alert, alert.assigned_to)
    event = Event.objects.get(kind=EventKind.VERIFIED)
    assert alert.assigned_to.user.name in event.sentence and "继续关注" in event.sentence


def test_an_older_visit_does_not_set_back_the_last_one(alert):
    alert.household.standing.last_visited_on = ON
    alert.household.standing.save()
    Alert.objects.filter(pk=alert.pk).update(opened_on=ON - timedelta(days=9))
    visit(alert, alert.assigned_to, visited_on=ON - timedelta(days=3))
    alert.household.standing.refresh_from_db()
    assert alert.household.standing.last_visited_on == ON


def test_a_form_used_for_another_alert_is_refused(alert):
    key = visit(alert, alert.assigned_to).form_key
    with pytest.raises(StalePage, match="另一条线索"):
        visit(alert_at(AlertState.VISITING), worker(), form_key=key)


@pytest.mark.parametrize(
    ("content", "kind"), [(PNG, "image/png"), (JPEG, "image/jpeg"), (b"GIF89a", None), (b"<svg onload=x>", None), (b"", None)]
)
def test_photos_are_judged_by_content(content, kind):
    assert content_type_of(content) == kind


def test_the_form_opens_for_who_was_sent(alert, browser):
    page = browser(alert.assigned_to).get(url_of(alert))
    assert page.status_code == 200 and "谁去的，见到谁" in text_of(page) and 'capture="environment"' in page.content.decode()
    stopped = browser(worker()).get(url_of(alert))
    assert "分派给了" in text_of(stopped) and 'name="findings"' not in stopped.content.decode()
    assert browser(clerk()).get(url_of(alert)).status_code == 403
    assert browser(worker("990101101201")).get(url_of(alert)).status_code == 404


def test_a_visit_by_phone_with_photo(alert, browser):
    form = posted(alert, worker(), photo_house=SimpleUploadedFile("a.exe", PNG))
    client = browser(alert.assigned_to)
    answer = client.post(url_of(alert), form)
    assert answer.status_code == 302
    kept = VisitPhoto.objects.get()
    assert (kept.kind, kept.content_type, kept.size) == (PhotoKind.HOUSE, "image/png", len(PNG))
    with open(kept.file.path, "rb") as sealed:
        assert PNG not in sealed.read()
    shown = client.get(reverse("monitoring:photo", args=[kept.pk]))
    assert shown.content == PNG and shown["Content-Type"] == "image/png" and "no-store" in shown["Cache-Control"]
    assert ReadingLog.objects.filter(subject__startswith="入户照片").count() == 1
    assert browser(clerk("990101101")).get(reverse("monitoring:photo", args=[kept.pk])).status_code == 404
    assert browser(officer(Role.SYS_ADMIN)).get(reverse("monitoring:photo", args=[kept.pk])).status_code == 403


def test_the_same_form_twice_is_one_verification(alert, browser):
    form, client = posted(alert, worker()), browser(alert.assigned_to)
    first, second = client.post(url_of(alert), form), client.post(url_of(alert), form)
    assert first.url == second.url == reverse("monitoring:alert", args=[alert.pk])
    assert Verification.objects.count() == 1
    assert Event.objects.filter(kind=EventKind.VERIFIED).count() == 1


def test_a_refusal_keeps_what_was_typed_and_asks_for_the_photos_again(alert, browser):
    form = posted(alert, worker(), outcome="none", outcome_reason="没事", photo_house=SimpleUploadedFile("a.png", PNG))
    answer = browser(alert.assigned_to).post(url_of(alert), form)
    said = text_of(answer)
    assert answer.status_code == 422 and "要写明理由" in said and "照片没有保存，请重新选" in said
    assert "住院十八天已出院" in said and form["form_key"] in answer.content.decode()
    assert not VisitPhoto.objects.exists()


@pytest.mark.parametrize(("content", "words"), [(b"%PDF-1.7", "不是JPEG或PNG照片"), (PNG + b"0" * (LIMIT_MB * 1024 * 1024), "最多8MB")])
def test_files_that_are_no_photos_are_refused(alert, browser, content, words):
    form = posted(alert, worker(), photo_paper=SimpleUploadedFile("a.png", content))
    answer = browser(alert.assigned_to).post(url_of(alert), form)
    assert answer.status_code == 422 and words in text_of(answer) and not Verification.objects.exists()


def test_a_stale_visit_page_says_so_and_keeps_what_was_typed(alert, browser):
    form = posted(alert, worker(), version=alert.version - 1)
    answer = browser(alert.assigned_to).post(url_of(alert), form)
    assert answer.status_code == 409 and "刚才有人办过" in text_of(answer) and "住院十八天已出院" in text_of(answer)
    assert f'name="version" value="{alert.version}"' in answer.content.decode()  # sent again, it counts


@pytest.mark.parametrize("typed", ["2026.6.15", "20260615", "2026年6月15日", "2026-6-15"])
def test_days_are_taken_as_people_write_them(alert, browser, typed):
    assert browser(alert.assigned_to).post(url_of(alert), posted(alert, worker(), visited_on=typed)).status_code == 302


def test_verify_needs_no_page(alert):
    """The verb itself refuses a wrong role, whatever page calls it."""
    with pytest.raises(StepRefused, match="由村级信息员办理"):
        verify(
            alert, by=clerk(), accompanied_by=worker(), visited_on=ON, informant="户主", findings="一" * 10, outcome="watch", form_key=uuid4(), on=ON
        )  # fmt: skip


def test_the_visit_list_is_one_village_per_sheet_with_masked_phones(browser, county):
    first = AlertFactory(household__phone="13900001234", household__head_name="甲家")
    AlertFactory(household=first.household, rule="R07", title="住房不安全或无房", reason="住房鉴定为D级")
    AlertFactory(household__village_code_="990101100202")
    alert_at(AlertState.TOWN_DECIDED)
    DataTaskFactory(household=first.household, supplier="", datum="近12个月收入")
    page = browser(clerk()).get(reverse("monitoring:visit_list"))
    sheets = page.context["sheets"]
    assert [(sheet.village.name, len(sheet.lines)) for sheet in sheets] == [("柳上湾村", 1), ("柳下湾村", 1)]
    said = text_of(page)
    assert "139****1234" in said and "13900001234" not in page.content.decode()
    assert "还缺：近12个月收入" in said and "住房鉴定为D级" in said
    assert ReadingLog.objects.get(subject="走访单").row_count == 3


def test_the_visit_list_repeats_the_lists_filters(browser, county):
    AlertFactory(), AlertFactory(household__village_code_="990101100202")
    page = browser(clerk()).get(reverse("monitoring:visit_list") + "?village=990101100202")
    assert [sheet.village.name for sheet in page.context["sheets"]] == ["柳下湾村"]
    assert "没有等着入户的线索" in text_of(browser(clerk("990101101")).get(reverse("monitoring:visit_list")))
