"""First light, played by role: from Excel registers to explained alerts, verified at the door, in a browser.

Given a small county as Excel files, the administrator brings them in, the night sweep finds who is at risk, the county sees it by town and rule,
the town sends somebody, the village worker goes and writes down what he saw, and the household's chain tells all of it.
"""

from __future__ import annotations

import os
import re
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from playwright.sync_api import Page

from accounts.models import Position, User
from accounts.passwords import issue
from households.models import Household, HouseholdFacts, Member
from monitoring.models import Alert
from registers.models import Batch
from registers.sheets import SHEETS
from tests.stories.conftest import PASSWORD, OpenPage, axe, fits, printed, shot

pytestmark = pytest.mark.browser

ON = date(2026, 6, 15)
BY_COMMAND_FIRST = ("regions", "offices", "users")
BY_PAGE = ("households", "members")
BY_COMMAND = tuple(code for code in SHEETS if code not in (*BY_COMMAND_FIRST, *BY_PAGE))
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A synthetic county of 160 households as an administrator would be handed it: Excel files, dirt inside."""
    call_command("make_county", "--households=160", "--seed=7", "--dirty=0.01", f"--out={tmp_path / 'county'}", verbosity=0)
    return tmp_path / "county"


@pytest.fixture
def ground(transactional_db: None, settings, files: Path) -> None:
    """What an installation has before the first sign-in: work days, the law's numbers, regions, offices, people with a password."""
    settings.FIXED_TODAY = ON
    call_command("load_workdays", years=[2025, 2026], verbosity=0)
    call_command("load_parameters", verbosity=0)
    for sheet in BY_COMMAND_FIRST:
        import_by_command(sheet, files)
    call_command("load_parameters", "demo", verbosity=0)
    for username in ("baiyang", "lujing", "gaoyuan", "linxiaowen", "luocheng", "jiawei"):
        issue(User.objects.get(username=username), PASSWORD, must_change=False)


def import_by_command(sheet: str, files: Path) -> None:
    try:
        call_command("import_register", sheet, str(files / f"{sheet}.xlsx"), "--on", ON.isoformat(), verbosity=0)
    except SystemExit as stop:
        assert stop.code in (None, 0, 1), f"{sheet}: the whole file was refused"


def looked_at(page: Page, name: str) -> None:
    """Axe finds nothing serious, nothing sticks out, and the picture is kept to be looked at."""
    assert page.locator("h1").count() == 1, page.url
    axe(page)
    fits(page)
    shot(page, name)


def upload(page: Page, sheet: str, file: Path) -> None:
    page.goto("/registers/upload/")
    page.locator("input[type=file]").set_input_files(str(file))
    page.locator("select[name=sheet]").select_option(sheet)
    page.get_by_role("button", name="上传").click()
    page.wait_for_url(re.compile(r"/registers/\d+/$"))


def enter(page: Page) -> None:
    """What the preview shows is entered."""
    page.get_by_role("button", name="入库", exact=True).click()
    page.get_by_role("link", name="撤回", exact=True).wait_for()


def test_from_excel_registers_to_explained_alerts(browser_page: OpenPage, ground: None, files: Path, tmp_path: Path, capsys) -> None:
    the_administrator_brings_the_registers_in(browser_page, files, tmp_path)
    the_county_screens_and_sees_the_result(browser_page)
    alert = the_town_clerk_sends_somebody(browser_page)
    the_village_worker_goes_and_writes_down_what_he_saw(browser_page, alert)
    the_town_decides_and_the_chain_tells_all(browser_page, alert)
    every_number_opens(browser_page, alert)
    a_new_line_does_not_change_an_old_explanation(browser_page, alert, capsys)
    a_department_sees_what_only_it_can_supply(browser_page)
    call_command("check_consistency")


