"""From the alert to the receipt: the village's finding opens the draft, the one form is filled, returned once, mended, accepted."""

from __future__ import annotations

import re

from django.core.management import call_command
from playwright.sync_api import Page

from accounts.models import Position
from casework.choices import PhotoKind
from identification import one_form
from identification.models import Application, Paper
from monitoring.models import Alert
from registers.demo.answers import answers, money
from tests.stories.conftest import axe, printed
from tests.stories.one_window_world import PHOTO, Stage
from tests.stories.windows import fill, follow, looked_at, press, words

TOLD = {
    "poor": {
        **money("business", (None, "种植", 5200)), "assets-said": "some", "assets-0-item": "house|自住房", "assets-0-area": "72",
        "risks": ["01", "11"],
    },
    "earning": {
        "assets-said": "some", "assets-0-item": "house|自住房", "assets-0-area": "96", "assets-1-item": "financial|储蓄存款",
        "assets-1-value": "3000",
    },
}  # fmt: skip


def an_alert_becomes_a_draft(stage: Stage) -> None:
    """The sweep finds the household, the village goes, the town closes: 启动申请."""
    on = stage.day(4, 7)
    call_command("screen", "--on", on.isoformat(), verbosity=0)
    alert = Alert.objects.open().get(household=stage.poor, rule="R01")
    clerk = stage.at("linxiaowen", f"/alerts/{alert.pk}/")
    clerk.locator("select[name=to]").select_option(str(Position.objects.get(user__username="luocheng").pk))
    press(clerk, "分派核实人")

    worker = stage.at("luocheng", f"/alerts/{alert.pk}/", phone=True)
    press(worker, "开始入户")
    worker.goto(f"/alerts/{alert.pk}/verify/")
    worker.get_by_label("谁在场").fill("户主本人")
    worker.locator("select[name=accompanied_by]").select_option(index=1)
    worker.get_by_label("看到的情况").fill("妻子住院刚回来，户主在家照护，冬天以来没有出去务工。")
    worker.locator("input[name=outcome][value=apply]").check()
    worker.get_by_label("判断的理由").fill("人均收入低于监测线，愿意申请，已告知要带的材料。")
    worker.locator("input[name=photo_house]").set_input_files(PHOTO[PhotoKind.HOUSE])
    press(worker, "记录核实", within="body")

    # Somebody else at the window has the same family before her, and will be a moment late.
    late = stage.at("tianhe", f"/cases/apply/{stage.poor.pk}/")
    looked_at(late, "apply-household")
    clerk.goto(f"/alerts/{alert.pk}/")
    press(clerk, "审定办结")
    stage.case_pk = Application.objects.get(origin_type="alert", origin_id=alert.pk).pk
    looked_at(clerk, "alert-closed")
    follow(clerk, "接着办申请")
    assert "草稿" in words(clerk)

    press(late, "登记，接着填一张表")
    assert "已有一件在办的申请" in words(late)
    late.locator("main").get_by_role("link", name=stage.case.application_no).first.click()
    late.wait_for_url(re.compile(rf"/cases/{stage.case_pk}/$"))
    late.goto("/cases/apply/")
    late.locator("main input[name=q]").fill("陈守田")
    press(late, "查找")
    assert late.locator("main").get_by_role("link", name="接着办").count() == 1
    looked_at(late, "apply")


def whole_form(page: Page, stage: Stage, who: str) -> None:
    """Every question the page asks, answered as this family would; saving may bring up another."""
    household = getattr(stage, who)
    for _ in range(3):
        said = answers(household, stage.settings.FIXED_TODAY, TOLD[who])
        fill(page, said)
        press(page, "保存")
        case = Application.objects.get(household=household)
        known = one_form.prefill(household, stage.settings.FIXED_TODAY)
        data = one_form.read(household, one_form.typed_of(case), on=stage.settings.FIXED_TODAY, known=known).data
        if not one_form.missing(known, data, stage.settings.FIXED_TODAY):
            return
    raise AssertionError(f"still asked: {one_form.missing(known, data, stage.settings.FIXED_TODAY)}")


