"""Bars drawn on the server: numbers in, pixel geometry out; the template tag only prints it (look README §4)."""

from __future__ import annotations

from dataclasses import dataclass

LABEL_X, ROW, BAR_HEIGHT, GAP = 8, 28, 20, 1
ROOM_FOR_NUMBER = 16  # a narrower part carries no number of its own; the table has it


@dataclass(frozen=True)
class Series:
    """One tone of a stacked bar: its word, its class in look.css, and the states it sums."""

    title: str
    css: str
    states: tuple[str, ...]

    @property
    def text_css(self) -> str:
        """White on the two dark tones, ink on the light ones."""
        return "on" if self.css in {"b1", "br"} else "strong"


@dataclass(frozen=True)
class Part:
    series: Series
    count: int


@dataclass(frozen=True)
class Bar:
    title: str
    parts: list[Part]

    @property
    def total(self) -> int:
        return sum(part.count for part in self.parts)


@dataclass(frozen=True)
class DrawnPart:
    x: float
    width: float
    css: str
    text_css: str
    count: int
    middle: float
    has_room: bool


@dataclass(frozen=True)
class DrawnBar:
    title: str
    y: int
    text_y: int
    parts: list[DrawnPart]
    total: int
    total_x: float


@dataclass(frozen=True)
class BarChart:
    """Horizontal stacked bars, longest = full width."""

    title: str
    series: tuple[Series, ...]
    bars: list[Bar]

    @property
    def sentence(self) -> str:
        """What the picture says, for who cannot see it."""
        said = "；".join(f"{bar.title}{bar.total}条" for bar in self.bars)
        return f"{self.title}：{said}" if said else f"{self.title}：没有"

    @property
    def height(self) -> int:
        return len(self.bars) * ROW + 4

    def drawn(self, width: int, label_width: int) -> list[DrawnBar]:
        left = label_width + LABEL_X
        most = max((bar.total for bar in self.bars), default=0) or 1
        scale = (width - left - 44) / most
        rows = []
        for number, bar in enumerate(self.bars):
            x, parts = float(left), []
            for part in bar.parts:
                if part.count:
                    length = part.count * scale
                    shown = max(length - GAP, 1)
                    fits = length >= ROOM_FOR_NUMBER + 6 * (len(str(part.count)) - 1)
                    parts.append(
                        DrawnPart(
                            round(x, 1), round(shown, 1), part.series.css, part.series.text_css, part.count, round(x + shown / 2, 1), fits
                        )
                    )
                    x += length
            y = number * ROW + 4
            rows.append(DrawnBar(bar.title, y, y + 14, parts, bar.total, round(x + 6, 1)))
        return rows
