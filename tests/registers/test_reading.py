"""Every kind of file gives the same register; both readers of .xlsx agree; nothing but a refusal ever comes out of a broken one."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from casework.package import WorkbookRefused, open_package
from registers.reading import heads, xlsx
from registers.reading.book import open_book
from registers.sheets import SHEETS
from registers.workbook import read_tab
from tests.registers import hostile
from tests.registers.books import HEAD, WIFE, book, saved

DISABILITY = SHEETS["disability"]
HEADINGS, ROW = hostile.HEADINGS, hostile.ROW
TEXT = "\n".join(
    ",".join(row) for row in (("残疾人花名册",), HEADINGS, ROW, ("周小川", WIFE, "视力", "一级", "2024-06-01"), ("合计", "2人"))
)


def values(tab):
    return [(tab.where(line), [cells[place.index] for place in tab.heading.places]) for line, cells in tab.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_text_of_every_encoding_and_separator(encoding, separator):
    tab = read_tab(TEXT.replace(",", separator).encode(encoding), DISABILITY, file_name="残疾人.csv")
    assert [(row, cells[0]) for (_, row), cells in values(tab)] == [(3, "周守田"), (4, "周小川")]
    assert (tab.heading.row, tab.left_out, tab.names) == (2, 1, ["CSV"])


def test_habits_of_text_files():
    text = (
        '姓名,身份证号,残疾类别,残疾等级,发证日期\r\n\r\n"周\r\n守田","=""990101""",肢体,二级,45413\r\n𠮷田,\t990102,视力,一级,202405\r\n'
    )
    tab = read_tab(text.encode("gb18030"), DISABILITY)
    assert [(row, cells[:2]) for (_, row), cells in values(tab)] == [(3, ["周\r\n守田", "990101"]), (4, ["𠮷田", "\t990102"])]


def test_an_old_workbook_reads_like_a_new_one():
    rows = (("残疾人花名册",), HEADINGS, ROW, (None,), ("周小川", WIFE, "视力", 2, 45413.0), ("合计", None, None, 2, None))
    new, old = (read_tab(content, DISABILITY) for content in (book(*rows), hostile.old(*rows)))
    assert [(row, [str(cell).removesuffix(".0") for cell in cells]) for (_, row), cells in values(new)] == [
        (row, [str(cell).removesuffix(".0") for cell in cells]) for (_, row), cells in values(old)
    ]
    assert (old.heading.row, old.left_out) == (2, 1)


CELLS = st.one_of(
    st.none(),
    st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=12).filter(
        lambda text: not text.startswith("=")
    ),
    st.integers(-(10**14), 10**14),
    st.floats(-1e12, 1e12).map(lambda number: round(number, 4)),
    st.booleans(),
    st.dates(date(1930, 1, 1), date(2090, 1, 1)),
    st.datetimes(datetime(1950, 1, 1), datetime(2090, 1, 1)).map(lambda at: at.replace(microsecond=0)),
    st.sampled_from([time(9, 30), "#N/A", "#DIV/0!", "_x000D_", "合计", " "]),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(CELLS, min_size=5, max_size=7), min_size=1, max_size=8))
def test_both_readers_give_the_same_tab(monkeypatch, rows):
    content = book(HEADINGS, *rows, ROW)
    fast = read_tab(content, DISABILITY)
    with monkeypatch.context() as patch:
        patch.setattr(xlsx, "SLOW_FROM_CELLS", 0)
        slow = read_tab(content, DISABILITY)
    assert (fast.rows, fast.left_out, fast.heading, fast.layout) == (slow.rows, slow.left_out, slow.heading, slow.layout)


