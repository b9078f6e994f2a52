"""A curve of shares drawn on the server: numbers in, pixel geometry out (look README §4). Quarters without a share are left out, not drawn as zero."""

from __future__ import annotations

from dataclasses import dataclass

TOP, BOTTOM, LEFT, RIGHT, FOOT = 14, 128, 64, 30, 162


@dataclass(frozen=True)
class Point:
    """A quarter and its share in per cent; None where there was nothing to answer."""

    title: str
    percent: int | None


@dataclass(frozen=True)
class Dot:
    x: int
    y: int
    title: str
    percent: int

    @property
    def label_y(self) -> int:
        return self.y - 9


@dataclass(frozen=True)
class TrendChart:
    """`last_is_open`: the last quarter is not due yet and is joined by a dashed line."""

    title: str
    points: list[Point]
    last_is_open: bool
    width: int = 643
    height: int = 170

    @property
    def floor(self) -> int:
        """The lowest gridline: a multiple of 20 below the smallest share."""
        known = [point.percent for point in self.points if point.percent is not None]
        return min(60, (min(known, default=60) // 20) * 20)

    def y(self, percent: int) -> int:
        return round(BOTTOM - (percent - self.floor) * (BOTTOM - TOP) / (100 - self.floor))

    @property
    def grid(self) -> list[tuple[int, int]]:
        """(per cent, y) of each gridline."""
        return [(percent, self.y(percent)) for percent in range(self.floor, 101, 20)]

    @property
    def dots(self) -> list[Dot]:
        step = (self.width - LEFT - RIGHT) / max(len(self.points) - 1, 1)
        return [
            Dot(round(LEFT + step * number), self.y(point.percent), point.title, point.percent)
            for number, point in enumerate(self.points)
            if point.percent is not None
        ]

    @property
    def has_open_end(self) -> bool:
        return self.last_is_open and bool(self.points) and self.points[-1].percent is not None and len(self.dots) > 1

    @property
    def solid(self) -> str:
        dots = self.dots[:-1] if self.has_open_end else self.dots
        return " ".join(f"{dot.x},{dot.y}" for dot in dots)

    @property
    def open_end(self) -> tuple[Dot, Dot] | None:
        return (self.dots[-2], self.dots[-1]) if self.has_open_end else None

    @property
    def sentence(self) -> str:
        said = "，".join(f"{dot.title}{dot.percent}%" for dot in self.dots)
        return f"{self.title}：{said}{'（最后一季未到截止日）' if self.has_open_end else ''}" if said else f"{self.title}：还没有"