def the_administrator_brings_the_registers_in(browser_page: OpenPage, files: Path, tmp_path: Path) -> None:
    page = browser_page("baiyang")
    looked_at(page, "desk-administrator")
    page.goto("/registers/upload/")
    looked_at(page, "import-upload")
    upload(page, "households", files / "households.xlsx")
    looked_at(page, "import-households")
    assert not Household.objects.exists(), "nothing is written before somebody has seen it"
    enter(page)

    upload(page, "members", files / "members.xlsx")
    batch = Batch.objects.get(sheet="members")
    assert batch.rejected_rows > 0, "the planted dirt is refused"
    assert batch.new_rows > 300, "the good rows are kept"
    assert f"下载拒收表（{batch.rejected_rows}行）" in page.locator("main").inner_text()
    problem = batch.problems.first()
    assert page.get_by_text(problem.remedy).first.is_visible()
    looked_at(page, "import-members")
    enter(page)

    mended = download_and_mend(page, batch, tmp_path)
    if mended:
        upload(page, "members", mended)
        again = Batch.objects.filter(sheet="members").order_by("-pk").first()
        assert again.new_rows >= 1, "a mended row is taken"
        enter(page)

    upload(page, "members", files / "members.xlsx")
    twice = Batch.objects.filter(sheet="members").order_by("-pk").first()
    assert (twice.new_rows, twice.changed_rows) == (0, 0), "the same file again changes nothing"
    assert not page.get_by_role("button", name="入库", exact=True).count(), "there is nothing to enter"

    for sheet in BY_COMMAND:
        import_by_command(sheet, files)
    page.goto("/registers/")
    assert page.locator("tbody tr").count() >= len(BY_COMMAND)
    looked_at(page, "import-batches")


def download_and_mend(page: Page, batch: Batch, tmp_path: Path) -> Path | None:
    """Fetch the rejected rows, put the right check digit where that was the only fault, and keep the file."""
    page.goto(f"/registers/{batch.pk}/")
    page.get_by_label("用途").fill("退回各村改正后补导")
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("下载拒收表")).click()
    target = tmp_path / "rejected.xlsx"
    shutil.copy(download.value.path(), target)
    book = openpyxl.load_workbook(target)
    sheet = book.active
    header = next(row for row in range(1, 7) if any(cell.value == "证件号码" for cell in sheet[row]))
    column = next(cell.column for cell in sheet[header] if cell.value == "证件号码")
    mended = 0
    for problem in batch.problems.filter(remedy__contains="末位校验不对"):
        right = re.search(r"应为([0-9X])", problem.remedy)[1]
        for row in range(header + 1, sheet.max_row + 1):
            cell = sheet.cell(row=row, column=column)
            if str(cell.value or "").strip() == problem.written.reveal().strip():
                cell.value = str(cell.value).strip()[:17] + right
                mended += 1
    book.save(target)
    return target if mended else None


def the_county_screens_and_sees_the_result(browser_page: OpenPage) -> None:
    page = browser_page("lujing")
    page.goto("/runs/")
    page.get_by_role("button", name=re.compile("筛查一次")).click()
    page.wait_for_url(re.compile(r"/runs/\d+/$"))
    opened = Alert.objects.count()
    assert opened > 5
    looked_at(page, "run")

    page.goto("/board/")
    looked_at(page, "board")
    numbers_open_their_lists(page)
    for address, name in (("/runs/", "runs"), ("/rules/", "rules"), ("/rules/R01/", "rule"), ("/data-tasks/", "data-tasks"), ("/policies/", "parameters"),
                          ("/policies/low_income_line/", "parameter"), ("/alerts/", "alerts-county"), ("/", "desk-county"), ("/components/", "gallery")):  # fmt: skip
        page.goto(address)
        looked_at(page, name)


def numbers_open_their_lists(page: Page) -> None:
    """A number on the board equals the length of the list it opens."""
    links = page.locator("main a[href^='/alerts/?']")
    found = [(links.nth(i).get_attribute("href"), links.nth(i).inner_text()) for i in range(links.count())]
    numbers = [(href, int(text.replace(",", ""))) for href, text in found if text.replace(",", "").isdigit()]
    assert len(numbers) > 5
    for href, number in numbers[:12]:
        page.goto(href)
        meta = page.locator(".page-head .meta").inner_text()
        assert re.search(rf"(?<!\d){number}条", meta.replace(",", "")), f"{href} says {meta}, the board said {number}"


