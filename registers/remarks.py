"""Cells looked at beside each other: what one cell cannot tell (domain §7.3). Pure; called once a file is parsed.

Contradictions are refused; what merely looks odd is remarked upon and taken.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING

from households.national_id import birth_date, sex_code
from registers.dates import Period, agrees
from registers.numbers import ROUNDED, id_number, is_sure, may_be_rounded
from registers.parsing import Money

if TYPE_CHECKING:
    from registers.rows import Rows

FAR_OFF = 1000  # times the column's median: 元 for 万元 is ten thousand, families differ by less
ENOUGH = 8  # so few amounts have no usual size
SELDOM = 10  # a 0 in one of so many rows or fewer is odd
SHARED = 3  # a number of so many rows is somebody else's, most often the village's
BIRTH_TITLES = ("出生日期", "出生年月")
OTHER_PEOPLE = ("id_number", "head_id_number")  # these are looked for in the register; other numbers are only kept


def look(rows: Rows) -> None:
    _birth_and_sex(rows)
    _numbers_only_kept(rows)
    _unit_of_time(rows)
    _far_off_amounts(rows)
    _odd_zeros(rows)
    _shared_phones(rows)


def check_birth_and_sex(rows: Rows, index: int, number: str) -> None:
    """The row's own birth and sex against its ID number: another birth is refused, another sex is remarked upon and the number stands."""
    born, sex = rows.column("birth")[index], rows.column("sex")[index]
    if born and not agrees(born, birth_date(number)):
        rows.reject(index, "birth", "与身份证号里的出生日期不符。请对照户口簿，改身份证号或出生日期。")
    elif sex and sex != sex_code(number):
        said = "男" if sex_code(number) == "1" else "女"
        rows.warn(index, "sex", f"与身份证号里的性别不符，按身份证号登记为{said}。请对照户口簿，改身份证号或性别。")


def _birth_and_sex(rows: Rows) -> None:
    birth = rows.sheet.by_code.get("birth")
    own = (birth is not None and birth.title in BIRTH_TITLES) or "sex" in rows.sheet.by_code
    column = rows.sheet.by_code.get("id_number")
    if not own or column is None or column.parse is not id_number:
        return
    for index, number in rows.live("id_number"):
        if number:
            check_birth_and_sex(rows, index, number)


def _numbers_only_kept(rows: Rows) -> None:
    """An ID number nobody looks up has no second witness: one that Excel may have rounded is asked back."""
    for code, column in rows.sheet.by_code.items():
        if column.parse is id_number and code not in OTHER_PEOPLE and code in rows.places:
            for index, number in rows.live(code):
                if number and may_be_rounded(number) and not is_sure(rows.raw(index, code)):
                    rows.reject(index, code, ROUNDED)


def _unit_of_time(rows: Rows) -> None:
    """A heading of 元/月 over a row of a whole year, or 元/年 over a month: two readings."""
    periods = next((code for code in rows.places if any(isinstance(value, Period) for value in rows.column(code))), None)
    if periods is None:
        return
    for place in rows.places.values():
        code = place.column.code
        if isinstance(place.column.parse, Money):
            for index, period, amount in rows.live(periods, code):
                own = rows.place(index, code)
                parse = own.column.parse if own else None
                if not isinstance(parse, Money) or not parse.written_per or parse.per:
                    continue
                said, months = ("月", 1) if parse.written_per == "month" else ("年", 12)
                if isinstance(period, Period) and amount is not None and period.months != months:
                    whole = "全年" if period.months == 12 else "一个月"
                    rows.reject(index, code, f"表头是元/{said}，这一行却是{whole}。请写明是每月还是全年的金额，改表头或月份。")


def _far_off_amounts(rows: Rows) -> None:
    """元 and 万元 mixed in one column; and a column of nothing but zeros, which is most often a column nobody filled."""
    for place in rows.places.values():
        if not isinstance(place.column.parse, Money):
            continue
        values: list[Decimal | None] = rows.column(place.column.code)
        amounts = [abs(value) for value in values if value]
        if not amounts and sum(value is not None for value in values) >= ENOUGH:
            rows.tab.notes.append(f"“{place.column.title}”一列全是0，已按0登记。没有数据的应留空，请核对。")
        if len(amounts) < ENOUGH:
            continue
        usual = median(amounts)
        for index, value in enumerate(values):
            if value and (abs(value) * FAR_OFF <= usual or abs(value) >= usual * FAR_OFF):
                rows.warn(index, place.column.code, f"登记为{value:f}元，与同列多数金额相差上千倍，像是元和万元写混了。请核对。")


def _odd_zeros(rows: Rows) -> None:
    """A 0 among amounts that are hardly ever none: most often it says that nobody knew."""
    for place in rows.places.values():
        code = place.column.code
        if isinstance(place.column.parse, Money):
            found = [(index, amount) for index, amount in rows.live(code) if amount is not None]
            zeros = [index for index, amount in found if amount == 0]
            if len(found) >= ENOUGH and len(zeros) * SELDOM <= len(found):
                for index in zeros:
                    rows.warn(index, code, "这一列别的行都有数，这里写的是0，按0登记。没有数据的请留空。")


def _shared_phones(rows: Rows) -> None:
    if rows.sheet.code != "households" or "phone" not in rows.places:
        return
    holders = defaultdict(list)
    for index, phone in enumerate(rows.column("phone")):
        if phone:
            holders[phone].append(index)
    for indexes in holders.values():
        for index in indexes if len(indexes) >= SHARED else ():
            other = next(one for one in indexes if one != index)
            rows.warn(index, "phone", f"与{rows.said(other)}等{len(indexes)}户同一个号码，已登记。是村里代填的，请换成本户的号码。")
