"""How clerks really write a day, a month, a period (domain §7.3)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from registers import parsing
from registers.dates import EXCEL_EPOCH
from registers.parsing import Period
from registers.sheets.base import Column
from registers.synthetic.cells import Written

HAN_DIGITS = "〇一二三四五六七八九"


def han_number(number: int) -> str:
    """11 → 十一, 31 → 三十一."""
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else HAN_DIGITS[tens]) + ("十" if tens else "") + (HAN_DIGITS[ones] if ones else "")


def han_year(year: int) -> str:
    return "".join(HAN_DIGITS[int(digit)] for digit in str(year))


def other_day(rng: Random, column: Column, value: date, clean: str) -> Written | None:
    if not isinstance(value, date):
        return None
    return Written(
        rng.choice(
            (
                f"{value:%Y/%m/%d}", f"{value.year}/{value.month}/{value.day}", f"{value.year}.{value.month}.{value.day}", f"{value:%Y%m%d}",
                f"{value.year}年{value.month}月{value.day}日", float((value - EXCEL_EPOCH).days), float(f"{value:%Y%m%d}"), value,
                datetime(value.year, value.month, value.day), f"{value:%Y-%m-%d} 00:00:00",
                f"{han_year(value.year)}年{han_number(value.month)}月{han_number(value.day)}日",
            )
        )
    )  # fmt: skip


def month_shapes(rng: Random, year: int, month: int) -> Any:
    return rng.choice(
        (
            f"{year}.{month}", f"{year}/{month}", f"{year}{month:02d}", float(f"{year}{month:02d}"), f"{year}年{month}月", float(f"{year}.{month}"),
            f"{han_year(year)}年{han_number(month)}月", f"{year}-{month:02d}", f"{year}-{month}",
        )
    )  # fmt: skip


def only_the_month(rng: Random, column: Column, value: date, clean: str) -> Written | None:
    """Less than the day is written: a column that takes months reads its first (or last) day, any other asks."""
    if not isinstance(value, date):
        return None
    last = (value + timedelta(days=1)).day == 1
    allowed: dict[Any, bool] = {parsing.day_or_month: value.day == 1, parsing.last_day: last}
    takes = allowed.get(column.parse)
    cell = month_shapes(rng, value.year, value.month)
    if takes is None:
        return Written(cell, is_clear=False) if column.parse is parsing.day else None
    return Written(cell, is_clear=not _is_doubtful(cell)) if takes else None


def _is_doubtful(cell: Any) -> bool:
    """2023.1 as a number or as text: January or October."""
    return str(cell).endswith(".1")


def other_month(rng: Random, column: Column, value: date, clean: str) -> Written:
    cell = rng.choice(
        (month_shapes(rng, value.year, value.month), value.replace(day=rng.randint(1, 28)), f"{value.year}-{value.month:02d}-17")
    )
    return Written(cell, is_clear=not _is_doubtful(cell))


def other_period(rng: Random, column: Column, value: Period, clean: str) -> Written:
    start = value.start
    if value.months == 12:
        return Written(
            rng.choice((str(start.year), float(start.year), f"{start.year}年", han_year(start.year), f"{han_year(start.year)}年"))
        )
    cell = month_shapes(rng, start.year, start.month)
    return Written(cell, is_clear=not _is_doubtful(cell))


def other_birth(rng: Random, column: Column, value: date | Period, clean: str) -> Written | None:
    """As far as the clerk knew it; the ID number says the rest."""
    if not isinstance(value, date) or rng.random() < 0.5:
        return other_day(rng, column, value, clean) if isinstance(value, date) else None
    cell = rng.choice((month_shapes(rng, value.year, value.month), str(value.year)))
    return Written(cell, is_clear=not _is_doubtful(cell))


def another_birth(rng: Random, column: Column, value: date | Period, clean: str) -> Written | None:
    return Written((value + timedelta(days=rng.randint(32, 4000))).isoformat(), is_clear=False) if isinstance(value, date) else None


def bad_day(rng: Random, column: Column, value: Any, clean: str) -> Written:
    return Written(rng.choice(("2023-02-30", "去年", "5月", "2023.13.1", "2023-6月底")), is_clear=False)
