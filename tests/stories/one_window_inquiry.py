"""From the inquiry to the table: means check, home visit, opinion, notice, an objection that stops the clock, and everything once more."""

from __future__ import annotations

import re

from django.urls import reverse

from accounts.models import Position
from casework.choices import PhotoKind
from identification.models import MeansCheck, PublicNotice
from identification.opinions import current_opinion
from tests.stories.conftest import printed
from tests.stories.one_window_world import PHOTO, Stage
from tests.stories.windows import fill, follow, looked_at, press, words

SEEN = "正房两间，砖木结构，屋里只有旧电视和一张床，灶房有半袋玉米。"
NEIGHBOURS = "东邻和对门都说这家去年起没有人出去务工，靠种地和亲戚接济。"
HARD = "妻子还要复查，户主走不开，缺少稳定收入，短期内没有别的办法。"
JUDGEMENT = "收入低于监测线，合规自付多，主要劳动力不能外出务工，自主应对能力不足。"


def the_county_checks_the_means(stage: Stage) -> None:
    """Asked by itself at acceptance; the 核对中心 finishes it with what it found, and the window tells the applicant."""
    stage.day(4, 10)
    check = MeansCheck.objects.get(application=stage.case_pk)
    page = stage.at("shike", "/")
    looked_at(page, "desk-means-check")
    page.goto(reverse("identification:means_checks"))
    looked_at(page, "means-checks")
    page.goto(reverse("identification:means_check", args=[check.pk]))
    press(page, "开始核对")
    page.locator("input[name=result][value=more_found]").check()
    for kind in ("wage", "business", "house"):
        page.locator(f"input[name=looked_at][value={kind}]").uncheck()
    fill(page, {"found-0-kind": "financial", "found-0-item": "储蓄存款", "found-0-amount": "4,800"}, within="#report")
    page.locator("#report [name=findings]").fill("比对存款、车辆、不动产、企业和社保，另查到一笔定期存款。")
    page.locator("#report [name=report_no]").fill("HD20260410-001")
    looked_at(page, "means-check")
    press(page, "出具核对结果")
    assert "查到申报以外" in words(page)
    clerk = stage.at("linxiaowen", reverse("identification:means_check", args=[check.pk]))
    press(clerk, "告知申请人")
    assert "已告知申请人" in words(clerk)
    looked_at(clerk, "means-check-told")


def two_surveyors_go(stage: Stage) -> None:
    """One writes it down on the phone with the photos, the other signs in his own window."""
    clerk = stage.at("linxiaowen", reverse("identification:plan_visit", args=[stage.case_pk]))
    for field, username in (("first", "fangning"), ("second", "jiangxiaoman")):
        clerk.locator(f"select[name={field}]").select_option(str(Position.objects.get(user__username=username).pk))
    looked_at(clerk, "plan-visit")
    press(clerk, "安排入户")
    visit = stage.case.home_visits.get()
    address = reverse("identification:home_visit", args=[visit.pk])
    page = stage.at("fangning", "/", phone=True)
    looked_at(page, "desk-surveyor")
    page.goto(address)
    looked_at(page, "home-visit")
    page.locator("[name=informant]").fill("户主本人")
    for name, said in (("findings", SEEN), ("neighbours", NEIGHBOURS), ("difficulty", HARD), ("needs", "想在附近找活，复查费用能少一些。")):
        page.locator(f"form#visit [name={name}]").fill(said)
    page.locator("[name=member_signed]").check()
    page.locator("input[name=photo_door]").set_input_files(PHOTO[PhotoKind.DOOR])
    press(page, "记录入户", within="body")
    assert "还不能签字" in words(page), "two photos are missing"
    follow(page, "更正记录")
    for kind in (PhotoKind.HOUSE, PhotoKind.FAMILY):
        page.locator(f"input[name=photo_{kind}]").set_input_files(PHOTO[kind])
    page.locator("[name=member_signed]").check()
    press(page, "更正记录", within="body")
    press(page, "签字", within="footer.dock")
    looked_at(page, "home-visit-signed-once")
    other = stage.at("jiangxiaoman", address, phone=True)
    press(other, "签字", within="footer.dock")
    visit.refresh_from_db()
    assert visit.completed_on is not None
    looked_at(other, "home-visit-signed")


def the_clerk_proposes(stage: Stage, name: str = "opinion") -> None:
    """Every criterion with its value; the figures come filled in."""
    page = stage.at("linxiaowen", stage.case_url)
    follow(page, "提出初审意见")
    text = words(page)
    assert "算账表" in text and "各类条件" in text and "低保标准" in text
    looked_at(page, name)
    page.locator("[name=judgement]").fill(JUDGEMENT)
    press(page, "提出初审意见")
    opinion = current_opinion(stage.case)
    assert opinion is not None and (opinion.category, opinion.has_monitoring_tag) == ("dibao", True)
    assert opinion.monthly_amount and not opinion.is_override


