"""How clerks really write a cell (domain §7.3): the same value in other clothes, and the mistakes nobody can mend.

Each habit is given a clean value and says how it is written then. `is_clear`: what is written has one reading, so an importer must take it;
otherwise it must take it rightly or name the cell. `meant` is the clean cell that says the same, where less is said than before.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from random import Random
from typing import Any

from households.national_id import check_digit
from registers import parsing
from registers.amounts import Measure, Money, Whole
from registers.cells import is_blank
from registers.numbers import Account, CodeText
from registers.parsing import Text, Words
from registers.sheets.base import Column
from registers.synthetic.cells import Habit, Written
from registers.synthetic.habits_days import another_birth, bad_day, only_the_month, other_birth, other_day, other_month, other_period

WIDE = str.maketrans("0123456789-./Xx(), ", "０１２３４５６７８９－．／Ｘｘ（），　")
DOTS = "•.．・‧∙･"


# ---- any text ----------------------------------------------------------------------------------------------------


def dressed(rng: Random, column: Column, value: Any, clean: Any) -> Written:
    """Blanks around, an apostrophe in front, marks nobody sees."""
    return Written(rng.choice((" {}", "{}  ", "　{}", "'{}", "{}\n", "\u200b{}", "{}_x000D_", "\ufeff{}")).format(clean))


def full_width(rng: Random, column: Column, value: Any, clean: Any) -> Written:
    return Written(str(clean).translate(WIDE))


def blank(rng: Random, column: Column, value: Any, clean: Any) -> Written | None:
    """A stroke or a word for nothing, in a column that may be empty."""
    return None if column.required else Written(rng.choice(("-", "—", "无", "空", "/", "　", "暂无")), meant=None)


def formula_error(rng: Random, column: Column, value: Any, clean: Any) -> Written:
    return Written(rng.choice(("#REF!", "#VALUE!")), is_clear=False)


# ---- people and numbers ------------------------------------------------------------------------------------------


def spaced_name(rng: Random, column: Column, value: str, clean: str) -> Written:
    return Written(rng.choice((" ", "　", "  ")).join(clean))


def other_dot(rng: Random, column: Column, value: str, clean: str) -> Written | None:
    return Written(clean.replace("·", rng.choice(DOTS))) if "·" in clean else None


def noted_name(rng: Random, column: Column, value: str, clean: str) -> Written:
    return Written(clean + rng.choice(("(已故)", "（已故）", "（去世）", "（户主）")))


def lost_character(rng: Random, column: Column, value: str, clean: str) -> Written:
    place = rng.randrange(len(clean))
    return Written(clean[:place] + rng.choice("?？□\ue123\uf001*") + clean[place + 1 :], is_clear=False)


def two_names(rng: Random, column: Column, value: str, clean: str) -> Written:
    return Written(f"{clean}{rng.choice('、，/')}{clean}", is_clear=False)


def parted_id(rng: Random, column: Column, value: str, clean: str) -> Written | None:
    return Written(f"{clean[:6]} {clean[6:14]} {clean[14:]}") if len(clean) == 18 else None


def other_x(rng: Random, column: Column, value: str, clean: str) -> Written | None:
    return Written(clean[:17] + rng.choice("xｘ×Х")) if clean.endswith("X") else None


def old_fifteen(rng: Random, column: Column, value: str, clean: str) -> Written | None:
    fits = len(clean) == 18 and clean[6:8] == "19" and clean[8:10] not in ("19", "20")
    old = clean[:6] + clean[8:17]
    return Written(rng.choice((old, float(old)))) if fits else None


def disability_number(rng: Random, column: Column, value: str, clean: str) -> Written | None:
    return Written(clean + rng.choice(("11", "42", "53", "74", "42B1"))) if len(clean) == 18 else None


def kept_as_number(rng: Random, column: Column, value: str, clean: str) -> Written | None:
    """Excel keeps fifteen digits; longer ones lose the rest, whatever becomes of the cell afterwards."""
    if not clean.isdigit():
        return None
    if len(clean) <= 15:
        return Written(float(clean)) if not clean.startswith("0") else None
    rounded = clean[:15] + "0" * (len(clean) - 15)
    return Written(rng.choice((float(clean), f"{float(clean):.5E}", rounded)), is_clear=False)


def wrong_digit(rng: Random, column: Column, value: str, clean: str) -> Written | None:
    if len(clean) != 18:
        return None
    place = rng.randrange(17)
    return Written(clean[:place] + str((int(clean[place]) + rng.randint(1, 9)) % 10) + clean[place + 1 :], is_clear=False)


def short_of_digits(rng: Random, column: Column, value: str, clean: str) -> Written | None:
    return Written(clean[: rng.randint(14, 17)], is_clear=False) if len(clean) == 18 else None


def parted_number(rng: Random, column: Column, value: str, clean: str) -> Written:
    return Written(" ".join(clean[place : place + 4] for place in range(0, len(clean), 4)))


def parted_phone(rng: Random, column: Column, value: str, clean: str) -> Written:
    sign = rng.choice((" ", "-"))
    return Written(rng.choice((f"{clean[:3]}{sign}{clean[3:7]}{sign}{clean[7:]}", f"+86{clean}", float(clean))))


def no_phone(rng: Random, column: Column, value: str, clean: str) -> Written:
    return Written(rng.choice(("没有电话", "同户主", clean[:10], f"{clean}、{clean[:-1]}9", "0")), meant=None)


# ---- amounts and counts ------------------------------------------------------------------------------------------


def other_amount(rng: Random, column: Column, value: Decimal, clean: Decimal) -> Written:
    sign, size = ("-", -value) if value < 0 else ("", value)
    return Written(
        rng.choice(
            (
                f"{value}元",
                f"{sign}{size:,}",
                f"{sign}{size:,}元",
                f"¥{value}",
                float(value),
                f" {value} ",
                f"{value}".translate(WIDE),
                f"{value}圆整",
            )
        )
    )


def in_ten_thousands(rng: Random, column: Column, value: Decimal, clean: Decimal) -> Written:
    return Written(f"{(value / 10000).normalize():f}{rng.choice(('万', '万元'))}")


def in_words(rng: Random, column: Column, value: Decimal, clean: Decimal) -> Written:
    return Written(rng.choice((f"约{value}", f"{value}左右", f"{value}+200", "三千", f"{value}元/季")), is_clear=False)


def broken_comma(rng: Random, column: Column, value: Decimal, clean: Decimal) -> Written:
    return Written(f"{int(abs(value)) + 1},{rng.randint(1, 9)}", is_clear=False)


def other_count(rng: Random, column: Column, value: int, clean: int) -> Written:
    return Written(rng.choice((f"{value}人", f"{value}.0", float(value), f"{value} ", str(value).translate(WIDE))))


def other_measure(rng: Random, column: Column, value: Decimal, clean: Decimal) -> Written:
    return Written(rng.choice((f"{value}平方米", f"{value}㎡", float(value), f"{value:,}")))


def other_share(rng: Random, column: Column, value: Decimal, clean: str) -> Written:
    return Written(rng.choice((f"{value}", float(value), f"{float(value * 100):g}%")), is_clear=value <= 1)


# ---- closed lists ------------------------------------------------------------------------------------------------


def other_word(rng: Random, column: Column, value: str, clean: str) -> Written:
    """Any word or code the list knows for this value, but for NONE and the like, which say that nothing is known."""
    assert isinstance(column.parse, Words)
    known = sorted(word for word, other in column.parse.lookup.items() if other == value and not is_blank(word))
    word = rng.choice(known)
    return Written(float(word) if word.isdigit() and rng.random() < 0.5 else word)


def spaced_word(rng: Random, column: Column, value: str, clean: str) -> Written:
    return Written(" ".join(clean))


def unknown_word(rng: Random, column: Column, value: str, clean: str) -> Written:
    return Written(rng.choice(("其它情况见附件", "？", "详见档案", "甲乙丙")), is_clear=False)


def other_yes(rng: Random, column: Column, value: bool, clean: str) -> Written:
    return Written(rng.choice(("是", "Y", "y", 1.0, "1", "√", True, "有") if value else ("否", "N", "n", 0.0, "0", "×", False, "没有")))


def neither(rng: Random, column: Column, value: bool, clean: str) -> Written:
    return Written(rng.choice(("待定", "是/否", "2")), is_clear=False)


def other_level(rng: Random, column: Column, value: int, clean: str) -> Written:
    shapes = (("1", "I", "Ⅰ", "一", "壹"), ("2", "II", "Ⅱ", "二", "贰"), ("3", "III", "Ⅲ", "三", "叁"), ("4", "IV", "Ⅳ", "四", "肆"))[
        value - 1
    ]
    return Written(rng.choice([shape + tail for shape in shapes for tail in ("", "级")] + [float(value)]))


TEXT: tuple[Habit, ...] = (dressed, full_width, blank, formula_error)
BY_FUNCTION: dict[Any, tuple[Habit, ...]] = {
    parsing.name: (*TEXT, spaced_name, other_dot, noted_name, lost_character, two_names),
    parsing.id_number: (*TEXT[:3], parted_id, other_x, old_fifteen, disability_number, kept_as_number, wrong_digit, short_of_digits),
    parsing.document_number: (*TEXT[:2], parted_id, other_x, old_fifteen, disability_number, kept_as_number, wrong_digit, short_of_digits),
    parsing.phone: (*TEXT[:3], parted_phone, no_phone),
    parsing.day: (*TEXT[:3], other_day, only_the_month, bad_day),
    parsing.day_or_month: (*TEXT[:3], other_day, only_the_month, bad_day),
    parsing.last_day: (*TEXT[:3], other_day, only_the_month, bad_day),
    parsing.birth: (*TEXT[:3], other_birth, another_birth, bad_day),
    parsing.month: (*TEXT[:3], other_month, bad_day),
    parsing.period: (*TEXT[:2], other_period, bad_day),
    parsing.year: (*TEXT[:3],),
    parsing.ratio: (*TEXT[:3], other_share),
    parsing.yes_no: (*TEXT[:3], other_yes, neither),
    parsing.disability_level: (*TEXT[:3], other_level, unknown_word),
}
BY_KIND: dict[type, tuple[Habit, ...]] = {
    Text: TEXT,
    CodeText: (*TEXT[:3], parted_number, kept_as_number),
    Account: (*TEXT[:3], parted_number, kept_as_number),
    Words: (*TEXT, other_word, spaced_word, unknown_word),
    Money: (*TEXT[:3], other_amount, in_ten_thousands, in_words, broken_comma),
    Whole: (*TEXT[:3], other_count),
    Measure: (*TEXT[:3], other_measure),
}


def habits_of(column: Column) -> tuple[Habit, ...]:
    """Ways a cell of this column is really written; of a parser a sheet made for itself, only what befalls any text."""
    try:
        return BY_FUNCTION[column.parse]
    except KeyError:
        return BY_KIND.get(type(column.parse), TEXT[:2])


def written(rng: Random, column: Column, value: Any, habits: Iterable[Habit] | None = None) -> Written | None:
    """The value as somebody might write it; None when the habit drawn does not fit it."""
    habit = rng.choice(tuple(habits or habits_of(column)))
    return habit(rng, column, value, column.show(value))


def spoilt_check_digit(number: str) -> str:
    """A number whose last sign does not fit the others."""
    return number[:17] + ("1" if check_digit(number[:17]) != "1" else "2")
