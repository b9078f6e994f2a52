"""A streamed .xlsx writer: rows go straight into the zip, so a county's 250,000 rows take seconds and little memory.

Only what a register needs: one sheet, text, numbers, dates, one merged title. Files are byte-identical for equal input.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TextIO
from xml.sax.saxutils import escape

STAMP = (2026, 6, 12, 9, 0, 0)
EPOCH = date(1899, 12, 30)
TEXT, TITLE, DATE, MONEY = 1, 2, 3, 4


class Fen(int):
    """An amount in 分, written as a number of 元 with two places."""

    def __str__(self) -> str:
        sign, cents = ("-", -int(self)) if self < 0 else ("", int(self))
        return f"{sign}{cents // 100}.{cents % 100:02d}"


class AsNumber(str):
    """Digits that somebody's Excel stored as a number: what follows the fifteenth is lost."""


Cell = str | int | float | date | None

CONTENT_TYPES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>"""
RELS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"""
WORKBOOK = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="{tab}" sheetId="1" r:id="rId1"/></sheets></workbook>"""
WORKBOOK_RELS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"""
# Styles: 0 general, 1 text (@), 2 title, 3 date, 4 money.
STYLES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="2"><font><sz val="11"/><name val="宋体"/></font><font><b/><sz val="16"/><name val="宋体"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="5"><xf/><xf numFmtId="49" applyNumberFormat="1"/><xf fontId="1" applyFont="1" applyAlignment="1"><alignment horizontal="center"/></xf><xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="4" applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="常规" xfId="0" builtinId="0"/></cellStyles></styleSheet>"""
SHEET_HEAD = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>"""


def letters(index: int) -> str:
    """Column letters of a zero-based index: 0 → A, 27 → AB."""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(65 + rest) + text
    return text


def cell_xml(value: Cell, style: int = TEXT) -> str:
    """The inside of `<c …` after its address; empty for nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, AsNumber):
        return f'"><v>{float(value):.14E}</v></c>'
    if isinstance(value, str):
        return f'" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    if isinstance(value, Fen):
        return f'" s="{MONEY}"><v>{value}</v></c>'
    if isinstance(value, date):
        return f'" s="{DATE}"><v>{(value - EPOCH).days}</v></c>'
    return f'"><v>{value}</v></c>'


class _Rows:
    def __init__(self, out: TextIO, width: int) -> None:
        self.out, self.number = out, 0
        self.columns = [letters(index) for index in range(width)]

    def write(self, values: Sequence[Cell], style: int = TEXT) -> None:
        self.number += 1
        number = self.number
        cells = "".join(
            f'<c r="{column}{number}{xml}' for column, value in zip(self.columns, values, strict=False) if (xml := cell_xml(value, style))
        )
        self.out.write(f'<row r="{number}">{cells}</row>')


def write_register(
    path: Path,
    *,
    tab: str,
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    above: Sequence[str] = (),
    below: Sequence[Sequence[Cell]] = (),
) -> int:
    """One register as a workbook; returns how many rows it holds. `above` are lines over the header, the first a merged title."""
    count = 0
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, body in (
            ("[Content_Types].xml", CONTENT_TYPES),
            ("_rels/.rels", RELS),
            ("xl/workbook.xml", WORKBOOK.format(tab=escape(tab))),
            ("xl/_rels/workbook.xml.rels", WORKBOOK_RELS),
            ("xl/styles.xml", STYLES),
        ):
            archive.writestr(_part(name), body)
        with archive.open(_part("xl/worksheets/sheet1.xml"), "w") as raw:
            out = io.TextIOWrapper(raw, encoding="utf-8", write_through=False)
            out.write(SHEET_HEAD)
            lines = _Rows(out, len(header))
            for index, line in enumerate(above):
                lines.write([line], TITLE if index == 0 else TEXT)
            lines.write(header)
            for row in rows:
                lines.write(row)
                count += 1
            for extra in below:
                lines.write(extra)
            merged = f'<mergeCells count="1"><mergeCell ref="A1:{letters(len(header) - 1)}1"/></mergeCells>' if above else ""
            out.write(f"</sheetData>{merged}</worksheet>")
            out.flush()
            out.detach()
    return count


def _part(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, STAMP)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info
