"""Which rows under the heading are data: merged cells filled, sums, notes, signatures and repeated headings left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from casework.sheet_scan import Area
from registers.cells import Raw, is_blank
from registers.reading.headings import words
from registers.reading.layout import Heading
from registers.sheets.base import EXAMPLE_MARK

FIRST_CELLS = 6
TOTAL_LINE = re.compile(
    r"^(本页|本表|本村|本镇|本乡|全村|全镇|全乡|全县|全区|各镇|以上)?(合计|小计|总计|共计|累计|总合计)[:：]?"
    r"([\d,.]+(户|人|名|人次|元|万元|条|笔)?[,，、;；]?)*[。]?$"
)
LABELS = (
    "说明|备注|注|附注|注释|填表说明|填报说明|编制说明|填表人|填报人|制表人|制表|编制人|经办人|复核人|审核人|审核|负责人|单位负责人|主管领导|分管领导|主要领导|领导签字|"
    "填报单位|报送单位|制表单位|单位盖章|盖章|公章|签字|签章|联系人|联系电话|填报日期|填表日期|制表日期|报送日期|日期"
)
NOTE_LINE = re.compile(rf"^[(（]?({LABELS})([:：(（)）]|$)|^注\d*[:：.、]|^(本表|此表|以上均|以上情况|以上信息|以上数据|特此说明)")
LONG_NUMBER = re.compile(r"\d{15,}[\dXx]?")
NOTE_CELLS = 8  # a signature line has a label and a name for each of three or four people


def fill_merged(grid: list[list[Raw]], merged: Iterable[Area], last_heading_row: int) -> None:
    """Merged cells below the heading: every row of the area reads, in its first column, the value written once."""
    for area in merged:
        if area.top <= last_heading_row or area.top > len(grid) or area.top == area.bottom or area.left > len(grid[area.top - 1]):
            continue
        for row in range(area.top, min(area.bottom, len(grid))):
            if is_blank(grid[row][area.left - 1]):
                grid[row][area.left - 1] = grid[area.top - 1][area.left - 1]


def data_lines(grid: Sequence[list[Raw]], heading: Heading, merged: Iterable[Area] = ()) -> tuple[list[tuple[int, list[Raw]]], int]:
    """The rows under the heading with their Excel numbers; sums, notes and the like are counted and left out, empty rows skipped."""
    indexes = [place.index for place in heading.places]
    titles = {index: words(heading.headings[index]) for index in indexes}
    # A line of its own over the whole width, as 一、柳溪镇, is written in cells merged sideways.
    banners = {area.top for area in merged if area.top == area.bottom and area.right - area.left + 1 > max(2, len(indexes) // 2)}
    rows, left_out = [], 0
    for number, cells in enumerate(grid[heading.last_row :], start=heading.last_row + 1):
        if all(is_blank(cell) for cell in cells):
            continue
        filled = len(cells) - cells.count("") - cells.count(None)
        if (
            is_left_out(cells, filled)
            or all(is_blank(cells[index]) for index in indexes)
            or (number in banners and filled == 1)
            or _is_heading_again(cells, titles)
        ):
            left_out += 1
        else:
            rows.append((number, cells))
    return rows, left_out


def is_example(cells: Sequence[Raw]) -> bool:
    """The filled row of our own templates: 示例 in its first cell and nothing else there."""
    return bool(cells) and isinstance(cells[0], str) and cells[0].strip() == EXAMPLE_MARK


def is_left_out(cells: Sequence[Raw], filled: int | None = None) -> bool:
    """合计, 小计, notes and signatures under the table are not rows of the register; a row that names a person by number always is."""
    if is_example(cells):
        return True
    filled = sum(1 for cell in cells if cell != "" and cell is not None) if filled is None else filled
    is_total = any(isinstance(cell, str) and "计" in cell and TOTAL_LINE.match(re.sub(r"\s+", "", cell)) for cell in cells[:FIRST_CELLS])
    if not is_total:
        first = next((cell for cell in cells if cell != "" and cell is not None), "") if filled <= NOTE_CELLS else ""
        if not isinstance(first, str) or not NOTE_LINE.match(re.sub(r"\s+", "", first[:40])):
            return False
    return not any(isinstance(cell, str) and LONG_NUMBER.search(cell) for cell in cells)


def _is_heading_again(cells: Sequence[Raw], titles: dict[int, str]) -> bool:
    """The heading printed again at the top of every page."""
    if not any(
        titles[index] and isinstance(cell := cells[index], str) and "".join(cell.split()) == titles[index] for index in list(titles)[:2]
    ):
        return False
    return 2 * sum(words(cells[index]) == title != "" for index, title in titles.items()) > len(titles) + 1