def the_one_form_is_filled(stage: Stage) -> None:
    """Only what is missing is asked; a refusal keeps what was typed; the sum moves with it."""
    stage.day(4, 8)
    page = stage.at("linxiaowen", stage.case_url)
    follow(page, "提交申请")
    text = words(page)
    assert "只列缺的和变的" in text
    looked_at(page, "form-empty")
    assert page.locator("[name='wage-0-amount']").count() == 0, "the register knows his wages"

    page.locator("textarea[name=difficulty]").fill("妻子住院，家里只剩零工的钱。")
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name="提交申请").click()
    assert page.locator(".errors").is_visible()
    assert page.locator("textarea[name=difficulty]").input_value() == "妻子住院，家里只剩零工的钱。"
    looked_at(page, "form-refused")

    the_sum_moves(page)
    whole_form(page, stage, "poor")
    looked_at(page, "form")
    follow(page, "去登记签字")
    looked_at(page, "papers-unsigned")
    sign_all(page, stage.case)
    assert "缺签字" not in words(page)
    follow(page, "回一张表")
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name="提交申请").click()
    page.wait_for_url(re.compile(rf"/cases/{stage.case_pk}/$"))
    assert stage.case.state == "submitted"
    sheet = stage.at("linxiaowen", f"{stage.case_url}form/print/")
    looked_at(sheet, "form-print")
    paper = printed(sheet, "one-window-form-print")
    assert "陈守田" in paper and "最低生活保障" in paper
    assert not re.search(r"\d{17}[\dX]", paper)


def the_sum_moves(page: Page) -> None:
    """A figure typed is a figure in the panel, before anything is saved."""
    page.locator("input[name='business-said'][value=some]").check()
    page.locator("select[name='business-0-item'], input[name='business-0-item']").first.evaluate("one => one.tagName")
    fill(page, {"business-0-item": "种植"})
    seen = []
    for amount in ("3,000", "8,000"):
        page.locator("input[name='business-0-amount']").fill(amount)
        page.locator("input[name='business-0-amount']").press("Tab")
        page.wait_for_function(
            "amount => document.querySelector('#trial').innerText.replaceAll(',', '').includes(amount)", arg=amount.replace(",", "")
        )
        seen.append(page.locator("#trial").inner_text())
    assert "试算" in seen[0] and seen[0] != seen[1]


def sign_all(page: Page, case: Application) -> None:
    """Each paper, by everybody who must, at the window."""
    kinds = page.locator("#sign_kind option").evaluate_all("all => all.map(one => one.value)")
    for kind in kinds:
        page.locator("#sign_kind").select_option(kind)
        for box in page.locator("input[name=signers]").all():
            box.check()
        press(page, "登记签字")


def returned_once_and_accepted(stage: Stage) -> None:
    """Nothing a department shares can be asked; the list is whole; brought, it is accepted and the receipt printed."""
    page = stage.at("linxiaowen", stage.case_url)
    page.locator("main summary", has_text="退回补正").click()
    asked = page.locator("input[name=papers]").evaluate_all("all => all.map(one => one.value)")
    assert "deposits" in asked and not {"id_card", "hukou_book", "settlement", "enrolment"} & set(asked)
    for code in ("deposits", "obligors"):
        page.locator(f"input[name=papers][value={code}]").check()
    press(page, "退回补正", within="main details[open]")
    assert stage.case.state == "returned"
    looked_at(page, "case-returned")
    follow(page, "补正告知书")
    letter = printed(page, "one-window-letter-missing")
    for title in Paper.objects.filter(application=stage.case_pk, asked_on__isnull=False).values_list("title", flat=True):
        assert title in letter, title

    stage.day(4, 9)
    page.goto(stage.case_url)
    assert page.locator("button[aria-disabled=true]", has_text="补正后提交").count() == 1, "says what is still missing"
    page.goto(f"{stage.case_url}papers/")
    for code in ("deposits", "obligors"):
        page.locator("#hand_in_code").select_option(code)
        press(page, "收下")
    looked_at(page, "papers")
    page.goto(stage.case_url)
    press(page, "补正后提交")
    press(page, "受理")
    case = stage.case
    assert case.state == "under_inquiry" and case.due_on
    looked_at(page, "case-accepted")
    follow(page, "打印受理单")
    looked_at(page, "receipt")
    receipt = printed(page, "one-window-receipt").replace(" ", "")
    assert case.application_no in receipt
    assert f"{case.due_on.month}月{case.due_on.day}日" in receipt
    axe(page)


def another_comes_by_proxy(stage: Stage) -> None:
    """The village worker applies for 赵有才户 from his phone."""
    page = stage.at("luocheng", "/cases/apply/", phone=True)
    page.locator("main input[name=q]").fill("赵有才")
    press(page, "查找")
    follow(page, "登记申请")
    page.locator("select[name=channel]").select_option("village_proxy")
    looked_at(page, "apply-proxy")
    press(page, "登记，接着填一张表")
    stage.proxy_pk = Application.objects.get(household=stage.earning).pk
    whole_form(page, stage, "earning")
    looked_at(page, "form-proxy")
    page.goto(f"/cases/{stage.proxy_pk}/papers/")
    sign_all(page, Application.objects.get(pk=stage.proxy_pk))
    page.goto(f"/cases/{stage.proxy_pk}/form/")
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name="提交申请").click()
    assert Application.objects.get(pk=stage.proxy_pk).state == "submitted"
