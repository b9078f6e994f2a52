"""The layouts clerks put a register in: lines above the heading, a heading of one row or two, merged households, a tab for each town, sums, notes, banners."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

from registers.parsing import Money
from registers.sheets import Column, Sheet
from tests.registers.dirt.paper import Leaf, as_text, as_xls, as_xlsx

Line = dict[str, Any]
Spot = tuple[str, int]  # tab where several are read, else ""; Excel row

HEADING_ROWS = 6  # the heading begins in the first six
TABS = ("柳溪镇", "石桥镇", "云台镇")
ABOVE = (("青禾县{title}",), ("填报单位：柳溪镇", None, "填报日期：2026年6月12日"), (), ("单位：元、人",), ("附件2",), ("（2026年6月）",))
BELOW = (
    ("说明：本表由镇里汇总",),
    ("填表人：", "苗春雨", "审核人：", "罗成"),
    ("注：金额单位为元",),
    ("制表：苗春雨　审核：罗成　2026年6月12日",),
)
GROUPS = ("基本情况", "有关情况", "其他信息", "核对栏")
BY_HOUSEHOLD = ("household_no", "head_name", "head_id_number")  # written once for all its members and merged


@dataclass
class Body:
    """One row: what stands in its cells, what it means, which columns of it have no one reading."""

    cells: dict[str, Any]
    meant: Line
    unclear: set[str]


@dataclass
class Sheaf:
    """The file, and which row of it is which line."""

    content: bytes
    file_name: str
    rows: dict[Spot, Line] = field(default_factory=dict)
    unclear: dict[Spot, set[str]] = field(default_factory=dict)
    spots: list[Spot] = field(default_factory=list)  # of each body, in order


@dataclass
class Layout:
    """How this file is laid out; drawn once, the same for all its tabs, as one office does it."""

    rng: Random
    kind: str
    counted: bool  # a column 序号 in front
    groups: list[tuple[str, int]]  # of a heading of two rows: words and width; empty where it has one

    @classmethod
    def draw(cls, rng: Random, columns: int) -> Layout:
        kind = rng.choice(("xlsx", "xlsx", "xls", "csv"))
        counted = rng.random() < 0.3
        groups: list[tuple[str, int]] = []
        if columns > 2 and rng.random() < 0.3:
            left, number = columns, 0
            while left:
                width = min(left, rng.randint(1, 4))
                # A group of one is the column itself, merged over both rows.
                groups.append((GROUPS[number % len(GROUPS)] if width > 1 else "", width))
                left, number = left - width, number + 1
        return cls(rng, kind, counted, groups)

    @property
    def first(self) -> int:
        return 2 if self.counted else 1


def lay_out(rng: Random, sheet: Sheet, columns: list[Column], headings: list[str], bodies: list[Body]) -> Sheaf:
    """Everything of a register's file but the cells themselves."""
    how = Layout.draw(rng, len(columns))
    parts = [bodies]
    if how.kind != "csv" and len(bodies) > 2 and rng.random() < 0.3:
        cut = rng.randrange(1, len(bodies))
        parts = [bodies[:cut], bodies[cut:]]
    sheaf = Sheaf(b"", f"{sheet.code}.{how.kind}")
    leaves = []
    for number, part in enumerate(parts):
        leaf = Leaf(TABS[number])
        _head(leaf, how, sheet, headings)
        for body, row in _body(leaf, how, columns, headings, part):
            spot = (leaf.name if len(parts) > 1 else "", row)
            sheaf.rows[spot], sheaf.unclear[spot] = body.meant, body.unclear
            sheaf.spots.append(spot)
        _foot(leaf, how, columns)
        leaves.append(leaf)
    if rng.random() < 0.2 and how.kind != "csv":
        leaves.append(Leaf("填表说明", [["本表由各镇填写，一户一行"]]))
    sheaf.content = {"xlsx": lambda: as_xlsx(leaves), "xls": lambda: as_xls(leaves), "csv": lambda: as_text(rng, leaves[0])}[how.kind]()
    return sheaf


