"""A cell before anything is known of its column: as text, as blank, as a mistake. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

Raw = str | float | int | bool | date | datetime | time | timedelta | None
Parser = Callable[[Raw], Any]

BLANKS = frozenset({"", "-", "--", "—", "——", "/", "\\", "无", "空", "NULL", "null", "None", "N/A"})
LOST_FROM = 1e15  # Excel keeps fifteen digits of a number


class BadCell(ValueError):
    """Why one cell cannot be taken and how to mend it."""

    @property
    def remedy(self) -> str:
        return str(self)


def tidy(raw: Raw) -> str:
    """A cell as text: full width to half width, no apostrophe in front, no blanks around; 12.0 reads 12."""
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "是" if raw else "否"
    if isinstance(raw, float):
        return str(int(raw)) if raw.is_integer() and abs(raw) < LOST_FROM else repr(raw)
    if isinstance(raw, datetime):
        return raw.date().isoformat() if raw.time() == datetime.min.time() else raw.isoformat(" ")
    text = unicodedata.normalize("NFKC", str(raw)).replace("\u200b", "").replace("\ufeff", "")
    return text.strip().lstrip("'’‘`").strip()


def is_blank(raw: Raw) -> bool:
    return raw is None or (isinstance(raw, str) and tidy(raw) in BLANKS)


def no_error(value: str) -> str:
    if (value.startswith("#") and value.rstrip("!?").isupper()) or value in {"#N/A", "#DIV/0!"}:
        raise BadCell("公式出错，没有结果。请填上数值。")
    return value
