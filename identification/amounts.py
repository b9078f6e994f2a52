"""Amounts of support: pure, Decimals in and out."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal


def top_up_amount(recognised_year: Decimal, standard_year: Decimal, insured: int) -> Decimal:
    """Monthly top-up (补差) of the whole household in whole 元, rounded up once, never negative (rulings B11).

    Months are unrounded twelfths of year figures; computed on the household's total, since a per-head figure times heads drifts by a yuan.
    特困 members are not insured and their income is not in the sum. Raises ValueError when nobody is insured.
    """
    if insured < 1:
        raise ValueError("保障人口至少一人。")
    gap = standard_year * insured - recognised_year
    return max(Decimal(0), (gap / 12).to_integral_value(rounding=ROUND_CEILING))


@dataclass(frozen=True)
class AddOnFacts:
    """What 分类施保 looks at in one insured member; None is unknown and adds nothing until known."""

    age: int | None
    is_severely_disabled: bool
    has_serious_illness: bool | None


def addon_grounds(member: AddOnFacts, *, elderly_age: int, adult_age: int = 18) -> list[str]:
    """Why a member gets the add-on: 重病, 重残, 高龄, 未成年; more than one still counts him once."""
    grounds = []
    if member.has_serious_illness:
        grounds.append("重病")
    if member.is_severely_disabled:
        grounds.append("重残")
    if member.age is not None and member.age >= elderly_age:
        grounds.append("高龄")
    if member.age is not None and member.age < adult_age:
        grounds.append("未成年")
    return grounds


def classified_addon(members: Iterable[AddOnFacts], rate_month: Decimal, *, elderly_age: int, adult_age: int = 18) -> Decimal:
    """分类施保 of the household, 元 a month: each member with a ground once, times the county's rate (rulings B11)."""
    return rate_month * sum(1 for member in members if addon_grounds(member, elderly_age=elderly_age, adult_age=adult_age))