def shared(*texts: str, before: int = 0) -> bytes:
    """The good workbook with its texts in a table of their own, as Excel writes them, after so many nobody uses."""
    content = hostile.good()
    xml, kept = hostile.part_of(content).decode(), []
    while (at := xml.find('t="inlineStr"')) >= 0:
        end = xml.index("</c>", at)
        kept.append(xml[xml.index("<t", xml.index("<is>", at)) : xml.index("</is>", at)])
        xml = f'{xml[:at]}t="s"><v>{before + len(kept) - 1}</v>{xml[end:]}'
    table = "".join(f"<si>{text}</si>" for text in (*["<t>x</t>"] * (before - 1), *kept))
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    kinds = hostile.part_of(content, "[Content_Types].xml").decode()
    mark = '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
    links = hostile.part_of(content, "xl/_rels/workbook.xml.rels").decode()
    link = '<Relationship Id="rIdS" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/>'
    return hostile.with_parts(content, {
        hostile.SHEET: xml.encode(),
        "xl/sharedStrings.xml": f"<sst {space}>{'<si/>' if before else ''}{table}</sst>".encode(),
        "[Content_Types].xml": kinds.replace("</Types>", mark + "</Types>").encode(),
        "xl/_rels/workbook.xml.rels": links.replace("</Relationships>", link + "</Relationships>").encode(),
    })  # fmt: skip


@pytest.mark.parametrize("before", [0, 1, 5000])
def test_the_head_of_a_large_tab_is_what_the_tab_begins_with(monkeypatch, before):
    content = shared(before=before)
    whole = open_book(content).head("Sheet1")
    assert whole == [list(HEADINGS), list(ROW)]
    monkeypatch.setattr(xlsx, "HEAD_APART_FROM", 0)
    assert open_book(content).head("Sheet1") == whole
    assert len(heads.head_of(open_package(content), "Sheet1", 1)) < len(content) + 200_000


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(max_size=400), st.binary(max_size=200).map(lambda tail: b"PK\x03\x04" + tail), st.binary(max_size=900).map(
    lambda tail: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + tail.ljust(1600, b"\x00"))))  # fmt: skip
def test_any_bytes_are_read_or_refused(content):
    try:
        read_tab(content, DISABILITY)
    except WorkbookRefused as refused:
        assert refused.reason[-1] in "。？"


GOOD = book(("残疾人花名册",), HEADINGS, *[ROW] * 6, merged=["A1:E1", "A3:A4"])
PARTS = sorted(zipfile.ZipFile(BytesIO(GOOD)).namelist())
EDIT = st.tuples(
    st.floats(0, 1, exclude_max=True),
    st.one_of(st.binary(max_size=6), st.sampled_from([b"<", b">", b"</c>", b"<c>", b'"', b"&", b"r=", b"\xff"])),
    st.integers(0, 30),
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["xl/worksheets/sheet1.xml", "xl/workbook.xml", *PARTS]), st.lists(EDIT, min_size=1, max_size=6))
def test_a_workbook_damaged_anywhere_is_read_or_refused(part, edits):
    xml = bytearray(hostile.part_of(GOOD, part))
    for place, put, gone in edits:
        at = int(place * len(xml))
        xml[at : at + gone] = put
    try:
        read_tab(hostile.with_parts(GOOD, {part: bytes(xml)}), DISABILITY)
    except WorkbookRefused as refused:
        assert refused.reason[-1] in "。？"


OLD = hostile.old(HEADINGS, *[ROW] * 6)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(OLD) - 1), st.binary(min_size=1, max_size=4)), min_size=1, max_size=8))
def test_an_old_workbook_damaged_anywhere_is_read_or_refused(edits):
    content = bytearray(OLD)
    for at, put in edits:
        content[at : at + len(put)] = put
    try:
        read_tab(bytes(content), DISABILITY)
    except WorkbookRefused as refused:
        assert refused.reason[-1] in "。？"


