"""The first rows of a very large tab without parsing it: a small workbook is cut out of the large one and read in its place."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from itertools import islice

from casework.package import Package, WorkbookRefused
from casework.parcel import BROKEN, MB, Parcel

KEPT = ("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml")
FAR = 16 * MB
TEXTS = "xl/sharedStrings.xml"


def head_of(package: Package, name: str, rows: int) -> bytes:
    """A workbook of the first rows of one tab, with the texts they use. Raises WorkbookRefused where the file is written too unusually."""
    parcel = package.parcel
    assert parcel is not None
    sheet = _until(parcel, package.parts[name], rb"</row>", rows) + b"</sheetData></worksheet>"
    if not re.search(rb"<worksheet\b", sheet) or not re.search(rb"<sheetData\b", sheet):
        raise WorkbookRefused(BROKEN)
    texts = max((int(index) for index in re.findall(rb'\bt="s"[^>]*><v>(\d{1,9})</v>', sheet)), default=-1) + 1
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as small:
        for part in KEPT:
            if part in parcel.infos:
                small.writestr(part, parcel.read(part))
        small.writestr(package.parts[name], sheet)
        if texts and TEXTS in parcel.infos:
            small.writestr(TEXTS, _until(parcel, TEXTS, rb"</si>|<si\s*/>", texts) + b"</sst>")
    return stream.getvalue()


def _until(parcel: Parcel, part: str, end: bytes, times: int) -> bytes:
    """The part up to and with its so-manieth end tag, or its last one. Raises WorkbookRefused when that is far away."""
    text, ends = b"", re.compile(end)
    for piece in parcel.pieces(part):
        text += piece
        if len(ends.findall(text)) >= times or len(text) > FAR:
            break
    places = [found.end() for found in islice(ends.finditer(text), times)]
    if (len(places) < times and len(text) > FAR) or not places:
        raise WorkbookRefused(BROKEN)
    return text[: places[-1]]
