"""The pages of notices, county checks and kin: who opens what, what is kept when refused, how many statements a list costs."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import ReadingLog
from accounts.roles import Role
from casework.chain import missing_links
from casework.inbox import SOURCES
from config.navigation import MENU
from identification import notices
from identification.choices import ApplicationState, CountyCheckKind
from identification.models import BoardPhoto, CountyCheck, KinDeclaration, Objection, PublicNotice
from identification.notice_desk import PHOTOS, TO_TAKE_DOWN, hanging_now, long_term_due, to_post
from identification.notice_page import HEAPS, NoticeList, light_of, rows_of
from identification.places import IN_MENU, places_for
from tests.households.factories import HouseholdFactory
from tests.identification.factories_notices import (
    ON,
    PNG,
    at_panel,
    clerk,
    fresh,
    hung,
    objected,
    person_at,
    proposed,
    related,
    sent,
    taskforce,
    worker,
)
from tests.monitoring.test_pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ground(county):
    return county


def url(name: str, *args: object) -> str:
    return reverse(f"identification:{name}", args=args)


def png(name: str = "board.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PNG)


# The list

HEAP_OF = {
    "hanging": {"today", "soon", "bare", "nearly"}, "today": {"today", "bare"}, "ending": {"soon", "nearly"}, "photo": {"bare"},
    "over": {"over"}, "down": {"over"}, "objected": {"objected"}, "ended": {"objected"}, "long": set(),
}  # fmt: skip


def test_every_tab_counts_the_rows_it_opens():
    made = {
        "today": hung(on=ON), "bare": hung(on=ON, photo=False), "soon": hung(on=ON - timedelta(days=5)), "nearly": hung(on=ON - timedelta(days=7)),
        "over": hung(on=ON - timedelta(days=8)), "objected": hung(on=ON - timedelta(days=3)),
    }  # fmt: skip
    objected(made["objected"], on=ON - timedelta(days=1))
    names = {notice.pk: name for name, notice in made.items()}
    by = clerk()
    for heap in HEAPS:
        asked = NoticeList.read({"tab": heap.code}, by, ON)
        assert {names[row.pk] for row in asked.rows_asked()} == HEAP_OF[heap.code], heap.code
        counts = {tab.title: tab.count for tab in asked.tabs()}
        assert counts[heap.title] == len(HEAP_OF[heap.code])


def test_lights_count_calendar_days():
    notice = hung(on=ON)  # ends on Monday the 22nd
    said = [light_of(notice, ON + timedelta(days=days)) for days in (0, 4, 5, 6, 7, 8)]
    assert [(light.css, light.text) for light in said] == [
        ("ok", "剩7天"), ("ok", "剩3天"), ("warn", "剩2天"), ("warn", "剩1天"), ("warn", "今日到期"), ("bad", "过期1天")
    ]  # fmt: skip


def test_the_list_costs_the_same_however_long(browser, django_assert_num_queries):
    by, address = clerk(), url("notices")
    client = browser(by)
    hung()
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for _ in range(4):
        hung()
    with django_assert_num_queries(len(one)):
        page = client.get(address)
    assert text_of(page).count("柳溪救助公示〔2026〕") == 5
    with django_assert_num_queries(3):  # the tabs, the rows with their households, the villages of the select
        asked = NoticeList.read({}, by, ON)
        assert len(rows_of(asked.rows_asked(), ON)) == 5 and asked.tabs() and asked.villages


def test_an_empty_list_says_why_and_what_next(browser):
    said = text_of(browser(clerk()).get(url("notices") + "?tab=down"))
    assert "今天没有要撤下的公示" in said and "由镇一窗受理张贴" in said


def test_a_list_ends_at_the_region(browser):
    here, there = hung(), hung(HouseholdFactory(size=1, village_code_="990101101201"))
    page = text_of(browser(clerk()).get(url("notices")))
    assert here.notice_no in page and there.notice_no not in page
    assert browser(clerk()).get(url("notice", there.pk)).status_code == 404
    both = text_of(browser(taskforce()).get(url("notices")))
    assert here.notice_no in both and there.notice_no in both
    village = text_of(browser(taskforce()).get(url("notices") + f"?village={there.village.code}"))
    assert there.notice_no in village and here.notice_no not in village


# Posting


def test_post_from_the_page_with_the_words_shown_first(browser):
    case = proposed()
    client = browser(case.accepted_by)
    page = text_of(client.get(url("post_notice", case.pk)))
    assert "最低生活保障对象" in page and "7天，到2026年6月22日" in page
    answer = client.post(url("post_notice", case.pk), {"version": case.version, "photo": png()})
    notice = PublicNotice.objects.get()
    assert answer.url == url("notice", notice.pk) and BoardPhoto.objects.count() == 1
    again = client.post(url("post_notice", case.pk), {"version": case.version})
    assert again.status_code == 409 and "刚才有人办过" in text_of(again) and PublicNotice.objects.count() == 1


def test_a_file_that_is_no_photo_posts_nothing(browser):
    case = proposed()
    bad = SimpleUploadedFile("a.png", b"%PDF-1.7")
    answer = browser(case.accepted_by).post(url("post_notice", case.pk), {"version": case.version, "photo": bad})
    assert answer.status_code == 422 and "不是JPEG或PNG照片" in text_of(answer) and not PublicNotice.objects.exists()


def test_the_page_says_what_stops_it(browser):
    nothing = proposed(category="rigid_expenditure", monthly_amount=None)
    assert "不需要公示" in text_of(browser(nothing.accepted_by).get(url("post_notice", nothing.pk)))
    kin = proposed()
    related(kin.accepted_by, kin.household)
    page = browser(kin.accepted_by).get(url("post_notice", kin.pk))
    assert "须回避" in text_of(page) and "btn--go" not in page.content.decode()
    assert browser(worker()).get(url("post_notice", kin.pk)).status_code == 403


# One notice


def test_the_stopped_button_says_until_when_and_the_photo_opens_it(browser):
    notice = hung(on=ON - timedelta(days=8), photo=False)
    client = browser(notice.posted_by)
    assert "还没有公示栏照片" in text_of(client.get(url("notice", notice.pk)))
    taken = client.post(url("add_board_photo", notice.pk), {"taken_on": "2026.6.10", "photo": png()})
    assert taken.status_code == 302
    page = client.get(url("notice", notice.pk))
    assert 'class="btn btn--go"' in page.content.decode()
    photo = BoardPhoto.objects.get()
    assert client.get(url("board_photo", photo.pk)).content == PNG
    assert ReadingLog.objects.filter(subject="公示栏照片").count() == 1
    version = fresh(notice.application).version
    assert client.post(url("notice_step", notice.pk, "notice_over"), {"version": version}).status_code == 302
    assert fresh(notice.application).state == ApplicationState.PANEL


def test_the_last_day_is_too_early_on_the_page_as_well(browser):
    notice = hung(on=ON - timedelta(days=7))
    page = browser(notice.posted_by).get(url("notice", notice.pk))
    assert "最早6月16日送联审联批" in text_of(page)
    version = fresh(notice.application).version
    answer = browser(notice.posted_by).post(url("notice_step", notice.pk, "notice_over"), {"version": version})
    assert answer.status_code == 409 and "最早6月16日" in text_of(answer)


def test_a_village_worker_objects_by_phone_and_a_second_one_too(browser):
    notice = hung()
    version = fresh(notice.application).version
    said = {"version": version, "content": "他家在县城有一套房子出租。", "raised_by_name": "周大海"}
    assert browser(worker()).post(url("notice_step", notice.pk, "object"), said).status_code == 302
    other = {"version": version, "content": "他儿子去年买了一辆货车，在跑运输。"}
    assert browser(worker()).post(url("notice_step", notice.pk, "object"), other).status_code == 302
    assert Objection.objects.count() == 2 and fresh(notice.application).state == ApplicationState.OBJECTED


def test_an_objection_that_comes_too_late_keeps_what_was_typed(browser):
    notice = hung(on=ON - timedelta(days=8))
    case = fresh(notice.application)
    notices.over(case, by=notice.posted_by, on=ON, version=case.version)
    said = {"version": case.version, "content": "他家在县城有一套房子出租。"}
    answer = browser(worker()).post(url("notice_step", notice.pk, "object"), said)
    assert answer.status_code == 409 and "待联审联批" in text_of(answer) and not Objection.objects.exists()


def test_a_thin_objection_is_kept_on_the_page(browser):
    notice = hung()
    said = {"version": fresh(notice.application).version, "content": "不同意"}
    answer = browser(worker()).post(url("notice_step", notice.pk, "object"), said)
    assert answer.status_code == 409 and "10个字以上" in text_of(answer) and "不同意" in answer.content.decode()


def test_settling_on_the_page(browser):
    objection = objected()
    by = clerk()
    address = url("settle_objection", objection.pk)
    version = fresh(objection.notice.application).version
    thin = browser(by).post(address, {"version": version, "finding": "查不动产登记，不在申请人名下。"})
    assert thin.status_code == 422 and "请选属实还是不属实" in text_of(thin) and "查不动产登记" in text_of(thin)
    said = {"version": version, "finding": "查不动产登记，不在申请人名下。", "is_upheld": "no"}
    assert browser(by).post(address, said).status_code == 302
    again = browser(clerk()).post(address, said)
    assert again.status_code == 409 and "刚才有人办过" in text_of(again)
    assert browser(worker()).post(address, said).status_code == 403


def test_who_wrote_it_down_sees_why_he_cannot_settle(browser):
    by = clerk()
    objection = objected(by=by)
    page = browser(by).get(url("notice", objection.notice_id))
    assert "请镇里另一位经办人或镇级专班组长核实" in text_of(page) and url("settle_objection", objection.pk) not in page.content.decode()


# Desk and chain


def test_the_desk_asks_for_photos_and_for_sheets_to_take_down():
    bare, over = hung(photo=False), hung(on=ON - timedelta(days=8))
    for position in (worker(), clerk()):
        assert [todo.ground for todo in PHOTOS.rows(position, ON, 10)] == [f"{bare.notice_no}·公示到6月22日"]
        assert [todo.ground for todo in TO_TAKE_DOWN.rows(position, ON, 10)] == [f"{over.notice_no}·公示期满"]
    assert PHOTOS.count(taskforce(), ON) == 0
    assert {PHOTOS.code, TO_TAKE_DOWN.code} <= {source.code for source in SOURCES}
    notices.remove_ended(ON)
    assert TO_TAKE_DOWN.count(worker(), ON) == 1  # the paper still hangs today
    assert TO_TAKE_DOWN.count(worker(), ON + timedelta(days=1)) == 0


def test_the_fact_of_the_day():
    hung(), hung(on=ON - timedelta(days=7))
    fact = hanging_now(clerk(), ON)
    assert fact.value == "2张，今天到期1张" and hanging_now(person_at("990101", Role.SYS_ADMIN), ON) is None


def test_the_chain_misses_the_photo():
    bare, fine = hung(photo=False), hung()
    links = [link for link in missing_links(bare.application.household, clerk(), ON) if link.title == "公示栏照片"]
    assert [link.kind for link in links] == ["soon"] and links[0].url == url("notice", bare.pk)
    late = [link for link in missing_links(bare.application.household, clerk(), ON + timedelta(days=8)) if link.title == "公示栏照片"]
    assert [link.kind for link in late] == ["gap"]
    assert "公示栏照片" not in [link.title for link in missing_links(fine.application.household, clerk(), ON)]


def test_what_waits_to_be_posted_and_to_be_published():
    case, nothing = proposed(), proposed(category="dibao_margin", monthly_amount=None)
    single = proposed(category="dibao_margin", monthly_amount=None, modes={1: ("dibao", "single")})
    assert set(to_post(clerk(), ON)) == {case, single} and nothing not in to_post(clerk(), ON)
    assert not long_term_due(clerk()).exists()


def test_the_number_to_be_posted_opens_exactly_those(browser):
    for category in ("dibao", "dibao", "dibao_margin"):  # the last is published nowhere: no days
        proposed(category=category, **({"monthly_amount": None} if category == "dibao_margin" else {}))
    by = clerk()
    page = browser(by).get(url("notices"))
    [said] = re.findall(r'href="([^"]+)">待张贴(\d+)件', page.content.decode())
    assert said == (url("applications") + "?notice=to_post", "2")
    listed = browser(by).get(said[0])
    assert {row.application for row in listed.context["rows"]} == set(to_post(by, ON)) and listed.context["page_obj"].paginator.count == 2
    assert "公示：待张贴" in text_of(listed)


@pytest.mark.parametrize(
    "role", [Role.TASKFORCE, Role.TOWN_SURVEYOR, Role.VILLAGE_WORKER, Role.TOWN_CLERK, Role.TOWN_PANEL, Role.TOWN_HEAD]
)
def test_who_has_no_entry_of_the_menu_finds_checks_and_kin_beside_the_cases(role):
    [entry] = [item for item in MENU if item.url_name == "identification:meetings"]
    assert set(IN_MENU) == set(entry.roles)
    code = {Role.TASKFORCE: "990101", Role.VILLAGE_WORKER: "990101100201"}.get(role, "990101100")
    titles = [place.title for place in places_for(person_at(code, role), "identification:applications")]
    assert ("公示" in titles) is (role not in IN_MENU)
    if role == Role.TASKFORCE:
        assert titles == ["受理与办件", "联审联批会议", "公示", "县级抽查", "近亲属备案"]


# The county's check


def test_a_check_on_the_page(browser):
    check = sent()
    by = taskforce()
    page = browser(by).get(url("county_check", check.pk))
    assert "随机抽到" in text_of(page) and 'name="findings"' in page.content.decode()
    version = fresh(check.application).version
    thin = browser(by).post(
        url("county_check", check.pk), {"version": version, "visited_on": "2026-6-15", "findings": "与镇里一致，房屋两间。"}
    )
    assert thin.status_code == 422 and "请选抽查结果" in text_of(thin) and "房屋两间" in text_of(thin)
    said = {"version": version, "visited_on": "2026-6-15", "findings": "与镇里调查一致，房屋两间。", "result": "agrees"}
    assert browser(by).post(url("county_check", check.pk), said).status_code == 302
    again = browser(taskforce()).post(url("county_check", check.pk), said)
    assert again.status_code == 409 and "刚才有人办过" in text_of(again) and CountyCheck.objects.get().finished_by == by
    assert "与镇里意见一致" in text_of(browser(clerk()).get(url("county_check", check.pk)))


def test_special_asks_for_no_visit(browser):
    check = sent(kind=CountyCheckKind.SPECIAL, note="户籍在外省、长期住本镇，镇里意见不一。")
    page = browser(taskforce()).get(url("county_check", check.pk)).content.decode()
    assert "会议议定的情况" in page and 'name="visited_on"' not in page


def test_the_town_reads_a_check_and_cannot_record_it(browser):
    check = sent()
    assert 'name="findings"' not in browser(clerk()).get(url("county_check", check.pk)).content.decode()
    assert browser(clerk("990101101")).get(url("county_check", check.pk)).status_code == 404
    assert check.application.application_no in text_of(browser(taskforce()).get(url("county_checks")))
    assert check.application.application_no not in text_of(browser(taskforce()).get(url("county_checks") + "?tab=done"))


def test_a_relative_of_the_task_force_is_told(browser):
    household = HouseholdFactory(size=2)
    check = sent(at_panel(household))
    by = taskforce()
    related(by, household, by=by)
    page = browser(by).get(url("county_check", check.pk))
    assert "须回避" in text_of(page) and "btn--go" not in page.content.decode()


# Kin


def test_search_then_declare_then_end(browser):
    household = HouseholdFactory(size=2, head_name="欧阳守田")
    member = household.members.order_by("pk").first()
    by, staff = clerk(), worker()
    client = browser(by)
    page = client.get(url("kin") + f"?q={household.household_no}")
    assert f"户编号{household.household_no}" in text_of(page) and page.content.decode().count('name="member"') == 2
    said = {"q": household.household_no, "member": member.pk, "position": staff.pk, "relation": "child"}
    assert client.post(url("kin"), {**said, "relation": ""}).status_code == 422
    assert client.post(url("kin"), said).status_code == 302
    assert client.post(url("kin"), said).status_code == 302 and KinDeclaration.objects.count() == 1
    declared = KinDeclaration.objects.get()
    assert staff.user.name in text_of(client.get(url("kin")))
    assert client.post(url("end_kin", declared.pk)).status_code == 302
    declared.refresh_from_db()
    assert declared.ended_on == ON
    assert browser(clerk("990101101")).post(url("end_kin", declared.pk)).status_code == 404


def test_a_number_of_a_person_is_not_searched_here(browser):
    """The house takes it out of the address; typed into the form it is refused and not said again."""
    client, number = browser(clerk()), "990101198005010014"
    assert client.get(url("kin") + f"?q={number}").status_code == 302
    answer = client.post(url("kin"), {"q": number, "relation": "child"})
    assert "不用证件号码" in text_of(answer) and number not in answer.content.decode()


def test_members_out_of_reach_are_not_found(browser):
    far = HouseholdFactory(size=1, village_code_="990101101201")
    page = browser(clerk()).get(url("kin") + f"?q={far.household_no}")
    assert 'name="member"' not in page.content.decode()
    said = {"q": far.household_no, "member": far.members.get().pk, "position": clerk().pk, "relation": "child"}
    assert browser(clerk()).post(url("kin"), said).status_code == 422 and not KinDeclaration.objects.exists()
