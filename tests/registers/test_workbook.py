"""Files as they come: every wrong kind is refused with its remedy, every habit of registers is survived (issue: bad input)."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from openpyxl import Workbook

from casework.package import WorkbookRefused, column_letter, column_number, find_formulas, open_package
from registers.sheets import SHEETS
from registers.workbook import read_tab, recognise
from tests.registers.books import HEAD, book, register, saved

DISABILITY = SHEETS["disability"]
HEADINGS = ("姓名", "身份证号", "残疾类别", "残疾等级", "发证日期")
ROW = ("周守田", HEAD, "肢体", "二级", "2024-05-01")


def refused(content: bytes, sheet=DISABILITY, tab: str = "") -> str:
    with pytest.raises(WorkbookRefused) as caught:
        read_tab(content, sheet, tab)
    return caught.value.reason


def with_parts(content: bytes, **parts: bytes) -> bytes:
    """The same parcel with parts added or replaced; `__` stands for `/`, `_dot_` for `.`."""
    stream = BytesIO()
    names = {name.replace("__", "/").replace("_dot_", "."): data for name, data in parts.items()}
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename not in names:
                new.writestr(info.filename, old.read(info.filename))
        for name, data in names.items():
            new.writestr(name, data)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "0字节"),
        (b"%PDF-1.7 ...", "PDF文件，读不出行和列"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "网页文件，只是起了表格的名字"),
        (b'<?xml version="1.0"?><Workbook/>', "这是XML文件"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "文件不完整或已损坏"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "Excel工作簿以外的文件"),
        (b"PK\x03\x04 broken", "文件不完整或已损坏"),
    ],
)
def test_wrong_kinds_of_file(content, words):
    assert words in refused(content)


def test_a_truncated_workbook():
    content = book(HEADINGS, ROW)
    for part in (0.3, 0.6, 0.95):
        assert "文件不完整或已损坏" in refused(content[: int(len(content) * part)])


def test_a_workbook_damaged_inside():
    content = bytearray(book(HEADINGS, *[ROW] * 400))
    start = content.index(b"xl/worksheets/sheet1.xml") + 60
    content[start : start + 200] = b"\x00" * 200
    assert "文件不完整或已损坏" in refused(bytes(content))


def test_a_zip_that_is_no_workbook():
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as parcel:
        parcel.writestr("photo.txt", "x")
    assert "这不是Excel工作簿" in refused(stream.getvalue())


def test_macros_and_outside_links_are_refused():
    content = book(HEADINGS, ROW)
    assert "带有宏" in refused(with_parts(content, xl__vbaProject_dot_bin=b"x"))
    assert "链接了别的文件" in refused(with_parts(content, xl__externalLinks__externalLink1_dot_xml=b"<x/>"))


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr("casework.parcel.MAX_UNPACKED", 1000)
    assert "解开后太大" in refused(book(HEADINGS, ROW))


def test_a_lone_cell_far_away_does_not_fill_the_memory():
    workbook = Workbook()
    workbook.active.append(HEADINGS)
    workbook.active["XFD1048576"] = "x"
    assert "铺得太开" in refused(saved(workbook))


def test_entities_are_refused():
    content = book(HEADINGS, ROW)
    xml = zipfile.ZipFile(BytesIO(content)).read("xl/workbook.xml")
    assert "不该有的定义" in refused(with_parts(content, xl__workbook_dot_xml=b'<!DOCTYPE x [<!ENTITY a "b">]>' + xml))


def test_a_formula_without_its_value_is_refused_and_one_with_it_noted():
    assert "没有算出结果（如E2）" in refused(book(HEADINGS, (*ROW[:4], "=DATE(2024,5,1)")))
    xml = b'<c r="A2"><f>1+1</f><v>2</v></c><c r="B2" t="str"><f>A1</f><v></v></c><c r="C2"><v>3</v></c>'
    assert find_formulas(xml) == find_formulas(xml)
    assert (find_formulas(xml).count, find_formulas(xml).without_value) == (2, ("B2",))


def test_a_formula_with_a_stored_value_is_read():
    content = book(HEADINGS, ROW)
    part = "xl/worksheets/sheet1.xml"
    xml = zipfile.ZipFile(BytesIO(content)).read(part).decode()
    old = xml[xml.index('<c r="E2"') : xml.index("</c>", xml.index('<c r="E2"')) + 4]
    tab = read_tab(
        with_parts(content, xl__worksheets__sheet1_dot_xml=xml.replace(old, '<c r="E2"><f>45413</f><v>45413</v></c>').encode()), DISABILITY
    )
    assert tab.notes == ["1个单元格是公式，按文件里保存的结果读取。"]
    assert tab.rows[0][1][4] == 45413.0


def test_an_empty_file_and_a_header_alone():
    assert "表是空的" in refused(book())
    assert "只有表头，没有数据行" in refused(book(HEADINGS))


def test_a_missing_column_names_the_nearest_heading():
    headings = ("姓名", "公民身份号码", "残疾类别", "残疾等级", "发证日期")
    assert refused(book(("残疾人花名册",), ("填报单位：残联",), headings, ROW)) == (
        "第3行没有找到“身份证号”列。表里有“公民身份号码”，是这一列吗？"
    )


def test_several_missing_columns_are_all_named():
    assert refused(book(("姓名", "身份证号", "天气"), ("周守田", HEAD, "晴"))) == (
        "第1行没有找到“残疾类别”列。请对照模板补上这一列。另外还缺：残疾等级、发证日期。"
    )


def test_no_heading_at_all():
    assert "前6行里没有找到“残疾人”的表头" in refused(book(("今天", "天气"), ("六月", "晴")))


def test_title_unit_line_and_total_and_notes_are_left_out():
    tab = read_tab(
        book(("残疾人花名册",), ("填报单位：青禾县残联", None, "2026年6月"), HEADINGS, ROW, (None,), ROW, ("合计", None, None, None, 2), ("说明：以证为准",),
             ("制表人：秦岚", None, "审核人："), merged=["A1:E1"]),
        DISABILITY,
    )  # fmt: skip
    assert (tab.heading.row, tab.heading.last_row) == (3, 3)
    assert [line for line, _ in tab.rows] == [4, 6]
    assert tab.left_out == 3


def test_two_heading_rows_with_merged_groups():
    tab = read_tab(
        book(("残疾人花名册",), ("姓名", "身份证号", "残疾证情况", None, None), (None, None, "残疾类别", "残疾等级", "发证日期"), ROW,
             merged=["A2:A3", "B2:B3", "C2:E2"]),
        DISABILITY,
    )  # fmt: skip
    assert (tab.heading.row, tab.heading.last_row) == (2, 3)
    assert {place.column.code: place.letter for place in tab.heading.places} == {
        "name": "A", "id_number": "B", "kind": "C", "level": "D", "issued_on": "E",
    }  # fmt: skip
    assert [line for line, _ in tab.rows] == [4]


def test_a_group_and_its_part_read_together():
    tab = read_tab(
        book(("姓名", "身份证号", "残疾", None, "发证日期"), (None, None, "类别", "等级", None), ROW, merged=["C1:D1"]), DISABILITY
    )
    assert tab.heading.codes >= {"kind", "level"}


def test_cells_merged_downwards_are_filled():
    tab = read_tab(book(HEADINGS, ROW, (None, HEAD, "视力", "一级", "2024-06-01"), merged=["A2:A3"]), DISABILITY)
    assert tab.rows[1][1][0] == "周守田"


def test_unknown_columns_are_listed_not_refused():
    tab = read_tab(book((*HEADINGS, "天气", "拒收原因"), (*ROW, "周小川", "x")), DISABILITY)
    assert tab.heading.unknown == ["天气"]


def test_headings_with_stars_blanks_width_and_units():
    tab = read_tab(book(("*姓 名", "身份证号\n", "残疾类别（必填）", "残疾等级：", "发 证 日 期"), ROW), DISABILITY)
    assert len(tab.heading.places) == 5


def test_the_fitting_tab_is_found_and_a_named_one_taken():
    workbook = Workbook()
    workbook.active.append(("封面", "说明"))
    for title in ("柳溪镇", "石桥镇"):
        tab = workbook.create_sheet(title)
        tab.append(HEADINGS)
        tab.append(ROW)
    both = read_tab(saved(workbook), DISABILITY)
    assert both.names == ["柳溪镇", "石桥镇"] and [both.where(line) for line, _ in both.rows] == [("柳溪镇", 2), ("石桥镇", 2)]
    assert read_tab(saved(workbook), DISABILITY, "石桥镇").names == ["石桥镇"]
    assert "没有工作表“东山镇”。文件里有：Sheet、柳溪镇、石桥镇。" in refused(saved(workbook), tab="东山镇")


def test_a_register_is_recognised_by_its_headings():
    assert recognise(register("disability", {"name": "周守田"}), SHEETS.values()).code == "disability"
    assert recognise(register("members", {"name": "周守田"}), SHEETS.values()).code == "members"
    with pytest.raises(WorkbookRefused, match="认不出是哪种台账"):
        recognise(book(("今天", "天气"), ("六月", "晴")), SHEETS.values())


@pytest.mark.parametrize("code", SHEETS)
def test_each_full_template_is_recognised_with_its_name(code):
    sheet = SHEETS[code]
    content = book([column.title for column in sheet.columns], ["x" for _ in sheet.columns])
    assert recognise(content, SHEETS.values(), f"{sheet.title}_6月.xlsx").code == code


def test_letters_and_numbers_of_columns():
    assert [column_letter(number) for number in (1, 26, 27, 702, 703)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert all(column_number(column_letter(number)) == number for number in range(1, 2000))


def test_a_checked_parcel_knows_its_tabs():
    assert list(open_package(book(HEADINGS, ROW, tab="花名册 & 附")).parts) == ["花名册 & 附"]
