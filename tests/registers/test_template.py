"""The template from the declaration: drop-downs, notes, text columns, and an example row that reads well and is never data."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from registers.kinds import EXAMPLE_ID, example, kind_of, may_choose_several, options
from registers.models import BatchState
from registers.sheets import SHEETS
from registers.sheets.base import EXAMPLE_MARK
from registers.template import LISTS, NOTES, all_templates, template
from registers.workbook import read_tab
from tests.registers.books import HEAD, family, problems, saved, take


def opened(code: str) -> Workbook:
    return load_workbook(BytesIO(template(code)))


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_every_column_has_a_kind_and_an_example_that_reads(sheet):
    for column in sheet.columns:
        assert kind_of(column).label
        shown = example(column)
        assert shown != "" or not column.required, column.code
        if shown != "":
            column.parse(shown)


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_every_choice_is_a_drop_down_whose_words_read(sheet):
    book = opened(sheet.code)
    tab, lists = book.worksheets[0], book[LISTS]
    rules = {str(rule.sqref).split(":")[0]: rule for rule in tab.data_validations.dataValidation}
    chosen = [column for column in sheet.columns if options(column) and not may_choose_several(column)]
    assert len(rules) == len(chosen) and lists.sheet_state == "hidden"
    for number, column in enumerate(sheet.columns, start=1):
        if column not in chosen:
            continue
        cell = tab.cell(2, number)
        words = [row[0] for row in lists.iter_rows(min_row=2, min_col=number, max_col=number, values_only=True) if row[0]]
        assert tuple(words) == options(column)
        assert rules[cell.coordinate].formula1.endswith(f"${cell.column_letter}${len(words) + 1}")
        for word in words:
            column.parse(word)


def test_numbers_are_text_and_headings_carry_notes():
    tab = opened("payments").worksheets[0]
    by_title = {cell.value: cell for cell in tab[1]}
    for title in ("身份证号", "账号", "批次", "所属月份"):
        assert tab.column_dimensions[by_title[title].column_letter].number_format == "@"
    assert by_title["失败原因"].comment.text == "可不填。文字。发放失败、退回的要填。"
    assert "发放成功、发放失败、退回、待发放" in by_title["发放状态"].comment.text


def test_the_notes_explain_every_column():
    notes = opened("bank_balances")[NOTES]
    rows = {row[0]: row for row in notes.iter_rows(min_row=4, values_only=True)}
    assert list(rows) == [column.title for column in SHEETS["bank_balances"].columns]
    assert rows["授权书号"][1] == "必填" and "没有授权书号的不收" in rows["授权书号"][2]
    assert rows["身份证号"][3] == EXAMPLE_ID


@pytest.mark.parametrize("code", ["members", "payments", "regions", "monitored"])
def test_the_example_row_says_so_in_its_first_cell(code):
    assert opened(code).worksheets[0]["A2"].value == EXAMPLE_MARK


def test_amounts_of_the_example_are_numbers():
    tab = opened("payments").worksheets[0]
    shown = dict(zip((cell.value for cell in tab[1]), (cell.value for cell in tab[2]), strict=True))
    assert shown["金额"] == 1200.5 and shown["身份证号"] == EXAMPLE_ID


@pytest.mark.django_db
def test_a_filled_template_is_taken_without_its_example(county):
    family()
    book = opened("vehicles")
    tab = book.worksheets[0]
    row = {"name": "周守田", "id_number": HEAD, "plate": "禾A90001", "kind": "小型汽车"}
    for number, column in enumerate(SHEETS["vehicles"].columns, start=1):
        tab.cell(3, number, row.get(column.code))
    batch = take("vehicles", saved(book))
    assert (problems(batch), batch.state, batch.total_rows, batch.new_rows) == ([], BatchState.DONE, 1, 1)
    assert "模板里的示例行没有导入。" in batch.notes


def test_a_tab_that_only_holds_the_example_has_no_data():
    from casework.package import WorkbookRefused

    with pytest.raises(WorkbookRefused, match="没有数据行"):
        read_tab(template("vehicles"), SHEETS["vehicles"])


def test_all_templates_in_the_order_of_import():
    with ZipFile(BytesIO(all_templates())) as parcel:
        names = parcel.namelist()
        assert names == [f"{number:02d}_{sheet.title}模板.xlsx" for number, sheet in enumerate(SHEETS.values(), start=1)]
        assert parcel.read(names[4]) == template("members")
