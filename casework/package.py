"""The .xlsx as somebody else's file: kind, password, macros, outside links, bombs and formulas told apart, each with its remedy (rulings E5). Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

from casework.parcel import BROKEN, FOREIGN, Parcel, WorkbookRefused, checked_xml, open_parcel
from casework.sheet_scan import Extent, Formulas, column_letter, column_number, find_formulas, scan

__all__ = ["Formulas", "Package", "WorkbookRefused", "column_letter", "column_number", "find_formulas", "open_package"]

OLE_HEAD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_TABS = 100  # a county has some twenty towns; a tab for every village is a file per town
TAB_NAME_LIMIT = 100
DATA_PARTS = re.compile(r"\.(xml|rels|vml)$", re.IGNORECASE)
SHEET_TYPES = ("/worksheet", "/chartsheet", "/dialogsheet")


@dataclass(frozen=True)
class Package:
    """A checked workbook: its bytes, where each tab's cells are kept, how far they reach, and which tabs are hidden."""

    content: bytes
    parts: dict[str, str]
    extents: dict[str, Extent] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    parcel: Parcel | None = None

    def formulas(self, tab: str) -> Formulas:
        extent = self.extents[tab]
        return Formulas(extent.formulas, tuple(extent.without_value))


def open_package(content: bytes) -> Package:
    """The checked parcel; raises WorkbookRefused for anything that is not a plain, whole, harmless .xlsx."""
    _check_kind(content)
    parcel = open_parcel(content)
    _check_parts(parcel)
    parts, hidden = _tabs(parcel)
    extents = {}
    sheets = {part: name for name, part in parts.items()}
    for part in parcel.infos:
        if part in sheets:
            extents[sheets[part]] = scan(checked_xml(parcel.pieces(part)))
        elif DATA_PARTS.search(part):
            for _ in checked_xml(parcel.pieces(part)):
                pass
    return Package(content, parts, extents, frozenset(hidden), parcel)


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


def _check_parts(parcel: Parcel) -> None:
    """What the parcel must and must not hold, by the names of its parts and its list of kinds."""
    names = {name.replace("\\", "/").casefold() for name in parcel.infos}
    if "[Content_Types].xml" not in parcel.infos or not any(name.startswith("xl/") for name in names):
        raise WorkbookRefused("这不是Excel工作簿。请在Excel或WPS里另存为.xlsx再导入。")
    if "xl/workbook.xml" not in parcel.infos or "xl/_rels/workbook.xml.rels" not in parcel.infos:
        raise WorkbookRefused("这不是.xlsx工作簿（可能是.xlsb）。请另存为.xlsx再导入。")
    kinds = parcel.read("[Content_Types].xml").lower()
    if any(name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in names) or b"macroenabled" in kinds:
        raise WorkbookRefused("工作簿带有宏。请另存为“Excel工作簿（.xlsx）”，不要选“启用宏的工作簿”。")
    if any(name.startswith("xl/externallinks/") for name in names):
        raise WorkbookRefused("工作簿链接了别的文件。请在“数据→编辑链接”里断开链接，存成数值再导入。")
    if "xl/connections.xml" in names:
        raise WorkbookRefused("工作簿连着外部数据。请在“数据→查询和连接”里删去连接，存成数值再导入。")


def _attributes(tag: str) -> dict[str, str]:
    return {name: unescape(double or single) for name, double, single in re.findall(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""", tag)}


def _tabs(parcel: Parcel) -> tuple[dict[str, str], list[str]]:
    """Name of each worksheet → its part, in the workbook's order; and the names of the hidden ones."""
    workbook, links = (parcel.read(part) for part in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"))
    for part in (workbook, links):
        for _ in checked_xml(iter([part])):
            pass
    try:
        texts = [part.decode("utf-8-sig") for part in (workbook, links)]
    except UnicodeDecodeError as error:
        raise WorkbookRefused(BROKEN) from error
    targets = {}
    for tag in re.findall(r"<(?:\w+:)?Relationship\b[^>]*>", texts[1]):
        attributes = _attributes(tag)
        if attributes.get("Type", "").endswith("/worksheet") and "Id" in attributes:
            target = attributes.get("Target", "")
            targets[attributes["Id"]] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    tabs: dict[str, str] = {}
    hidden = []
    declared = re.findall(r"<(?:\w+:)?sheet\b[^>]*>", texts[0])
    if len(declared) > MAX_TABS:
        raise WorkbookRefused(f"有{len(declared)}张工作表，一份最多{MAX_TABS}张。请按镇分成几个文件再导入。")
    for tag in declared:
        attributes = _attributes(tag)
        link = next((value for name, value in attributes.items() if name.endswith(":id")), "")
        if link not in targets or targets[link] not in parcel.infos:
            continue
        name = attributes.get("name", "")
        _check_tab_name(name, tabs)
        if targets[link] in tabs.values():
            raise WorkbookRefused(FOREIGN)
        tabs[name] = targets[link]
        if attributes.get("state", "visible") != "visible":
            hidden.append(name)
    if not tabs:
        raise WorkbookRefused("工作簿里没有工作表。")
    return tabs, hidden


def _check_tab_name(name: str, known: dict[str, str]) -> None:
    """Excel allows no such names; a file that has them was made to mislead whoever stores or shows them."""
    if not name.strip() or len(name) > TAB_NAME_LIMIT or re.search(r"[\x00-\x1f/\\:*?\[\]]", name):
        shown = re.sub(r"[\x00-\x1f]", "", name)[:30]
        raise WorkbookRefused(f"工作表名“{shown}”不合规矩（空着、太长，或有/、\\、:、*、?、[、]）。请改名再导入。")
    if name.casefold() in {other.casefold() for other in known}:
        raise WorkbookRefused(f"有两张工作表都叫“{name}”。请改名再导入。")
