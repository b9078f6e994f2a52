"""Cells into values. Pure: every function takes what the workbook holds and returns a value, or raises BadCell with the remedy in Chinese.

Nothing is guessed: what has two readings is refused and both are named (domain §7.3).
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any

from django.db.models import TextChoices

from households.national_id import BadIdNumber, normalise

Raw = str | float | int | bool | date | datetime | timedelta | None
Parser = Callable[[Raw], Any]

BLANKS = frozenset({"", "-", "--", "—", "——", "/", "\\", "无", "空", "NULL", "null", "None", "N/A"})
EXCEL_EPOCH = date(1899, 12, 30)
EXCEL_DAYS = (7305, 73050)  # 1920-01-01 … 2099-12-31
YEARS = (1900, 2100)
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


def _no_error(value: str) -> str:
    if (value.startswith("#") and value.rstrip("!?").isupper()) or value in {"#N/A", "#DIV/0!"}:
        raise BadCell("公式出错，没有结果。请填上数值。")
    return value


def text(limit: int) -> Parser:
    """Words up to `limit` characters; line breaks become blanks."""

    def parse(raw: Raw) -> str:
        value = _no_error(re.sub(r"\s+", " ", tidy(raw)))
        if "\x00" in value:
            raise BadCell("有看不见的控制字符。请重新输入。")
        if len(value) > limit:
            raise BadCell(f"太长，最多{limit}个字，现在{len(value)}个字。")
        return value

    return parse


def name(raw: Raw) -> str:
    """A person's name: inner blanks dropped, the minority dot unified to ·."""
    value = re.sub(r"[•.．・‧∙⋅]", "·", re.sub(r"\s+", "", _no_error(tidy(raw))))
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
        value = re.sub(r"\s+", "", _no_error(tidy(raw)))
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
        written = _no_error(tidy(raw))
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


# ---- days and months ---------------------------------------------------------------------------------------------

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
