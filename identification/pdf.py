"""Office papers as PDF: A4, one typeface, title, paragraphs, tables, signature. Letters and minutes are written with it.

The typeface comes with a package; nothing is fetched and no system font is needed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from fpdf import FPDF
from fpdf.enums import Align, WrapMode
from fpdf.fonts import FontFace
from pylopdf_fonts_zh_cn import serif_path

FACE = "song"
MARGIN_MM, TOP_MM, BOTTOM_MM = 26.0, 25.0, 20.0
CELL_MM = 1.4  # between a table's rule and its words
TITLE_PT, TEXT_PT, TABLE_PT, NOTE_PT = 20.0, 13.0, 10.5, 9.0
LINE_MM, TABLE_LINE_MM = 8.2, 6.2
HEAD = FontFace(emphasis="", fill_color=(244, 244, 242))
CLOSING, OPENING = "，。；：、！？）〕》”％", "（〔《“"
# A figure or Latin word, or one sign, with the marks that belong before and after it.
WORDS = re.compile(rf"[{OPENING}]*(?:[0-9A-Za-z.,:%/+\-−]+|.)[{CLOSING}]*")
INDENT = "　　"  # two characters, as the forms begin a paragraph


class Sheet(FPDF):
    """One office paper. Every page ends with `foot` and its number."""

    def __init__(self, *, foot: str = "") -> None:
        super().__init__(orientation="portrait", unit="mm", format="A4")
        self.foot = foot
        self.add_font(FACE, fname=serif_path())
        self.set_margins(MARGIN_MM, TOP_MM, MARGIN_MM)
        self.set_auto_page_break(True, BOTTOM_MM)
        self.alias_nb_pages("{n}")
        self.add_page()

    def footer(self) -> None:
        self.set_y(-14)
        self.set_font(FACE, size=NOTE_PT)
        self.cell(0, 5, self.foot)
        self.set_x(MARGIN_MM)
        self.cell(0, 5, f"第{self.page_no()}页，共{{n}}页", align=Align.R)

    def heading(self, title: str, number: str = "") -> Sheet:
        """The title in the middle, the paper's number below it."""
        self.set_font(FACE, size=TITLE_PT)
        self._lines(title, 10, Align.C)
        if number:
            self.set_font(FACE, size=TEXT_PT)
            self._lines(number, LINE_MM, Align.C)
        self.ln(4)
        return self

    def paragraph(self, text: str, *, indent: bool = True, size: float = TEXT_PT) -> Sheet:
        """One paragraph, its first line set in by two characters."""
        self.set_font(FACE, size=size)
        self._lines((INDENT if indent else "") + text, LINE_MM * size / TEXT_PT, Align.L)
        return self

    def section(self, title: str) -> Sheet:
        """A heading inside the paper: 一、…; stays with what follows."""
        if self.will_page_break(LINE_MM * 3):
            self.add_page()
        self.ln(2)
        return self.paragraph(title, indent=False)

    def table(  # type: ignore[override]
        self, rows: Sequence[Sequence[str]], *, widths: Sequence[float] | None = None, align: Sequence[str] | None = None
    ) -> Sheet:
        """A ruled table; the first row is its head and is repeated on a new page. `widths` are shares, `align` LEFT, CENTER or RIGHT by column."""
        if not rows:
            return self
        self.ln(2)
        self.set_font(FACE, size=TABLE_PT)
        shares = tuple(widths or [1.0] * len(rows[0]))
        with super().table(
            col_widths=shares, text_align=tuple(align) if align else "LEFT", line_height=TABLE_LINE_MM,
            wrapmode=WrapMode.CHAR, padding=(0.6, CELL_MM), headings_style=HEAD,
        ) as ruled:  # fmt: skip
            for row in rows:
                ruled.row([self._cell(str(cell), self.epw * share / sum(shares)) for cell, share in zip(row, shares, strict=True)])
        self.ln(3)
        return self

    def _cell(self, text: str, width: float) -> str:
        """A cell's words, broken by the same rules as a paragraph; one sign's room is kept for a closing mark that hangs over."""
        room = width - 2 * CELL_MM - self.get_string_width("，") - 1
        return "\n".join(line for part in text.split("\n") for line in broken(part, room, self.get_string_width))

    def ending(self, text: str, *lines: str) -> Sheet:
        """The last paragraph with the signature under it: a page with nothing but a name on it could be put under any paper."""
        self.set_font(FACE, size=TEXT_PT)
        told = len(broken(INDENT + text, self.epw - 2, self.get_string_width))
        if self.will_page_break(LINE_MM * (told + len(lines) + 1)):
            self.add_page()
        return self.paragraph(text).signature(*lines)

    def signature(self, *lines: str) -> Sheet:
        """Who signs and when, at the right, never torn apart."""
        height = LINE_MM * (len(lines) + 1)
        if self.will_page_break(height):
            self.add_page()
        self.ln(LINE_MM)
        self.set_font(FACE, size=TEXT_PT)
        width = max(self.get_string_width(line) for line in lines) + 8
        for line in lines:
            self.set_x(self.w - MARGIN_MM - width)
            self.cell(width, LINE_MM, line, align=Align.C)
            self.ln(LINE_MM)
        return self

    def bytes(self) -> bytes:
        return bytes(self.output())

    def _lines(self, text: str, height: float, align: Align) -> None:
        """The text broken by the rules of Chinese setting, written line by line."""
        for line in broken(text, self.epw - 2, self.get_string_width):
            self.cell(0, height, line, align=align, new_x="LMARGIN", new_y="NEXT")


def broken(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """Lines no wider than `width` (a closing mark may hang over by itself): figures stay whole, no line begins with a closing mark."""
    lines, line = [], ""
    for word in WORDS.findall(text):
        if line and measure(line + word.rstrip(CLOSING)) > width:
            lines.append(line)
            line = ""
        line += word
    return [*lines, line]
