"""The gauge under the sum sheet: income per head against the lines, as numbers for an SVG of fixed size."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from households.sums import LineMark, SumSheet, rounded_down

WIDTH, MARGIN = 610, 8
# What stands under the cuts; the full titles are in the list of lines below.
SHORT = {"dibao_standard": "低保标准", "margin_ceiling": "低保边缘线", "low_income_line": "监测线"}
EM, DIGIT, GAP = 12, 7, 12  # pixels of a character, of a digit, and between two labels
TONES = ("b3", "b2", "b0", "b0")


@dataclass(frozen=True)
class Cut:
    x: str
    label_x: str
    label: str
    y: int


@dataclass(frozen=True)
class Band:
    x: str
    width: str
    css: str


@dataclass(frozen=True)
class Gauge:
    """Everything the drawing needs, ready; `sentence` says the same to those who cannot see it."""

    bands: list[Band]
    cuts: list[Cut]
    dot: str
    dot_anchor: str
    dot_label: str
    height: int
    sentence: str


def _label(marks: list[LineMark]) -> str:
    return f"{'、'.join(SHORT.get(mark.code, mark.title) for mark in marks)} {marks[0].yearly:,.0f}"


def _width(label: str) -> int:
    return sum(DIGIT if character.isascii() else EM for character in label)


def gauge(sheet: SumSheet) -> Gauge | None:
    """None when there is no figure to show. Above two and a half lines the dot stands at the right end."""
    per_head = sheet.per_head
    if per_head is None:
        return None
    top = sheet.line.yearly
    scale = min(max(top * Decimal("1.33"), per_head * Decimal("1.08")), top * Decimal("2.5"))

    def place(amount: Decimal) -> Decimal:
        inside = min(max(amount, Decimal(0)), scale)
        return MARGIN + inside / scale * (WIDTH - 2 * MARGIN)

    values = sorted({mark.yearly for mark in sheet.lines})
    edges = [Decimal(MARGIN), *(place(value) for value in values), Decimal(WIDTH - MARGIN)]
    bands = [Band(f"{left:.1f}", f"{right - left:.1f}", TONES[min(i, len(TONES) - 1)]) for i, (left, right) in enumerate(pairwise(edges))]
    cuts: list[Cut] = []
    taken, row = 0.0, 0
    for value in values:
        x = float(place(value))
        label = _label([mark for mark in sheet.lines if mark.yearly == value])
        half = _width(label) / 2
        left = min(max(x - half, MARGIN), WIDTH - MARGIN - 2 * half)
        row = row + 1 if cuts and left < taken + GAP else 0
        taken = left + 2 * half
        cuts.append(Cut(f"{x:.1f}", f"{left + half:.1f}", label, 57 + 16 * row))
    dot = place(per_head)
    words = "，".join(
        f"{'低于' if sheet.total is not None and sheet.total < mark.yearly * sheet.divisor else '不低于'}{mark.title}{mark.yearly:,.0f}元"
        for mark in sheet.lines
    )
    return Gauge(
        bands, cuts, f"{dot:.1f}", "start" if dot < 70 else "end" if dot > WIDTH - 70 else "middle", f"本户人均 {rounded_down(per_head):,}".replace("-", "−"),
        max(cut.y for cut in cuts) + 5, f"人均收入{rounded_down(per_head):,}元，{words}",
    )  # fmt: skip
