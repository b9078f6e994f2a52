"""Files made to harm: each function returns one. Nothing here is kept on a disk."""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO
from random import Random

import xlwt
from openpyxl import Workbook

from tests.registers.books import HEAD, book, saved

HEADINGS = ("姓名", "身份证号", "残疾类别", "残疾等级", "发证日期")
ROW = ("周守田", HEAD, "肢体", "二级", "2024-05-01")
SHEET = "xl/worksheets/sheet1.xml"
MB = 1024 * 1024


def good() -> bytes:
    return book(HEADINGS, ROW)


def part_of(content: bytes, part: str = SHEET) -> bytes:
    with zipfile.ZipFile(BytesIO(content)) as parcel:
        return parcel.read(part)


def with_parts(content: bytes, parts: dict[str, bytes]) -> bytes:
    """The same parcel with parts added or replaced."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename not in parts:
                new.writestr(info.filename, old.read(info.filename))
        for name, data in parts.items():
            new.writestr(name, data)
    return stream.getvalue()


def with_sheet(old: bytes, new: bytes) -> bytes:
    content = good()
    assert old in part_of(content)
    return with_parts(content, {SHEET: part_of(content).replace(old, new, 1)})


def bomb() -> bytes:
    """A sheet of 200 MB that packs to 200 KB."""
    return with_sheet(b"</sheetData>", b"</sheetData><!--" + b" " * (200 * MB) + b"-->")


def bomb_in_many_parts() -> bytes:
    """Every part looks harmless, together they pass the limit."""
    filling = b"<x>" + b"<a/>" * MB + b"</x>"
    return with_parts(good(), {f"customXml/item{number}.xml": filling for number in range(160)})


def lying_head() -> bytes:
    """A part that says it unpacks to a few hundred bytes, with the right sum for these, and unpacks to 100 MB."""
    content = good()
    small = part_of(content)
    whole = small + b" " * (100 * MB)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(whole) + packer.flush()
    marked = with_parts(content, {SHEET: b"MARK" * 64})
    stream = bytearray(marked)
    info = next(info for info in zipfile.ZipFile(BytesIO(marked)).infolist() if info.filename == SHEET)
    start = info.header_offset + 30 + len(SHEET)
    grown = len(packed) - info.compress_size
    stream[start : start + info.compress_size] = packed
    local = struct.pack("<III", zlib.crc32(small), len(packed), len(small))
    stream[info.header_offset + 14 : info.header_offset + 26] = local
    middle = stream.rindex(b"PK\x01\x02", 0, stream.rindex(SHEET.encode()))
    stream[middle + 16 : middle + 28] = local
    end = stream.rindex(b"PK\x05\x06")
    at = struct.unpack_from("<I", stream, end + 16)[0]
    struct.pack_into("<I", stream, end + 16, at + grown)
    return bytes(stream)


def claims_the_whole_sheet() -> bytes:
    """The dimension says A1:XFD1048576; only ten cells are there."""
    xml = part_of(good())
    start = xml.index(b"<dimension")
    return with_sheet(xml[start : xml.index(b"/>", start) + 2], b'<dimension ref="A1:XFD1048576"/>')


def far_cell() -> bytes:
    workbook = Workbook()
    workbook.active.append(HEADINGS)
    workbook.active["XFD1048576"] = "x"
    return saved(workbook)


def far_cell_in_a_near_row() -> bytes:
    """The row says it is the second, its cell that it stands in the last."""
    return with_sheet(b'<c r="E2"', b'<c r="XFD1048576"')


def far_cell_written_oddly() -> bytes:
    return with_sheet(b'<c r="E2"', b"<c  \n t='n'  r = 'XFD1048576'")


def doctype(part: str, at: int = 0) -> bytes:
    content = good()
    xml = part_of(content, part)
    entity = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b "&a;&a;">]>'
    return with_parts(content, {part: b"<!--" + b" " * at + b"-->" + entity + xml[xml.index(b"?>") + 2 if xml.startswith(b"<?") else 0 :]})


def in_utf_16() -> bytes:
    """A definition that no search for its bytes would find."""
    xml = part_of(good()).decode()
    return with_parts(good(), {SHEET: ('<!DOCTYPE x [<!ENTITY a "b">]>' + xml).encode("utf-16")})


def nested(depth: int = 400_000) -> bytes:
    return with_sheet(b"<sheetData>", b"<sheetData>" + b"<a>" * depth + b"</a>" * depth)


def long_cell() -> bytes:
    text = Random(1).randbytes(5 * MB).hex().encode()
    return with_sheet(b"</sheetData>", b'<row r="3"><c r="A3" t="inlineStr"><is><t>' + text + b"</t></is></c></row></sheetData>")


def with_macro() -> bytes:
    return with_parts(good(), {"xl/vbaProject.bin": b"x"})


def as_xlsm() -> bytes:
    kinds = part_of(good(), "[Content_Types].xml").replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    return with_parts(good(), {"[Content_Types].xml": kinds})


def many_tabs(number: int = 200) -> bytes:
    workbook = Workbook()
    workbook.active.append(HEADINGS)
    for place in range(number - 1):
        workbook.create_sheet(f"村{place}").append(HEADINGS)
    return saved(workbook)


def tab_named(name: str) -> bytes:
    xml = part_of(good(), "xl/workbook.xml").replace(b'name="Sheet1"', f'name="{name}"'.encode())
    return with_parts(good(), {"xl/workbook.xml": xml})


def twice(name: str) -> bytes:
    """A second part of the same or nearly the same name: which one a reader takes is anybody's guess."""
    stream = BytesIO(good())
    with zipfile.ZipFile(stream, "a") as parcel:
        parcel.writestr(name, part_of(good()).replace("肢体".encode(), "视力".encode()))
    return stream.getvalue()


def old(*rows: tuple[object, ...], tab: str = "Sheet1") -> bytes:
    """An .xls with these rows; a heading and one row without any."""
    workbook = xlwt.Workbook(encoding="utf-8")
    sheet = workbook.add_sheet(tab)
    for number, row in enumerate(rows or (HEADINGS, ROW)):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(number, column, value)
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue()