def the_town_clerk_sends_somebody(browser_page: OpenPage) -> Alert:
    page = browser_page("linxiaowen")
    looked_at(page, "desk-town")
    page.goto("/alerts/?village=990101100201")
    looked_at(page, "alerts-town")
    alert = (
        Alert.objects.open().filter(village_code="990101100201", rule="R01").first()
        or Alert.objects.open().filter(village_code="990101100201").first()
    )
    assert alert, "the main village has something to look at"
    page.goto(f"/alerts/{alert.pk}/")
    assert page.get_by_text(alert.reason).first.is_visible()
    looked_at(page, "alert-new")
    worker = Position.objects.get(user__username="luocheng")
    page.locator("select[name=to]").first.select_option(str(worker.pk))
    page.get_by_role("button", name=re.compile("分派核实人")).click()
    page.wait_for_load_state()
    alert.refresh_from_db()
    assert (alert.state, alert.assigned_to_id) == ("assigned", worker.pk)
    page.goto("/alerts/visit-list/?village=990101100201")
    looked_at(page, "visit-list")
    text = printed(page, "visit-list")
    assert alert.household.head_name in text
    assert not re.search(r"\d{17}[\dX]", text), "no ID number leaves on paper"

    outside = Alert.objects.exclude(town_code="990101100").first()
    response = page.goto(f"/alerts/{outside.pk}/")
    assert response.status == 404
    looked_at(page, "not-found")
    return alert


def the_village_worker_goes_and_writes_down_what_he_saw(browser_page: OpenPage, alert: Alert) -> None:
    page = browser_page("luocheng", phone=True)
    looked_at(page, "desk-village")
    page.goto(f"/alerts/{alert.pk}/")
    page.get_by_role("button", name=re.compile("开始入户")).click()
    page.wait_for_load_state()
    page.goto(f"/alerts/{alert.pk}/verify/")
    looked_at(page, "visit")
    page.get_by_label("谁在场").fill("户主本人")
    page.locator("select[name=accompanied_by]").select_option(index=1)
    page.get_by_label("看到的情况").fill("户主停工在家照护老人，存粮不多，房屋完好。")
    page.locator("input[name=photo_house]").set_input_files({"name": "house.png", "mimeType": "image/png", "buffer": PICTURE})
    page.locator("input[name=outcome][value=none]").check()
    page.get_by_role("button", name="记录核实").click()
    page.wait_for_load_state()
    assert not alert.verifications.exists(), "“no risk” without a reason is refused"
    assert page.get_by_label("看到的情况").input_value().startswith("户主停工在家"), "what was typed is kept"
    axe(page)
    shot(page, "visit-refused")
    page.locator("input[name=outcome][value=apply]").check()
    page.get_by_label("判断的理由").fill("人均收入低于监测线，愿意申请，已告知所需材料。")
    page.locator("input[name=photo_house]").set_input_files({"name": "house.png", "mimeType": "image/png", "buffer": PICTURE})
    page.get_by_role("button", name="记录核实").click()
    page.wait_for_load_state()
    visit = alert.verifications.get()
    assert visit.photos.count() == 1
    assert visit.visited_by != visit.accompanied_by


def the_town_decides_and_the_chain_tells_all(browser_page: OpenPage, alert: Alert) -> None:
    page = browser_page("linxiaowen")
    page.goto(f"/alerts/{alert.pk}/")
    looked_at(page, "alert-verified")
    page.get_by_role("button", name=re.compile("审定办结")).click()
    page.wait_for_load_state()
    alert.refresh_from_db()
    assert (alert.state, alert.outcome) == ("closed", "apply")
    page.goto(f"/households/{alert.household_id}/trail/")
    text = page.locator("main").inner_text()
    places = [
        text.index(word)
        for word in ("导入“家庭成员”" if "导入“家庭成员”" in text else "导入", alert.title, "分派核实人", "入户核实，结论", "审定办结")
    ]
    assert places == sorted(places) or places == sorted(places, reverse=True), f"the chain is out of order: {places}"
    looked_at(page, "household-trail")


