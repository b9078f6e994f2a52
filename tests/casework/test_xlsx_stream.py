"""The streaming writer: what is written is read back by three readers' rules, whatever was typed, however long."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from casework.xlsx_stream import CELL_LIMIT, Head, Kind, Tab, letters, tab_name, workbook

HEADS = (
    Head("姓名"),
    Head("证件号码", width=22),
    Head("出生日期", Kind.DATE),
    Head("金额", Kind.MONEY),
    Head("人口", Kind.NUMBER),
    Head("更新", Kind.MOMENT),
)
ROW = ("欧阳守田", "990101195501011234", date(1955, 1, 1), Decimal("841.50"), 3, datetime(2026, 6, 15, 2, 32, tzinfo=UTC))


def written(rows: Sequence[Sequence[Any]], heads: Sequence[Head] = HEADS, **how: Any) -> bytes:
    return b"".join(workbook([Tab("名单", heads, rows, ("低保名单", "填报单位：青禾县"))], **how))


def test_each_kind_comes_back_as_it_was() -> None:
    sheet = load_workbook(BytesIO(written([ROW]))).active
    assert [cell.value for cell in sheet[3]] == [head.title for head in HEADS]
    name, number, birth, amount, people, updated = [cell.value for cell in sheet[4]]
    assert (name, number, birth, amount, people) == (ROW[0], ROW[1], datetime(1955, 1, 1), 841.5, 3)
    assert updated == datetime(2026, 6, 15, 10, 32)  # in the county's time
    assert [cell.data_type for cell in sheet[4]] == ["s", "s", "d", "n", "n", "d"]
    assert sheet["B4"].number_format == "@" and sheet["D4"].number_format == "#,##0.00"
    assert sheet.freeze_panes == "A4" and sheet.auto_filter.ref == "A3:F4"
    assert sheet["A1"].value == "低保名单" and "A1:F1" in [str(merged) for merged in sheet.merged_cells.ranges]
    assert sheet.column_dimensions["B"].width == 22 and sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == "$3:$3"


def test_calamine_reads_the_same() -> None:
    rows = CalamineWorkbook.from_filelike(BytesIO(written([ROW]))).get_sheet_by_name("名单").to_python()
    assert rows[3][:5] == ["欧阳守田", "990101195501011234", date(1955, 1, 1), 841.5, 3.0]


@pytest.mark.parametrize("text", ["=1+1", "+86", "-3", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x","y")', "=cmd|' /C calc'!A0"])
def test_nothing_typed_becomes_a_formula(text: str) -> None:
    content = written([(text, text)], HEADS[:2])
    cell = load_workbook(BytesIO(content)).active["A4"]
    assert (cell.data_type, cell.value) == ("s", text) and cell.quotePrefix
    assert b"<f>" not in ZipFile(BytesIO(content)).read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("甲&乙<丙>", "甲&乙<丙>"),
        ("  两边有空  ", "  两边有空  "),
        ("第一行\n第二行", "第一行\n第二行"),
        ("坏\x00字\x0b符\ufffe", "坏\ufffd字\ufffd符\ufffd"),
        ("半个\ud800字", "半个\ufffd字"),
        ("𠮷田䶮", "𠮷田䶮"),
        ("100%", "100%"),
        ("%s{}", "%s{}"),
    ],
)
def test_odd_characters(text: str, read: str) -> None:
    content = written([(text, "平常")], HEADS[:2])
    assert load_workbook(BytesIO(content)).active["A4"].value == read
    assert CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()[3][0] == read


def test_the_formats_own_escape_is_escaped() -> None:
    """Excel reads _x0041_ as A unless its underscore is escaped."""
    body = ZipFile(BytesIO(written([("_x0041_",)], HEADS[:1]))).read("xl/worksheets/sheet1.xml").decode()
    assert "_x005F_x0041_" in body


def test_a_cell_too_long_is_cut_and_says_so() -> None:
    value = load_workbook(BytesIO(written([("长" * 40_000,)], HEADS[:1]))).active["A4"].value
    assert len(value) == CELL_LIMIT and value.endswith("…")


def test_text_in_a_number_column_is_refused() -> None:
    with pytest.raises(TypeError):
        written([("12</v><f>1",)], [Head("金额", Kind.MONEY)])


def test_nothing_is_an_empty_cell_and_zero_is_zero() -> None:
    rows = CalamineWorkbook.from_filelike(BytesIO(written([(None, "", None, Decimal(0), 0, None)]))).get_sheet_by_index(0).to_python()
    assert rows[3][:5] == ["", "", "", 0.0, 0.0]


def test_a_full_tab_goes_on_in_the_next_with_its_head() -> None:
    book = load_workbook(BytesIO(written([(f"第{n}人",) for n in range(10)], HEADS[:1], row_limit=7)))
    assert book.sheetnames == ["名单", "名单(2)", "名单(3)"]
    people = [row[0] for sheet in book for row in sheet.iter_rows(min_row=4, values_only=True)]
    assert people == [f"第{n}人" for n in range(10)]
    assert all(sheet["A3"].value == "姓名" for sheet in book)


def test_no_rows_is_a_head_alone() -> None:
    assert load_workbook(BytesIO(written([]))).active.max_row == 3


@pytest.mark.parametrize(("place", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_letters(place: int, name: str) -> None:
    assert letters(place) == name


def test_tab_names_excel_takes() -> None:
    assert tab_name("新增[农村]:2026/6", 1) == "新增 农村  2026 6"
    assert len(tab_name("很" * 40, 12)) == 31 and tab_name("很" * 40, 12).endswith("(12)")


@given(st.lists(st.lists(st.one_of(st.none(), st.text(max_size=30)), min_size=3, max_size=3), max_size=8))
def test_whatever_is_typed_the_sheet_is_well_formed_and_reads_back(rows: list[list[str | None]]) -> None:
    content = written(rows, HEADS[:1] * 3)
    ElementTree.fromstring(ZipFile(BytesIO(content)).read("xl/worksheets/sheet1.xml"))
    sheet = load_workbook(BytesIO(content)).active
    for row, read in zip(rows, sheet.iter_rows(min_row=4, max_col=3, values_only=True), strict=False):
        for text, value in zip(row, read, strict=True):
            if text and text.isalnum() and "_x" not in text:
                assert value == text


def many(number: int) -> Iterator[Sequence[Any]]:
    for place in range(number):
        yield (f"成员{place}", f"9901011990{place:08d}", date(2000, 1, 1), Decimal(place) / 100, place, None)


def peak(number: int) -> int:
    """Bytes held at most while a file of so many rows is written and thrown away piece by piece."""
    tracemalloc.start()
    for _ in workbook([Tab("名单", HEADS, many(number))]):
        pass
    high = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return high


def test_memory_does_not_grow_with_the_rows() -> None:
    assert peak(20_000) < peak(2_000) * 1.3 + 100_000 < 3_000_000
