"""What a rule compared, beside each name of its list: kept by the run as the database saw it, put into words here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Any

from django.db.models import TextChoices


class Subject(StrEnum):
    """What a rule looks at: what stands in the registers, or whether the work was done."""

    DATA = "data"
    WORK = "work"

    @property
    def words(self) -> str:
        return {"data": "数据质量", "work": "工作监督"}[self]


class Severity(IntEnum):
    """程度 (domain §5.4): 3 blocks what is sent up, 1 and 2 warn."""

    HINT = 1
    WARNS = 2
    BLOCKS = 3

    @property
    def words(self) -> str:
        return SEVERITY_WORDS[self]


SEVERITY_WORDS = {Severity.HINT: "1级提示", Severity.WARNS: "2级提醒", Severity.BLOCKS: "3级，改好前不得上报"}


class Fault(StrEnum):
    """The fault words of the province's action plan that a check is the test of. 漏户漏人 has none: no register holds the 户籍 to compare with."""

    OUTSIDE = "体外循环"
    IN_AND_OUT = "快进快出"
    NOT_TAKEN_IN = "应纳未纳"
    NOT_HELPED = "应帮未帮"
    BEFORE = "措施在识别前"
    UNFIT = "措施不精准"
    FALSELY_CLEARED = "风险消除不实"
    NO_LABOUR_CLEARED = "整户无劳动力标注消除"
    ONLY_RELIEF = "一兜了之"
    WARNED_AGAIN = "多次预警未纳入"


@dataclass(frozen=True)
class Compared:
    """One value of a list's row: annotation `name` of the rule's rows, `words` of what JSON holds. NULL reads 没有登记."""

    title: str
    name: str
    words: Callable[[Any], str]

    def said(self, values: dict[str, Any]) -> str:
        value = values.get(self.name)
        return f"{self.title}：{'没有登记' if value is None else self.words(value)}"


def day(value: str) -> str:
    found = date.fromisoformat(value)
    return f"{found.year}年{found.month}月{found.day}日"


def yuan(value: float) -> str:
    """分, with whatever fraction a ratio left, as 元."""
    return f"{Decimal(str(value)) / 100:,.2f}元"


def ratio(value: float) -> str:
    return f"{Decimal(str(value)) * 100:f}".rstrip("0").rstrip(".") + "%"


def number(unit: str) -> Callable[[Any], str]:
    return lambda value: f"{value}{unit}"


def text(value: str) -> str:
    return value or "没有登记"


def yes_no(value: bool) -> str:
    return "有" if value else "没有"


def labels(choices: type[TextChoices]) -> Callable[[Any], str]:
    """A code, or a list of codes, by their words."""

    def words(value: Any) -> str:
        codes = value if isinstance(value, list) else [value]
        known = dict(choices.choices)
        return "、".join(str(known.get(code, code)) for code in codes if code) or "没有登记"

    return words