def every_number_opens(browser_page: OpenPage, alert: Alert) -> None:
    page = browser_page("linxiaowen")
    page.goto("/households/")
    looked_at(page, "households")
    household = alert.household
    page.goto(f"/households/{household.pk}/")
    page.wait_for_load_state("networkidle")
    looked_at(page, "household")
    sheet = page.locator("table.sums").first.inner_text()
    facts = HouseholdFacts.objects.select_related("parameters").get(pk=household.pk)
    assert f"{facts.wages:,.2f}"[:-3] in sheet.replace(" ", "") or facts.wages in (None, Decimal(0))
    assert "必要就业成本" in sheet and "监测线" in page.locator("main").inner_text()
    for tab in ("members", "incomes", "spending", "records", "registers"):
        page.goto(f"/households/{household.pk}/{tab}/")
        looked_at(page, f"household-{tab}")
    member = Member.objects.filter(household=household).select_related("person").first()
    assert member.person.id_number.reveal() not in page.content()
    page.goto(f"/households/search/?q={household.head_name[:2]}")
    assert page.get_by_text(household.head_name).first.is_visible()
    looked_at(page, "search")
    keep_the_readme_picture()


def keep_the_readme_picture() -> None:
    """`BINGGUI_PICTURES=1 make stories` puts the household page of this story into the README."""
    if os.environ.get("BINGGUI_PICTURES"):
        pictures = Path(django_settings.BASE_DIR, "docs", "images")
        pictures.mkdir(parents=True, exist_ok=True)
        for name in ("household", "desk-town"):
            shutil.copy(Path(django_settings.VAR_DIR, "shots", f"{name}-1366.png"), pictures / f"{name.removesuffix('-town')}.png")


def a_new_line_does_not_change_an_old_explanation(browser_page: OpenPage, alert: Alert, capsys) -> None:
    capsys.readouterr()
    call_command("explain", alert.household.household_no, "--on", ON.isoformat())
    then = capsys.readouterr().out
    page = browser_page("lujing")
    page.goto("/policies/propose/?code=low_income_line")
    page.locator("select[name=area_type]").select_option("rural")
    page.locator("select[name=region]").select_option(label="青禾县")
    page.locator("input[name=number]").fill("9,048")
    page.locator("select[name=unit]").select_option("元/人·年")
    page.locator("input[name=valid_from]").fill("2026-06-15")
    page.locator("input[name=source]").fill("青民发〔2026〕12号")
    page.get_by_role("button", name="提出").click()
    page.wait_for_load_state()
    looked_at(page, "parameter-proposed")
    confirming = browser_page("gaoyuan")
    confirming.goto("/policies/low_income_line/")
    confirming.get_by_role("button", name=re.compile("复核")).first.click()
    confirming.wait_for_load_state()
    page.goto("/runs/")
    page.get_by_role("button", name=re.compile("筛查一次")).click()
    page.wait_for_url(re.compile(r"/runs/\d+/$"))
    facts = HouseholdFacts.objects.select_related("parameters").get(pk=alert.household_id)
    assert facts.parameters.low_income_line == Decimal(9048)
    call_command("explain", alert.household.household_no, "--on", ON.isoformat())
    assert capsys.readouterr().out == then
    call_command("explain", alert.household.household_no)
    assert "9,048.00元/年" in capsys.readouterr().out


def a_department_sees_what_only_it_can_supply(browser_page: OpenPage) -> None:
    page = browser_page("jiawei")
    looked_at(page, "desk-department")
    page.goto("/data-tasks/")
    looked_at(page, "data-tasks-department")
    assert "住房鉴定等级" in page.locator("main").inner_text()
    household = Household.objects.first()
    assert page.goto(f"/households/{household.pk}/").status in {403, 404}
