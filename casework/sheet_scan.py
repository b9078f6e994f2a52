"""One look through a worksheet's XML before its cells are read: how far it reaches, formulas, errors, what is hidden. Pure, in pieces.

The reader behind it lays every sheet out as a full rectangle, so one cell far away would fill the memory, and it reads an error as an empty cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from casework.parcel import WorkbookRefused

MAX_CELLS = 12_000_000
MAX_SPARSE = 2_000_000  # a stray cell at row 60,000 of a table of thirty columns is still read
MAX_COLUMNS = 16_384
MAX_ROWS = 1_048_576
MAX_MERGED = 200_000
TOO_WIDE = "表太大：有内容的格子铺得太开。请删去末尾的空行空列，只留有内容的部分再导入。"
ROW = re.compile(rb'<row\b[^>]*?\sr="(\d{1,9})"')
SEVERAL_LETTERS = re.compile(rb'<c r="([A-Z]{2,3})\d')
ROW_OF_CELL = re.compile(rb'<c r="[A-Z]{1,3}(\d{1,9})"')
CELL = re.compile(rb"<c\b([^>]*)>(.*?)</c>", re.DOTALL)
ANY_TAG = re.compile(rb"<(row|c)\b([^>]*)>")
PLACE = re.compile(rb"""(?:^|\s)r\s*=\s*["']\s*\$?([A-Za-z]{0,8})\$?(\d{0,10})\s*["']""")
CLAIM = re.compile(rb"""<(?:\w+:)?dimension\b[^>]*\bref\s*=\s*["'](?:[A-Z]{1,3}\d{1,7}:)?([A-Z]{1,3})(\d{1,7})["']""")
MERGED = re.compile(rb"""<mergeCell\s+ref\s*=\s*["']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})["']""")
TAG_ENDS = (b" ", b">", b"/", b"\t", b"\n", b"\r")
HIDDEN = re.compile(rb"""<(row|col)\b([^>]*\bhidden\s*=\s*["'](?:1|true)["'][^>]*)>""")


@dataclass(frozen=True)
class Formulas:
    """How many cells of a tab are formulas, and which of them hold no stored value."""

    count: int
    without_value: tuple[str, ...]


class Area(NamedTuple):
    """A rectangle of cells, rows and columns from 1, ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass
class Extent:
    """What was seen of one worksheet. Rows and columns count from 1."""

    rows: int = 0
    columns: int = 0
    cells: int = 0
    formulas: int = 0
    without_value: list[str] = field(default_factory=list)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    merged: list[Area] = field(default_factory=list)

    @property
    def area(self) -> int:
        return self.rows * self.columns


def scan(pieces: Iterator[bytes]) -> Extent:
    """Look through the pieces of one worksheet. Raises WorkbookRefused as soon as it reaches too far."""
    seen, carried, prefix = Extent(), b"", b""
    for number, piece in enumerate(pieces):
        if number == 0:
            root = re.search(rb"<(\w+:)worksheet\b", piece[:4096])
            prefix = root[1] if root else b""
            _check_claim(piece[:65536])
        text = carried + piece
        # A cell is looked at whole: what follows the last opening tag of a cell or row waits for the next piece.
        cut = max(text.rfind(b"<" + prefix + b"c"), text.rfind(b"<" + prefix + b"row"))
        cut = cut if cut > 0 else text.rfind(b"<")
        carried = text[cut:] if cut > 0 else text
        if cut > 0:
            _look(text[:cut], prefix, seen)
    _look(carried, prefix, seen)
    check_area(seen.rows, seen.columns, seen.cells)
    return seen


def check_area(rows: int, columns: int, cells: int) -> None:
    """Raises WorkbookRefused where a few cells are strewn over an area that would be laid out whole: a register fills at least an eighth."""
    if columns > MAX_COLUMNS or rows > MAX_ROWS or rows * columns > MAX_CELLS or rows * columns > max(MAX_SPARSE, 8 * cells):
        raise WorkbookRefused(TOO_WIDE)


def _check_claim(head: bytes) -> None:
    """What the sheet says of its own size; readers set memory aside by it."""
    if claim := CLAIM.search(head):
        rows, columns = int(claim[2]), column_number(claim[1].decode())
        if rows * columns > MAX_CELLS:
            raise WorkbookRefused(TOO_WIDE)


def _look(xml: bytes, prefix: bytes, seen: Extent) -> None:
    if prefix:
        xml = xml.replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</")
    numbers = ROW.findall(xml)
    last = max(seen.rows, max(map(int, numbers), default=0))
    cells = xml.count(b'<c r="')
    if cells == xml.count(b"<c") and len(numbers) == xml.count(b"<row") and not _any_beyond(xml, last, seen.columns):
        seen.rows, seen.cells = last, seen.cells + cells
        if seen.cells > MAX_CELLS:
            raise WorkbookRefused(TOO_WIDE)
    else:
        _look_at_places(xml, numbers, seen)
    check_area(seen.rows, seen.columns, MAX_CELLS)
    if b"<f" in xml or b'"e"' in xml or (b"'" in xml and b"'e'" in xml):
        _cells(xml, seen)
    if b"hidden" in xml:
        _hidden(xml, seen)
    if b"<mergeCell " in xml:
        _merged(xml, seen)


def _any_beyond(xml: bytes, row: int, column: int) -> bool:
    """Whether any cell stands, or may stand, below this row or to the right of this column: one pass that keeps nothing."""
    if not 0 < column <= 702 or row < 1:
        return True
    letters = column_letter(column)
    among = [f"[A-{letters}]"] if column <= 26 else [f"{letters[0]}[A-{letters[1]}]", "[A-Z]"]
    if column > 52:
        among.append(f"[A-{ord(letters[0]) - 1:c}][A-Z]")
    digits = str(row)
    # Every number up to this one, those that agree with it longest first: a piece holds neighbours.
    upto = [digits] + [
        rf"{digits[:place]}[0-{int(digits[place]) - 1}]\d{{{len(digits) - place - 1}}}"
        for place in reversed(range(len(digits)))
        if digits[place] != "0"
    ]
    upto.append(rf"\d{{1,{len(digits) - 1}}}" if len(digits) > 1 else "0")
    return re.search(rf"""<c r="(?!(?:{"|".join(among)})(?:{"|".join(upto)})")""".encode(), xml) is not None


def _look_at_places(xml: bytes, numbers: list[bytes], seen: Extent) -> None:
    """How far the cells reach by the reference of each."""
    of_cells = ROW_OF_CELL.findall(xml)
    cells = len(of_cells)
    # Every scan of the text costs a tenth of a second per 100 MB: the exact count is made only where the quick one differs.
    if cells != xml.count(b"<c") or len(numbers) != xml.count(b"<row"):
        cells = sum(xml.count(b"<c" + after) for after in TAG_ENDS)
    seen.cells += cells
    if seen.cells > MAX_CELLS:
        raise WorkbookRefused(TOO_WIDE)
    if cells == len(of_cells) and len(numbers) == xml.count(b"<row") - xml.count(b"<rowBreaks"):
        seen.rows = max(seen.rows, max(map(int, {*numbers, *of_cells}), default=0))
        seen.columns = _furthest_column(xml, seen.columns)
    else:
        _look_slowly(xml, seen)


def _furthest_column(xml: bytes, known: int) -> int:
    """The last column any cell names, not before the one already known."""
    while known < 26 and (further := re.search(rb'<c r="([%c-Z])\d' % (65 + known), xml)):
        known = further[1][0] - 64
    return max(known, max((column_number(letters.decode()) for letters in set(SEVERAL_LETTERS.findall(xml))), default=0))


def _look_slowly(xml: bytes, seen: Extent) -> None:
    """Tag by tag, for writers that leave references out or write them otherwise; a cell without one follows the cell before it."""
    row, column = seen.rows, 0
    for tag in ANY_TAG.finditer(xml):
        place = PLACE.search(tag[2])
        if tag[1] == b"row":
            row, column = (int(place[2]) if place and place[2] else row + 1), 0
        elif place and place[1] and place[2]:
            column, at = column_number(place[1].decode().upper()), int(place[2])
            seen.rows = max(seen.rows, at)
        else:
            column += 1
        seen.rows, seen.columns = max(seen.rows, row), max(seen.columns, column)


def _cells(xml: bytes, seen: Extent) -> None:
    for cell in CELL.finditer(xml):
        about, body = cell[1], cell[2]
        if b"<f" in body:
            seen.formulas += 1
            if not re.search(rb"<v[^>/]*>[^<]", body) and b"<t>" not in body:
                found = re.search(rb'\br="([A-Z]+\d+)"', about)
                seen.without_value.append(found[1].decode() if found else "?")
        if re.search(rb"""\st\s*=\s*["']e["']""", about):
            found, value = re.search(rb'\br="([A-Z]{1,3})(\d{1,7})"', about), re.search(rb"<v>([^<]{1,20})</v>", body)
            if found:
                place = int(found[2]), column_number(found[1].decode())
                seen.errors[place] = value[1].decode("ascii", "replace") if value else "#VALUE!"


def _hidden(xml: bytes, seen: Extent) -> None:
    for tag in HIDDEN.finditer(xml):
        if tag[1] == b"row":
            if found := re.search(rb'\br="(\d{1,7})"', tag[2]):
                seen.hidden_rows.append(int(found[1]))
        else:
            first, last = re.search(rb'\bmin="(\d{1,5})"', tag[2]), re.search(rb'\bmax="(\d{1,5})"', tag[2])
            if first and last:
                seen.hidden_columns.extend(range(int(first[1]), min(int(last[1]), MAX_COLUMNS) + 1))


def _merged(xml: bytes, seen: Extent) -> None:
    for left, top, right, bottom in MERGED.findall(xml):
        area = Area(int(top), column_number(left.decode()), int(bottom), column_number(right.decode()))
        if len(seen.merged) < MAX_MERGED and area.top <= area.bottom <= MAX_ROWS and area.left <= area.right <= MAX_COLUMNS:
            seen.merged.append(area)


def find_formulas(xml: bytes) -> Formulas:
    """Formulas of one worksheet; a stored value is a filled <v> or an inline text."""
    seen = Extent()
    if b"<f" in xml:
        _cells(xml, seen)
    return Formulas(seen.formulas, tuple(seen.without_value))


def column_number(letters: str) -> int:
    """A → 1, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letter(number: int) -> str:
    """1 → A, 27 → AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
