"""The table: kin declared, a meeting too small, the county's look, votes from two browsers, one confirmed and one not, minutes and letters."""

from __future__ import annotations

import subprocess
from datetime import date

import docx
from django.urls import reverse
from playwright.sync_api import Page

from accounts.models import User
from households.models import HouseholdFacts, Standing
from identification.models import Determination, JointReview, Letter, ReviewItem
from registers.demo.lives import Life
from registers.demo.walk import Cast
from tests.stories.conftest import printed
from tests.stories.one_window_world import Stage
from tests.stories.windows import follow, looked_at, press, words

MEMBERS = ("xuwenbo", "duchangqing", "jiangxiaoman", "fengchunlai", "yaoqiushi", "majianshe")


def kin_is_declared(stage: Stage) -> None:
    """姚秋实's sister lives there; he says so himself."""
    stage.day(4, 27)
    page = stage.at("yaoqiushi", reverse("identification:kin"))
    page.locator("#kin-q").fill("李秋兰")
    press(page, "查", exact=True)
    page.locator("main").get_by_label("李秋兰", exact=False).check()
    page.locator("select[name=position]").select_option(index=1)
    page.locator("select[name=relation]").select_option("sibling")
    looked_at(page, "kin-form")
    press(page, "登记备案")
    assert "李秋兰" in words(page)
    looked_at(page, "kin")


def the_other_case_comes_to_the_table(stage: Stage) -> None:
    """赵有才户 by the same steps, without a browser: found above every line, put forward as not eligible."""
    on = stage.day(4, 9)
    life = Life(stage.earning, Cast(on), pk=stage.proxy_pk)
    life.accept(on)
    on = stage.day(4, 14)
    life.check_means(on)
    life.visit(on)
    on = stage.day(4, 16)
    opinion = life.propose(on)
    assert not opinion.category and not opinion.has_monitoring_tag
    life.post(on)
    assert life.case.state == "panel"
    stage.day(4, 27)


def called(stage: Stage, address_name: str, *, without: str = "") -> JointReview:
    """The convener calls everybody for today and draws up the agenda."""
    page = stage.at("xuwenbo", reverse("identification:meetings"))
    looked_at(page, f"{address_name}-meetings")
    follow(page, "召集会议")
    page.locator("[name=place]").fill("镇政府二楼会议室")
    page.locator("select[name=recorder]").select_option(label=next(text for text in options(page, "recorder") if "田禾" in text))
    looked_at(page, f"{address_name}-call")
    press(page, "召集会议")
    if without:
        page.get_by_label(without).uncheck()
    press(page, "把勾选的列入议程")
    return JointReview.objects.latest("pk")


def options(page: Page, name: str) -> list[str]:
    found: list[str] = page.locator(f"select[name={name}] option").evaluate_all("all => all.map(one => one.text)")
    return found


def too_few_came(stage: Stage) -> None:
    """Two of six: no quorum for this case, deferred; then the county looks first, as with every relative's case."""
    review = called(stage, "first", without="赵有才户")
    page = stage.at("xuwenbo", reverse("identification:meeting", args=[review.pk]))
    for name in ("许文博", "杜长青"):
        press(page, f"{name}签到", exact=True)
    looked_at(page, "meeting-planned")
    press(page, "开会", within=".page-head")
    item = ReviewItem.objects.get(review=review)
    head = stage.at("duchangqing", reverse("identification:meeting_item", args=[item.pk]))
    text = words(head)
    assert "未达法定人数" in text and "回避" in text
    looked_at(head, "item-no-quorum")
    head.locator("main summary", has_text="下次再议").click()
    press(head, "下次再议", within="main details[open]")
    item.refresh_from_db()
    assert item.result == "deferred"
    page.goto(reverse("identification:meeting", args=[review.pk]))
    page.once("dialog", lambda dialog: dialog.accept())
    press(page, "结束会议")

    clerk = stage.at("linxiaowen", stage.case_url)
    clerk.locator("main summary", has_text="送县级抽查").click()
    clerk.locator("main select[name=kind]").select_option("relative")
    press(clerk, "送县级抽查", within="main details[open]")
    assert stage.case.state == "county_check"


def the_county_looks(stage: Stage) -> None:
    stage.day(4, 28)
    page = stage.at("gaoyuan", reverse("identification:county_checks"))
    looked_at(page, "county-checks")
    page.goto(reverse("identification:county_check", args=[stage.case.county_checks.get().pk]))
    page.locator("main [name=visited_on]").fill("2026-04-28")
    page.locator("main [name=findings]").fill("入户看过，收入、住房与镇里调查一致，亲属没有参与办理。")
    page.locator("main input[name=result][value=agrees]").check()
    looked_at(page, "county-check")
    press(page, "记录抽查结果")
    assert stage.case.state == "panel"


