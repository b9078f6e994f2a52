"""What kind of value a column holds, told by its parser: how people call it, its unit, what it looks like, and how a spreadsheet must keep it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from households.national_id import check_digit
from registers import codes, parsing
from registers.parsing import Account, CodeText, Measure, Money, Text, Whole, Words
from registers.sheets.base import Column

YES_NO = ("是", "否")
# Nobody's number: the fictional area 99…, with a valid check digit.
NOBODY = "99010119800101001"
EXAMPLE_ID = NOBODY + check_digit(NOBODY)


@dataclass(frozen=True)
class Kind:
    """`example` fits every column of the kind that names none of its own. `is_text`: kept as text, or digits and zeros in front get lost."""

    label: str
    unit: str = ""
    example: str | int = ""
    is_text: bool = False


TEXT, CHOICE = Kind("文字"), Kind("代码")
BY_CLASS: dict[type, Kind] = {
    Text: TEXT,
    Words: CHOICE,
    CodeText: Kind("编号", example="0001", is_text=True),
    Account: Kind("账号", example="6217000000000000003", is_text=True),
    Whole: Kind("整数", example=1),
    Measure: Kind("数字", "平方米", "60.00"),
}
BY_FUNCTION: dict[Any, Kind] = {
    parsing.name: Kind("姓名", example="周守田"),
    parsing.id_number: Kind("身份证号", example=EXAMPLE_ID, is_text=True),
    parsing.document_number: Kind("证件号码", example=EXAMPLE_ID, is_text=True),
    parsing.phone: Kind("电话", example="13900000000", is_text=True),
    parsing.yes_no: Kind("是或否"),
    parsing.disability_level: CHOICE,
    parsing.ratio: Kind("比例", "如0.65或65%", "65%"),
    parsing.year: Kind("年", "YYYY", 2026),
    parsing.month: Kind("月", "YYYY-MM", "2026-05", is_text=True),
    parsing.period: Kind("月或年", "YYYY-MM或YYYY", "2026-05", is_text=True),
    parsing.day: Kind("日期", "YYYY-MM-DD", "2026-05-20", is_text=True),
    parsing.day_or_month: Kind("日期", "YYYY-MM-DD或YYYY-MM", "2026-05-20", is_text=True),
    parsing.last_day: Kind("日期", "YYYY-MM-DD或YYYY-MM", "2027-05-19", is_text=True),
    parsing.birth: Kind("日期", "YYYY-MM-DD或YYYY-MM", "1980-01-01", is_text=True),
    codes.credit_code: Kind("信用代码", "18位", is_text=True),
}
PER = {"month": "元/月", "year": "元/年", "": "元"}


def kind_of(column: Column) -> Kind:
    """The kind of a column. Raises KeyError for a parser nobody described and no list of choices tells."""
    if isinstance(column.parse, Money):
        return Kind("金额", PER[column.parse.per], "1200.50")
    known = BY_CLASS.get(type(column.parse)) or BY_FUNCTION.get(column.parse)
    if known is None and column.choices:
        return CHOICE
    return known or BY_FUNCTION[column.parse]


def options(column: Column) -> tuple[str, ...]:
    """What may be chosen, in the list's own words; empty where anything may be written."""
    if column.choices:
        return column.choices
    if column.parse is parsing.yes_no:
        return YES_NO
    return tuple(column.parse.printed.values()) if isinstance(column.parse, Words) else ()


def may_choose_several(column: Column) -> bool:
    """A text of several words of the list: a drop-down would allow only one."""
    return bool(column.choices) and isinstance(column.parse, Text)


def example(column: Column) -> str | int:
    """What the template's example row says in this column; "" where nothing need be said."""
    return column.example or (options(column)[:1] or (kind_of(column).example,))[0]


def is_required(column: Column) -> str:
    return "必填" if column.required else "列要有，可空" if column.must_stand else "可不填"
