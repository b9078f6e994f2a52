"""From answers to a proposal: category and tag by the table, the line of each member, the amounts (domain §2.4, rulings A2, B11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from households.models import AppliedParameters, HouseholdFacts
from identification.amounts import AddOnFacts, addon_grounds, classified_addon, top_up_amount
from identification.proposals import CANNOT_SAY
from identification.tag_table import row_for
from policies.categories import DibaoMode, SupportCategory
from policies.wording import plain_number

TEKUN, DIBAO, MARGIN, RIGID, OTHER = SupportCategory
BY_COUNTY = "由县确认"


@dataclass(frozen=True)
class Person:
    """A member as the proposal needs him. `is_tekun`: determined so or surely met; `may_be_single`: 单人保 in three values."""

    member_id: int
    name: str
    is_counted: bool
    is_tekun: bool
    may_be_single: bool | None
    disability_level: int
    add_on: AddOnFacts


@dataclass(frozen=True)
class Line:
    """What one member would be, and why in words."""

    member_id: int
    name: str
    is_counted: bool
    category: str
    dibao_mode: str
    because: str

    @property
    def category_label(self) -> str:
        return str(SupportCategory(self.category).label) if self.category else ""

    @property
    def mode_label(self) -> str:
        return str(DibaoMode(self.dibao_mode).label) if self.dibao_mode else ""


@dataclass(frozen=True)
class Amounts:
    """元 a month; None where nothing is paid, or where a number is missing: `words` says which."""

    monthly: Decimal | None
    words: str
    addon: Decimal | None
    addon_words: str


@dataclass(frozen=True)
class Proposal:
    """The criteria's word on one case. `category` is a SupportCategory, "" or cannot_say; `tag_row` the row of the tag table, 0 while open."""

    category: str
    has_monitoring_tag: bool
    monitoring_kind: str
    tag_row: int
    lines: tuple[Line, ...]
    amounts: Amounts

    @property
    def monthly_amount(self) -> Decimal | None:
        return self.amounts.monthly

    @property
    def classified_addon(self) -> Decimal | None:
        return self.amounts.addon


def proposal(
    facts: HouseholdFacts, parameters: AppliedParameters, people: Sequence[Person], *, first: str, is_tagged: bool, kind: str
) -> Proposal:
    """`first`: the first category surely met, "" or cannot_say; `is_tagged`: by the stored state or by what this case identifies."""
    if first == CANNOT_SAY and not is_tagged:
        category, row = CANNOT_SAY, 0
    else:
        found = row_for(is_tagged, "" if first == CANNOT_SAY else first)
        category, row = found.category, found.number
    lines = lines_for(category, people)
    return Proposal(category, is_tagged, kind if is_tagged else "", row, lines, amounts_for(category, lines, facts, parameters, people))


def single_person(people: Sequence[Person]) -> Person | None:
    """单人保: one person of a 低保边缘 household (rulings A2); of several the one with the deepest disability, then the first of the household."""
    ready = [one for one in people if one.is_counted and not one.is_tekun and one.may_be_single]
    return min(ready, key=lambda one: one.disability_level or 9, default=None)


def lines_for(category: str, people: Sequence[Person], single: int | None = None) -> tuple[Line, ...]:
    """One line per member. `single`: the member chosen for 单人保 in place of the proposed one (0: nobody)."""
    chosen = single_person(people)
    alone = (chosen.member_id if chosen else 0) if single is None else single
    return tuple(line_for(one, category, alone) for one in people)


def line_for(one: Person, category: str, alone: int) -> Line:
    def line(of: str, mode: str, because: str) -> Line:
        return Line(one.member_id, one.name, one.is_counted, of, mode, because)

    if not one.is_counted:
        return line("", "", "不计入共同生活成员")
    if one.is_tekun:
        return line(TEKUN, "", "符合特困人员条件，单独成户计算")
    if category == DIBAO:
        return line(DIBAO, DibaoMode.WHOLE, "全户符合低保条件")
    if category == MARGIN and one.member_id == alone:
        return line(DIBAO, DibaoMode.SINGLE, "低保边缘家庭中的重残或重病人员，单人纳入")
    if category == MARGIN:
        return line(MARGIN, "", "符合单人保条件，一户只单人纳入一人" if one.may_be_single else "全户符合低保边缘条件")
    if category in (RIGID, OTHER):
        return line(category, "", "全户符合刚性支出困难家庭条件" if category == RIGID else "防返贫监测对象，不符合前四类")
    return line("", "", "各类条件暂不能判断" if category == CANNOT_SAY else "不符合各类条件")


def published(parameters: AppliedParameters, code: str) -> Decimal | None:
    """A county's own number where it has published one."""
    row = parameters.rows.get(code)
    return Decimal(row["value"]) if row else None


def amounts_for(
    category: str, lines: Sequence[Line], facts: HouseholdFacts, parameters: AppliedParameters, people: Sequence[Person]
) -> Amounts:
    """补差 for a 低保 household, the published amount for 单人保; 特困 is a policy amount of its own (ZC-04) and never part of these."""
    insured = [line for line in lines if line.category == DIBAO]
    cared = sum(1 for line in lines if line.category == TEKUN)
    apart = f"特困人员{cared}人的基本生活标准和照料护理标准另计（ZC-04），{BY_COUNTY}" if cared else ""
    if not insured:
        return Amounts(None, apart, None, "")
    addon, addon_words = addon_for(insured, parameters, people)
    if category == DIBAO:
        monthly, words = top_up(facts, parameters, len(insured))
    else:
        monthly = published(parameters, "single_dibao_amount")
        monthly = None if monthly is None else monthly * len(insured)
        words = f"单人保{len(insured)}人，县定每人每月" + (BY_COUNTY if monthly is None else f"{plain_number(monthly / len(insured))}元")
    return Amounts(monthly, "；".join(part for part in (words, apart) if part), addon, addon_words)


def top_up(facts: HouseholdFacts, parameters: AppliedParameters, insured: int) -> tuple[Decimal | None, str]:
    if facts.recognised is None:
        return None, "认定收入不详，不能计算补差"
    standard = parameters.dibao_standard
    words = f"（低保标准{plain_number(standard)}元/年×{insured}人−认定收入{plain_number(facts.recognised)}元）÷12，进位到元".replace(
        "-", "−"
    )
    return top_up_amount(facts.recognised, standard, insured), words


def addon_for(insured: Sequence[Line], parameters: AppliedParameters, people: Sequence[Person]) -> tuple[Decimal | None, str]:
    """分类施保 of the insured, each once."""
    elderly_age = int(Decimal(parameters.rows["elderly_age"]["value"]))
    known: Mapping[int, AddOnFacts] = {one.member_id: one.add_on for one in people}
    grounds = {line.name: addon_grounds(known[line.member_id], elderly_age=elderly_age) for line in insured}
    named = "；".join(f"{name}（{'、'.join(found)}）" for name, found in grounds.items() if found)
    if not named:
        return Decimal(0), "没有重病、重残、高龄、未成年人员"
    rate = published(parameters, "classified_addon_amount")
    if rate is None:
        return None, f"{named}，每人每月{BY_COUNTY}"
    amount = classified_addon((known[line.member_id] for line in insured), rate, elderly_age=elderly_age)
    return amount, f"{named}，每人每月{plain_number(rate)}元，一人只计一次"
