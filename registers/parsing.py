"""Cells into values. Pure: every function takes what the workbook holds and returns a value, or raises BadCell with the remedy in Chinese.

Nothing is guessed: what has two readings is refused and both are named (domain §7.3).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches

from django.db.models import TextChoices

from households.national_id import BadIdNumber, normalise
from registers.cells import LOST_FROM, BadCell, Parser, Raw, is_blank, no_error, tidy
from registers.dates import Period, day, last_day, month, period, year

__all__ = ["BadCell", "Parser", "Period", "Raw", "day", "is_blank", "last_day", "month", "period", "tidy", "year"]


def text(limit: int) -> Parser:
    """Words up to `limit` characters; line breaks become blanks."""

    def parse(raw: Raw) -> str:
        value = no_error(re.sub(r"\s+", " ", tidy(raw)))
        if "\x00" in value:
            raise BadCell("有看不见的控制字符。请重新输入。")
        if len(value) > limit:
            raise BadCell(f"太长，最多{limit}个字，现在{len(value)}个字。")
        return value

    return parse


def name(raw: Raw) -> str:
    """A person's name: inner blanks dropped, the minority dot unified to ·."""
    value = re.sub(r"[•.．・‧∙⋅]", "·", re.sub(r"\s+", "", no_error(tidy(raw))))
    if "(" in value or ")" in value:
        raise BadCell("姓名里带了括号说明。这一列只填姓名，已故等情况填到“人员状态”。")
    if "?" in value or any("\ue000" <= char <= "\uf8ff" for char in value):
        raise BadCell("姓名里有认不出的字。请按户口簿填写。")
    if any(char.isdigit() for char in value):
        raise BadCell("姓名里有数字。请按户口簿填写。")
    if "、" in value or "," in value:
        raise BadCell("一格里写了几个人。请一人一行。")
    if len(value) > 60:
        raise BadCell("太长，最多60个字。")
    return value


def code_text(limit: int) -> Parser:
    """A number that is a name (household number, certificate, account): text without blanks; a long Excel number has lost digits and is refused."""

    def parse(raw: Raw) -> str:
        check_no_lost_digits(raw)
        value = re.sub(r"\s+", "", no_error(tidy(raw)))
        if len(value) > limit:
            raise BadCell(f"太长，最多{limit}位，现在{len(value)}位。")
        return value

    return parse


def check_no_lost_digits(raw: Raw) -> None:
    """Raises BadCell when a long number was kept as a number: its last digits are gone and nobody may guess them."""
    if isinstance(raw, int | float) and not isinstance(raw, bool) and abs(raw) >= LOST_FROM:
        raise BadCell("存成了数字，后三位已丢。请把整列设成文本，再照原件填。")
    if isinstance(raw, str) and re.fullmatch(r"\d(\.\d+)?[eE]\+?\d+", tidy(raw)):
        raise BadCell("存成了科学计数，后面几位已丢。请把整列设成文本，再照原件填。")


def id_number(raw: Raw) -> str:
    """18 characters with a valid check digit; 15 digits are lengthened; lost digits are refused, never guessed."""
    check_no_lost_digits(raw)
    value = re.sub(r"\s+", "", tidy(raw)).upper()
    if len(value) in (20, 22) and value[:17].isdigit():
        raise BadCell(f"这是{len(value)}位的残疾人证号。这一列填18位身份证号。")
    try:
        return normalise(value)
    except BadIdNumber as error:
        raise BadCell(str(error)) from None


def document_number(raw: Raw) -> str:
    """The number of any certificate; whether it is a valid ID number is asked where the certificate's kind is known."""
    check_no_lost_digits(raw)
    value = re.sub(r"\s+", "", tidy(raw)).upper()
    if not 4 <= len(value) <= 30:
        raise BadCell(f"证件号码应为4到30位，现在是{len(value)}位。")
    return value


def phone(raw: Raw) -> str:
    """A mobile or fixed number without blanks and dashes."""
    value = re.sub(r"[\s-]", "", tidy(raw))
    if not re.fullmatch(r"\+?\d{7,14}", value):
        raise BadCell("电话只能是7到14位数字，多个号码只留一个。")
    return value


def words(table: Mapping[str, str], wanted: str = "") -> Parser:
    """One of a closed list by its code, its label or another system's word for it."""
    lookup = {_key(word): value for word, value in table.items()}
    labels = sorted({word for word in table if re.search(r"[一-鿿]", word)})
    printed: dict[str, str] = {}  # the form's own word for each value stands first in its table
    for word in table:
        if re.search(r"[一-鿿]", word):
            printed.setdefault(table[word], word)

    def parse(raw: Raw) -> str:
        written = no_error(tidy(raw))
        value = lookup.get(_key(written))
        if value is None and written.isdigit():
            value = lookup.get(written.zfill(2)) or lookup.get(written.lstrip("0"))
        if value is None:
            near = get_close_matches(written, labels, n=3, cutoff=0.4)
            offered = dict.fromkeys(printed[table[word]] for word in near) or list(printed.values())[:12]
            raise BadCell(f"{wanted or '代码表里没有'}。可选：{'、'.join(offered)}。")
        return value

    return parse


