"""Refused rows come back as the sender wrote them, every wrong cell marked with all its reasons; mended and sent again only they are taken."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from python_calamine import CalamineWorkbook

from households.models import Household, Person
from registers.spreadsheets import REASON, rejected_rows
from tests.registers.books import HEAD, SON, WIFE, household_row, problems, saved, take, warnings

pytestmark = pytest.mark.django_db

HEADINGS = ["备注", "证件号码", "姓名", "户编号", "与户主关系", "出生年月", "性别", "=公式列"]


@pytest.fixture
def batch(county):
    """Three rows of a sender with an order and a column of his own: one good with a remark, two refused."""
    take("households", household_row())
    wrong = HEAD[:17] + ("0" if HEAD[17] != "0" else "1")
    rows = [
        ["青禾县柳溪镇家庭成员"],
        HEADINGS,
        ["甲", WIFE, "吴桂兰", "H1", "配偶", "1962.7", "男", None],
        ['=HYPERLINK("http://x")', wrong, "周?田", "H1", "媳妇", "1960年3月", "男", "+1"],
        ["-2+3", float(SON[:17] + "0"), "周小川", 123456789012, "之子", "2015", "男", "@SUM(A1)"],
    ]
    return take("members", as_text(rows))


def as_text(rows: list[list[object]]) -> bytes:
    """What begins like a formula is text in the sender's file."""
    workbook = Workbook()
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row, start=1):
            cell = workbook.active.cell(number, place, value)
            if isinstance(value, str):
                cell.data_type = "s"
    return saved(workbook)


def opened(batch):
    return load_workbook(BytesIO(rejected_rows(batch))).active


def test_the_sender_finds_his_own_columns_and_every_reason(batch):
    tab = opened(batch)
    assert [cell.value for cell in tab[1]] == [*HEADINGS, REASON]
    assert (batch.new_rows, batch.rejected_rows, batch.warned_rows, tab.max_row) == (1, 2, 1, 3)
    reasons = tab.cell(2, 9).value
    for words in ("原第4行姓名", "微软拼音", "原第4行与户主关系", "可以是配偶，也可以是儿媳"):
        assert words in reasons
    assert {cell.column_letter for cell in tab[2] if cell.comment} == {"C", "E"}
    assert "微软拼音" in tab["C2"].comment.text and "也可以是儿媳" in tab["E2"].comment.text


def test_several_reasons_on_one_cell_all_stand_in_its_comment(batch):
    refused = batch.problems.filter(row_number=4).first()
    refused.pk, refused.remedy = None, "另一个原因。"
    refused.save()
    tab = opened(batch)
    assert tab["C2"].comment.text.splitlines()[-1] == "另一个原因。" and "微软拼音" in tab["C2"].comment.text


def test_remarks_are_not_sent_back(batch):
    assert [line for line, *_ in warnings(batch)] == [3]
    assert all("性别" not in str(cell.value) for row in opened(batch).iter_rows(min_row=2, min_col=9) for cell in row)
    assert WIFE not in str([[cell.value for cell in row] for row in opened(batch).iter_rows()])


def test_no_cell_becomes_a_formula_and_no_long_number_is_rounded(batch):
    tab = opened(batch)
    for address in ("H1", "A2", "H2", "A3", "H3"):
        assert tab[address].data_type == "s" and tab[address].quotePrefix
    assert (tab["D3"].value, tab["D3"].number_format) == ("123456789012", "@")
    assert (tab["B2"].value, tab["B2"].data_type) == (HEAD[:17] + ("0" if HEAD[17] != "0" else "1"), "s")
    # What Excel has rounded stays a number: made into text it might pass for somebody's.
    assert tab["B3"].data_type == "n"
    grid = CalamineWorkbook.from_filelike(BytesIO(rejected_rows(batch))).get_sheet_by_index(0).to_python()
    assert grid[1][0] == '=HYPERLINK("http://x")'


def test_sent_again_unmended_all_are_refused_again_for_the_same_reasons(batch):
    again = take("members", rejected_rows(batch))
    assert (again.total_rows, again.rejected_rows) == (2, 2)
    assert sorted(remedy for *_, remedy in problems(again)) == sorted(remedy for *_, remedy in problems(batch))


def test_mended_and_sent_again_only_they_are_taken(batch):
    mended = load_workbook(BytesIO(rejected_rows(batch)))
    tab = mended.active
    for address, value in (("B2", HEAD), ("C2", "周守田"), ("E2", "户主"), ("B3", SON), ("D3", "H1")):
        tab[address] = value
    again = take("members", saved(mended))
    assert (problems(again), again.total_rows, again.new_rows) == ([], 2, 2)
    assert set(Person.objects.values_list("name", flat=True)) == {"周守田", "吴桂兰", "周小川"}
    assert take("members", saved(mended)).same_rows == 2


def test_rows_of_several_tabs_say_which(county):
    workbook = Workbook()
    workbook.remove(workbook.active)
    for name, village in (("柳溪镇", "柳上湾村"), ("石桥镇", "无此村")):
        tab = workbook.create_sheet(name)
        tab.append(["户编号", "户主姓名", "行政区划", "户籍类型", "户类型"])
        tab.append([f"{name}-1", "周守田", village, "农村", "一般农户"])
    batch = take("households", saved(workbook))
    assert (batch.new_rows, batch.rejected_rows, Household.objects.count()) == (1, 1, 1)
    assert batch.problems.get().tab_name == batch.rejects.get().tab_name == "石桥镇"
    assert opened(batch).cell(2, 6).value.startswith("原石桥镇第2行行政区划：没有这个村")
