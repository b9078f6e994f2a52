"""Amounts, counts and shares as registers write them. Pure; Decimal throughout.

Commas must stand where thousands are parted: “12,5” is no number. A unit in the cell outweighs the heading's, and is remarked upon.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal

from registers.cells import BadCell, Raw, Remarked, tidy
from registers.dates import plain_digits

GROUPED = r"\d{1,3}(?:[, ]\d{3})+|\d{1,4}(?:,\d{4})+|\d+"
AMOUNT = re.compile(
    rf"(?:人民币|RMB|CNY|[¥￥])?\s*(?P<number>[+-]?(?:{GROUPED})?(?:\.\d*)?)\s*(?P<unit>万元|万|元|圆|块)?整?\s*(?:[/每](?:人)?(?P<per>[月年]))?"
)
TEN_THOUSAND = 10000
NOT_MONEY = "应为金额，如12000或12000.50。"


def number_in(written: str, remedy: str) -> Decimal:
    """12,000.5 as a Decimal. Raises BadCell with the remedy for anything that is not one plain number."""
    if not any(char.isdigit() for char in written) or not re.fullmatch(rf"[+-]?(?:{GROUPED})?(?:\.\d*)?", written):
        raise BadCell(remedy)
    return Decimal(re.sub(r"[, ]", "", written))


def _number_of(raw: Raw, remedy: str) -> Decimal | None:
    """A cell that Excel holds as a number; None when it is text."""
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        return None
    value = Decimal(repr(raw))
    if not value.is_finite():
        raise BadCell(remedy)
    return value


def _rounded(value: Decimal, places: int, remedy: str) -> Decimal:
    """The value with so many places; a float of a spreadsheet carries dust far behind them. Raises BadCell when more are really written."""
    rounded = value.quantize(Decimal(1).scaleb(-places))
    if abs(value - rounded) > Decimal("0.00001"):
        raise BadCell(remedy)
    return rounded if rounded else abs(rounded)


@dataclass(frozen=True)
class Money:
    """元 with two places.

    `per`: what a figure of this column covers, "month" or "year"; "" where another column of the row says it. `in_wan`, `written_per`: what the
    file's own heading says (万元; 元/月, 元/年), so its figures are brought to 元 and to `per`.
    """

    may_be_negative: bool = False
    in_wan: bool = False
    per: str = ""
    written_per: str = ""

    def under(self, heading: str) -> Money:
        """The same column where the file's own heading carries a unit."""
        said = unicodedata.normalize("NFKC", heading)
        per = re.search(r"元?(?:/人)?(?:[/·]|每人?)([月年])", said)
        in_wan = bool(re.search(r"万元|\(万\)|\(万/", said))
        return replace(self, in_wan=in_wan, written_per={"月": "month", "年": "year"}[per[1]] if per else "")

    def __call__(self, raw: Raw) -> Decimal | Remarked:
        value, remark = _number_of(raw, NOT_MONEY), ""
        if value is not None:
            value *= TEN_THOUSAND if self.in_wan else 1
            written_per = self.written_per
        else:
            value, written_per, remark = self._text(tidy(raw))
        if abs(value) >= Decimal(10) ** 12:
            raise BadCell("金额太大。请核对。")
        if written_per and self.per and written_per != self.per:
            value = self._per(value, written_per)
        rounded = _rounded(value, 2, "金额最多两位小数。")
        if rounded < 0 and not self.may_be_negative:
            raise BadCell("金额不能是负数。")
        return Remarked(rounded, f"{remark}按{rounded.normalize():f}元登记。") if remark else rounded

    def _text(self, written: str) -> tuple[Decimal, str, str]:
        """(元, per, what to remark) of an amount in words."""
        found = AMOUNT.fullmatch(written)
        if not found:
            raise BadCell(NOT_MONEY)
        value, unit, per = number_in(found["number"], NOT_MONEY), found["unit"] or "", found["per"]
        remark = ""
        if unit.startswith("万"):
            value *= TEN_THOUSAND
            remark = "" if self.in_wan else f"写的是{unit}，"
        elif self.in_wan and not unit:
            value *= TEN_THOUSAND
        elif self.in_wan:
            remark = f"表头是万元，这一格写的是{unit}，"
        if per is None:
            return value, self.written_per, remark
        if not self.per:
            raise BadCell(f"带了“/{per}”。金额只填数字，属于哪个月或哪一年另列写明。")
        said = {"月": "month", "年": "year"}[per]
        return value, said, remark if said == (self.written_per or self.per) else f"写的是每{per}，"

    def _per(self, value: Decimal, written_per: str) -> Decimal:
        if self.per == "year":
            return value * 12
        month = value / 12
        if month.quantize(Decimal("0.01")) * 12 != value:
            raise BadCell(f"这一列填每月金额。全年{value.normalize():f}元不能平分到12个月，请填每月多少元。")
        return month


money = Money()
signed_money = Money(may_be_negative=True)
monthly_money = Money(per="month")
yearly_money = Money(per="year")


@dataclass(frozen=True)
class Whole:
    """A whole number within bounds; 12.0, 12人 and 十二 read 12."""

    least: int = 0
    most: int = 9999

    def __call__(self, raw: Raw) -> int:
        found = re.fullmatch(rf"(-?(?:{GROUPED}))(?:\.0*)?\s*(?:人|个|口|名|户|套|间|辆|次|年|天|日|个月)?", plain_digits(tidy(raw)))
        if not found:
            raise BadCell("应为整数。")
        value = int(re.sub(r"[, ]", "", found[1]))
        if not self.least <= value <= self.most:
            raise BadCell(f"应在{self.least}到{self.most}之间。")
        return value


def whole(least: int = 0, most: int = 9999) -> Whole:
    return Whole(least, most)


@dataclass(frozen=True)
class Measure:
    """A number that is not money, e.g. square metres."""

    places: int
    most: Decimal = Decimal(10) ** 6

    def __call__(self, raw: Raw) -> Decimal:
        value = _number_of(raw, "应为数字。")
        if value is None:
            value = number_in(re.sub(r"\s*(平方米|平米|m2|M2)$", "", tidy(raw)), "应为数字。")
        if not 0 <= value < self.most:
            raise BadCell("超出合理范围。请核对。")
        return _rounded(value, self.places, f"最多{self.places}位小数。")


def decimal(places: int, most: Decimal = Decimal(10) ** 6) -> Measure:
    return Measure(places, most)


def ratio(raw: Raw) -> Decimal:
    """0.62, 62% and 62 all read 0.62; rigid spending may pass one. Between 1 and 10 a bare figure has two readings."""
    remedy = "应为比例，如0.62或62%。"
    value, percent = _number_of(raw, remedy), False
    if value is None:
        written = tidy(raw)
        percent = written.endswith("%")
        value = number_in(written.removesuffix("%").rstrip(), remedy)
    if not percent and 1 < value <= 10:
        raise BadCell(f"分不清是{value.normalize():f}%还是{(value * 100).normalize():f}%。请带上百分号。")
    if percent or value > 10:
        value /= 100
    if not 0 <= value < 100:
        raise BadCell("比例超出合理范围。请核对。")
    return value.quantize(Decimal("0.0001"))