def the_table_decides(stage: Stage) -> None:
    """Five of six, one kin aside, one surveyor without a vote; votes seen in the other browser as they come."""
    stage.day(4, 29)
    review = called(stage, "second")
    first, second = review.items.order_by("order")
    if first.application_id != stage.case_pk:
        first, second = second, first
    for username in MEMBERS:
        if username != "fengchunlai":  # ticked by the convener
            name = User.objects.get(username=username).name
            press(stage.at(username, reverse("identification:meeting", args=[review.pk])), f"{name}签到", exact=True)
    host = stage.at("xuwenbo", reverse("identification:meeting", args=[review.pk]))
    press(host, "冯春来签到", exact=True)
    press(host, "开会", within=".page-head")
    looked_at(host, "meeting-open")

    at_item = reverse("identification:meeting_item", args=[first.pk])
    host.goto(at_item)
    other = stage.at("majianshe", at_item)
    vote(other, "agree")
    host.wait_for_function("() => document.querySelector('#votes').innerText.includes('同意')", timeout=10_000)
    looked_at(host, "item-voting")
    vote(host, "agree")
    vote(stage.at("fengchunlai", at_item), "against", "种植收入只凭自己说，想再看看合同。")
    aside = stage.at("yaoqiushi", at_item)
    assert aside.locator("form.ballot").count() == 0 and "回避" in words(aside)
    surveyor = stage.at("jiangxiaoman", at_item)
    assert surveyor.locator("form.ballot").count() == 0 and "列席" in words(surveyor)
    looked_at(surveyor, "item-surveyor")

    head = stage.at("duchangqing", at_item)
    assert head.locator("button[aria-disabled=true]", has_text="确认").count() >= 1, "he has not voted himself"
    vote(head, "agree")
    looked_at(head, "item-ready")
    window = stage.open_page("duchangqing")
    window.goto(at_item)
    press(head, "确认", within="aside", exact=False)
    first.refresh_from_db()
    assert first.result == "confirmed"
    press(window, "确认", within="aside", exact=False)
    assert "您的没有再办" in window.locator(".errors").inner_text()
    assert Determination.objects.filter(application=stage.case_pk).count() == 1
    looked_at(window, "item-told")

    reject(stage, second)
    host.goto(reverse("identification:meeting", args=[review.pk]))
    host.once("dialog", lambda dialog: dialog.accept())
    press(host, "结束会议")
    looked_at(host, "meeting-closed")


def vote(page: Page, choice: str, note: str = "") -> None:
    page.locator(f"form.ballot input[name=choice][value={choice}]").check()
    if note:
        page.locator("form.ballot [name=note]").fill(note)
    press(page, "表决", within="form.ballot")


def reject(stage: Stage, item: ReviewItem) -> None:
    """Everybody who may agrees that this family does not qualify."""
    at_item = reverse("identification:meeting_item", args=[item.pk])
    for username in MEMBERS:
        vote(stage.at(username, at_item), "agree")
    head = stage.at("duchangqing", at_item)
    summary = head.locator("aside summary", has_text="不予确认")
    if summary.count():
        summary.click()
    head.locator("aside form [name=reason]").fill("户主工资稳定，人均收入高于各类标准，家庭没有大额刚性支出。")
    press(head, "不予确认", within="aside form:has([name=reason])")
    item.refresh_from_db()
    assert item.result == "rejected"


def minutes_and_letters(stage: Stage) -> None:
    """Page, Word and PDF tell the same; each family gets its letter."""
    review = JointReview.objects.latest("pk")
    page = stage.at("tianhe", reverse("identification:minutes", args=[review.pk]))
    looked_at(page, "minutes")
    said = words(page)
    with page.expect_download() as word:
        page.get_by_role("link", name="下载Word").click()
    with page.expect_download() as portable:
        page.get_by_role("link", name="下载PDF").click()
    document = docx.Document(str(word.value.path()))
    paragraphs = "\n".join(one.text for one in document.paragraphs)
    cells = "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    pdf = subprocess.run(["pdftotext", "-layout", str(portable.value.path()), "-"], capture_output=True, text=True, check=True).stdout
    for where, text in (("page", said), ("Word", paragraphs + cells), ("PDF", pdf)):
        flat = text.replace(" ", "").replace("\n", "")
        for word_ in ("陈守田", "赵有才", "姚秋实", "江小满", "冯春来", "想再看看合同"):
            assert word_ in flat, f"{word_} is missing in {where}"

    page.goto(stage.case_url)
    looked_at(page, "case-confirmed")
    follow(page, "确认通知书")
    looked_at(page, "letter-confirmed")
    letter = printed(page, "one-window-letter-confirmed").replace(" ", "").replace("\n", "")
    determination = Determination.objects.get(application=stage.case_pk)
    assert determination.start_on == date(2026, 5, 1)
    assert "2026年5月1日" in letter and "最低生活保障" in letter and f"{determination.monthly_amount:,.2f}".removesuffix(".00") in letter

    page.goto(reverse("identification:letter", args=[Letter.objects.get(application=stage.proxy_pk, kind="rejected").pk]))
    looked_at(page, "letter-rejected")
    letter = printed(page, "one-window-letter-rejected").replace(" ", "").replace("\n", "")
    for part in ("工资稳定", "可以重新申请", "认定收入低于11,970.00元", "行政复议"):
        assert part in letter, part
    standing = Standing.objects.get(household=stage.earning)
    assert standing.refused_on == date(2026, 4, 29) and not standing.has_open_case


def the_household_shows_it(stage: Stage) -> None:
    """Category, start and chain on the household's page."""
    stage.poor.refresh_from_db()
    assert (stage.poor.category, stage.poor.has_monitoring_tag) == ("dibao", True)
    facts = HouseholdFacts.objects.get(household=stage.poor)
    assert (facts.category, facts.has_open_case) == ("dibao", False)
    page = stage.at("linxiaowen", f"/households/{stage.poor.pk}/")
    page.wait_for_load_state("networkidle")
    text = words(page)
    assert "低保" in text and "2026年5月1日起" in text
    looked_at(page, "household-confirmed")
    page.goto(f"/households/{stage.poor.pk}/trail/")
    looked_at(page, "trail")
    page.goto("/cases/?state=closed")
    looked_at(page, "cases-closed")
