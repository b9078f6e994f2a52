"""The zip around a workbook: bounded, whole, and without anything two readers could read differently (rulings E5). Pure.

Nothing is believed that the zip says of itself: every part is unpacked here in small pieces, counted against what it declares and summed, before
another library unpacks it whole. A part that unpacks to more than it says never reaches that library.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

MB = 1024 * 1024
MAX_UNPACKED = 600 * MB
MAX_PART = 300 * MB
MAX_PARTS = 5000
# Deflate cannot pass 1032:1; a sheet of one repeated row reaches 60, of empty formatted cells 150. Small parts may be anything.
MAX_RATIO, RATIO_COUNTS_FROM = 250, 5 * MB
MAX_DEPTH = 256  # a workbook's own XML nests to about fifteen
# Excel's longest cell is 32,767 characters, six bytes each at worst where every one is written &#1234;.
MAX_TEXT = 32_767 * 8
PIECE = MB
IN_PIECE = 64 * 1024

BROKEN = "文件不完整或已损坏，打不开。请向报送单位重新要一份，或在Excel里修复后另存。"
TOO_LARGE = "文件解开后太大，可能有大片空白格式或不是正常的表。请只留有内容的行列，分成几个文件再导入。"
FOREIGN = "工作簿里有不该有的定义。请在Excel里另存为.xlsx再导入。"
LONG_CELL = "有一格写了三万多个字，超过Excel一格能放的。请删去那一格再导入。"


class WorkbookRefused(Exception):
    """The whole file is refused and nothing taken; `reason` says why and what to do, in Chinese."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Parcel:
    """A zip whose list of contents is sound; `infos` by part name."""

    content: bytes
    infos: dict[str, zipfile.ZipInfo]

    @property
    def names(self) -> set[str]:
        return set(self.infos)

    def pieces(self, part: str) -> Iterator[bytes]:
        """A part in pieces of at most a megabyte. Raises WorkbookRefused when it is not exactly what the list of contents says."""
        info = self.infos[part]
        start = self._start(info)
        packed = memoryview(self.content)[start : start + info.compress_size]
        if len(packed) != info.compress_size:
            raise WorkbookRefused(BROKEN)
        total, checksum = 0, 0
        for piece in _stored(packed) if info.compress_type == zipfile.ZIP_STORED else _inflated(packed):
            total += len(piece)
            checksum = zlib.crc32(piece, checksum)
            if total > info.file_size:
                raise WorkbookRefused(TOO_LARGE)
            yield piece
        if total != info.file_size or checksum != info.CRC:
            raise WorkbookRefused(BROKEN)

    def read(self, part: str, limit: int = 16 * MB) -> bytes:
        """A small part whole."""
        if self.infos[part].file_size > limit:
            raise WorkbookRefused(TOO_LARGE)
        return b"".join(self.pieces(part))

    def _start(self, info: zipfile.ZipInfo) -> int:
        head = self.content[info.header_offset : info.header_offset + 30]
        if len(head) < 30 or head[:4] != b"PK\x03\x04":
            raise WorkbookRefused(BROKEN)
        return info.header_offset + 30 + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")


def _stored(packed: memoryview) -> Iterator[bytes]:
    for start in range(0, len(packed), PIECE):
        yield bytes(packed[start : start + PIECE])


def _inflated(packed: memoryview) -> Iterator[bytes]:
    inflate = zlib.decompressobj(-15)
    for start in range(0, len(packed), IN_PIECE):
        waiting: bytes | memoryview = packed[start : start + IN_PIECE]
        while waiting:
            try:
                piece = inflate.decompress(waiting, PIECE)
            except zlib.error as error:
                raise WorkbookRefused(BROKEN) from error
            if piece:
                yield piece
            if inflate.eof:
                return
            waiting = inflate.unconsumed_tail
    if rest := inflate.flush():
        yield rest
    if not inflate.eof:
        raise WorkbookRefused(BROKEN)


def open_parcel(content: bytes) -> Parcel:
    """The zip's list of contents, checked. Raises WorkbookRefused."""
    try:
        infos = zipfile.ZipFile(BytesIO(content)).infolist()
    except (zipfile.BadZipFile, EOFError, KeyError, OSError, NotImplementedError, RuntimeError, ValueError, OverflowError) as error:
        raise WorkbookRefused(BROKEN) from error
    if any(info.flag_bits & 1 for info in infos):
        raise WorkbookRefused("文件加了密码。请去掉密码另存后再导入。")
    if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in infos):
        raise WorkbookRefused("文件不是Excel存的（压缩方法不同）。请在Excel里另存为.xlsx再导入。")
    if len(infos) > MAX_PARTS or sum(info.file_size for info in infos) > MAX_UNPACKED:
        raise WorkbookRefused(TOO_LARGE)
    for info in infos:
        if info.file_size > MAX_PART or info.file_size > max(RATIO_COUNTS_FROM, MAX_RATIO * info.compress_size):
            raise WorkbookRefused(TOO_LARGE)
        if re.search(r"(^|[/\\])\.\.([/\\]|$)|^[/\\]|^[A-Za-z]:|\x00", info.orig_filename):
            raise WorkbookRefused("工作簿里有指向别处的文件名。请在Excel里另存为.xlsx再导入。")
    # Readers take the first, the last or the one of other capitals: a part there twice would be checked once and read otherwise.
    plain = [info.filename.replace("\\", "/").casefold() for info in infos]
    if len(set(plain)) != len(plain):
        raise WorkbookRefused("工作簿里同一个部分出现了两次。请在Excel里另存为.xlsx再导入。")
    return Parcel(content, {info.filename: info for info in infos})


def checked_xml(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces of one XML part as they come, each looked at: UTF-8, no definitions, no text and no nesting beyond what Excel writes."""
    tail, since_tag, depth, is_first = b"", 0, 0, True
    for piece in pieces:
        if is_first and (piece[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in piece[:64]):
            raise WorkbookRefused(FOREIGN)
        is_first = False
        seam = tail + piece
        if b"!" in seam and b"<!" in seam and re.search(rb"<!(DOCTYPE|ENTITY)", seam, re.IGNORECASE):
            raise WorkbookRefused(FOREIGN)
        since_tag = _since_tag(piece, since_tag)
        # A piece is too short to hold a harmful depth within itself; what counts is what is still open at its end.
        depth += _opened(seam) - _opened(tail)
        if depth > MAX_DEPTH:
            raise WorkbookRefused("工作簿的内容一层套一层，不是Excel存的。请在Excel里另存为.xlsx再导入。")
        tail = piece[-10:] if len(piece) >= 10 else (tail + piece)[-10:]
        yield piece


def _opened(xml: bytes) -> int:
    # One byte is found ten times as fast as two: what a sheet hardly ever holds is asked for by its rarer sign first.
    others = sum(xml.count(b"<" + sign) for sign in (b"?", b"!") if sign in xml)
    return xml.count(b"<") - 2 * xml.count(b"</") - xml.count(b"/>") - others


def _since_tag(piece: bytes, carried: int) -> int:
    """How many bytes stand at the end of this piece since the last tag began; raises WorkbookRefused for one text beyond any cell's."""
    last = -carried
    while True:
        found = piece.rfind(b"<", max(last + 1, 0), max(last + 1 + MAX_TEXT, 0))
        if found < 0:
            if len(piece) - last > MAX_TEXT:
                raise WorkbookRefused(LONG_CELL)
            return len(piece) - last
        last = found
