"""Words, colours and sums of the household pages; templates only loop."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from casework.choices import EventKind
from casework.models import Event
from casework.working_days import age_on
from households.choices import COUNTED_STATUSES, UNSAFE_GRADES, InsuranceKind, InsuranceStatus, MemberStatus, Risk
from households.models import Household, HouseholdFacts, Insurance, Member, MemberFacts
from households.relations import RELATIONS
from households.sums import rounded_down

CHAIN_LENGTH = 8
CHAIN_READ = 60
NOT_ASKED = "未登记"


@dataclass(frozen=True)
class Mark:
    """A light whose words are not a deadline."""

    css: str
    icon: str
    text: str


def light(css: str, text: str) -> Mark:
    return Mark(css, "ring" if css == "idle" else css, text)


@dataclass(frozen=True)
class Figure:
    """Yearly 元 per head and how it lies to the monitoring line. `amount` None: nobody was asked."""

    amount: Decimal | None
    light: Mark
    note: str = ""

    @property
    def amount_text(self) -> str:
        return "—" if self.amount is None else f"{rounded_down(self.amount):,}".replace("-", "−")


def facts_of(household: Household) -> HouseholdFacts | None:
    """The stored facts; None for a household no screening has seen."""
    return getattr(household, "facts", None)


def income_figure(household: Household) -> Figure:
    """人均认定收入 (before deductions when those are unknown) against the line in force when the facts were written."""
    facts = facts_of(household)
    if facts is None:
        return Figure(None, light("idle", "未筛查"))
    return figure_of(facts.income_members, facts.recognised, facts.gross, facts.parameters.low_income_line)


def figure_of(members: int, recognised: Decimal | None, gross: Decimal | None, line: Decimal) -> Figure:
    """Yearly 元: what the household takes in, among how many, against which line."""
    if not members:
        return Figure(None, light("idle", "无计收入成员"))
    total = recognised if recognised is not None else gross
    if total is None:
        return Figure(None, light("idle", "收入未问"))
    gap = line - total / members
    note = "扣减前" if recognised is None else ""
    # Compared by multiplying, as the rules do: nothing rounds across the line.
    if total < line * members:
        return Figure(total / members, light("warn", f"低于线{max(gap, Decimal(1)):,.0f}"), note)
    return Figure(total / members, light("ok", f"高于线{-gap:,.0f}" if gap else "正在线上"), note)


@dataclass(frozen=True)
class Fact:
    """One cell of the strip under the head: a plain value, a figure with its unit, a light, or several."""

    title: str
    value: str = ""
    unit: str = ""
    text: str = ""
    light: Mark | None = None


def facts_strip(household: Household, members: Sequence[Member], insured: int | None) -> list[Fact]:
    """What one looks at first. `insured`: counted members insured this year, None when no register said."""
    facts = facts_of(household)
    risks = "、".join(Risk(code).label for code in household.risks if code in Risk.values) or "未登记"
    if facts is None:
        return [Fact("人均收入（民政口径）", light=light("idle", "未筛查")), Fact("主要风险", text=risks)]
    figure = income_figure(household)
    net = None if facts.net is None or not facts.income_members else facts.net / facts.income_members
    line = f"{facts.parameters.low_income_line:,.0f}"
    known = [row.facts for row in members if getattr(row, "facts", None)]
    return [
        Fact(
            f"人均收入（民政口径），线{line}元", figure.amount_text, "元/年" if figure.amount is not None else "", figure.note, figure.light
        ),
        Fact("监测口径", "—" if net is None else f"{rounded_down(net):,}".replace("-", "−"), "" if net is None else "元/年"),
        Fact("主要风险", text=risks),
        Fact(
            "劳动力",
            text=f"{facts.able_members}/{facts.counted_members}人" + (f"，{facts.labour_unknown}人未登记" if facts.labour_unknown else ""),
        ),
        Fact("住房", light=housing_light(facts)),
        Fact("饮水", light=water_light(facts)),
        Fact("医保", light=insurance_light(known, facts.counted_members, insured)),
        Fact("义务教育", light=school_light(known)),
    ]


def housing_light(facts: HouseholdFacts) -> Mark:
    if not facts.house_grade:
        return light("idle", NOT_ASKED)
    return light("warn" if facts.house_grade in UNSAFE_GRADES else "ok", facts.get_house_grade_display())


def water_light(facts: HouseholdFacts) -> Mark:
    if facts.water_is_unsafe is None:
        return light("idle", NOT_ASKED)
    return light("warn", "不达标") if facts.water_is_unsafe else light("ok", "达标")


def insurance_light(known: Iterable[MemberFacts], counted: int, insured: int | None) -> Mark:
    out = sum(row.is_uninsured for row in known)
    if out:
        return light("warn", f"{out}人未参保")
    if insured is None:
        return light("idle", NOT_ASKED)
    return light("ok" if insured >= counted else "idle", f"{insured}/{counted}人")


def school_light(known: Iterable[MemberFacts]) -> Mark:
    pupils = [row for row in known if row.is_school_age and row.is_counted]
    if not pupils:
        return light("ok", "无适龄")
    out = sum(bool(row.is_out_of_school) for row in pupils)
    if out:
        return light("warn", f"{out}人未在校")
    if any(row.is_out_of_school is None for row in pupils):
        return light("idle", NOT_ASKED)
    return light("ok", f"在校{len(pupils)}人")


def insured_count(household: Household, members: Sequence[Member], on: date) -> int | None:
    """Counted members with medical insurance in this year's registers; None when these say nothing of the household."""
    counted = {row.person_id for row in members if getattr(row, "facts", None) and row.facts.is_counted}
    rows = Insurance.objects.filter(
        household=household, year=on.year, kind__in=[InsuranceKind.RESIDENT_MEDICAL, InsuranceKind.WORKER_MEDICAL]
    ).values_list("person_id", "status")
    said = [(person, status) for person, status in rows if person in counted]
    return len({person for person, status in said if status == InsuranceStatus.INSURED}) if said else None