@pytest.mark.parametrize(
    "line",
    [
        ("合计",), (None, None, None, None, "合 计"), ("全镇合计：12户", "36人"), ("合计12户36人",), ("本页小计：", 3), ("累计", None, None, 5),
        ("本表一式三份",), ("注1：以证为准",), ("说明：残疾等级以证为准",), ("单位负责人：秦岚", None, "填表人：柏杨", "联系电话：0999-0000321"),
        ("填表人：", "柏杨", "填报日期：", "2026年6月"), ("以上信息属实",), ("（盖章）",), HEADINGS,
    ],
)  # fmt: skip
def test_lines_that_are_no_data(line):
    tab = read_tab(book(HEADINGS, ROW, line, ROW), DISABILITY)
    assert ([row for (_, row), _ in values(tab)], tab.left_out) == ([2, 4], 1)


@pytest.mark.parametrize(
    "line",
    [("合计", HEAD, "肢体", "二级", "2024-05-01"), ("注：死亡", HEAD, "肢体", "二级", "2024-05-01"), ("计生", WIFE, "x", "二级", "x")],
)
def test_a_row_that_names_a_person_is_always_data(line):
    assert len(read_tab(book(HEADINGS, ROW, line), DISABILITY).rows) == 2


def test_a_line_over_the_whole_width_parts_groups_and_is_left_out():
    tab = read_tab(book(HEADINGS, ("一、柳溪镇",), ROW, ("二、石桥镇",), ROW, merged=["A2:E2", "A4:E4"]), DISABILITY)
    assert ([row for (_, row), _ in values(tab)], tab.left_out) == ([3, 5], 2)


def test_hidden_rows_and_columns_are_read_with_a_note():
    workbook = Workbook()
    for row in (HEADINGS, ROW, ROW):
        workbook.active.append(row)
    workbook.active.row_dimensions[3].hidden = True
    workbook.active.column_dimensions["C"].hidden = True
    tab = read_tab(saved(workbook), DISABILITY)
    assert len(tab.rows) == 2
    assert tab.notes == ["隐藏的C1列照样读取。", "隐藏的1行（第3行，可能是筛选）照样读取。"]


def test_a_failed_formula_says_so_instead_of_reading_as_empty():
    content = hostile.with_sheet(b'<c r="E2"', b'<c r="F2" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="E2"')
    assert read_tab(content, DISABILITY).rows[0][1][5] == "#DIV/0!"


def test_tabs_left_out_say_why():
    workbook = Workbook()
    workbook.active.append(("封面", "说明"))
    for name, headings in (
        ("柳溪镇", HEADINGS),
        ("石桥镇", HEADINGS),
        ("东山镇", (*HEADINGS[:3], HEADINGS[4], HEADINGS[3])),
        ("旧表", HEADINGS),
        ("缺列", HEADINGS[:3]),
    ):
        tab = workbook.create_sheet(name)
        tab.append(headings)
        tab.append(ROW)
    workbook["旧表"].sheet_state = "hidden"
    tab = read_tab(saved(workbook), DISABILITY)
    assert tab.names == ["柳溪镇", "石桥镇", "东山镇"]
    assert tab.notes == [
        "3张工作表合在一起读，表头不同的各按自己的表头：柳溪镇、石桥镇、东山镇。",
        "“东山镇”的“发证日期”在D列，按它自己的表头读。",
        "工作表“Sheet”没有读：没有这种台账的表头。",
        "工作表“旧表”没有读：是隐藏的。要读请取消隐藏，或在列对应页勾选。",
        "工作表“缺列”没有读：没有“残疾等级”列。",
    ]  # fmt: skip


def test_several_people_in_one_cell_are_asked_for_one_by_one():
    from registers.rows import Rows

    rows = Rows(DISABILITY, read_tab(book(HEADINGS, ("周守田、周小川", f"{HEAD}、{WIFE}", *ROW[2:])), DISABILITY))
    rows.parse()
    said = [problem.remedy for problem in rows.problems]
    assert said == ["一格里写了几个人。请一人一行。", "一格里写了2个人的证件号。请一人一行，姓名、证件号各填各的。"]
