"""试算 on the case page: standard, recognised income, the difference a month. Figures of the opinion where there is one, else of the household as known."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from households.models import HouseholdFacts
from households.sums import rounded_down, yuan
from identification.amounts import top_up_amount
from identification.letter_sums import figure
from identification.models import Opinion

NOT_ASKED = "收入还没有人问过，不能试算。一张表、核对或入户说到收入后才有。"
NOBODY = "没有计入的共同生活成员，不作试算。"


@dataclass(frozen=True)
class Trial:
    """One calculation of 补差, 元 a month; `reason` instead of figures where nothing can be said."""

    source: str
    reason: str = ""
    people: int = 0
    standard_year: Decimal = Decimal(0)
    income_year: Decimal = Decimal(0)
    top_up: Decimal = Decimal(0)
    conclusion: str = ""

    @property
    def standard_month(self) -> Decimal:
        return self.standard_year * self.people / 12

    @property
    def income_month(self) -> Decimal:
        return self.income_year / 12


def trial_of(opinion: Opinion | None, facts: HouseholdFacts | None) -> Trial:
    """Never an amount of its own when the opinion has decided one: then that stands beside it on the page."""
    if opinion is not None:
        standard, ceiling = opinion.parameters.dibao_standard, opinion.parameters.margin_ceiling
        income, people = figure(opinion, "recognised"), int(figure(opinion, "income_members") or 0)
        source = f"按{opinion.made_on.month}月{opinion.made_on.day}日初审所依据的事实"
    elif facts is not None:
        standard, ceiling = facts.parameters.dibao_standard, facts.parameters.margin_ceiling
        income, people, source = facts.recognised, facts.income_members, "按已有数据"
    else:
        return Trial("按已有数据", NOT_ASKED)
    if not people:
        return Trial(source, NOBODY)
    if income is None:
        return Trial(source, NOT_ASKED)
    return Trial(
        source, people=people, standard_year=standard, income_year=income, top_up=top_up_amount(income, standard, people),
        conclusion=compared(income, people, standard, ceiling),
    )  # fmt: skip


def compared(income: Decimal, people: int, standard: Decimal, ceiling: Decimal) -> str:
    """Compared by multiplying, so that nothing rounds across a line."""
    head = f"人均{yuan(rounded_down(income / people, 2))}元/年，"
    if income < standard * people:
        return head + f"低于低保标准{yuan(standard)}元。"
    if income < ceiling * people:
        return head + f"不低于低保标准{yuan(standard)}元，低于低保边缘上限{yuan(ceiling)}元。"
    return head + f"不低于低保边缘上限{yuan(ceiling)}元。"
