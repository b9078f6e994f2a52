"""入户调查: two different surveyors of the town, everything said, all photos, each signs what he saw himself, a correction is signed again."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from accounts.models import ReadingLog
from accounts.roles import Role
from casework.choices import EventKind, PhotoKind
from casework.exceptions import StalePage, StepRefused
from casework.models import Event
from casework.photos import LIMIT_MB
from households.choices import EvidenceSource
from households.models import Income, Standing
from identification import home_visits
from identification.choices import ApplicationState
from identification.models import Application, CasePhoto, HomeVisit, KinDeclaration, VisitSignature
from tests.identification.factories_inquiry import (
    ON,
    PNG,
    application,
    clerk,
    completed,
    person_at,
    photos,
    planned,
    recorded,
    seen,
    surveyor,
    verifier,
)
from tests.monitoring.test_pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(county) -> Application:
    return application()


def plan(case: Application, first, second, **changes) -> HomeVisit:
    return home_visits.plan(case, **{"first": first, "second": second, "by": case.accepted_by, "on": ON, **changes})


# Sending two


def test_planned_with_its_limit_from_the_day_of_the_inquiry(case):
    visit = plan(case, surveyor(), surveyor(), on=ON + timedelta(days=2))
    assert (visit.planned_on, visit.due_on) == (date(2026, 6, 17), date(2026, 6, 23))


def test_two_different_people(case):
    one = surveyor()
    for second in (one, surveyor(user=one.user, title="另一个岗位")):
        with pytest.raises(StepRefused, match="两名不同"):
            plan(case, one, second)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda case: surveyor("990101101"), "不是柳溪镇的调查员"),
        (lambda case: clerk(), "不是镇调查员"),
        (lambda case: person_at("990101", Role.TASKFORCE), "不是镇调查员"),
        (lambda case: surveyor(until=ON - timedelta(days=1)), "不在岗"),
        (lambda case: surveyor(user=case.accepted_by.user), "受理了这件申请"),
    ],
)
def test_who_may_not_be_sent(case, make, words):
    with pytest.raises(StepRefused, match=words):
        plan(case, surveyor(), make(case))


def test_kin_are_not_sent(case):
    relative = surveyor()
    person = case.household.members.first().person
    KinDeclaration.objects.create(position=relative, person=person, relation="sibling", declared_on=ON, declared_by=relative)
    with pytest.raises(StepRefused, match="须回避"):
        plan(case, surveyor(), relative)


@pytest.mark.parametrize("role", [Role.TOWN_SURVEYOR, Role.TOWN_HEAD, Role.TOWN_PANEL, Role.VILLAGE_WORKER])
def test_only_the_window_sends(case, role):
    with pytest.raises(StepRefused, match="由镇一窗受理办理"):
        plan(case, surveyor(), surveyor(), by=person_at("990101100", role))


def test_one_visit_at_a_time_only_under_inquiry(case):
    visit = planned(case)
    with pytest.raises(StepRefused, match="已经安排"):
        plan(case, visit.first_surveyor, visit.second_surveyor)
    Application.objects.filter(pk=case.pk).update(state=ApplicationState.PROPOSED)
    with pytest.raises(StepRefused, match="初审意见"):
        home_visits.record(visit, by=visit.first_surveyor, on=ON, found=seen())


# At the door


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"visited_on": ON + timedelta(days=1)}, "不能晚于今天"),
        ({"visited_on": ON - timedelta(days=1)}, "才受理"),
        ({"informant": " "}, "谁在场"),
        ({"findings": "看过"}, "看到的情况（10个字以上）"),
        ({"neighbours": ""}, "邻里访问"),
        ({"difficulty": "难"}, "主要困难"),
        ({"findings": "户主电话13900001234，三间瓦房，屋内整洁。"}, "不要写证件号、电话"),
    ],
)
def test_a_record_that_says_too_little_is_refused(case, changes, words):
    visit = planned(case)
    with pytest.raises(StepRefused) as refused:
        home_visits.record(visit, by=visit.first_surveyor, on=ON, found=seen(**changes))
    assert words in refused.value.reason and HomeVisit.objects.get(pk=visit.pk).visited_on is None and not CasePhoto.objects.exists()


def test_the_day_of_acceptance_is_early_enough(case):
    visit = planned(case)
    assert home_visits.record(visit, by=visit.second_surveyor, on=ON, found=seen(visited_on=ON)).visited_on == ON


def test_only_the_two_who_were_sent_write_and_sign(case):
    visit = planned(case)
    for other in (surveyor(), case.accepted_by, verifier()):
        with pytest.raises(StepRefused, match="要换人，请镇一窗受理"):
            home_visits.record(visit, by=other, on=ON, found=seen())
    visit = recorded_again(visit)
    with pytest.raises(StepRefused, match="要换人，请镇一窗受理"):
        home_visits.sign(visit, by=surveyor(), on=ON)


def recorded_again(visit: HomeVisit) -> HomeVisit:
    return home_visits.record(visit, by=visit.first_surveyor, on=ON, found=seen())


def test_the_same_form_twice_is_one_record(case):
    visit, found = planned(case), seen()
    first = home_visits.record(visit, by=visit.first_surveyor, on=ON, found=found, version=0)
    again = home_visits.record(visit, by=visit.first_surveyor, on=ON, found=found, version=0)
    assert first.version == again.version == 1 and CasePhoto.objects.count() == 3


def test_a_form_used_for_another_visit_is_refused(county):
    found = seen()
    first, second = planned(application()), planned(application())
    home_visits.record(first, by=first.first_surveyor, on=ON, found=found)
    with pytest.raises(StalePage, match="另一次入户"):
        home_visits.record(second, by=second.first_surveyor, on=ON, found=found)


def test_what_was_asked_again_lands_as_seen_at_the_door(case):
    visit = planned(case)
    head = case.household.members.order_by("pk").first().person
    data = {"money": {"wage": [{"who": head.pk, "item": "务工收入", "amount": 12000}]}}
    home_visits.record(visit, by=visit.first_surveyor, on=ON, found=seen(data=data))
    rows = Income.objects.filter(household=case.household, source=EvidenceSource.VISIT, item="务工收入")
    assert rows.count() == 12 and sum(row.amount for row in rows) == 12000
    case.household.refresh_from_db()
    assert case.household.facts.wages == 12000


# Signing


def test_both_sign_then_it_is_done(case):
    visit = recorded(case)
    half = home_visits.sign(visit, by=visit.first_surveyor, on=ON)
    assert half.completed_on is None
    done = home_visits.sign(visit, by=visit.second_surveyor, on=ON)
    assert done.completed_on == ON and Standing.objects.get(household=case.household_id).last_visited_on == ON
    assert "调查完成" in Event.objects.filter(kind=EventKind.HOME_VISITED).latest("pk").sentence


def test_the_same_person_signing_twice_is_one_signature(case):
    visit = recorded(case)
    for _ in range(2):
        assert home_visits.sign(visit, by=visit.first_surveyor, on=ON).completed_on is None
    assert VisitSignature.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"photos": photos(PhotoKind.DOOR, PhotoKind.HOUSE)}, "缺家人照片"),
        ({"photos": photos(PhotoKind.PAPER)}, "缺门口照片"),
        ({"member_signed": False}, "家庭成员还没有签字"),
    ],
)
def test_what_is_not_whole_cannot_be_signed(case, changes, words):
    visit = recorded(case, **changes)
    with pytest.raises(StepRefused, match=words):
        home_visits.sign(visit, by=visit.first_surveyor, on=ON)


def test_nobody_signs_what_was_not_written(case):
    visit = planned(case)
    with pytest.raises(StepRefused, match="还没有入户记录"):
        home_visits.sign(visit, by=visit.first_surveyor, on=ON)


def test_a_correction_ends_the_signatures_given(case):
    visit = recorded(case)
    home_visits.sign(visit, by=visit.first_surveyor, on=ON)
    visit = home_visits.record(visit, by=visit.second_surveyor, on=ON, found=seen(findings="四间瓦房，屋内整洁，丈夫卧床，妻子照护。"))
    assert home_visits.signed_by(visit) == set() and VisitSignature.objects.count() == 1
    assert home_visits.sign(visit, by=visit.second_surveyor, on=ON).completed_on is None
    assert home_visits.sign(visit, by=visit.first_surveyor, on=ON).completed_on == ON


def test_signing_what_one_did_not_see_is_told_so(case):
    visit = recorded(case)
    shown = visit.version
    home_visits.record(visit, by=visit.second_surveyor, on=ON, found=seen())
    with pytest.raises(StalePage, match="刚才有人改过"):
        home_visits.sign(visit, by=visit.first_surveyor, on=ON, version=shown)


def test_done_is_not_corrected(case):
    visit = completed(case)
    with pytest.raises(StepRefused, match="已经完成"):
        home_visits.record(visit, by=visit.first_surveyor, on=ON, found=seen())


def test_new_surveyors_go_again(case):
    visit = recorded(case)
    home_visits.sign(visit, by=visit.first_surveyor, on=ON)
    old = visit.first_surveyor
    visit = home_visits.change_surveyors(visit, first=surveyor(), second=visit.second_surveyor, by=case.accepted_by, on=ON)
    assert visit.visited_on is None and home_visits.signed_by(visit) == set()
    with pytest.raises(StepRefused, match="要换人"):
        home_visits.record(visit, by=old, on=ON, found=seen())
    recorded_again(visit)


def test_an_older_visit_does_not_set_back_the_last_one(case):
    Standing.objects.filter(household=case.household_id).update(last_visited_on=ON + timedelta(days=3))
    completed(case)
    assert Standing.objects.get(household=case.household_id).last_visited_on == ON + timedelta(days=3)


@pytest.mark.django_db(transaction=True)
def test_two_sign_at_the_same_moment_and_both_count(county):
    visit = recorded(application())
    barrier, failures = threading.Barrier(2), []

    def run(by) -> None:
        try:
            barrier.wait()
            home_visits.sign(visit, by=by, on=ON, version=visit.version)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(by,)) for by in (visit.first_surveyor, visit.second_surveyor)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures and VisitSignature.objects.count() == 2
    assert HomeVisit.objects.get(pk=visit.pk).completed_on == ON
    assert Event.objects.filter(kind=EventKind.HOME_VISITED, detail__what="两人签字，调查完成").count() == 1


# On the phone


def url_of(visit: HomeVisit) -> str:
    return reverse("identification:home_visit", args=[visit.pk])


def posted(visit: HomeVisit, **changes) -> dict[str, object]:
    return {
        "version": visit.version, "form_key": str(uuid4()), "visited_on": "2026-06-15", "informant": "户主本人",
        "findings": "三间瓦房，屋内整洁，丈夫卧床。", "neighbours": "邻居王家说一家靠妻子种地。", "difficulty": "丈夫长期卧床，没有人能外出打工。",
        "needs": "护理补贴", "member_signed": "on",
        **{f"photo_{kind}": SimpleUploadedFile("a.exe", PNG) for kind in ("door", "house", "family")}, **changes,
    }  # fmt: skip


def test_the_page_asks_who_was_sent_and_shows_the_rest_what_is_there(case, browser):
    visit = planned(case)
    page = browser(visit.first_surveyor).get(url_of(visit))
    assert page.status_code == 200 and 'capture="environment"' in page.content.decode() and "表上还要问的" in text_of(page)
    other = browser(surveyor()).get(url_of(visit))
    assert "要换人，请镇一窗受理" in text_of(other) and 'name="findings"' not in other.content.decode()
    assert 'name="findings"' not in browser(case.accepted_by).get(url_of(visit)).content.decode()
    assert browser(surveyor("990101101")).get(url_of(visit)).status_code == 404


def test_recorded_and_signed_by_two_phones(case, browser):
    visit = planned(case)
    first, second = browser(visit.first_surveyor), browser(visit.second_surveyor)
    answer = first.post(url_of(visit), posted(visit))
    assert answer.status_code == 302 and CasePhoto.objects.count() == 3
    sign = reverse("identification:sign_visit", args=[visit.pk])
    assert "以" in text_of(first.get(url_of(visit))) and first.post(sign, {"version": 1}).status_code == 302
    assert second.post(sign, {"version": 1}).status_code == 302
    assert HomeVisit.objects.get(pk=visit.pk).completed_on == ON and "已完成" in text_of(first.get(url_of(visit)))


def test_answers_at_the_door_are_read_like_those_at_the_window(case, browser):
    visit, head = planned(case), case.household.members.order_by("pk").first().person
    line = {"wage-said": "some", "wage-0-who": str(head.pk), "wage-0-item": "务工收入"}
    client = browser(visit.first_surveyor)
    refused = client.post(url_of(visit), posted(visit, **line, **{"wage-0-amount": "1.2万"}))
    assert refused.status_code == 422 and "应填12,000" in text_of(refused) and "三间瓦房" in text_of(refused)
    assert client.post(url_of(visit), posted(visit, **line, **{"wage-0-amount": "12,000"})).status_code == 302
    assert Income.objects.filter(source=EvidenceSource.VISIT, item="务工收入").count() == 12


def test_a_refusal_keeps_what_was_typed_and_asks_for_the_photos_again(case, browser):
    visit = planned(case)
    answer = browser(visit.first_surveyor).post(url_of(visit), posted(visit, difficulty="难"))
    said = text_of(answer)
    assert answer.status_code == 422 and "10个字以上" in said and "照片没有保存，请重新选" in said and "三间瓦房" in said
    assert not CasePhoto.objects.exists()


def test_a_stale_page_says_so_and_keeps_what_was_typed(case, browser):
    visit = recorded(case)
    answer = browser(visit.first_surveyor).post(url_of(visit), posted(visit, version=0, findings="四间平房，屋内很乱，妻子不在家。"))
    assert answer.status_code == 409 and "刚才有人改过" in text_of(answer) and "四间平房" in text_of(answer)
    assert 'name="version" value="1"' in answer.content.decode()


@pytest.mark.parametrize(("content", "words"), [(b"%PDF-1.7", "不是JPEG或PNG照片"), (PNG + b"0" * (LIMIT_MB * 1024 * 1024), "最多8MB")])
def test_photos_are_judged_by_their_content(case, browser, content, words):
    visit = planned(case)
    answer = browser(visit.first_surveyor).post(url_of(visit), posted(visit, photo_door=SimpleUploadedFile("a.png", content)))
    assert answer.status_code == 422 and words in text_of(answer) and HomeVisit.objects.get(pk=visit.pk).visited_on is None


def test_photos_are_sealed_and_each_look_is_noted(case, browser):
    visit = recorded(case)
    kept = CasePhoto.objects.filter(visit=visit).first()
    with open(kept.file.path, "rb") as sealed:
        assert PNG not in sealed.read()
    url = reverse("identification:case_photo", args=[kept.pk])
    shown = browser(case.accepted_by).get(url)
    assert (
        shown.content == PNG
        and "no-store" in shown["Cache-Control"]
        and ReadingLog.objects.filter(subject__startswith="办件照片").count() == 1
    )
    assert browser(clerk("990101101")).get(url).status_code == 404
    assert browser(person_at("990101", Role.SYS_ADMIN)).get(url).status_code == 403


def test_the_window_sends_by_the_page(case, browser):
    first, second = surveyor(), surveyor()
    client, url = browser(case.accepted_by), reverse("identification:plan_visit", args=[case.pk])
    assert first.user.name in text_of(client.get(url))
    same = client.post(url, {"first": first.pk, "second": first.pk})
    assert same.status_code == 409 and "两名不同" in text_of(same)
    assert client.post(url, {"first": first.pk, "second": second.pk}).status_code == 302
    third = surveyor()
    assert client.post(url, {"first": third.pk, "second": second.pk, "version": 0}).status_code == 302
    assert HomeVisit.objects.get().first_surveyor == third


def test_the_lists_cost_the_same_however_long(case, browser, django_assert_num_queries):
    visit = planned(case)
    client, url = browser(visit.first_surveyor), reverse("identification:home_visits")
    client.get(url)
    numbers = []
    for _ in range(2):
        with CountQueries() as queries:
            page = client.get(url + "?who=mine")
        numbers.append(queries.count)
        for _ in range(3):
            home_visits.plan(application(), first=visit.first_surveyor, second=visit.second_surveyor, by=case.accepted_by, on=ON)
    assert numbers[0] == numbers[1] and "李春梅户" in text_of(page)


class CountQueries:
    def __enter__(self) -> CountQueries:
        from django.test.utils import CaptureQueriesContext

        self.captured = CaptureQueriesContext(connection)
        self.captured.__enter__()
        return self

    def __exit__(self, *raised: object) -> None:
        self.captured.__exit__(*raised)
        self.count = len(self.captured)
