"""Tabs of one workbook whose columns stand in another order or under other headings: each is read by its own, and its refused rows go back in its own order."""

from __future__ import annotations

from io import BytesIO
from random import Random

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from accounts.roles import Role
from households.models import Household
from registers.models import Batch, BatchState
from registers.sheets import SHEETS
from registers.spreadsheets import REASON, rejected_rows
from registers.workbook import read_tab, recognise
from tests.accounts.factories import PositionFactory, RegionFactory
from tests.registers.books import HEAD, ON, SON, WIFE, family, number_of, saved, take
from tests.registers.test_mapping import answered, upload

pytestmark = pytest.mark.django_db
USUAL = ("户编号", "户主姓名", "行政区划", "户籍类型", "户类型")
TURNED = ("户类型", "户籍类型", "所属村", "户主", "户号", "联系电话")  # other words too, and a column more


@pytest.fixture(autouse=True)
def ground(county, settings):
    settings.FIXED_TODAY = ON


def workbook(**tabs: list[tuple]) -> bytes:
    made = Workbook()
    made.remove(made.active)
    for name, rows in tabs.items():
        tab = made.create_sheet(name)
        for row in rows:
            tab.append(row)
    return saved(made)


def usual(number: str, village: str = "990101100201") -> tuple:
    return (number, "周守田", village, "农村", "一般农户")


def turned(number: str, village: str = "990101101201", phone: str = "13900001111") -> tuple:
    return ("脱贫户", "城市", village, "吴桂兰", number, phone)


def test_every_tab_is_read_by_its_own_heading():
    batch = take(
        "households", workbook(柳溪镇=[USUAL, usual("H1")], 石桥镇=[("青禾县家庭台账",), TURNED, turned("H2")], 青山镇=[USUAL, usual("H3")])
    )
    assert (batch.new_rows, batch.rejected_rows) == (3, 0)
    home = Household.objects.get(household_no="H2")
    assert (home.head_name, home.household_kind, home.area_type, home.village_code) == ("吴桂兰", "tuopin", "urban", "990101101201")
    assert home.phone.reveal() == "13900001111" and Household.objects.get(household_no="H1").phone is None
    assert any("“石桥镇”多出“联系电话”列，按它自己的表头读" in note for note in batch.notes)
    assert batch.mapping["each"]["石桥镇"]["row"] == 2 and set(batch.mapping["each"]) == {"石桥镇"}
    again = take("households", workbook(柳溪镇=[USUAL, usual("H1")], 石桥镇=[TURNED, turned("H2")]))
    assert (again.same_rows, again.total_rows) == (2, 2)


def test_reasons_point_at_the_tabs_own_cell_and_repetition_is_found_across():
    batch = take(
        "households", workbook(柳溪镇=[USUAL, usual("H1"), usual("H2", "无此村")], 石桥镇=[TURNED, turned("H3", "无此村"), turned("H1")])
    )
    found = {(problem.tab_name, problem.excel_row, problem.column_letter, problem.column_title) for problem in batch.problems.all()}
    assert {("柳溪镇", 3, "C", "行政区划"), ("石桥镇", 2, "C", "所属村"), ("石桥镇", 3, "E", "户号")} == found
    assert batch.new_rows == 1 and any("与“柳溪镇”第2行是同一条" in problem.remedy for problem in batch.problems.all())


def test_the_refused_rows_go_back_in_each_tabs_own_order_and_only_they_are_taken():
    batch = take(
        "households", workbook(柳溪镇=[USUAL, usual("H1"), usual("H2", "无此村")], 石桥镇=[TURNED, turned("H3", "无此村"), turned("H4")])
    )
    assert batch.rejected_rows == 2
    back = load_workbook(BytesIO(rejected_rows(batch)))
    assert back.sheetnames == ["拒收行", "石桥镇"]
    heads = {tab.title: [cell.value for cell in tab[1]] for tab in back}
    assert heads == {"拒收行": [*USUAL, REASON], "石桥镇": [*TURNED, REASON]}
    rows = {tab.title: [cell.value for cell in tab[2]][:-1] for tab in back}
    assert rows == {"拒收行": list(usual("H2", "无此村")), "石桥镇": list(turned("H3", "无此村"))}
    assert back["石桥镇"]["C2"].comment and back["石桥镇"].cell(2, 7).value.startswith("原石桥镇第2行所属村：")
    back["拒收行"]["C2"], back["石桥镇"]["C2"] = "990101100201", "990101101201"
    mended = take("households", saved(back))
    assert (mended.new_rows, mended.rejected_rows) == (2, 0)
    assert Household.objects.get(household_no="H3").phone.reveal() == "13900001111"


def test_only_the_turned_tabs_rows_refused_leave_no_empty_tab():
    batch = take("households", workbook(柳溪镇=[USUAL, usual("H1")], 石桥镇=[TURNED, turned("H3", "无此村")]))
    assert load_workbook(BytesIO(rejected_rows(batch))).sheetnames == ["石桥镇"]


def test_amounts_are_read_in_each_tabs_own_unit():
    family()
    base = ("户编号", "证件号码", "收入类别", "项目", "月份")
    batch = take(
        "incomes",
        workbook(
            柳溪镇=[(*base, "金额（元）", "来源"), ("H1", HEAD, "工资性收入", "务工收入", "2026-01", "3000", "部门")],
            石桥镇=[(*base, "来源", "金额（万元）"), ("H1", WIFE, "工资性收入", "务工收入", "2026-01", "部门", "0.2")],
            青山镇=[(*base, "金额（元/月）", "来源"), ("H1", SON, "工资性收入", "务工收入", "2025", "100", "部门")],
        ),
    )
    assert batch.new_rows == 2 and [problem.tab_name for problem in batch.problems.all()] == ["青山镇"]
    from households.models import Income

    assert sorted(Income.objects.values_list("amount", flat=True)) == [2000, 3000]


