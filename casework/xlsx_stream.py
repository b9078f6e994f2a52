"""A workbook as a stream: rows in, pieces of a zip out, in a memory that does not grow with the rows.

Our own because no kept library does both: pyexcelerate and rustpy-xlsxwriter hold the whole file, xlsxwriter's constant_memory is as slow as openpyxl
(docs/measurements.md). Every text is a typed inline string in the text format, so that nothing typed by anybody ever becomes a formula or a number.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import IntEnum
from typing import Any
from xml.sax.saxutils import escape

from django.utils.timezone import localtime

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROW_LIMIT = 1_048_576  # of a tab, by the format
BYTE_LIMIT = 1_900_000_000  # of a tab before packing: beyond 2 GiB the zip needs its 64-bit form, which old readers refuse
CELL_LIMIT = 32_767  # characters, by the format
PIECE = 256  # rows written at a time
NUMBER = "\0"  # stands for the row's number in a template
FORMULA = "=+-@\t"
NAMESPACE = "http://schemas.openxmlformats.org"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
DAY_ZERO = date(1899, 12, 30).toordinal()

# What a plain text never holds: marks of XML, what XML forbids; the format's own escape, a blank or the beginning of a formula at an edge.
FLAW = re.compile(r"[&<>\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
OPENING = re.compile(r"\n[=+@\t -]")
FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
OWN_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


class Kind(IntEnum):
    """How a column is typed; the value is its style in styles.xml."""

    TEXT = 1
    DATE = 2
    MONEY = 3
    NUMBER = 4
    MOMENT = 5


TITLE, HEAD, LINE, GUARDED = 6, 7, 8, 9
STYLES = (
    f'{DECLARATION}<styleSheet xmlns="{NAMESPACE}/spreadsheetml/2006/main">'
    '<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>'
    '<fonts count="3"><font><sz val="11"/><name val="宋体"/></font><font><b/><sz val="11"/><name val="宋体"/></font>'
    '<font><b/><sz val="16"/><name val="宋体"/></font></fonts><fills count="3"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFE9EEF3"/></patternFill></fill></fills>'
    '<borders count="2"><border/><border><left/><right/><top/><bottom style="thin"><color rgb="FF8A97A6"/></bottom></border></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="10"><xf/>'
    '<xf numFmtId="49" applyNumberFormat="1"/><xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="4" applyNumberFormat="1"/>'
    '<xf numFmtId="3" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="2" applyFont="1" applyAlignment="1"><alignment horizontal="center"/></xf>'
    '<xf numFmtId="49" fontId="1" fillId="2" borderId="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">'
    '<alignment vertical="center" wrapText="1"/></xf><xf numFmtId="49" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>'
    '<xf numFmtId="49" quotePrefix="1" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="常规" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
# Whatever ends in .xml and is not named is a sheet: so the list of parts can stand first in the file, before anybody knows how many tabs it gets.
CONTENT_TYPES = (
    f'{DECLARATION}<Types xmlns="{NAMESPACE}/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>'
)
RELATIONS = f'{DECLARATION}<Relationships xmlns="{NAMESPACE}/package/2006/relationships">{{}}</Relationships>'
RELATION = f'<Relationship Id="rId{{}}" Type="{NAMESPACE}/officeDocument/2006/relationships/{{}}" Target="{{}}"/>'


@dataclass(frozen=True)
class Head:
    """One column of a tab: its title, how it is typed, its width in characters."""

    title: str
    kind: Kind = Kind.TEXT
    width: float = 12


@dataclass(frozen=True)
class Tab:
    """One tab: lines over the head (the first is the title), the head, the rows, lines under them."""

    name: str
    heads: Sequence[Head]
    rows: Iterable[Sequence[Any]]
    above: Sequence[str] = ()
    below: Iterable[Sequence[Any]] = ()


class _Sink(io.RawIOBase):
    """What the zip writes into: pieces are taken away as they come. It cannot be wound back, and zipfile respects that."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.pieces.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        taken = b"".join(self.pieces)
        self.pieces.clear()
        return taken


