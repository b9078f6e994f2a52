"""From the catalogue to the ledger: what fits, what is needed, who is pushed, what was done and fed back, and the whole of it in one chain."""

from __future__ import annotations

import re
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import Page

from assistance.choices import ReferralState
from assistance.models import Need, Referral
from monitoring.models import Alert
from tests.stories.one_window_world import Stage
from tests.stories.windows import fill, follow, looked_at, press, words

# What is noted by hand beside the match: kind, whose, words.
JOB = ("job", "陈守田", "想在附近找一份活，能照看家里")
MEDICAL = ("medical", "李秋兰", "复查报销以后自付还多，想申请医疗救助")


def policies_fit(stage: Stage) -> None:
    """The catalogue, a policy, and what fits this household, with its own values."""
    stage.day(5, 6)
    page = stage.at("linxiaowen", reverse("policies:catalogue"))
    looked_at(page, "catalogue")
    page.goto(reverse("policies:policy", args=["ZC-01"]))
    looked_at(page, "policy")
    page.goto(reverse("policies:booklet"))
    looked_at(page, "booklet")
    page.goto(reverse("assistance:matches", args=[stage.poor.pk]))
    text = words(page)
    assert re.search(r"符合.*差一项.*不符合", text, re.DOTALL)
    assert page.locator("article.match .conds li").count() > 3
    assert "最低生活保障" in text and "本户" in text
    looked_at(page, "matches")


def needs_are_noted(stage: Stage) -> None:
    """One from a match, two by hand; the household says yes to each through its village worker."""
    page = stage.at("linxiaowen", reverse("assistance:matches", args=[stage.poor.pk]))
    schooling = page.locator("article.match", has_text="教体局").get_by_role("button", name="登记需求").first
    with page.expect_navigation():
        schooling.click()
    assert Need.objects.get(household=stage.poor).source == "match"
    for kind, who, said in (JOB, MEDICAL):
        page.goto(reverse("assistance:note_need", args=[stage.poor.pk]))
        page.locator("select[name=person]").select_option(label=who)
        page.locator("select[name=source]").select_option("visit")
        fill(page, {"kind": kind, "words": said}, within="main form")
        if kind == "job":
            looked_at(page, "note-need")
        press(page, "登记需求")
    looked_at(page, "needs")

    worker = stage.at("luocheng", reverse("assistance:needs") + "?who=mine", phone=True)
    looked_at(worker, "needs-village")
    for _ in range(3):
        worker.goto(reverse("assistance:needs") + "?who=mine")
        worker.locator("main summary", has_text="记录群众意见").first.click()
        form = "main details[open] form"
        worker.locator(f"{form} input[name=agrees][value=yes]").first.check()
        worker.locator(f"{form} [name=words]").first.fill("本人同意，请帮忙办")
        press(worker, "记录", within=form, exact=True)
    assert Need.objects.filter(household=stage.poor, state="confirmed").count() == 3


def the_county_pushes(stage: Stage) -> None:
    """The preview is what each department will read, and no more."""
    stage.day(5, 7)
    page = stage.at("lujing", reverse("assistance:push"))
    looked_at(page, "push")
    press(page, "看部门会看到什么")
    told = words(page)
    assert re.search(r"\d{6}\*{8}", told) and not re.search(r"\d{17}[\dX]", told)
    row = page.locator("tbody tr", has_text="人社局").inner_text()
    assert "陈守田" in row and "自付" not in row and "住院" not in row
    assert "自付" in page.locator("tbody tr", has_text="医保局").inner_text()
    looked_at(page, "push-preview")
    press(page, "推送3件")
    assert Referral.objects.filter(household=stage.poor).count() == 3


def pushed_to(stage: Stage, dept: str) -> Referral:
    return Referral.objects.get(household=stage.poor, dept=dept)


def departments_answer(stage: Stage) -> None:
    """One signs for it, helps and is done; one refuses with its clause; the third has not looked yet."""
    stage.day(5, 11)
    job = pushed_to(stage, "RS")
    page = stage.at("yaolan", "/")
    looked_at(page, "desk-department")
    page.goto(reverse("assistance:to_receive"))
    looked_at(page, "to-receive")
    address = reverse("assistance:referral", args=[job.pk])
    page.goto(address)
    press(page, "签收")
    looked_at(page, "referral-received")
    follow(page, "登记措施")
    fill(
        page,
        {"title": "介绍到镇上粮站", "carried_out_on": "2026-05-11", "amount": "1.2万", "evidence": "用工协议2026-17号"},
        within="main form",
    )
    looked_at(page, "measure")
    press(page, "登记措施")
    assert "12,000" in words(page), "the right figure is offered"
    page.locator("main form [name=amount]").fill("")
    press(page, "登记措施")
    if "再点一次" in words(page):
        press(page, "登记措施")
    press(page, "已落实")
    job.refresh_from_db()
    assert job.state == ReferralState.DONE and job.measures.count() == 1

    medical = pushed_to(stage, "YB")
    page = stage.at("fengzhiyuan", reverse("assistance:referral", args=[medical.pk]))
    press(page, "签收")
    page.locator("main summary", has_text="不符合").click()
    page.locator("main details[open] select[name=reason]").select_option("not_eligible")
    page.locator("main details[open] [name=basis]").fill("医疗救助实施办法第七条，年度自付未到起付线")
    press(page, "不符合", within="main details[open]")
    medical.refresh_from_db()
    assert medical.state == ReferralState.REFUSED
    looked_at(page, "referral-refused")


