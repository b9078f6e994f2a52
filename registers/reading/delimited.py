"""Reading text with separators as ministries and WPS write it: UTF-8 with or without its mark, GB18030, UTF-16; comma, semicolon or tab."""

from __future__ import annotations

import csv
import re
from collections import Counter
from io import StringIO

from casework.package import WorkbookRefused
from casework.parcel import LONG_CELL
from casework.sheet_scan import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, TOO_WIDE
from registers.cells import Raw
from registers.reading.book import HEAD_ROWS, Grid, squared

TAB_NAME = "CSV"
SEPARATORS = ",;\t，"
LONGEST_CELL = 32_767
ASKED_LINES = 30
TEXT_FORMULA = re.compile(r'^="([^"]*)"$')  # how exports keep 0012 as text in a CSV


class DelimitedBook:
    """A text file as a workbook of one tab; row numbers are those Excel shows when it opens the file."""

    def __init__(self, content: bytes) -> None:
        self.names = [TAB_NAME]
        self.hidden: frozenset[str] = frozenset()
        self._rows = _read(decode(content))

    def head(self, name: str) -> list[list[Raw]]:
        return squared([list(row) for row in self._rows[:HEAD_ROWS]])

    def grid(self, name: str) -> Grid:
        return Grid(squared([list(row) for row in self._rows]))


def decode(content: bytes) -> str:
    """The text in the encoding it is written in. Raises WorkbookRefused where none fits: a wrong one would spoil every name."""
    encodings = ["utf-16"] if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text and not _is_garbled(text):
            return text
    raise WorkbookRefused("文字的编码认不出，读出来会是乱码。请在Excel里打开，另存为.xlsx再导入。")


def _is_garbled(text: str) -> bool:
    """GB18030 takes nearly any bytes; what comes out of a wrong reading is full of private and control characters."""
    odd = sum(1 for char in text[:20_000] if "\ue000" <= char <= "\uf8ff" or (char < " " and char not in "\t\r\n\x0b\x0c"))
    return odd > max(len(text[:20_000]) // 50, 1)


def separator_of(text: str) -> str:
    """The separator that cuts most of the first lines into the same number of columns, at least two. A lone column has a comma."""
    first = "\n".join(text[:200_000].splitlines()[:ASKED_LINES])
    best, best_rank = ",", (0, 0)
    for separator in SEPARATORS:
        try:
            widths = Counter(len(row) for row in csv.reader(StringIO(first), delimiter=separator) if len(row) > 1)
        except csv.Error:
            continue
        width, lines = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        if (lines, width) > best_rank:
            best, best_rank = separator, (lines, width)
    return best


def _read(text: str) -> list[list[Raw]]:
    rows: list[list[Raw]] = []
    cells = 0
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=separator_of(text)):
            cells += len(row)
            if len(row) > MAX_COLUMNS or cells > MAX_CELLS or len(rows) >= MAX_ROWS:
                raise WorkbookRefused(TOO_WIDE)
            if any(len(cell) > LONGEST_CELL for cell in row):
                raise WorkbookRefused(LONG_CELL)
            rows.append([_unwrapped(cell) for cell in row])
    except csv.Error as error:
        raise WorkbookRefused(f"第{len(rows) + 1}行读不出来，可能有没有配对的引号。请在Excel里打开，另存为.xlsx再导入。") from error
    return rows


def _unwrapped(cell: str) -> str:
    found = TEXT_FORMULA.match(cell) if cell.startswith("=") else None
    return found[1] if found else cell
