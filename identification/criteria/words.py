"""How what a criterion compared reads on a page, what an unknown fact is called, and who can supply it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accounts.choices import Dept
from households.choices import DisabilityType
from households.models import AppliedParameters, HouseholdFacts, MemberFacts
from households.sums import rounded_down, yuan
from identification.criteria.base import Criterion

UNKNOWN = "不详"
LEVELS = {1: "一级", 2: "二级", 3: "三级", 4: "四级"}


@dataclass(frozen=True)
class Told:
    """The rows the words are taken from: the very values PostgreSQL compared. `member` is None for a household's criterion."""

    facts: HouseholdFacts
    parameters: AppliedParameters
    member: MemberFacts | None = None
    name: str = ""


def money(value: Decimal | None) -> str:
    return UNKNOWN if value is None else yuan(value)


def plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return UNKNOWN if value is None else str(value)


def per_head(total: Decimal | None, heads: int) -> str:
    """Rounded down, so that "below" stays below when read."""
    return UNKNOWN if total is None or not heads else yuan(rounded_down(total / heads, 2))


def share(part: Decimal | None, whole: Decimal | None) -> str:
    """Rounded down to a tenth of a per cent: 60 % exactly never reads as more."""
    if part is None or whole is None:
        return UNKNOWN
    return "全部" if whole <= 0 else f"{rounded_down(part / whole * 100, 1)}%"


def percent(value: Decimal) -> str:
    return f"{(value * 100).normalize():f}%"


def assets_limit(parameters: AppliedParameters, months: int, counted: int) -> str:
    return yuan(rounded_down(parameters.dibao_standard * months * counted / 12, 2))


def yes(value: bool | None, met: str, not_met: str, unknown: str) -> str:
    return unknown if value is None else met if value else not_met


def disability(member: MemberFacts) -> str:
    if not member.disability_level:
        return "，没有有效残疾人证"
    kind = DisabilityType(member.disability_kind).label if member.disability_kind in DisabilityType.values else "类别不详"
    return f"，{kind}残疾{LEVELS.get(member.disability_level, '')}"


def illness(member: MemberFacts) -> str:
    return yes(member.has_serious_illness, "，患有大病", "，没有登记大病", "，健康状况没有登记")


def hardship(told: Told) -> str:
    if not told.parameters.edge_requires_hardship:
        return "本县没有这项要求"
    labour = "没有劳动力" if not told.facts.able_members and not told.facts.labour_unknown else f"有劳动能力{told.facts.able_members}人"
    return yes(told.facts.has_severe_case, "有重残或大病成员", "没有重残、大病成员", "成员健康状况不详") + f"，{labour}"


def tagged(told: Told) -> str:
    if told.facts.has_monitoring_tag:
        return "在册监测对象，风险没有消除"
    return "本次申请拟识别为监测对象" if getattr(told.facts, "is_identified_now", False) else "没有监测对象标识"


Word = Callable[[Told], str]


def of_member(word: Callable[[MemberFacts], str]) -> Word:
    return lambda told: word(told.member) if told.member is not None else UNKNOWN


