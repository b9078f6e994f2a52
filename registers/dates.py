"""Days and months as registers write them: 2023.5, 202305, 20230501, 2023/5/1, 2023年5月, 二〇二三年五月, Excel's own numbers. Pure.

What has two readings is refused and both are named.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from registers.cells import BadCell, Raw, tidy

EXCEL_EPOCH = date(1899, 12, 30)
EXCEL_DAYS = (7305, 73050)  # 1920-01-01 … 2099-12-31
YEARS = (1900, 2100)
CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
UNCLEAR_DATE = "认不出日期。请写成2023-05-01这样。"


def _plain_digits(written: str) -> str:
    """二〇二三年十月 → 2023年10月."""

    def ten(found: re.Match[str]) -> str:
        return str((int(found[1]) if found[1] else 1) * 10 + (int(found[2]) if found[2] else 0))

    return re.sub(r"(\d?)十(\d?)", ten, written.translate(CHINESE_DIGITS))


def _parts(raw: Raw) -> tuple[int, int | None, int | None]:
    """(year, month, day) as far as they are written. Raises BadCell for what has two readings or none."""
    if isinstance(raw, datetime | date):
        return raw.year, raw.month, raw.day
    if isinstance(raw, float) and not raw.is_integer():
        if EXCEL_DAYS[0] <= raw <= EXCEL_DAYS[1] and not YEARS[0] <= raw < YEARS[1] + 1:
            day = EXCEL_EPOCH + timedelta(days=int(raw))
            return day.year, day.month, day.day
        year, _, month = repr(raw).partition(".")
        if month == "1":
            raise BadCell(f"“{year}.1”分不清是1月还是10月。请写成{year}-01或{year}-10。")
        written = f"{year}.{month}"
    else:
        written = _plain_digits(tidy(raw))
    written = re.split(r"[T ]\d{1,2}:\d{2}", written)[0]
    if re.fullmatch(r"\d{8}", written):
        return int(written[:4]), int(written[4:6]), int(written[6:])
    if re.fullmatch(r"\d{6}", written):
        return int(written[:4]), int(written[4:]), None
    if re.fullmatch(r"\d{5}", written) and EXCEL_DAYS[0] <= int(written) <= EXCEL_DAYS[1]:
        day = EXCEL_EPOCH + timedelta(days=int(written))
        return day.year, day.month, day.day
    found = re.fullmatch(r"(\d{4})(?:[年./-](?:(\d{1,2})(?:[月./-](?:(\d{1,2})[日号]?)?)?)?)?", written)
    if not found:
        raise BadCell(UNCLEAR_DATE)
    year_text, month_text, day_text = found.groups()
    return int(year_text), int(month_text) if month_text else None, int(day_text) if day_text else None


def _checked(year: int, month: int, day: int) -> date:
    if not YEARS[0] <= year <= YEARS[1]:
        raise BadCell(f"年份{year}不合理。请核对。")
    try:
        return date(year, month, day)
    except ValueError:
        raise BadCell(f"没有{year}年{month}月{day}日这一天。请核对。") from None


def day(raw: Raw) -> date:
    """A day; where only the month is written, its first day."""
    year, month, number = _parts(raw)
    if month is None:
        raise BadCell("只写了年份。请写到月或日，如2023-05。")
    return _checked(year, month, number or 1)


def last_day(raw: Raw) -> date:
    """The end of a validity; where only the month is written, its last day."""
    year, month, number = _parts(raw)
    if month is None:
        raise BadCell("只写了年份。请写到月或日，如2023-05。")
    if not number:
        _checked(year, month, 1)
        number = monthrange(year, month)[1]
    return _checked(year, month, number)


def month(raw: Raw) -> date:
    """The first day of a month."""
    return day(raw).replace(day=1)


@dataclass(frozen=True)
class Period:
    """A month, or a whole calendar year that becomes twelve month rows (rulings B4)."""

    start: date
    months: int


def period(raw: Raw) -> Period:
    """2026-05 is a month, 2025 or 2025年 a year."""
    year, number, _ = _parts(raw)
    return Period(_checked(year, number or 1, 1), 1 if number else 12)


def year(raw: Raw) -> int:
    value, number, _ = _parts(raw)
    if number is not None:
        raise BadCell("这一列只填年份，如2026。")
    _checked(value, 1, 1)
    return value
