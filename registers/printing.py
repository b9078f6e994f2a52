"""Values into cells, beside parsing: one function per kind of parser, so that what is printed reads back as the same value. Pure.

Used by the example row of the templates and by the export of registers. Long numbers are text, amounts and counts are numbers, days are text.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import singledispatch
from typing import Any

from registers import parsing
from registers.parsing import Measure, Money, Parser, Period, Whole, Words

Printed = str | int | Decimal | None


def show(parser: Parser, value: Any) -> Printed:
    """A value of this parser as a cell; None is an empty cell."""
    if value is None:
        return None
    return BY_FUNCTION.get(parser, _by_kind)(parser, value)


@singledispatch
def _by_kind(parser: Any, value: Any) -> Printed:
    """A parser that a sheet made for itself prints by what it holds."""
    match value:
        case bool():
            return "是" if value else "否"
        case date():
            return value.isoformat()
        case Period():
            return _period(parser, value)
        case int() | Decimal():
            return value
        case _:
            return str(value)


@_by_kind.register
def _words(parser: Words, value: str) -> str:
    """The form's own word."""
    return parser.printed.get(value, value)


@_by_kind.register
def _money(parser: Money, value: Decimal) -> Decimal:
    """元, whatever unit the file had: exports print their own headings."""
    return value


@_by_kind.register
def _whole(parser: Whole, value: int) -> int:
    return int(value)


@_by_kind.register
def _measure(parser: Measure, value: Decimal) -> Decimal:
    return value


def _month(parser: Parser, value: date) -> str:
    return f"{value:%Y-%m}"


def _period(parser: Parser, value: Period) -> str:
    return str(value.start.year) if value.months == 12 else f"{value.start:%Y-%m}"


def _birth(parser: Parser, value: date | Period) -> str:
    return value.isoformat() if isinstance(value, date) else _period(parser, value)


def _ratio(parser: Parser, value: Decimal) -> str:
    return f"{(value * 100).normalize():f}%"


def _level(parser: Parser, value: int) -> str:
    return parsing.LEVEL_NAMES[value]


def _yes_no(parser: Parser, value: bool) -> str:
    return "是" if value else "否"


def _year(parser: Parser, value: int) -> str:
    return str(value)


BY_FUNCTION: dict[Any, Callable[[Any, Any], Printed]] = {
    parsing.month: _month,
    parsing.period: _period,
    parsing.birth: _birth,
    parsing.ratio: _ratio,
    parsing.disability_level: _level,
    parsing.yes_no: _yes_no,
    parsing.year: _year,
}
