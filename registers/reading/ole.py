"""The OLE file around an .xls: opened by olefile, which bears broken ones, and written anew around the one stream that is read.

The fast reader trusts an OLE file's own counts and chains, and sets memory aside by them; a wrong one ends the whole worker. So it never sees one.
"""

from __future__ import annotations

import struct
from io import BytesIO

import olefile

from casework.package import WorkbookRefused
from casework.parcel import BROKEN

MACROS = "工作簿带有宏。请另存为不带宏的.xlsx再导入。"
LOCKED = "工作簿加了打开密码。请去掉密码另存后再导入。"
SECTOR = 4096  # of version 4: the 109 places in the head then reach 440 MB
END, FREE, FAT_SECTOR = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def stream_of(content: bytes) -> bytes:
    """The workbook's own stream. Raises WorkbookRefused for macros, passwords and other documents; olefile's own errors otherwise."""
    if len(content) < 1536:
        raise WorkbookRefused(BROKEN)
    with olefile.OleFileIO(BytesIO(content)) as ole:
        names = {"/".join(path).casefold() for path in ole.listdir(streams=True, storages=True)}
        if any(name.split("/")[0] in ("_vba_project_cur", "macros", "vba") for name in names):
            raise WorkbookRefused(MACROS)
        if "encryptedpackage" in names:
            raise WorkbookRefused(LOCKED)
        name = next((name for name in ("Workbook", "Book") if ole.exists(name)), None)
        if name is None:
            raise WorkbookRefused("这不是Excel工作簿（可能是旧版Word或别的文档）。请选.xlsx、.xls或.csv。")
        return bytes(ole.openstream(name).read(len(content)))


def wrapped(stream: bytes) -> bytes:
    """A plain OLE file with this one stream: head, table of sectors, directory, the stream."""
    stream = stream.ljust(SECTOR, b"\x00")  # shorter ones would belong into the table of small sectors
    data = -(-len(stream) // SECTOR)
    tables = 1
    while tables * (SECTOR // 4) < tables + 2 + data:
        tables += 1
    small, first = tables + 1, tables + 2  # sectors: the tables, the directory, an empty one for small streams, the data
    table = [FAT_SECTOR] * tables + [END, END] + [*range(first + 1, first + data), END]
    table += [FREE] * (tables * (SECTOR // 4) - len(table))
    head = struct.pack(
        "<8s16sHHHHH6xIIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"",
        0x3E,
        4,
        0xFFFE,
        12,
        6,
        1,
        tables,
        tables,
        0,
        4096,
        END,
        0,
        END,
        0,
        0,
    )[:76]
    head += struct.pack("<109I", *range(tables), *[FREE] * (109 - tables))
    directory = _entry("Root Entry", 5, 1, small, SECTOR) + _entry("Workbook", 2, FREE, first, len(stream))
    directory += _entry("", 0, FREE, 0, 0) * (SECTOR // 128 - 2)
    return b"".join(
        (
            head.ljust(SECTOR, b"\x00"),
            struct.pack(f"<{len(table)}I", *table),
            directory,
            bytes(SECTOR),
            stream.ljust(data * SECTOR, b"\x00"),
        )
    )


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    """One entry of the directory, 128 bytes."""
    text = name.encode("utf-16-le")
    length = len(text) + 2 if name else 0
    return struct.pack("<64sHBBIII16sI16sIQ", text, length, kind, 1, FREE, FREE, child, b"", 0, b"", start, size)
