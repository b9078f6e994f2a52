"""`bench export`: our stream beside openpyxl's write-only mode, the same rows of 30 columns, each in a process of its own (design §6)."""

from __future__ import annotations

import multiprocessing
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import cycle, islice
from pathlib import Path
from time import process_time
from typing import Any

from casework.xlsx_stream import Head, Kind, Tab, workbook

ROWS = 100_000
TITLES = tuple(f"第{number}列" for number in range(1, 31))
KINDS = (*(Kind.TEXT,) * 20, *(Kind.DATE,) * 4, *(Kind.MONEY,) * 3, *(Kind.NUMBER,) * 3)


@dataclass(frozen=True)
class Measure:
    """One row of the benchmark; the floor is openpyxl's time in the same run."""

    name: str
    size: int
    seconds: float
    floor_seconds: float
    peak_mb: int

    def as_dict(self) -> dict[str, Any]:
        return {
            "name": self.name, "size": self.size, "seconds": round(self.seconds, 3), "floor_seconds": round(self.floor_seconds, 3),
            "ratio": round(self.seconds / self.floor_seconds, 3), "peak_mb": self.peak_mb,
        }  # fmt: skip


def rows(number: int) -> Iterator[tuple[Any, ...]]:
    """So many rows out of a block made before the clock starts: the writing is measured, not the making."""
    return islice(cycle(BLOCK), number)


def made(number: int) -> Iterator[tuple[Any, ...]]:
    """Such as a register has: names, addresses, masked and whole numbers, words of closed lists, some blanks, days, money, counts."""
    days = [date(2020 + n % 6, 1 + n % 12, 1 + n % 28) for n in range(211)]
    money = [Decimal(n * 37) / 100 for n in range(997)]
    for n in range(number):
        texts = (
            f"990101-{n:07d}", f"欧阳守{n % 991}", f"990101********{n % 10_000:04d}", f"青禾县柳溪镇上湾村{n % 17}组{n % 31}号", "最低生活保障对象",
            "农村", f"6217{n:015d}", "" if n % 3 else "因病", "在打工", "轻度" if n % 2 else "",
        )  # fmt: skip
        yield (
            *texts, *reversed(texts), days[n % 211], days[n % 97], days[n % 53] if n % 4 else None, days[n % 31],
            money[n % 997], money[n % 499], money[n % 7], n, n % 9, n % 101,
        )  # fmt: skip


BLOCK = tuple(made(2_000))


def binggui_export(number: int, path: Path) -> None:
    heads = [Head(title, kind) for title, kind in zip(TITLES, KINDS, strict=True)]
    with path.open("wb") as file:
        for piece in workbook([Tab("名单", heads, rows(number), ("名单", "填报单位：青禾县"))]):
            file.write(piece)


def openpyxl_write_only(number: int, path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("名单")
    sheet.append(TITLES)
    for row in rows(number):
        sheet.append(row)
    book.save(path)


WAYS: tuple[Callable[[int, Path], None], ...] = (binggui_export, openpyxl_write_only)


def alone(place: int, number: int, answer: Any) -> None:
    """In a process of its own: its CPU seconds (neither way waits for anything, and a busy neighbour is not its fault), the most memory it ever held."""
    with tempfile.TemporaryDirectory() as folder:
        started = process_time()
        WAYS[place](number, Path(folder) / "out.xlsx")
        answer.put((process_time() - started, peak_mb()))


def peak_mb() -> int:
    """VmHWM: unlike ru_maxrss it knows nothing of the process that started this one."""
    found = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    return int(found[1]) // 1024 if found else 0


def measure(number: int) -> list[Measure]:
    """Both ways, one after the other."""
    spawning = multiprocessing.get_context("spawn")
    found: list[tuple[float, int]] = []
    for place in range(len(WAYS)):
        answer = spawning.SimpleQueue()
        child = spawning.Process(target=alone, args=(place, number, answer))
        child.start()
        child.join()
        if child.exitcode:
            raise RuntimeError(f"{WAYS[place].__name__}: {child.exitcode}")
        found.append(answer.get())
    floor = found[-1][0]
    return [Measure(way.__name__, number, seconds, floor, peak) for way, (seconds, peak) in zip(WAYS, found, strict=True)]