@dataclass(frozen=True)
class MemberRow:
    """A member as the table shows him."""

    member: Member
    relation: str
    age: int | None
    is_counted: bool
    counted_why: str


def member_rows(members: Iterable[Member], on: date) -> list[MemberRow]:
    return [
        MemberRow(row, RELATIONS.get(row.relation, "未登记"), age_on(row.person.birth, on) if row.person.birth else None, is_counted, why)
        for row in members
        for is_counted, why in [counted(row)]
    ]


def counted(member: Member) -> tuple[bool, str]:
    """Whether he counts in the household's sums, and why not (rulings B5)."""
    if member.person.merged_into_id:
        return False, "与本户另一条是同一人，已并入"
    if member.is_claim:
        return False, "另一台账所列，按生活所在户计"
    if member.left_on:
        return False, f"{member.left_on:%Y年%-m月%-d日}离开"
    facts = getattr(member, "facts", None)
    is_counted = facts.is_counted if facts else member.status in COUNTED_STATUSES
    if is_counted:
        return True, "" if member.status in COUNTED_STATUSES else "配偶、未成年子女在外也计"
    if facts and facts.is_dead and member.status != MemberStatus.DEAD:
        return False, "部门已有死亡记录"
    since = f"，{member.status_since:%Y年%-m月}起" if member.status_since else ""
    return False, f"{member.get_status_display()}{since}"


@dataclass(frozen=True)
class ChainItem:
    """One link: what happened, in words, and when."""

    css: str
    title: str
    text: str
    when: str


# Steps whose own evidence tells of them: 季度反馈 is one link, not the step and then the feedback.
TOLD_BY = {
    "propose": EventKind.OPINION, "post": EventKind.NOTICE_POSTED, "object": EventKind.OBJECTION, "confirm": EventKind.DETERMINED,
    "measure": EventKind.MEASURE, "feed_back": EventKind.FEEDBACK,
}  # fmt: skip


def chain(events: Iterable[Event]) -> list[ChainItem]:
    """Events in order; register rows taken in on one day are one link, and so are a step and the evidence written with it."""
    rows = list(events)
    told = {(event.kind, event.happened_on, event.subject_type, event.subject_id) for event in rows}
    items: list[ChainItem] = []
    open_imports: tuple[date, int] | None = None
    for event in rows:
        when = f"{event.happened_on.year}年{event.happened_on.month}月{event.happened_on.day}日"
        if event.kind == EventKind.IMPORTED:
            number = open_imports[1] + 1 if open_imports and open_imports[0] == event.happened_on else 1
            if number > 1:
                items[-1] = ChainItem("done", "台账更新", f"当天导入{number}张台账", when)
            else:
                items.append(ChainItem("done", "台账更新", event.sentence, when))
            open_imports = (event.happened_on, number)
            continue
        open_imports = None
        if event.kind == EventKind.STEP:
            own = TOLD_BY.get(event.detail.get("step", ""))
            if own and (own, event.happened_on, event.subject_type, event.subject_id) in told:
                continue
            note = event.detail.get("note")
            items.append(ChainItem("done", event.detail["label"], event.by + (f"：{note}" if note else ""), when))
            continue
        items.append(ChainItem("done", event.get_kind_display(), event.sentence, when))
    return items