def _head(leaf: Leaf, how: Layout, sheet: Sheet, headings: list[str]) -> None:
    rng, width = how.rng, len(headings) + how.first - 1
    for words in rng.sample(ABOVE, rng.choice((0, 0, 1, 2, 3, HEADING_ROWS - 1))):
        row = leaf.add([text.format(title=sheet.title) if text else None for text in words])
        if len(words) == 1 and how.kind != "csv":
            leaf.merge(row, 1, row, width)
    front = ["序号"] if how.counted else []
    if not how.groups:
        leaf.add([*front, *headings])
        return
    upper: list[Any] = []
    lower: list[Any] = []
    for words, wide in how.groups:
        start = len(upper)
        upper += [words, *[None] * (wide - 1)] if words else [headings[start]]
        lower += headings[start : start + wide] if words else [None]
    top = leaf.add([*front, *upper])
    leaf.add([*([None] if front else []), *lower])
    if how.kind == "csv":
        return
    if front:
        leaf.merge(top, 1, top + 1, 1)
    column = how.first
    for words, wide in how.groups:
        leaf.merge(top, column, *((top, column + wide - 1) if words else (top + 1, column)))
        column += wide


def _body(leaf: Leaf, how: Layout, columns: list[Column], headings: list[str], bodies: list[Body]) -> list[tuple[Body, int]]:
    rng, placed = how.rng, []
    width = len(columns) + how.first - 1
    for number, body in enumerate(bodies, start=1):
        if rng.random() < 0.08:
            leaf.add([None] * width)
        if rng.random() < 0.05 and how.kind != "csv":
            row = leaf.add(["一、柳溪镇"])
            leaf.merge(row, 1, row, width)
        if rng.random() < 0.05 and not how.groups:
            leaf.add([*(["序号"] if how.counted else []), *headings])  # printed again at the top of the page
        if rng.random() < 0.05:
            leaf.add(_sum("小计", how, columns))
        row = leaf.add([*([float(number)] if how.counted else []), *(body.cells.get(column.code) for column in columns)])
        placed.append((body, row))
    if how.kind != "csv":
        _merge_households(leaf, how, columns, placed)
    return placed


def _merge_households(leaf: Leaf, how: Layout, columns: list[Column], placed: list[tuple[Body, int]]) -> None:
    """Equal cells of rows that follow each other: the first stands for all."""
    for index, column in enumerate(columns):
        if column.code not in BY_HOUSEHOLD or how.rng.random() < 0.3:
            continue
        run: list[int] = []
        for (body, row), (before, _) in zip(placed, [(Body({}, {}, set()), 0), *placed], strict=False):
            cell = body.cells.get(column.code)
            if run and row == run[-1] + 1 and cell is not None and cell == before.cells.get(column.code):
                run.append(row)
                continue
            _merge_run(leaf, how.first + index, run)
            run = [row]
        _merge_run(leaf, how.first + index, run)


def _merge_run(leaf: Leaf, column: int, run: list[int]) -> None:
    if len(run) > 1:
        leaf.merge(run[0], column, run[-1], column)
        for row in run[1:]:
            leaf.rows[row - 1][column - 1] = None


def _sum(words: str, how: Layout, columns: list[Column]) -> list[Any]:
    cells: list[Any] = [Decimal(7) if isinstance(column.parse, Money) else None for column in columns]
    return [words, *cells] if how.counted else [words, *cells[1:]]


def _foot(leaf: Leaf, how: Layout, columns: list[Column]) -> None:
    rng = how.rng
    if rng.random() < 0.4:
        leaf.add(_sum(rng.choice(("合计", "总计", "合 计", "本页合计")), how, columns))
    if rng.random() < 0.4:
        leaf.add(list(rng.choice(BELOW)))
    if rng.random() < 0.2:
        leaf.hidden.append(rng.randint(how.first, how.first + len(columns) - 1))
