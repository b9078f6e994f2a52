"""What an inquiry still lacks, whose desk it waits on, and what the chain shows of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from casework.chain import LinkKind, missing_links
from casework.inbox import SOURCES
from households.models import Income
from identification import home_visits, inquiry, means_checks
from identification.choices import ApplicationState, MeansResult
from identification.inquiry_desk import HOME_VISITS, MEANS_CHECKS
from identification.models import Application, MeansCheck, Paper
from tests.identification.factories_inquiry import (
    ON,
    application,
    asked,
    authorise,
    clerk,
    completed,
    more_found,
    person_at,
    planned,
    recorded,
    reviewed,
    seen,
    surveyor,
    verifier,
    wanted,
)
from tests.monitoring.test_pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(county) -> Application:
    return application()


def fresh(case: Application) -> Application:
    return Application.objects.for_page().get(pk=case.pk)


def finished(case: Application, **changes) -> MeansCheck:
    known = {"result": MeansResult.AGREES, "findings": "与银行、人社、不动产数据比对一致。", "report_no": "HD-1"}
    return means_checks.finish(asked(case), by=verifier(), on=ON, **{**known, **changes})


# What is missing


def test_at_first_everything(case):
    assert inquiry.missing(case) == ["还没有提请经济状况核对", "还没有安排入户调查"]


def test_step_by_step_until_nothing(case):
    check = asked(case)
    assert inquiry.missing_check(case) == ["经济状况核对还没有结果（6月15日提请，应6月23日前核完）"]
    means_checks.finish(check, by=verifier(), on=ON, result="agrees", findings="与银行、人社、不动产数据比对一致。", report_no="HD-1")
    visit = planned(case)
    pair = [visit.first_surveyor.user.name, visit.second_surveyor.user.name]
    assert inquiry.missing(case) == [f"{pair[0]}、{pair[1]}还没有入户（应6月23日前）"]
    home_visits.record(visit, by=visit.first_surveyor, on=ON, found=seen(photos=(), member_signed=False))
    assert inquiry.missing(case) == [
        "入户调查缺门口照片", "入户调查缺房屋照片", "入户调查缺家人照片", "入户调查家庭成员还没有签字",
        f"入户调查缺{pair[0]}签字", f"入户调查缺{pair[1]}签字",
    ]  # fmt: skip
    home_visits.record(visit, by=visit.first_surveyor, on=ON, found=seen())
    home_visits.sign(visit, by=visit.first_surveyor, on=ON)
    assert inquiry.missing(case) == [f"入户调查缺{pair[1]}签字"]
    home_visits.sign(visit, by=visit.second_surveyor, on=ON)
    assert inquiry.missing(case) == []


def test_more_found_must_be_told_and_an_objection_answered(case):
    check = more_found(case)
    assert inquiry.missing_check(case) == ["核对查到申报以外的收入或财产，还没有告知申请人"]
    means_checks.tell(check, by=check.asked_by, on=ON)
    assert inquiry.missing_check(case) == []
    means_checks.object_(check, by=check.asked_by, on=ON, objection="这家企业欠薪没有发，有劳动仲裁书。")
    assert inquiry.missing_check(case)[0].startswith("异议复核还没有结果")


def test_a_refused_query_is_still_missing_and_may_be_asked_again(case):
    finished(case, result=MeansResult.REFUSED, report_no="")
    assert "没有授权" in inquiry.missing_check(case)[0]
    assert asked(case).finished_on is None


def test_a_review_only_where_wanted(case):
    assert inquiry.missing_review(case) == []
    wanted(case)
    assert inquiry.missing_review(fresh(case)) == ["要求民主评议，还没有评议记录"]
    reviewed(fresh(case))
    assert inquiry.missing_review(fresh(case)) == []


@pytest.mark.parametrize(
    ("columns", "is_missing"),
    [
        ({"asked_on": ON}, True),
        ({"asked_on": ON, "handed_in_on": ON}, False),
        ({"is_shared": True, "shared_from": "医保局"}, False),
        ({}, False),
    ],
)
def test_papers_asked_for_and_not_handed_in(case, columns, is_missing):
    Paper.objects.create(application=case, code="diagnosis", title="诊断证明或出院小结", **columns)
    assert inquiry.missing_papers(case) == (["通知补的“诊断证明或出院小结”还没有交来"] if is_missing else [])


# Desk and chain


def todos(source, position, *, mine: bool = True) -> list[str]:
    return [todo.what for todo in source.slices.todos(source.slices.queryset(position, ON, mine), position, ON)]


def test_the_sources_are_on_the_desk(county):
    assert {"means_checks", "home_visits"} <= {source.code for source in SOURCES}


def test_a_check_waits_on_the_centers_desk_then_on_the_windows(case):
    check = asked(case)
    center, elsewhere = verifier(), clerk("990101101")
    assert todos(MEANS_CHECKS, center) == ["开始核对：经济状况核对"] and todos(MEANS_CHECKS, case.accepted_by) == []
    assert (
        todos(MEANS_CHECKS, case.accepted_by, mine=False) == ["开始核对：经济状况核对"] and todos(MEANS_CHECKS, elsewhere, mine=False) == []
    )
    check = means_checks.start(check, by=center, on=ON)
    assert todos(MEANS_CHECKS, center) == ["出具结果：经济状况核对"]
    means_checks.finish(
        check, by=center, on=ON, result=MeansResult.MORE_FOUND, findings="查到县内企业发放工资，申报没有写。", report_no="HD-1", vehicles="小型汽车，2024年登记"
    )  # fmt: skip
    assert todos(MEANS_CHECKS, center) == [] and todos(MEANS_CHECKS, case.accepted_by) == ["告知申请人：经济状况核对"]


def test_who_asked_does_not_find_it_on_his_own_center_desk(case):
    asked(case)
    assert todos(MEANS_CHECKS, verifier(user=case.accepted_by.user)) == []


def test_a_visit_waits_for_each_surveyor_until_he_has_signed(case):
    visit = planned(case)
    first, second = visit.first_surveyor, visit.second_surveyor
    assert todos(HOME_VISITS, first) == todos(HOME_VISITS, second) == ["入户：入户调查"] and todos(HOME_VISITS, surveyor()) == []
    home_visits.record(visit, by=first, on=ON, found=seen())
    home_visits.sign(visit, by=first, on=ON)
    assert todos(HOME_VISITS, first) == [] and todos(HOME_VISITS, second) == ["签字：入户调查"]
    home_visits.sign(visit, by=second, on=ON)
    assert todos(HOME_VISITS, second) == []


def test_a_closed_case_waits_on_nobodys_desk(case):
    asked(case), planned(case)
    Application.objects.filter(pk=case.pk).update(state=ApplicationState.TERMINATED, closed_on=ON)
    assert todos(MEANS_CHECKS, verifier()) == [] and todos(HOME_VISITS, surveyor(), mine=False) == []


def test_the_chain_shows_the_missing_link(case):
    check, visit = asked(case), planned(case)
    links = [link for link in missing_links(case.household, case.accepted_by, check.due_on) if link.title in ("核对结果", "入户调查")]
    assert [link.kind for link in links] == [LinkKind.SOON, LinkKind.SOON]
    late = missing_links(case.household, case.accepted_by, visit.due_on + timedelta(days=1))
    assert {link.title for link in late if link.kind is LinkKind.GAP} >= {"核对结果", "入户调查"} and "应6月23日前" in late[0].text
    villager = person_at("990101100201", Role.VILLAGE_WORKER)
    assert [link.url for link in missing_links(case.household, villager, ON) if link.title == "核对结果"] == [""]


# Pages of the check


def report(check: MeansCheck, **changes) -> dict[str, object]:
    rows = {"found-TOTAL_FORMS": "2", "found-INITIAL_FORMS": "0", "found-1-per": "window"}
    line = {
        "found-0-kind": "wage",
        "found-0-item": "务工收入",
        "found-0-amount": "2,000",
        "found-0-per": "month",
        "found-0-since": "2026-04",
    }
    return {
        "version": check.version, "result": "more_found", "report_no": "HD-7", "looked_at": ["wage", "financial"],
        "findings": "查到县内企业发放工资，申报没有写。", **rows, **line, **changes,
    }  # fmt: skip


def step(check: MeansCheck, code: str) -> str:
    return reverse("identification:means_check_step", args=[check.pk, code])


def page_of(check: MeansCheck) -> str:
    return reverse("identification:means_check", args=[check.pk])


def test_from_request_to_objection_by_the_pages(case, browser):
    window, center = browser(case.accepted_by), browser(verifier())
    assert window.post(reverse("identification:ask_means_check", args=[case.pk])).status_code == 302
    check = MeansCheck.objects.get()
    assert center.post(step(check, "start"), {"version": 0}).status_code == 302
    check.refresh_from_db()
    assert center.post(step(check, "finish"), report(check)).status_code == 302
    check.refresh_from_db()
    assert Income.objects.filter(kind="wage").count() == 2 and check.found[0]["months"] == ["2026-04", "2026-05"]
    assert "告知申请人" in text_of(window.get(page_of(check)))
    assert window.post(step(check, "tell"), {"version": check.version}).status_code == 302
    check.refresh_from_db()
    said = {"version": check.version, "objection": "这家企业欠薪没有发，有劳动仲裁书。"}
    answer = window.post(step(check, "object"), said)
    assert answer.url == page_of(check.followed_by) and "申请人有异议" in text_of(center.get(answer.url))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"found-0-amount": "1.2万"}, "应填12,000"),
        ({"found-0-amount": ""}, "请写金额"),
        ({"found-0-item": ""}, "请写项目"),
        ({"found-0-kind": ""}, "请选类别"),
        ({"found-0-until": "2025-06"}, "止月早于起月"),
        ({"looked_at": ["financial"]}, "不在核对范围"),
        ({"report_no": ""}, "报告号"),
        ({"findings": "短"}, "10个字以上"),
    ],
)
def test_a_report_refused_keeps_what_was_typed(case, browser, changes, words):
    check = asked(case)
    answer = browser(verifier()).post(step(check, "finish"), report(check, **changes))
    assert answer.status_code in (409, 422) and words in text_of(answer)
    assert ("查到县内企业发放工资" in text_of(answer)) or "findings" in changes
    check.refresh_from_db()
    assert check.finished_on is None


def test_two_answer_at_once_and_one_is_told(case, browser):
    check = asked(case)
    page = report(check)
    assert browser(verifier()).post(step(check, "finish"), page).status_code == 302
    answer = browser(verifier()).post(step(check, "finish"), page)
    assert answer.status_code == 409 and "刚才有人办过" in text_of(answer) and MeansCheck.objects.count() == 1


def test_more_rows_are_given_without_judging(case, browser):
    check = asked(case)
    page = browser(verifier()).post(step(check, "finish"), report(check, more="1", findings="没写完"))
    said = page.content.decode()
    assert page.status_code == 200 and 'name="found-5-kind"' in said and "没写完" in said and 'value="2,000"' in said


def test_asking_without_authorisation_says_who_is_missing(county, browser):
    case = application(signed=False)
    authorise(case, only=1)
    missing = case.household.members.order_by("pk")[1].person.name
    answer = browser(case.accepted_by).post(reverse("identification:ask_means_check", args=[case.pk]), follow=True)
    assert f"还缺{missing}签字" in text_of(answer)


def test_pages_cost_the_same_however_long(case, browser):
    center, counts = browser(verifier()), []
    check = asked(case)
    for url in (reverse("identification:means_checks"), reverse("identification:means_checks") + "?who=mine", page_of(check)):
        center.get(url)
        counts.append(queries_of(center, url))
    for _ in range(3):
        asked(application())
    for url, before in zip(
        (reverse("identification:means_checks"), reverse("identification:means_checks") + "?who=mine"), counts, strict=False
    ):
        assert queries_of(center, url) == before <= 14


def queries_of(client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_lists_filter_by_the_heap_of_the_deadline(case, browser):
    check = asked(case)
    MeansCheck.objects.filter(pk=check.pk).update(due_on=ON - timedelta(days=1))
    center, url = browser(verifier()), reverse("identification:means_checks")
    assert "李春梅户" in text_of(center.get(url + "?due=overdue")) and "这一期限里没有核对" in text_of(center.get(url + "?due=later"))
    assert "还没有出过核对结果" in text_of(center.get(url + "?state=done"))
    assert browser(surveyor()).get(url).status_code == 403
    assert browser(clerk("990101101")).get(page_of(check)).status_code == 404


def test_the_visits_list_of_a_surveyor(case, browser):
    visit = completed(case)
    assert "现在没有等您办的入户" in text_of(browser(visit.first_surveyor).get(reverse("identification:home_visits") + "?who=mine"))
    assert "李春梅户" in text_of(browser(visit.first_surveyor).get(reverse("identification:home_visits") + "?state=done"))
    recorded(application())
