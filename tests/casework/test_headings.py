"""The heading of a filled sheet: found among the first rows, whatever stands above it; what is missing is named."""

from __future__ import annotations

import pytest

from casework.headings import find_heading
from casework.package import WorkbookRefused

CODE_OF = {"证件号码": "id_number", "身份证号": "id_number", "姓名": "name"}
WANTED = {"id_number": "证件号码"}


@pytest.mark.parametrize(
    ("grid", "found"),
    [
        ([["证件号码", "姓名"]], (1, {"id_number": 0, "name": 1})),
        ([["某县名单"], ["", " 身份 证号* ", "姓名："]], (2, {"id_number": 1, "name": 2})),
        ([["身份证号", "证件号码"]], (1, {"id_number": 0})),  # the first of two
        ([["姓名"], ["身份证号", "姓名"], ["身份证号"]], (2, {"id_number": 0, "name": 1})),  # the row that names most
    ],
)
def test_where_it_stands(grid, found):
    assert find_heading(grid, CODE_OF, WANTED, within=3, remedy="") == found


@pytest.mark.parametrize("grid", [[], [["姓名"]], [["一"], ["二"], ["三"], ["证件号码"]]], ids=["empty", "missing", "too far down"])
def test_what_is_missing_is_named_with_the_way_out(grid):
    with pytest.raises(WorkbookRefused, match="前3行里没有找到“证件号码”列。请对照模板。"):
        find_heading(grid, CODE_OF, WANTED, within=3, remedy="请对照模板。")