WORDS: dict[str, Word] = {
    "recognised": lambda t: money(t.facts.recognised),
    "recognised_per_head": lambda t: per_head(t.facts.recognised, t.facts.income_members),
    "gross": lambda t: money(t.facts.gross),
    "gross_per_head": lambda t: per_head(t.facts.gross, t.facts.income_members),
    "rigid_spending": lambda t: money(t.facts.rigid_spending),
    "rigid_share": lambda t: share(t.facts.rigid_spending, t.facts.gross),
    "rigid_ratio": lambda t: percent(t.parameters.rigid_ratio),
    "rigid_limit": lambda t: UNKNOWN if t.facts.gross is None else yuan(rounded_down(max(t.facts.gross, Decimal(0)) * t.parameters.rigid_ratio, 2)),
    "income_members": lambda t: plain(t.facts.income_members),
    "counted_members": lambda t: plain(t.facts.counted_members),
    "dibao_standard": lambda t: yuan(t.parameters.dibao_standard),
    "dibao_total": lambda t: yuan(t.parameters.dibao_standard * t.facts.income_members),
    "margin_ceiling": lambda t: yuan(t.parameters.margin_ceiling),
    "margin_total": lambda t: yuan(t.parameters.margin_ceiling * t.facts.income_members),
    "pdi": lambda t: yuan(t.parameters.pdi),
    "pdi_total": lambda t: yuan(t.parameters.pdi * t.facts.income_members),
    "financial_assets": lambda t: money(t.facts.financial_assets),
    "assets_limit_dibao": lambda t: assets_limit(t.parameters, t.parameters.financial_assets_months_dibao, t.facts.counted_members),
    "assets_limit_margin": lambda t: assets_limit(t.parameters, t.parameters.financial_assets_months_margin, t.facts.counted_members),
    "assets_months_dibao": lambda t: plain(t.parameters.financial_assets_months_dibao),
    "assets_months_margin": lambda t: plain(t.parameters.financial_assets_months_margin),
    "house_count": lambda t: plain(t.facts.house_count),
    "house_area": lambda t: plain(t.facts.house_area),
    "house_area_per_head": lambda t: per_head(t.facts.house_area, t.facts.counted_members),
    "house_count_limit": lambda t: plain(t.parameters.house_count_limit),
    "house_area_average": lambda t: plain(t.parameters.house_area_average),
    "vehicle_count": lambda t: plain(t.facts.vehicle_count),
    "vehicle_value": lambda t: money(t.facts.vehicle_value),
    "vehicle_count_limit": lambda t: plain(t.parameters.vehicle_count_limit),
    "vehicle_value_limit": lambda t: yuan(t.parameters.vehicle_value_limit),
    "barred_property_count": lambda t: plain(t.facts.barred_property_count),
    "local_words": lambda t: yes(getattr(t.facts, "is_local", None), "已由窗口受理时核实", "户籍不在本县", "没有核实过户籍"),
    "cooperation_words": lambda t: yes(getattr(t.facts, "cooperates", None), "核对授权书有效，没有拒绝核对", "撤回授权或拒绝核对", "没有有效的核对授权书"),
    "tag_words": tagged,
    "hardship_words": hardship,
    "name": lambda t: t.name,
    "age": of_member(lambda m: plain(m.age)),
    "tekun_elderly_age": lambda t: plain(t.parameters.tekun_elderly_age),
    "tekun_minor_age": lambda t: plain(t.parameters.tekun_minor_age),
    "disability_words": of_member(disability),
    "illness_words": of_member(illness),
    "own_income": of_member(lambda m: money(m.own_income)),
    "obligor_words": of_member(
        lambda m: yes(m.obligors_unable, "没有义务人，或义务人都没有履行能力", "有能履行义务的义务人", "义务人情况没有说明或不全")
    ),
}  # fmt: skip


def because(criterion: Criterion, told: Told) -> str:
    return criterion.because.format_map({name: WORDS[name](told) for name in criterion.placeholders})


def change(criterion: Criterion, told: Told) -> str:
    return criterion.change.format_map({name: WORDS[name](told) for name in criterion.placeholders})


@dataclass(frozen=True)
class Operand:
    """A fact that may be unknown: what it is called, and who can supply it."""

    label: str
    supplier: str


HOME = "入户调查或申请人申报"
CHECKED = "经济状况核对或申请人申报"
OPERANDS: dict[str, Operand] = {
    "recognised": Operand("认定收入（近12个月收入和医保结算）", f"{HOME}；{Dept.YB.label}"),
    "gross": Operand("近12个月收入", HOME),
    "medical_deduction": Operand("医保结算", Dept.YB.label),
    "rigid_spending": Operand("刚性支出（医保结算）", Dept.YB.label),
    "financial_assets": Operand("金融资产", CHECKED),
    "house_count": Operand("住房套数", CHECKED),
    "house_area": Operand("住房面积", HOME),
    "vehicle_count": Operand("车辆登记", Dept.GA.label),
    "vehicle_value": Operand("车辆购置价", Dept.GA.label),
    "barred_property_count": Operand("非居住用房、大型农机、企业", CHECKED),
    "has_severe_case": Operand("成员健康状况", HOME),
    "has_no_labour": Operand("成员劳动能力", HOME),
    "is_local": Operand("本地户籍", "镇一窗受理"),
    "cooperates": Operand("核对授权书", "申请人全户签署"),
    "age": Operand("出生日期", HOME),
    "parts_known": Operand("多重残疾所含的类别和等级", Dept.CL.label),
    "has_serious_illness": Operand("是否患重特大疾病", f"{HOME}；{Dept.WJ.label}"),
    "own_income": Operand("本人收入（收入要记到人）", HOME),
    "obligors_unable": Operand("赡养、抚养、扶养义务人情况", HOME),
}
