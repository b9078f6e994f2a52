"""A file as tabs of cells, whatever kind it is: .xlsx, .xls or text with separators. What the file's name says must be what it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Protocol

from casework.package import OLE_HEAD, WorkbookRefused
from casework.sheet_scan import Area
from registers.cells import Raw, is_blank

HEAD_ROWS = 12  # the heading stands in the first six rows, with some rows of data to look at
ACCEPTED = (".xlsx", ".xls", ".csv", ".txt")
WEB_PAGE = (b"<html", b"<!doctype html", b"<table", b"<head", b"<meta")


@dataclass
class Grid:
    """All cells of a tab from A1 on, every row as long as the longest; "" where nothing stands. `notes` are for the sender."""

    rows: list[list[Raw]]
    merged: Sequence[Area] = ()
    notes: list[str] = field(default_factory=list)


class Book(Protocol):
    """An opened file."""

    names: list[str]
    hidden: frozenset[str]

    def head(self, name: str) -> list[list[Raw]]:
        """The first rows of a tab, cheaply."""

    def grid(self, name: str) -> Grid:
        """The whole tab. Raises WorkbookRefused for what cannot be read as it stands."""


def open_book(content: bytes, file_name: str = "") -> Book:
    """The file behind its content, never behind its name. Raises WorkbookRefused with the reason and the remedy."""
    kind = kind_of(content)
    named = PurePath(file_name).suffix.lower()
    if named and named not in ACCEPTED:
        raise WorkbookRefused(f"不收{named[:8]}文件。请在Excel或WPS里另存为.xlsx再导入。")
    if named and named != kind and not (kind == ".csv" and named == ".txt"):
        raise WorkbookRefused(f"文件名是{named}，内容却是{kind}。请把文件名改成{kind}，或在Excel里打开后另存为.xlsx再导入。")
    match kind:
        case ".xlsx":
            from registers.reading.xlsx import XlsxBook

            return XlsxBook(content)
        case ".xls":
            from registers.reading.old_xls import OldBook

            return OldBook(content)
        case _:
            from registers.reading.delimited import DelimitedBook

            return DelimitedBook(content)


def kind_of(content: bytes) -> str:
    """.xlsx, .xls or .csv by the first bytes; raises WorkbookRefused naming what else it is."""
    if not content:
        raise WorkbookRefused("文件是空的（0字节）。请重新选择文件。")
    if content.startswith(b"PK"):
        return ".xlsx"
    if content.startswith(OLE_HEAD):
        return ".xls"
    head = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"%pdf"):
        raise WorkbookRefused("这是PDF文件，读不出行和列。请向报送单位要Excel原表（.xlsx、.xls或.csv）。")
    if head.startswith(WEB_PAGE):
        raise WorkbookRefused("这是网页文件，只是起了表格的名字。请在Excel里打开，另存为.xlsx再导入。")
    if head.startswith(b"<?xml"):
        raise WorkbookRefused("这是XML文件。请在Excel里打开，另存为.xlsx再导入。")
    if head.startswith((b"{\\rtf", b"\x89png", b"\xff\xd8\xff", b"gif8", b"rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        raise WorkbookRefused("这是Excel工作簿以外的文件（图片、压缩包或文档）。请选.xlsx、.xls或.csv。")
    is_utf16 = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    if not is_utf16 and any(byte < 9 or 13 < byte < 32 for byte in content[:8192]):
        raise WorkbookRefused("这是Excel工作簿以外的文件，认不出内容。请选.xlsx、.xls或.csv。")
    return ".csv"


def squared(rows: list[list[Raw]]) -> list[list[Raw]]:
    """Every row of one length, without empty columns and rows at the end. Changes the rows it is given."""
    while rows and not any(cell != "" for cell in rows[-1]):
        rows.pop()
    width = max(map(len, rows), default=0)
    for row in rows:
        if len(row) < width:
            row.extend([""] * (width - len(row)))
    while width and all(row[width - 1] == "" for row in rows):
        width -= 1
    for row in rows:
        del row[width:]
    return rows


def is_empty(rows: Sequence[Sequence[Raw]]) -> bool:
    return all(is_blank(cell) for row in rows for cell in row)
