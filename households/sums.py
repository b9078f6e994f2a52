"""算账表: the full sum behind a household's facts, line by line, with clause and source (issue: every number opens).

Reads stored facts, stored parameters and the evidence as it was known; so an old sheet still reads as it was after a parameter changes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from accounts.fields import ExactFenField, FenField
from casework.working_days import add_months
from households.choices import IncomeKind, SpendingKind
from households.models import AppliedParameters, Household, HouseholdFacts, Income, Medical, MemberFacts, Spending
from households.sum_rows import Group, applies, evidence, grouped, shown, total
from policies.clauses import DIBAO_RULES, HUAIBEI_PLAN, RIGID_RULES, Clause

MEDICAL_CLAUSE = Clause(RIGID_RULES, "第五条")
COST_CLAUSE = Clause(HUAIBEI_PLAN, "收入就低、支出就高")


def yuan(amount: Decimal | None) -> str:
    """元 as the sentences write it; a loss has the minus of the forms."""
    return "—" if amount is None else f"{amount:,.2f}".replace("-", "−")


@dataclass(frozen=True)
class SumLine:
    """One line of the sheet: 元 over the window. `months` are the single rows behind it; `excluded_by` names the clause that leaves it out."""

    title: str
    amount: Decimal | None
    source: str = ""
    excluded_by: str = ""
    is_stale: bool = False
    months: tuple[tuple[date, Decimal], ...] = ()


@dataclass(frozen=True)
class SumSection:
    """一、二、三: a heading, its lines, and the subtotal under them."""

    title: str
    lines: list[SumLine]
    subtotal_title: str = ""
    subtotal: Decimal | None = None
    is_excluded: bool = False


@dataclass(frozen=True)
class LineMark:
    """One published line: both units, source and whether it is only carried over."""

    code: str
    title: str
    yearly: Decimal
    source: str
    is_provisional: bool

    @property
    def monthly(self) -> Decimal:
        return self.yearly / 12

    @property
    def note(self) -> str:
        return "（暂沿用，待县确认）" if self.is_provisional else ""


@dataclass(frozen=True)
class SumSheet:
    """The whole sheet. `per_head` and `total` are None when nobody was asked; `missing` then says what is unknown."""

    window_start: date
    window_end: date
    divisor: int
    sections: list[SumSection]
    total_title: str
    total: Decimal | None
    gross: Decimal | None
    lines: list[LineMark]
    is_self_declared: bool
    missing: list[str] = field(default_factory=list)
    parameters: dict[str, Any] = field(default_factory=dict)

    @property
    def per_head(self) -> Decimal | None:
        """元 to read, rounded down to the 分: a figure just below a line never reads as the line itself. Tests compare `total`."""
        return None if self.total is None or not self.divisor else rounded_down(self.total / self.divisor, 2)

    @property
    def line(self) -> LineMark:
        return self.lines[-1]

    @property
    def gross_per_head(self) -> Decimal | None:
        """What the monitoring line is compared with: before deductions (rulings C1)."""
        return None if self.gross is None or not self.divisor else rounded_down(self.gross / self.divisor, 2)

    @property
    def distance(self) -> Decimal | None:
        """元 per head below the monitoring line (negative: above)."""
        return None if self.gross_per_head is None else self.line.yearly - self.gross_per_head

    @property
    def months(self) -> str:
        return f"{self.window_start:%Y年%-m月}至{add_months(self.window_end, -1):%Y年%-m月}"

    @property
    def verdict(self) -> str:
        """What the sheet says in words; compared by multiplying, so that nothing rounds across a line."""
        if self.gross is None:
            return f"收入还没有人问过，不能判断。缺：{'、'.join(self.missing)}。"
        if not self.divisor:
            return "没有计入的共同生活成员，不作收入判断。"
        word = "低于" if self.gross < self.line.yearly * self.divisor else "不低于"
        sentence = f"扣减前人均{yuan(self.gross_per_head)}元，{word}{self.line.title}{yuan(self.line.yearly)}元{self.line.note}。"
        below = next((mark for mark in self.lines if self.total is not None and self.total < mark.yearly * self.divisor), None)
        if self.missing:
            return sentence + f"缺{'、'.join(self.missing)}，扣减后的收入不能判断。"
        return sentence + (
            f"扣减后人均{yuan(self.per_head)}元，低于{below.title}{yuan(below.yearly)}元{below.note}。"
            if below
            else f"扣减后人均{yuan(self.per_head)}元，不低于各条线。"
        )


def rounded_down(amount: Decimal, places: int = 0) -> Decimal:
    """Towards the smaller figure, so that "below" stays below when read."""
    return amount.quantize(Decimal(1).scaleb(-places), ROUND_FLOOR)


def facts_from_snapshot(snapshot: dict[str, Any]) -> HouseholdFacts:
    """The facts row an alert stood on, as an unsaved HouseholdFacts (money back to 元)."""
    values: dict[str, Any] = {}
    for column in HouseholdFacts._meta.concrete_fields:
        value = snapshot.get(column.attname)
        if value is not None and isinstance(column, FenField | ExactFenField):
            value = Decimal(str(value)).scaleb(-2)
        elif value is not None and column.get_internal_type() == "DateField":
            value = date.fromisoformat(value)
        elif value is not None and column.get_internal_type() == "DecimalField":
            value = Decimal(str(value))
        values[column.attname] = value
    return HouseholdFacts(**values)


def line_marks(parameters: AppliedParameters) -> list[LineMark]:
    """The published lines from low to high."""
    marks = [
        LineMark(
            code,
            parameters.rows[code]["title"],
            getattr(parameters, code),
            parameters.rows[code]["source"],
            parameters.rows[code]["is_provisional"],
        )
        for code in ("dibao_standard", "margin_ceiling", "low_income_line")
    ]
    return sorted(marks, key=lambda mark: mark.yearly)


def sum_sheet(
    household: Household,
    facts: HouseholdFacts | None = None,
    *,
    as_known_at: datetime | None = None,
    counted: Iterable[int] | None = None,
    view: str = "civil",
    on: date | None = None,
) -> SumSheet:
    """The sheet of a household's stored facts; seven queries at most.

    `as_known_at` shows the evidence as it was known at that moment and `counted` the people counted then (both kept by an alert).
    `view` is "civil" (民政口径, decides) or "monitoring" (农业口径, shown and reported).
    """
    facts = facts or HouseholdFacts.objects.select_related("parameters").get(pk=household.pk)
    parameters = facts.parameters
    people = set(counted) if counted is not None else set(income_people(household))
    incomes = grouped(evidence(Income, household, facts, people, as_known_at), facts, on)
    exclusions = {row["item"]: row for row in parameters.rows["excluded_income"]["value"]}
    counted_lines, excluded_lines = income_lines(incomes, exclusions)
    known = facts.gross is not None
    marks = line_marks(parameters)
    common = {
        "window_start": facts.window_start, "window_end": facts.window_end, "divisor": facts.income_members, "lines": marks,
        "is_self_declared": facts.is_self_declared, "gross": facts.gross, "parameters": parameters.rows,
        "missing": [label for label, value in (("近12个月收入", facts.gross), ("医保结算", facts.medical_deduction)) if value is None],
    }  # fmt: skip
    income = SumSection(
        "一、家庭收入", counted_lines, "收入小计", subtotal(facts, ("wages", "business", "property", "transfers")) if known else None
    )
    excluded = SumSection("三、不计入", excluded_lines, "不计入小计", facts.excluded, is_excluded=True)
    if view == "monitoring":
        received = SumSection(
            "二、加上各类转移（农业口径）",
            [SumLine(f"{line.title}", line.amount, line.source) for line in excluded_lines],
            "纯收入",
            facts.net,
        )
        return SumSheet(sections=[income, received], total_title="人均纯收入（农业口径）", total=facts.net, **common)
    ratio = parameters.rows["employment_cost_ratio"]
    cost = SumLine(
        "必要就业成本",
        negative(facts.employment_cost),
        f"工资的{Decimal(ratio['value']) * 100:.0f}%，每人封顶一年低保标准{parameters.dibao_standard:,.0f}元；{COST_CLAUSE}",
    )
    deductions = [cost, *deduction_lines(household, facts, people, as_known_at, on)]
    return SumSheet(
        sections=[income, SumSection("二、减去", deductions, "认定家庭收入", facts.recognised), excluded],
        total_title="人均认定收入" if facts.recognised is not None else "人均家庭收入（扣减前）",
        total=facts.recognised if facts.recognised is not None else facts.gross,
        **common,
    )


def subtotal(facts: HouseholdFacts, names: tuple[str, ...]) -> Decimal:
    return sum((getattr(facts, name) for name in names), Decimal(0))


def negative(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else -amount


def income_people(household: Household) -> list[int]:
    """Persons whose money counts now: counted members who are not 特困 (rulings B8)."""
    return list(
        MemberFacts.objects.filter(facts_id=household.pk, is_counted=True).exclude(category="tekun").values_list("person_id", flat=True)
    )


def income_lines(groups: list[Group], exclusions: dict[str, Any]) -> tuple[list[SumLine], list[SumLine]]:
    """Counted lines in the order of the form, and the struck ones with the clause that leaves them out (judged at each row's month)."""
    counted: list[SumLine] = []
    excluded: list[SumLine] = []
    groups = shown(groups)
    for kind in (IncomeKind.WAGE, IncomeKind.BUSINESS, IncomeKind.PROPERTY, IncomeKind.TRANSFER, IncomeKind.CLAIM):
        for group in (group for group in groups if group.kind == kind):
            rule = exclusions.get(group.item) if kind in {IncomeKind.PROPERTY, IncomeKind.TRANSFER} else None
            inside = tuple(row for row in group.rows if rule and applies(rule, row[0]))
            outside = tuple(row for row in group.rows if row not in inside)
            title = f"{kind.label} {group.item}（{group.who}）"
            if kind == IncomeKind.CLAIM:
                excluded.append(SumLine(title, group.amount, group.where_from, "理赔单列，不作转移收入", group.is_stale, group.rows))
                continue
            if outside:
                counted.append(SumLine(title, total(outside), group.where_from, "", group.is_stale, outside))
            if inside and rule:
                note = rule["source"] + ("，待县确认" if rule.get("is_provisional") else "")
                excluded.append(SumLine(title, total(inside), group.where_from, note, group.is_stale, inside))
    return counted, excluded


def deduction_lines(household: Household, facts: HouseholdFacts, people: set[int], at: datetime | None, on: date | None) -> list[SumLine]:
    """Compliant self-pay per settlement, then the spending of the form."""
    settlements = Medical.objects.filter(
        household=household, person__in=people, settled_on__gte=facts.window_start, settled_on__lt=facts.window_end
    )
    if at is not None:
        settlements = settlements.filter(known_at__lte=at)
    lines = [
        SumLine(
            f"合规自付医疗（{row.person.name if row.person else '全户'}）", -row.compliant_self_pay,
            f"{row.get_visit_kind_display()}，{row.settled_on:%Y年%-m月%-d日}结算；{MEDICAL_CLAUSE}", "", False, ((row.settled_on, -row.compliant_self_pay),),
        )
        for row in settlements.select_related("person").order_by("settled_on") if row.compliant_self_pay
    ]  # fmt: skip
    if facts.medical_deduction is None:
        lines.append(SumLine("合规自付医疗", None, "医保结算还没有收到过，不能当作零"))
    deducted = {SpendingKind.MEDICAL, SpendingKind.EDUCATION, SpendingKind.REHABILITATION, SpendingKind.LOSS}
    for group in shown(grouped(evidence(Spending, household, facts, people, at), facts, on)):
        if group.kind in deducted:
            rows = tuple((month, -amount) for month, amount in group.rows)
            title = f"{SpendingKind(group.kind).label} {group.item}（{group.who}）"
            lines.append(SumLine(title, -group.amount, f"{group.where_from}；{Clause(DIBAO_RULES, '第十三条')}", "", group.is_stale, rows))
    return lines
