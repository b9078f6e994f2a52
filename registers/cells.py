"""A cell before anything is known of its column: as text, as blank, as a mistake, as taken with a remark. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

Raw = str | float | int | bool | date | datetime | time | timedelta | None
Parser = Callable[[Raw], Any]

BLANKS = frozenset({"", "无", "空", "空白", "暂无", "暂缺", "不详", "未填", "NULL", "NONE", "NAN", "N/A", "#N/A", "/", "\\"})
LONGEST_BLANK = 4
ONLY_STROKES = re.compile(r"[-—–―‐‑_.。·…~]+")
# Marks nobody sees: zero width, direction, soft hyphen, byte order; and Excel's own word for a line break that got into the text.
UNSEEN = re.compile(r"_x000D_|[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
IN_FRONT = re.compile(r"^[\s'’‘`]+")
ASCII_IN_FRONT = " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f'`"
LINES_PER_TAB = 2_000_000  # no tab of Excel has so many rows: where several are read, a line is tab number × this + row
LOST_FROM = 1e15  # Excel keeps fifteen digits of a number


class BadCell(ValueError):
    """Why one cell cannot be taken and how to mend it."""

    @property
    def remedy(self) -> str:
        return str(self)


@dataclass(frozen=True)
class Remarked:
    """A value taken with a remark for the sender; a `value` of None: the cell is left out, the row is taken without it."""

    value: Any
    remark: str


def taken(parsed: Any) -> Any:
    """The value alone, with or without a remark."""
    return parsed.value if isinstance(parsed, Remarked) else parsed


def tidy(raw: Raw) -> str:
    """A cell as text: full width to half width, no apostrophe in front, no blanks around, nothing unseen; 12.0 reads 12."""
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "是" if raw else "否"
    if isinstance(raw, float):
        return str(int(raw)) if raw.is_integer() and abs(raw) < LOST_FROM else repr(raw)
    if isinstance(raw, str) and raw.isascii() and "_x" not in raw:  # nothing to be made half as wide, nothing unseen
        return raw.lstrip(ASCII_IN_FRONT).rstrip()
    if isinstance(raw, datetime):
        return raw.date().isoformat() if raw.time() == datetime.min.time() else raw.isoformat(" ")
    return IN_FRONT.sub("", unicodedata.normalize("NFKC", UNSEEN.sub("", str(raw)))).rstrip()


def is_blank(raw: Raw) -> bool:
    if raw is None:
        return True
    if not isinstance(raw, str) or (len(raw) > LONGEST_BLANK and raw[: LONGEST_BLANK + 1].isalnum()):
        return False  # the quick answer for nearly every cell
    text = tidy(raw).upper()
    return text in BLANKS or bool(ONLY_STROKES.fullmatch(text))


# 同上 and its marks: what stands above is meant, and rows are sorted and cut before they are sent.
DITTO = frozenset({"同上", "同前", "上同", "〃", "′′", '"', '""', "”", "“"})


def no_error(value: str) -> str:
    """The text, unless it stands for something that is not in the cell: a formula's error, a ditto mark."""
    if value in DITTO:
        raise BadCell("写的是“同上”，不能照上一行取。请把上一行的内容填进来。")
    if (value.startswith("#") and value.rstrip("!?").isupper()) or value in {"#N/A", "#DIV/0!"}:
        raise BadCell("公式出错，没有结果。请填上数值。")
    return value
