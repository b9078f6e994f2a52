"""Cells beside each other: units mixed in a column, a heading against the row's own period, one telephone for many, columns of nothing but zeros."""

from __future__ import annotations

from typing import Any

from households.national_id import check_digit
from registers.rows import Rows
from registers.sheets import SHEETS
from registers.workbook import read_tab
from tests.registers.books import HEAD, book, household_row, register


def read(code: str, content: bytes) -> Rows:
    rows = Rows(SHEETS[code], read_tab(content, SHEETS[code]))
    rows.parse()
    return rows


def said(rows: Rows) -> list[tuple[int, str, str]]:
    return [(problem.line, problem.column_title, problem.remedy) for problem in rows.warnings]


def incomes(*amounts: Any, heading: str = "金额（元）", month: str = "2025") -> bytes:
    lines = [[f"H{number}", "工资性收入", "务工收入", month, amount, "部门"] for number, amount in enumerate(amounts)]
    return book(["户编号", "证件号码", "收入类别", "项目", "月份", heading, "来源"], *([line[0], None, *line[1:]] for line in lines))


def test_an_amount_ten_thousand_times_off_its_column_is_taken_with_a_remark():
    rows = read("incomes", incomes(12000, 18000, 9600, 24000, 1.2, 15000, 30000, 8000, 21000))
    assert not rows.dead
    assert [(line, title) for line, title, _ in said(rows)] == [(6, "金额（元）")] and "像是元和万元写混了" in said(rows)[0][2]


def test_few_amounts_have_no_usual_size():
    assert said(read("incomes", incomes(12000, 1.2, 18000))) == []


def test_a_column_of_nothing_but_zeros_is_noted_once():
    rows = read("incomes", incomes(*[0] * 9))
    assert rows.tab.notes == ["“金额（元）”一列全是0，已按0登记。没有数据的应留空，请核对。"] and not rows.dead


def test_a_monthly_heading_over_a_whole_year_is_asked_back():
    rows = read("incomes", incomes(500, heading="金额（元/月）", month="2025"))
    assert rows.dead == {0} and "表头是元/月，这一行却是全年" in rows.problems[0].remedy
    assert not read("incomes", incomes(500, heading="金额（元/月）", month="2025-03")).dead
    assert read("incomes", incomes(500, heading="金额（元/年）", month="2025-03")).dead
    assert not read("incomes", incomes(0.05, heading="金额（万元/年）", month="2025")).dead


def test_one_telephone_of_three_households_is_taken_and_said():
    rows = read(
        "households",
        register("households", *(household_row(f"H{number}") for number in range(3)), household_row("H9", phone="13900009999")),
    )
    assert [line for line, *_ in said(rows)] == [2, 3, 4] and "与第3行等3户同一个号码" in said(rows)[0][2]
    assert rows.column("phone") == ["13900001111"] * 3 + ["13900009999"]


def test_a_refused_row_says_only_why_it_is_refused():
    rows = read("households", register("households", household_row(head_name="周?田", phone="同户主")))
    assert said(rows) == [] and [problem.column_title for problem in rows.problems] == ["户主姓名"]


def test_a_number_that_is_only_kept_and_may_be_rounded_is_asked_back():
    first = next(f"99010119700101{n}00" for n in range(1, 10) if check_digit(f"99010119700101{n}00") == "0")
    row = {
        "name": "周守田",
        "id_number": HEAD,
        "is_none": "否",
        "obligor_name": "周建",
        "relation": "子女",
        "obligor_id_number": first + "0",
    }
    assert "末三位是000" in read("obligors", register("obligors", row)).problems[0].remedy
    assert not read("obligors", register("obligors", row | {"obligor_id_number": first + "0核"})).dead


def test_one_zero_among_amounts_is_taken_with_a_remark():
    rows = read("incomes", incomes(12000, 18000, 9600, 0, 24000, 15000, 30000, 8000, 21000, 11000))
    assert not rows.dead
    assert [(line, title) for line, title, _ in said(rows)] == [(5, "金额（元）")] and "没有数据的请留空" in said(rows)[0][2]


def test_zeros_among_few_amounts_or_among_many_zeros_are_nothing_odd():
    assert said(read("incomes", incomes(12000, 18000, 9600, 0, 24000, 15000, 30000, 8000, 21000))) == []
    assert said(read("incomes", incomes(12000, 18000, 9600, 0, 0, 15000, 30000, 8000, 21000, 11000))) == []