def the_notice_is_posted(stage: Stage, name: str = "notice") -> PublicNotice:
    """On the board with its photo; the A4 sheet tells no more than it must."""
    page = stage.at("linxiaowen", stage.case_url)
    follow(page, "张贴公示")
    page.locator("input[name=photo]").set_input_files(PHOTO[PhotoKind.BOARD])
    looked_at(page, f"post-{name}")
    press(page, "张贴公示")
    notice = PublicNotice.objects.filter(application=stage.case_pk).latest("pk")
    page.goto(reverse("identification:notice", args=[notice.pk]))
    page.wait_for_load_state("networkidle")
    looked_at(page, name)
    return notice


def proposed_and_posted(stage: Stage) -> None:
    stage.day(4, 13)
    the_clerk_proposes(stage)
    looked_at(stage.at("linxiaowen", reverse("identification:opinion", args=[stage.case_pk])), "opinion-made")
    notice = the_notice_is_posted(stage)
    page = stage.at("linxiaowen", reverse("identification:notice_print", args=[notice.pk]))
    looked_at(page, "notice-print")
    sheet = printed(page, "one-window-notice-print")
    assert "陈*田" in sheet and "陈守田" not in sheet and "陈小禾" not in sheet
    flat = sheet.replace(" ", "")
    assert "3" in flat and "低" in flat
    opinion = current_opinion(stage.case)
    assert opinion is not None and f"{opinion.monthly_amount:,.2f}" in flat
    assert not re.search(r"\d{17}[\dXx]", flat), "no ID number"
    assert not re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", flat), "no telephone of a person"
    assert "6217001234567812345" not in flat


def an_objection_stops_the_clock(stage: Stage) -> None:
    """Somebody in the village speaks up: the notice comes down, the clock stands, the inquiry begins anew."""
    stage.day(4, 15)
    notice = PublicNotice.objects.get(application=stage.case_pk)
    worker = stage.at("luocheng", reverse("identification:notice", args=[notice.pk]), phone=True)
    summary = worker.locator("summary", has_text="登记公示异议")
    if summary.count():
        summary.click()
    worker.locator("main [name=content]").fill("听说他家大儿子去年在外地买了房，收入不像说的那么低。")
    worker.locator("main [name=raised_by_name]").fill("同村村民")
    press(worker, "登记公示异议")
    assert stage.case.state == "objected"
    looked_at(worker, "notice-objected-village")
    page = stage.at("linxiaowen", stage.case_url)
    text = words(page)
    assert "停" in page.locator(".clock").inner_text() and "停钟" in text
    looked_at(page, "case-objected")
    before = stage.case.due_on

    stage.day(4, 17)
    page.goto(stage.case_url)
    assert page.locator(".days li.pause").count() >= 1
    page.goto(reverse("identification:notice", args=[notice.pk]))
    page.locator("summary", has_text="核实这一条").click()
    page.locator("[name=finding]").fill("查不动产登记，本户没有子女在外地买房，反映的是同名的另一户。")
    page.locator("input[name=is_upheld][value=no]").check()
    looked_at(page, "notice-objection")
    press(page, "核实完")
    case = stage.case
    assert case.state == "under_inquiry" and case.due_on and before and case.due_on > before, "the days of the objection are given back"
    page.goto(stage.case_url)
    assert "停钟台账1次" in words(page)
    looked_at(page, "case-inquired-again")
    the_clerk_proposes(stage, "opinion-again")
    again = the_notice_is_posted(stage, "notice-again")
    assert again.pk != notice.pk and stage.case.opinions.count() == 2


def the_notice_runs_out(stage: Stage) -> None:
    """Seven days, day 1 being the day after posting; only then the panel."""
    notice = PublicNotice.objects.filter(application=stage.case_pk).latest("pk")
    assert notice.ends_on is not None
    stage.day(notice.ends_on.month, notice.ends_on.day)
    page = stage.at("linxiaowen", stage.case_url)
    assert page.locator("button[aria-disabled=true]", has_text="公示期满").count() == 1
    looked_at(page, "case-notice")
    stage.day(4, 27)
    page.goto("/")
    looked_at(page, "desk-clerk")
    page.goto(stage.case_url)
    press(page, "公示期满，送联审联批")
    assert stage.case.state == "panel"
