"""Cells into values: words, names and numbers that name somebody. Pure: every parser takes what the workbook holds and returns a value,
`Remarked` when the sender should hear of it, or raises BadCell with the remedy in Chinese.

Nothing is guessed: what has two readings is refused and both are named (domain §7.3). Amounts are in amounts, days in dates; all are offered here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from django.db.models import TextChoices

from registers.amounts import Measure, Money, Whole, decimal, money, monthly_money, ratio, signed_money, whole, yearly_money
from registers.cells import BadCell, Parser, Raw, Remarked, is_blank, no_error, taken, tidy
from registers.dates import Period, birth, day, day_or_month, last_day, month, period, year
from registers.names import name
from registers.numbers import Account, CodeText, account, check_no_lost_digits, code_text, document_number, id_number, phone

__all__ = [
    "Account", "BadCell", "CodeText", "Measure", "Money", "Parser", "Period", "Raw", "Remarked", "Text", "Whole", "Words", "account", "birth",
    "check_no_lost_digits", "choice", "code_text", "day", "day_or_month", "decimal", "disability_level", "document_number", "id_number",
    "is_blank", "last_day", "money", "month", "monthly_money", "name", "period", "phone", "ratio", "signed_money", "taken", "text", "tidy",
    "whole", "words", "year", "yearly_money", "yes_no",
]  # fmt: skip


@dataclass(frozen=True)
class Text:
    """Words up to `limit` characters; line breaks become blanks."""

    limit: int

    def __call__(self, raw: Raw) -> str:
        value = no_error(re.sub(r"\s+", " ", tidy(raw)).strip())
        if not value.isprintable() and any(unicodedata.category(char) == "Cc" for char in value):
            raise BadCell("有看不见的控制字符。请重新输入。")
        if len(value) > self.limit:
            raise BadCell(f"太长，最多{self.limit}个字，现在{len(value)}个字。")
        return value


def text(limit: int) -> Text:
    return Text(limit)


# Words that mean two things in a register; asked back wherever the list does not know them.
QUESTIONS = {
    "媳妇": "“媳妇”可以是配偶，也可以是儿媳。请写配偶或儿媳。",
    "子女": "“子女”分不清是子还是女。请写子或女。",
    "孩子": "“孩子”分不清是子还是女。请写子或女。",
    "男孩": "“男孩”可以是子，也可以是孙子。请写清楚。",
    "女孩": "“女孩”可以是女，也可以是孙女。请写清楚。",
    "小孩": "“小孩”分不清是谁的孩子。请写子、女、孙子或孙女。",
    "老人": "“老人”分不清是父母还是祖父母。请写父亲、母亲、祖父或祖母。",
    "外甥外甥女": "分不清是外甥还是外甥女。请只写一种。",
    "岳父母": "请写岳父或岳母。",
    "公婆": "请写公公或婆婆。",
}
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")


class Words:
    """One of a closed list by its code, its label or another system's word for it; `printed` is the list's own word for each value."""

    def __init__(self, table: Mapping[str, str], wanted: str = "") -> None:
        self.wanted = wanted
        self.lookup = {_key(word): value for word, value in reversed(list(table.items()))}
        self.table = {word: value for word, value in table.items() if HAN.search(word)}
        self.printed: dict[str, str] = {}
        for word, value in self.table.items():  # the form's own word for each value stands first in its table
            self.printed.setdefault(value, word)

    def __call__(self, raw: Raw) -> str:
        written = no_error(tidy(raw))
        value = self._find(written)
        if value is None and (both := re.fullmatch(r"(\d{1,2})[\s.、:_|-]*([^\d\s].*)", written)):
            # “02 户主”, “1.男”: a code and its word, which must agree.
            code, word = self._find(both[1]), self._find(both[2])
            value = word if code == word else None
        if value is None:
            raise BadCell(QUESTIONS.get(_key(written)) or f"{self.wanted or '代码表里没有'}。可选：{'、'.join(self._offered(written))}。")
        return value

    def _find(self, written: str) -> str | None:
        value = self.lookup.get(_key(written))
        if value is None and written.isdigit():
            value = self.lookup.get(written.zfill(2)) or self.lookup.get(written.lstrip("0"))
        return value

    def _offered(self, written: str) -> list[str]:
        near = get_close_matches(written, sorted(self.table), n=3, cutoff=0.4)
        return list(dict.fromkeys(self.printed[self.table[word]] for word in near)) or list(self.printed.values())[:12]


def words(table: Mapping[str, str], wanted: str = "") -> Words:
    return Words(table, wanted)


def _key(word: str) -> str:
    return re.sub(r"[\s()（）]", "", unicodedata.normalize("NFKC", word)).upper()


def choice(choices: type[TextChoices], aliases: Mapping[str, str] | None = None) -> Words:
    """A TextChoices value by its label, its stored value or an alias."""
    table = {str(label): str(value) for value, label in choices.choices}
    table |= {str(value): str(value) for value in choices.values}
    table |= {word: str(value) for word, value in (aliases or {}).items() if word not in table}
    return words(table)


YES = frozenset({"是", "是的", "Y", "YES", "T", "1", "√", "✓", "✔", "☑", "✅", "对", "有", "TRUE", "已", "V", "属于"})
NO = frozenset({"否", "不", "N", "NO", "F", "0", "×", "✗", "✘", "✕", "✖", "☒", "╳", "X", "没有", "FALSE", "未", "不是", "不属于", "非"})


def yes_no(raw: Raw) -> bool:
    written = tidy(raw).upper()
    if both := re.fullmatch(r"[(]?([是否√×])[)]?", written):
        written = both[1]
    if written in YES:
        return True
    if written in NO:
        return False
    raise BadCell("只能填是或否。")


LEVEL_WORDS = {
    form: number
    for number, forms in enumerate(("1 一 I Ⅰ 壹", "2 二 II Ⅱ 贰", "3 三 III Ⅲ 叁", "4 四 IV Ⅳ 肆"), start=1)
    for form in (unicodedata.normalize("NFKC", form) for form in forms.split())
}
LEVEL_NAMES = ("", "一级", "二级", "三级", "四级")


def disability_level(raw: Raw) -> int:
    """二级, 2, II级, 贰级, 肢体二级, 二级(重度) → 2 (GB/T 26341)."""
    written = re.sub(r"\s", "", tidy(raw)).upper()
    found = re.fullmatch(r"(?:视力|听力|言语|肢体|智力|精神|多重)?(?:残疾)?([^()]+?)(?:级)?(?:残疾)?(?:\([^()\d一二三四]*\))?", written)
    value = LEVEL_WORDS.get(found[1]) if found else None
    if value is None:
        raise BadCell("残疾等级只有一级、二级、三级、四级。")
    return value
