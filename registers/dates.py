"""Days and months as registers write them: 2023.5, 202305, 20230501, 2023/5/1, 2023年5月, 二〇二三年五月, Excel's own numbers. Pure.

What has two readings is refused and both are named. A day is a day: where only the month is written, only a column that is about months,
or that says it takes them (`day_or_month`), may take it.
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
DRESSED_YEARS = (1950, 2100)  # a bare year whose cell was given a date format shows as some day of 1905
CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
UNCLEAR_DATE = "认不出日期。请写成2023-05-01这样。"
ONLY_YEAR = "只写了年份。请写到月或日，如2023-05。"


@dataclass(frozen=True)
class Period:
    """A month, or a whole calendar year that becomes twelve month rows (rulings B4)."""

    start: date
    months: int


def plain_digits(written: str) -> str:
    """二〇二三年十月 → 2023年10月."""

    def ten(found: re.Match[str]) -> str:
        return str((int(found[1]) if found[1] else 1) * 10 + (int(found[2]) if found[2] else 0))

    return re.sub(r"(\d?)十(\d?)", ten, written.translate(CHINESE_DIGITS))


def _parts(raw: Raw) -> tuple[int, int | None, int | None]:
    """(year, month, day) as far as they are written. Raises BadCell for what has two readings or none."""
    if isinstance(raw, datetime | date):
        return raw.year, raw.month, raw.day
    if isinstance(raw, float) and not raw.is_integer() and EXCEL_DAYS[0] <= raw <= EXCEL_DAYS[1]:
        return _of_excel(int(raw))
    written = plain_digits(re.split(r"[T ]\d{1,2}:\d{2}", tidy(raw))[0])
    written = re.sub(r"\s", "", written)
    if found := re.fullmatch(r"(\d{4})\.1", written):
        # As a number 2023.10 is 2023.1; a .csv keeps only the digits.
        raise BadCell(f"“{found[1]}.1”分不清是1月还是10月。请写成{found[1]}-01或{found[1]}-10。")
    if re.fullmatch(r"\d{8}", written):
        return int(written[:4]), int(written[4:6]), int(written[6:])
    if re.fullmatch(r"\d{6}", written):
        return int(written[:4]), int(written[4:]), None
    if re.fullmatch(r"\d{5}", written) and EXCEL_DAYS[0] <= int(written) <= EXCEL_DAYS[1]:
        return _of_excel(int(written))
    found = re.fullmatch(r"(\d{4})(?:(?:年度?|[./-])(?:(\d{1,2})(?:(?:月份?|[./-])(?:(\d{1,2})[日号]?)?)?)?)?", written)
    if not found:
        raise BadCell(UNCLEAR_DATE)
    year_text, month_text, day_text = found.groups()
    return int(year_text), int(month_text) if month_text else None, int(day_text) if day_text else None


def _of_excel(days: int) -> tuple[int, int, int]:
    day = EXCEL_EPOCH + timedelta(days=days)
    return day.year, day.month, day.day


def _checked(year: int, month: int, day: int) -> date:
    if not YEARS[0] <= year <= YEARS[1]:
        raise BadCell(f"年份{year}不合理。请核对。")
    try:
        found = date(year, month, day)
    except ValueError:
        raise BadCell(f"没有{year}年{month}月{day}日这一天。请核对。") from None
    serial = (found - EXCEL_EPOCH).days
    if DRESSED_YEARS[0] <= serial <= DRESSED_YEARS[1]:
        raise BadCell(f"像是把年份{serial}设成了日期格式。请把单元格设成文本，再照原件填。")
    return found


def day(raw: Raw) -> date:
    """A day written in full. Raises BadCell where only the month or the year is written."""
    year, month, number = _parts(raw)
    if month is None:
        raise BadCell(ONLY_YEAR)
    if number is None:
        first = _checked(year, month, 1)
        raise BadCell(f"只写到{first.year}年{first.month}月。是哪一天？请写到日，如{first:%Y-%m}-15。")
    return _checked(year, month, number)


def day_or_month(raw: Raw) -> date:
    """A day; where only the month is written, its first day."""
    year, month, number = _parts(raw)
    if month is None:
        raise BadCell(ONLY_YEAR)
    return _checked(year, month, 1 if number is None else number)


def last_day(raw: Raw) -> date:
    """The end of a validity; where only the month is written, its last day."""
    year, month, number = _parts(raw)
    if month is None:
        raise BadCell(ONLY_YEAR)
    if number is None:
        _checked(year, month, 1)
        number = monthrange(year, month)[1]
    return _checked(year, month, number)


def month(raw: Raw) -> date:
    """The first day of a month."""
    return day_or_month(raw).replace(day=1)


def period(raw: Raw) -> Period:
    """2026-05 is a month, 2025 or 2025年 a year."""
    year, number, day = _parts(raw)
    start = _checked(year, 1 if number is None else number, 1 if day is None else day).replace(day=1)
    return Period(start, 12 if number is None else 1)


def birth(raw: Raw) -> date | Period:
    """A birth day, or the month or year alone: enough to check an ID number by, not enough to be kept."""
    year, month, number = _parts(raw)
    if month is not None and number is not None:
        return _checked(year, month, number)
    return Period(_checked(year, 1 if month is None else month, 1), 12 if month is None else 1)


def agrees(written: date | Period, known: date) -> bool:
    """Whether a known birth day fits what a register writes of it."""
    if isinstance(written, date):
        return written == known
    return written.start.year == known.year and (written.months == 12 or written.start.month == known.month)


def year(raw: Raw) -> int:
    value, number, _ = _parts(raw)
    if number is not None:
        raise BadCell("这一列只填年份，如2026。")
    _checked(value, 1, 1)
    return value