def test_a_tab_of_another_register_is_never_taken_for_this_one():
    people = ("姓名", "身份证号", "最初享受月", "月保障金额", "供养方式")
    content = workbook(
        低保=[("姓名", "身份证号", "最初享受月份", "户月保障金额（元）"), ("周守田", HEAD, "202403", 500)],
        特困=[people, ("吴桂兰", WIFE, "202403", 900, "分散供养")],
    )
    tab = read_tab(content, SHEETS["dibao"])
    assert tab.names == ["低保"] and any("“特困”没有读：表头也像“特困人员台账”" in note for note in tab.notes)
    assert recognise(workbook(特困=[people, ("吴桂兰", WIFE, "202403", 900, "分散供养")]), SHEETS.values()).code == "tekun"


def test_a_tab_that_lacks_a_wanted_column_is_still_left_out_and_said():
    tab = read_tab(workbook(柳溪镇=[USUAL, usual("H1")], 石桥镇=[USUAL[:4], usual("H2")[:4]]), SHEETS["households"])
    assert tab.names == ["柳溪镇"] and any("没有“户类型”列" in note for note in tab.notes)


@pytest.mark.parametrize("seed", range(12))
def test_whatever_the_order_of_each_tab_the_same_rows_come_out(seed):
    """Generated: columns shuffled per tab, some under other headings, some left out where they may be."""
    r, sheet = Random(seed), SHEETS["members"]
    family()
    people = [
        (number_of(f"19{70 + n}0301", 2 * n + 101), "测" + "甲乙丙丁戊己庚辛壬癸子丑"[n], r.choice(("子", "女", "兄"))) for n in range(12)
    ]
    codes = {"household_no": "H1", "marital": "未婚", "phone": "13900002222"}
    tabs = {}
    for town in range(3):
        used = ["household_no", "name", "id_number", "relation", *r.sample(["marital", "phone"], r.randrange(3))]
        r.shuffle(used)
        rows = [tuple(r.choice(sheet.by_code[code].headings) for code in used)]
        for number, name, relation in people[town * 4 : town * 4 + 4]:
            told = codes | {"name": name, "id_number": number, "relation": relation}
            rows.append(tuple(told[code] for code in used))
        tabs[f"镇{town}"] = rows
    tab = read_tab(workbook(**tabs), sheet)
    assert tab.names == list(tabs)
    from registers.rows import Rows

    parsed = Rows(sheet, tab)
    parsed.parse()
    expected = [(number, name) for number, name, _ in people]
    assert list(zip(parsed.column("id_number"), parsed.column("name"), strict=True)) == expected
    for line, (_, cells) in zip(parsed.lines, tab.rows, strict=True):
        index = parsed.lines.index(line)
        has_phone = "phone" in tab.heading_of(line).codes
        assert parsed.column("phone")[index] == ("13900002222" if has_phone else None)
        assert cells[parsed.place(index, "id_number").index] == expected[index][0]


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(PositionFactory(role=Role.REGISTER_ADMIN, region=RegionFactory(code="990101")).user)
    return client


OWN = ("本地户码", "户主姓名", "所在村居", "户籍类型", "户类型")
OWN_TURNED = ("户类型", "所在村居", "户主姓名", "本地户码", "户籍类型")


def test_the_mapping_page_shows_tabs_that_differ_and_what_is_said_of_one_holds_for_the_other(client, django_capture_on_commit_callbacks):
    content = workbook(
        柳溪镇=[OWN, usual("H1")],
        石桥镇=[OWN_TURNED, ("一般农户", "990101101201", "吴桂兰", "H2", "农村")],
        青山镇=[TURNED, turned("H3")],
        别的=[("今天", "天气"), ("六月", "晴")],
    )
    upload(client, content)
    batch = Batch.objects.get()
    assert batch.state == BatchState.MAPPING
    address = reverse("registers:mapping", args=[batch.pk])
    page = client.get(address + "?tab=柳溪镇").content.decode()
    assert "按它自己的表头读" in page and "别的（表头不同，不能一起读）" in page and "E列“户号”→户编号" in page
    form = client.get(address + "?tab=柳溪镇").context["form"]
    values = {name: form[name].initial or "" for name in form.fields if name != "tabs"} | {
        "column_0": "household_no",
        "column_2": "region_code",
    }
    asked = {"tab": "柳溪镇", "row": 1, **values}
    refused = client.post(address, {**asked, "tabs": ["柳溪镇", "别的"]})
    assert refused.status_code == 422 and "工作表“别的”还没有认出" in refused.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address, {**asked, "tabs": ["柳溪镇", "石桥镇", "青山镇"]})
    batch.refresh_from_db()
    assert (batch.state, batch.new_rows, batch.rejected_rows) == (BatchState.PREVIEWED, 3, 0)
    assert set(batch.mapping["each"]) == {"石桥镇", "青山镇"}


def test_a_doubtful_heading_of_a_later_tab_is_asked_for_too(client):
    upload(client, workbook(柳溪镇=[USUAL, usual("H1")], 石桥镇=[(*USUAL[::-1], "联糸电话"), (*usual("H2")[::-1], "13900001111")]))
    assert Batch.objects.get().state == BatchState.MAPPING
    assert answered(client).status_code == 302
