"""Plain drawn pictures that stand for photos in the demo: a house, a door, a family, a notice board. No camera, no person."""

from __future__ import annotations

import struct
import zlib
from functools import cache

from casework.choices import PhotoKind
from casework.photos import Photo

WIDTH, HEIGHT = 240, 160
SKY, GROUND, WALL, ROOF, DOOR, PAPER, INK = (
    (205, 220, 232), (198, 190, 170), (226, 214, 196), (150, 92, 74), (108, 78, 60), (250, 250, 246), (70, 80, 92),
)  # fmt: skip
Box = tuple[int, int, int, int, tuple[int, int, int]]

# left, top, right, bottom, colour; later boxes lie over earlier ones.
DRAWINGS: dict[PhotoKind, tuple[Box, ...]] = {
    PhotoKind.HOUSE: ((60, 70, 190, 130, WALL), (50, 52, 200, 72, ROOF), (112, 92, 138, 130, DOOR), (74, 84, 98, 104, SKY)),
    PhotoKind.DOOR: ((40, 20, 200, 150, WALL), (90, 40, 150, 150, DOOR), (158, 52, 186, 64, ROOF)),
    PhotoKind.FAMILY: ((30, 100, 210, 150, WALL), (70, 60, 94, 120, INK), (112, 52, 136, 120, ROOF), (154, 76, 172, 120, DOOR)),
    PhotoKind.BOARD: ((30, 20, 210, 140, DOOR), (44, 32, 118, 128, PAPER), (126, 32, 198, 128, PAPER), (54, 44, 108, 50, INK), (54, 60, 108, 64, INK), (54, 74, 100, 78, INK)),
    PhotoKind.PAPER: ((50, 10, 190, 150, PAPER), (66, 28, 174, 36, INK), (66, 52, 174, 56, INK), (66, 70, 150, 74, INK)),
}  # fmt: skip


@cache
def picture(kind: PhotoKind) -> Photo:
    """A small PNG of this kind."""
    rows = [[SKY if y < 110 else GROUND for _ in range(WIDTH)] for y in range(HEIGHT)]
    for left, top, right, bottom, colour in DRAWINGS.get(kind, DRAWINGS[PhotoKind.PAPER]):
        for y in range(top, bottom):
            rows[y][left:right] = [colour] * (right - left)
    raw = b"".join(b"\x00" + bytes(channel for pixel in row for channel in pixel) for row in rows)
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    content = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(raw, 9)) + _chunk(b"IEND", b"")
    return Photo(kind, content, "image/png")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
