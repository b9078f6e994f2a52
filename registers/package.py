"""The .xlsx as a parcel: what must be asked of the zip before anything reads its cells (rulings E5). Pure.

A workbook is somebody else's file: kind, password, macros, outside links, bombs and formulas are told apart here, each with its remedy.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass
from html import unescape
from io import BytesIO

OLE_HEAD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_UNPACKED = 600 * 1024 * 1024
MAX_PART = 300 * 1024 * 1024
MAX_PARTS = 5000
MAX_CELLS = 12_000_000
MAX_COLUMNS = 16_384


class WorkbookRefused(Exception):
    """The whole file is refused and nothing taken; `reason` says why and what to do, in Chinese."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Formulas:
    """How many cells of a tab are formulas, and which of them hold no stored value."""

    count: int
    without_value: tuple[str, ...]


@dataclass(frozen=True)
class Package:
    """A checked workbook: its bytes and where each tab's cells are kept."""

    content: bytes
    parts: dict[str, str]

    def formulas(self, tab: str) -> Formulas:
        return find_formulas(_read(zipfile.ZipFile(BytesIO(self.content)), self.parts[tab]))


def open_package(content: bytes) -> Package:
    """The checked parcel; raises WorkbookRefused for anything that is not a plain, whole, harmless .xlsx."""
    _check_kind(content)
    try:
        parcel = zipfile.ZipFile(BytesIO(content))
        names = set(parcel.namelist())
        _check_size(parcel)
        if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
            raise WorkbookRefused("这不是Excel工作簿。请在Excel或WPS里另存为.xlsx再导入。")
        if "xl/workbook.xml" not in names:
            raise WorkbookRefused("这不是.xlsx工作簿（可能是.xlsb）。请另存为.xlsx再导入。")
        if any(name.lower().endswith("vbaproject.bin") for name in names) or b"macroEnabled" in _read(parcel, "[Content_Types].xml"):
            raise WorkbookRefused("工作簿带有宏。请另存为“Excel工作簿（.xlsx）”，不要选“启用宏的工作簿”。")
        if any(name.startswith("xl/externalLinks/") for name in names):
            raise WorkbookRefused("工作簿链接了别的文件。请在“数据→编辑链接”里断开链接，存成数值再导入。")
        parts = _tabs(parcel, names)
        for part in {*parts.values(), *(names & {"xl/sharedStrings.xml", "xl/styles.xml"})}:
            _check_part(_read(parcel, part), part)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise WorkbookRefused("文件不完整或已损坏，打不开。请向报送单位重新要一份，或在Excel里修复后另存。") from error
    return Package(content, parts)


def _check_kind(content: bytes) -> None:
    if not content:
        raise WorkbookRefused("文件是空的（0字节）。请重新选择文件。")
    if content.startswith(OLE_HEAD):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise WorkbookRefused("工作簿加了打开密码。请去掉密码另存后再导入。")
        raise WorkbookRefused("这是旧版.xls文件。请在Excel或WPS里另存为.xlsx再导入。")
    if not content.startswith(b"PK"):
        kind = "PDF文件" if content.startswith(b"%PDF") else "文本或CSV文件" if _is_text(content[:4096]) else "Excel工作簿以外的文件"
        raise WorkbookRefused(f"这是{kind}，只收.xlsx。请在Excel或WPS里打开，另存为.xlsx再导入。")


def _is_text(head: bytes) -> bool:
    return b"\x00" not in head and sum(byte < 9 or 13 < byte < 32 for byte in head) == 0


def _check_size(parcel: zipfile.ZipFile) -> None:
    infos = parcel.infolist()
    if any(info.flag_bits & 1 for info in infos):
        raise WorkbookRefused("文件加了密码。请去掉密码另存后再导入。")
    if len(infos) > MAX_PARTS or sum(info.file_size for info in infos) > MAX_UNPACKED or any(info.file_size > MAX_PART for info in infos):
        raise WorkbookRefused("文件解开后太大，可能有大片空白格式或不是正常的表。请只留有内容的行列，分成几个文件再导入。")


def _read(parcel: zipfile.ZipFile, part: str) -> bytes:
    """A whole part; the zip module stops at the size it declares and checks its sum, so a lying head fails here."""
    with parcel.open(part) as stream:
        return stream.read(MAX_PART + 1)


def _tabs(parcel: zipfile.ZipFile, names: set[str]) -> dict[str, str]:
    """Name of each worksheet → its part, in the workbook's order."""
    workbook = _read(parcel, "xl/workbook.xml")
    links = _read(parcel, "xl/_rels/workbook.xml.rels")
    if b"<!DOCTYPE" in workbook + links or b"<!ENTITY" in workbook + links:
        raise WorkbookRefused("工作簿里有不该有的定义。请在Excel里另存为.xlsx再导入。")
    targets = {}
    for tag in re.findall(r"<(?:\w+:)?Relationship\b[^>]*>", links.decode("utf-8", "replace")):
        attributes = dict(re.findall(r'([\w:]+)\s*=\s*"([^"]*)"', tag))
        if attributes.get("Type", "").endswith("/worksheet"):
            target = attributes["Target"]
            targets[attributes["Id"]] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    tabs = {}
    for tag in re.findall(r"<(?:\w+:)?sheet\b[^>]*>", workbook.decode("utf-8", "replace")):
        attributes = dict(re.findall(r'([\w:]+)\s*=\s*"([^"]*)"', tag))
        link = next((value for name, value in attributes.items() if name.endswith(":id")), "")
        if link in targets and targets[link] in names:
            tabs[unescape(attributes["name"])] = targets[link]
    if not tabs:
        raise WorkbookRefused("工作簿里没有工作表。")
    return tabs


def _check_part(xml: bytes, part: str) -> None:
    if b"<!DOCTYPE" in xml[:4096] or b"<!ENTITY" in xml[:4096]:
        raise WorkbookRefused("工作簿里有不该有的定义。请在Excel里另存为.xlsx再导入。")
    if not part.startswith("xl/worksheets/"):
        return
    rows = max((int(number) for number in re.findall(rb'<(?:\w+:)?row\b[^>]*?\sr="(\d{1,8})"', xml)), default=0)
    # One letter (A–Z) is the usual case and needs no list of every cell.
    letters = set(re.findall(rb'\sr="([A-Z]{2,3})\d', xml))
    columns = max((column_number(letter.decode()) for letter in letters), default=26)
    if columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
        raise WorkbookRefused("表太大：有内容的格子铺得太开。请删去末尾的空行空列，只留有内容的部分再导入。")


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


def find_formulas(xml: bytes) -> Formulas:
    """Formulas of one worksheet; a stored value is a filled <v> or an inline text."""
    if b"<f" not in xml:
        return Formulas(0, ())
    count, without = 0, []
    for cell in re.finditer(rb"<c\b([^>]*)>(.*?)</c>", xml, re.DOTALL):
        body = cell[2]
        if b"<f" not in body:
            continue
        count += 1
        if not re.search(rb"<v[^>/]*>[^<]", body) and b"<t>" not in body:
            found = re.search(rb'\br="([A-Z]+\d+)"', cell[1])
            without.append(found[1].decode() if found else "?")
    return Formulas(count, tuple(without))