def _key(word: str) -> str:
    return re.sub(r"[\s()（）]", "", unicodedata.normalize("NFKC", word)).upper()


def choice(choices: type[TextChoices], aliases: Mapping[str, str] | None = None) -> Parser:
    """A TextChoices value by its label, its stored value or an alias."""
    table = {str(label): str(value) for value, label in choices.choices}
    table |= {str(value): str(value) for value in choices.values}
    table |= {word: str(value) for word, value in (aliases or {}).items()}
    return words(table)


YES = frozenset({"是", "Y", "YES", "1", "√", "✓", "有", "TRUE", "已", "V"})
NO = frozenset({"否", "N", "NO", "0", "×", "✗", "X", "没有", "FALSE", "未", "不是"})


def yes_no(raw: Raw) -> bool:
    written = tidy(raw).upper()
    if written in YES:
        return True
    if written in NO:
        return False
    raise BadCell("只能填是或否。")


def whole(least: int = 0, most: int = 9999) -> Parser:
    """A whole number within bounds; 12.0 and 12人 read 12."""

    def parse(raw: Raw) -> int:
        written = re.sub(r"[,人个户套辆\s]", "", tidy(raw))
        if not re.fullmatch(r"-?\d+", written):
            raise BadCell("应为整数。")
        value = int(written)
        if not least <= value <= most:
            raise BadCell(f"应在{least}到{most}之间。")
        return value

    return parse


def decimal(places: int, most: Decimal = Decimal(10) ** 6) -> Parser:
    """A number that is not money, e.g. square metres."""

    def parse(raw: Raw) -> Decimal:
        value = _decimal(re.sub(r"(平方米|㎡|m2|M2)$", "", tidy(raw).replace(",", "")), "应为数字。")
        if not 0 <= value < most:
            raise BadCell("超出合理范围。请核对。")
        return value.quantize(Decimal(1).scaleb(-places))

    return parse


def _decimal(written: str, remedy: str) -> Decimal:
    try:
        value = Decimal(written)
    except InvalidOperation:
        raise BadCell(remedy) from None
    if not value.is_finite():
        raise BadCell(remedy)
    return value


@dataclass(frozen=True)
class Money:
    """元 with two places. `in_wan`: the column's own heading says 万元, so its figures count ten thousandfold; elsewhere 万 is refused."""

    may_be_negative: bool = False
    in_wan: bool = False

    def __call__(self, raw: Raw) -> Decimal:
        written = re.sub(r"[,\s¥￥]", "", tidy(raw))
        wan = re.fullmatch(r"(-?[\d.]+)万元?", written)
        if wan and not self.in_wan:
            offered = _decimal(wan[1], "应为金额，如12000或12000.50。") * 10000
            raise BadCell(f"带了单位。应填{offered.normalize():f}。")
        value = _decimal(re.sub(r"万?元$", "", written), "应为金额，如12000或12000.50。") * (10000 if self.in_wan else 1)
        rounded = value.quantize(Decimal("0.01")) if abs(value) < Decimal(10) ** 13 else Decimal(0)
        if abs(value) >= Decimal(10) ** 12:
            raise BadCell("金额太大。请核对。")
        # A float of a spreadsheet carries dust far behind the 分.
        if abs(value - rounded) > Decimal("0.00001"):
            raise BadCell("金额最多两位小数。")
        if rounded < 0 and not self.may_be_negative:
            raise BadCell("金额不能是负数。")
        return rounded


money = Money()
signed_money = Money(may_be_negative=True)


def ratio(raw: Raw) -> Decimal:
    """0.62, 62% and 62 all read 0.62; rigid spending may pass one."""
    written = tidy(raw)
    value = _decimal(written.rstrip("%"), "应为比例，如0.62或62%。")
    if written.endswith("%") or value > 10:
        value /= 100
    if not 0 <= value < 100:
        raise BadCell("比例超出合理范围。请核对。")
    return value.quantize(Decimal("0.0001"))


DISABILITY_LEVELS = {
    form: number
    for number, forms in enumerate(("1 一 I Ⅰ 壹", "2 二 II Ⅱ 贰", "3 三 III Ⅲ 叁", "4 四 IV Ⅳ 肆"), start=1)
    for form in (unicodedata.normalize("NFKC", form) for form in forms.split())
}


def disability_level(raw: Raw) -> int:
    """二级, 2, II级 → 2 (GB/T 26341)."""
    value = DISABILITY_LEVELS.get(tidy(raw).upper().removesuffix("级"))
    if value is None:
        raise BadCell("残疾等级只有一级、二级、三级、四级。")
    return value