def fed_back_by_the_twentieth(stage: Stage) -> None:
    """One department answers on the page, the other in the workbook it fetched, filled and sent back."""
    stage.day(6, 12)
    page = stage.at("yaolan", reverse("assistance:feedback"))
    looked_at(page, "feedback")
    page.goto(reverse("assistance:referral", args=[pushed_to(stage, "RS").pk]))
    page.locator("main form[action$='feed_back/'] [name=words]").fill("已上岗，每月2,100元")
    press(page, "季度反馈")
    assert pushed_to(stage, "RS").state == ReferralState.FED_BACK
    looked_at(page, "referral-fed-back")

    page = stage.at("fengzhiyuan", reverse("assistance:feedback"))
    with page.expect_download() as download:
        page.get_by_role("link", name="下载反馈表").click()
    filled = fill_sheet(Path(download.value.path()), stage.folder)
    page.locator("input[type=file]").set_input_files(str(filled))
    press(page, "上传反馈表")
    assert "收下1行" in words(page)
    looked_at(page, "feedback-uploaded")
    assert pushed_to(stage, "YB").state == ReferralState.FED_BACK


def fill_sheet(source: Path, folder: Path) -> Path:
    """Result, reason and clause written where the sheet asks for them."""
    book = openpyxl.load_workbook(BytesIO(source.read_bytes()))
    tab = book.active
    assert tab is not None
    head = {str(cell.value): cell.column for cell in tab[2]}
    said = {"反馈结果": "不符合", "不符合原因": "不符合政策条件", "依据条款": "医疗救助实施办法第七条", "说明": "年度自付未到起付线"}
    for title, value in said.items():
        tab.cell(3, head[title]).value = value
    assert "*" in str(tab.cell(3, head["身份证号"]).value)
    target = folder / "反馈表.xlsx"
    book.save(target)
    return target


def the_village_asks_whether_it_came(stage: Stage) -> None:
    stage.day(6, 15)
    page = stage.at("luocheng", reverse("assistance:referral", args=[pushed_to(stage, "RS").pk]), phone=True)
    page.locator("main input[name=answer]").first.check()
    looked_at(page, "verify-arrival")
    press(page, "核实到位")
    assert pushed_to(stage, "RS").state == ReferralState.VERIFIED


def every_cell_is_its_list(stage: Stage) -> None:
    """The matrix of departments and quarters: the number is the length of the list behind it."""
    page = stage.at("lujing", reverse("assistance:ledger"))
    page.wait_for_load_state("networkidle")
    looked_at(page, "ledger")
    links = page.locator("table.frozen a")
    cells = [(one.get_attribute("href") or "", one.inner_text()) for one in links.all()]
    numbers = {(href, int(found[0])) for href, text in cells if (found := re.findall(r"^(\d+)(?:人次)?$", text.strip()))}
    assert len(numbers) >= 8
    for href, number in sorted(numbers):
        page.goto(href)
        assert page.locator("main table.todo tbody tr").count() == number, f"{href} says {number}"
    looked_at(page, "referrals")


def the_chain_tells_all(stage: Stage) -> None:
    """From the alert to the department's answer, and whose turn it is where one is missing. What was found in April no longer alarms."""
    call_command("screen", "--on", "2026-06-15", stdout=StringIO())
    assert not Alert.objects.open().filter(household=stage.poor, rule__in=("R01", "R02", "R03", "R04")).exists()
    page = stage.at("linxiaowen", f"/households/{stage.poor.pk}/")
    page.wait_for_load_state("networkidle")
    chain = page.locator("ol.chain").inner_text()
    assert "教体局" in chain and ("缺：" in chain or "待：" in chain)
    looked_at(page, "household")
    page.goto(f"/households/{stage.poor.pk}/trail/")
    trail = words(page)
    for part in ("审定办结", "受理", "核对", "入户", "公示", "异议", "县级抽查", "确认", "推送", "措施", "反馈"):
        assert part in trail, part
    looked_at(page, "trail-whole")


def every_desk_knows_its_turn(stage: Stage) -> None:
    """Each role's first page, on the day the story ends."""
    desks: dict[str, bool] = {
        "lujing": False, "jiangmin": False, "zhongyi": False, "wenlan": False, "baiyang": False, "yinjia": False, "duchangqing": False,
        "xuwenbo": False, "chengli": False, "tianhe": False, "luocheng": True, "miaochunyu": True,
    }  # fmt: skip
    for username, phone in desks.items():
        page: Page = stage.at(username, "/", phone=phone)
        page.wait_for_load_state("networkidle")
        looked_at(page, f"desk-{username}")
    assert "签收" in words(stage.at("yinjia")), "the push that waits stands on its department's desk"