def workbook(tabs: Iterable[Tab], *, row_limit: int = ROW_LIMIT, byte_limit: int = BYTE_LIMIT) -> Iterator[bytes]:
    """The file, piece by piece. A tab that is full goes on in 名称(2) with its head again."""
    sink, names = _Sink(), list[tuple[str, int, int]]()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, body in (
            ("[Content_Types].xml", CONTENT_TYPES),
            ("_rels/.rels", RELATIONS.format(RELATION.format(1, "officeDocument", "xl/workbook.xml"))),
            ("xl/styles.xml", STYLES),
        ):
            package.writestr(name, body)
        for tab in tabs:
            rows, part = iter(tab.rows), 0
            sheet = None
            while sheet is None or sheet.is_full:
                part += 1
                sheet = _Sheet(tab, rows, row_limit, byte_limit, sheet)
                names.append((tab_name(tab.name, part), len(tab.above) + 1, len(tab.heads)))
                with package.open(f"xl/worksheets/sheet{len(names)}.xml", "w") as member:
                    for piece in sheet.pieces():
                        member.write(piece)
                        yield sink.take()
        package.writestr("xl/workbook.xml", workbook_xml(names))
        sheets = "".join(RELATION.format(number, "worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(names) + 1))
        package.writestr("xl/_rels/workbook.xml.rels", RELATIONS.format(sheets + RELATION.format(len(names) + 1, "styles", "styles.xml")))
    yield sink.take()


class _Sheet:
    """One part: as much of the rows as fits."""

    def __init__(self, tab: Tab, rows: Iterator[Sequence[Any]], row_limit: int, byte_limit: int, former: _Sheet | None) -> None:
        self.tab, self.rows, self.row_limit, self.byte_limit = tab, rows, row_limit, byte_limit
        self.number, self.written, self.is_full = 0, 0, False
        self.waiting: Sequence[Any] | None = former.waiting if former else next(rows, None)
        self.typed = [(place, TEXT_OF[head.kind]) for place, head in enumerate(tab.heads) if head.kind is not Kind.TEXT]
        self.typed_places = {place for place, _ in self.typed}
        self.cells = [pattern_of(letters(place), head.kind) for place, head in enumerate(tab.heads)]
        self.templates = dict[tuple[bool, ...], str]()

    def pieces(self) -> Iterator[bytes]:
        tab, last = self.tab, letters(len(self.tab.heads) - 1)
        head_row = len(tab.above) + 1
        widths = "".join(f'<col min="{n}" max="{n}" width="{head.width}" customWidth="1"/>' for n, head in enumerate(tab.heads, 1))
        yield (
            f'{DECLARATION}<worksheet xmlns="{NAMESPACE}/spreadsheetml/2006/main"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
            f'<sheetViews><sheetView workbookViewId="0"><pane ySplit="{head_row}" topLeftCell="A{head_row + 1}" activePane="bottomLeft" '
            f'state="frozen"/></sheetView></sheetViews><cols>{widths}</cols><sheetData>'
            + "".join(self.line([text], TITLE if place == 0 else LINE, high=place > 0) for place, text in enumerate(tab.above))
            + self.line([head.title for head in tab.heads], HEAD)
        ).encode()
        lines = list[str]()
        while self.waiting is not None:
            if self.number >= self.row_limit or self.written >= self.byte_limit:
                self.is_full = True
                break
            lines.append(self.row(self.waiting))
            self.waiting = next(self.rows, None)
            if len(lines) >= PIECE:
                yield self.encoded(lines)
        yield self.encoded(lines)
        end = max(self.number, head_row)
        below = "" if self.is_full else "".join(self.row(values) for values in tab.below)
        merged = "".join(f'<mergeCell ref="A{n}:{last}{n}"/>' for n in range(1, head_row)) if len(tab.heads) > 1 else ""
        yield (
            f'{below}</sheetData><autoFilter ref="A{head_row}:{last}{end}"/>'
            + (f'<mergeCells count="{head_row - 1}">{merged}</mergeCells>' if merged else "")
            + '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
            + f'<ignoredErrors><ignoredError sqref="A1:{last}{max(self.number, 1)}" numberStoredAsText="1"/></ignoredErrors></worksheet>'
        ).encode()

    def encoded(self, lines: list[str]) -> bytes:
        piece = "".join(lines).encode()
        self.written += len(piece)
        lines.clear()
        return piece

    def line(self, texts: Sequence[str], style: int, *, high: bool = False) -> str:
        self.number += 1
        height = ' ht="30" customHeight="1"' if high else ""
        return (
            f'<row r="{self.number}"{height}>'
            + "".join(cell(letters(n), self.number, text, style) for n, text in enumerate(texts))
            + "</row>"
        )

    def row(self, values: Sequence[Any]) -> str:
        """One row. Texts are looked over all together, and only a row with a flaw cell by cell; rows empty in the same places share a template."""
        self.number = number = self.number + 1
        texts = list(values)
        for place, text_of in self.typed:
            texts[place] = text_of(texts[place])
        if None in texts:
            texts = ["" if text is None else text for text in texts]
        try:
            joined = "\n".join(texts)
        except TypeError:
            joined = "\n".join(texts := [str(text) for text in texts])
        edged = f"\n{joined}\n"
        if FLAW.search(joined) or OPENING.search(edged) or " \n" in edged or "\t\n" in edged or "_x" in edged or len(joined) > CELL_LIMIT:
            return self.careful_row(number, texts)
        pattern = tuple(map(bool, texts))
        template = self.templates.get(pattern)
        if template is None:
            template = self.templates[pattern] = "".join(cell for cell, is_filled in zip(self.cells, pattern, strict=True) if is_filled)
        return f'<row r="{number}">{template.replace(NUMBER, str(number)) % tuple(filter(None, texts))}</row>'

    def careful_row(self, number: int, texts: Sequence[str]) -> str:
        cells = [
            cell(letters(place), number, text, GUARDED if text[:1] in FORMULA else Kind.TEXT)
            if place not in self.typed_places
            else self.cells[place].replace(NUMBER, str(number)) % text
            for place, text in enumerate(texts)
            if text
        ]
        return f'<row r="{number}">{"".join(cells)}</row>'


def pattern_of(column: str, kind: Kind) -> str:
    """A cell of a plain value: NUMBER stands for the row's."""
    if kind is Kind.TEXT:
        return f'<c r="{column}{NUMBER}" s="1" t="inlineStr"><is><t>%s</t></is></c>'
    return f'<c r="{column}{NUMBER}" s="{kind.value}"><v>%s</v></c>'


def cell(column: str, number: int, text: str, style: int) -> str:
    """A text of any kind, made harmless: nothing XML forbids, the format's own escapes escaped, cut where the format ends."""
    if len(text) > CELL_LIMIT:
        text = text[: CELL_LIMIT - 1] + "…"
    text = OWN_ESCAPE.sub("_x005F_", FORBIDDEN.sub("\ufffd", text.replace("\r\n", "\n")))
    return f'<c r="{column}{number}" s="{int(style)}" t="inlineStr"><is><t xml:space="preserve">{escape(text, {chr(13): "_x000D_"})}</t></is></c>'


def letters(place: int) -> str:
    """Column letters of a zero-based place: 0 → A, 27 → AB."""
    text, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(65 + rest) + text
    return text


def tab_name(name: str, part: int) -> str:
    """A name Excel takes: 31 characters, none of []:*?/\\."""
    tail = f"({part})" if part > 1 else ""
    return re.sub(r"[\[\]:*?/\\'\x00-\x1f]", " ", name)[: 31 - len(tail)] + tail


def workbook_xml(names: Sequence[tuple[str, int, int]]) -> str:
    """The list of tabs, and which rows each printed page repeats."""
    sheets, titles = "", ""
    for number, (name, head_row, _) in enumerate(names, 1):
        sheets += f'<sheet name="{escape(name, {chr(34): "&quot;"})}" sheetId="{number}" r:id="rId{number}"/>'
        titles += (
            f'<definedName name="_xlnm.Print_Titles" localSheetId="{number - 1}">\'{escape(name)}\'!${head_row}:${head_row}</definedName>'
        )
    return (
        f'{DECLARATION}<workbook xmlns="{NAMESPACE}/spreadsheetml/2006/main" xmlns:r="{NAMESPACE}/officeDocument/2006/relationships">'
        f"<sheets>{sheets}</sheets><definedNames>{titles}</definedNames></workbook>"
    )


def number_text(value: int | Decimal | float | None) -> str:
    """A str raises: no text ever stands where a number should."""
    return "" if value is None else str(+value)


def date_text(value: date | None) -> str:
    return str(value.toordinal() - DAY_ZERO) if value else ""


def moment_text(value: datetime | None) -> str:
    if not value:
        return ""
    local = localtime(value)
    return f"{local.toordinal() - DAY_ZERO + (local.hour * 3600 + local.minute * 60 + local.second) / 86400:.9f}"


TEXT_OF: dict[Kind, Callable[[Any], str]] = {
    Kind.DATE: date_text,
    Kind.MONEY: number_text,
    Kind.NUMBER: number_text,
    Kind.MOMENT: moment_text,
}
