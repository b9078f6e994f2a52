"""The declarations themselves: every register can be told from its own template and lands where it says."""

from __future__ import annotations

import pytest
from django.apps import apps

from casework.package import WorkbookRefused
from registers.landing import LANDINGS
from registers.sheets import SHEETS
from registers.sheets.base import plain
from registers.template import template
from registers.workbook import find_heading, read_tab
from tests.registers.headings import HEADINGS


def test_every_sheet_lands_somewhere():
    assert set(LANDINGS) == set(SHEETS)


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_a_sheet_names_real_models_and_words(sheet):
    assert all(apps.get_model(label) for label in sheet.lands_on)
    assert sheet.title and sheet.owner and sheet.wanted
    assert all(column.title == column.title.strip() for column in sheet.columns)


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_a_template_is_read_as_its_own_register(sheet):
    """Every heading of the template is recognised; an unfilled one is refused as such."""
    heading = find_heading([[column.title for column in sheet.columns]], sheet)
    assert heading is not None and heading.codes == set(sheet.by_code) and not heading.unknown
    with pytest.raises(WorkbookRefused, match="只有表头，没有数据行"):
        read_tab(template(sheet.code), sheet)


def test_sensitive_columns_are_marked():
    for sheet in SHEETS.values():
        for column in sheet.columns:
            if column.code != "username" and any(word in column.title for word in ("证号", "号码", "账号", "电话", "号牌", "病种")):
                assert column.is_sensitive, f"{sheet.code} {column.title}"


@pytest.mark.parametrize("code", SHEETS)
def test_every_heading_of_real_files_is_read_or_known_to_be_passed_over(code):
    sheet = SHEETS[code]
    read = {plain(heading) for column in sheet.columns for heading in column.headings}
    assert not [heading for heading in HEADINGS[code].split() if plain(heading) not in read and not sheet.ignores(heading)]


def test_what_is_passed_over_is_not_reported_as_unknown():
    heading = find_heading([["姓名", "身份证号", "所属社区", "年龄", "分档类型", "天气"]], SHEETS["dibao"])
    assert heading is not None and heading.unknown == ["天气"]
