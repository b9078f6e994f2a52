"""The rows of evidence behind a compared fact, one line each: what the registers had said when the alert was opened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from households.models import (
    Asset,
    BankBalance,
    Company,
    Detention,
    Disability,
    Enrolment,
    HouseholdFacts,
    Job,
    Member,
    MemberFacts,
    Payment,
    RealEstate,
    RegisterClaim,
    SalaryTax,
)
from households.models.records import OutsideRecord
from monitoring.models import Alert
from monitoring.presenters import shown, word_of
from monitoring.rules import RULES, Scope


def evidence_lines(alert: Alert) -> Iterator[str]:
    """Each fact the rule compared, as it stood then, and its rows. Nothing for a hint of people or a fact without rows of its own."""
    rule = RULES.get(alert.rule)
    if rule is None or not alert.snapshot:
        return
    is_member = rule.scope is Scope.MEMBER
    model: type[HouseholdFacts] | type[MemberFacts] = MemberFacts if is_member else HouseholdFacts
    facts = (alert.snapshot.get("member") or {}) if is_member else alert.snapshot
    for name in rule.reads:
        if name in ROWS and name in facts:
            yield f"{word_of(model, name)}：{shown(model, name, facts[name])}"
            yield from (f"  {line}" for line in ROWS[name](alert))


def of(model: type[OutsideRecord], alert: Alert) -> QuerySet[Any]:
    """What this register had said by then of the person, or of everybody in the household."""
    rows = model._default_manager.filter(received_on__lte=alert.opened_on).select_related("person").order_by("person", "pk")
    if alert.person_id:
        return rows.filter(person=alert.person_id)
    return rows.filter(person__memberships__household=alert.household_id, person__memberships__is_claim=False)


def estates(alert: Alert) -> Iterable[str]:
    for row in of(RealEstate, alert):
        day = row.registered_on or row.signed_on
        yield f"{row.person} {row.get_use_display()} {row.location} {plain(row.area, '平方米')}{f' {day:%Y-%m-%d}' if day else ''}（不动产登记）"
    yield from told(alert, "house", "non_residential")


def savings(alert: Alert) -> Iterable[str]:
    for row in of(BankBalance, alert):
        yield f"{row.person} {row.bank} {row.asked_on:%Y-%m-%d}余额{plain(row.balance, '元')}（凭授权查询）"
    yield from told(alert, "financial")


def machinery(alert: Alert) -> Iterable[str]:
    yield from told(alert, "machinery")


def offers(alert: Alert) -> Iterable[str]:
    for row in of(Job, alert).order_by("-as_of", "-started_on"):
        yield f"{row.as_of:%Y-%m} {row} 拒绝推荐岗位{'不详' if row.refusals is None else f'{row.refusals}次'}"


def claims(alert: Alert) -> Iterable[str]:
    for row in of(RegisterClaim, alert).order_by("register"):
        since = f"{row.since:%Y-%m}起" if row.since else "起始不详"
        until = f"，有效期到{row.until:%Y-%m-%d}" if row.until else ""
        care = f" {row.get_care_level_display()}" if row.care_level else ""
        yield f"{row.get_register_display()} {row.get_category_display()}{care} {since}{until}{'，已消除' if row.is_cleared else ''}"


def schooling(alert: Alert) -> Iterable[str]:
    for row in of(Enrolment, alert):
        yield f"{row} {row.get_attendance_display()}（学籍）"
    yield from absence(alert)


def cards(alert: Alert) -> Iterable[str]:
    for row in of(Disability, alert):
        until = f"有效期到{row.expires_on:%Y-%m-%d}" if row.expires_on else "长期有效"
        yield f"残疾人证 {row} {row.issued_on:%Y-%m-%d}发 {until}{'，已注销' if row.is_cancelled else ''}"


def held(alert: Alert) -> Iterable[str]:
    for row in of(Detention, alert).order_by("started_on"):
        yield f"{row.get_kind_display()} {row.started_on:%Y-%m-%d}至{f'{row.ended_on:%Y-%m-%d}' if row.ended_on else '未满'} {row.held_by}"
    yield from absence(alert)


def payments(alert: Alert) -> Iterable[str]:
    for row in of(Payment, alert).order_by("month", "item", "pk"):
        failure = f"，{row.failure}" if row.failure else ""
        yield f"{row.person} {row.month:%Y-%m} {row.item} {plain(row.amount, '元')} {row.get_status_display()}{failure}，账户名{row.account_name or '不详'}"


def absence(alert: Alert) -> Iterable[str]:
    for row in Member.objects.filter(household=alert.household_id, person=alert.person_id, is_claim=False):
        yield f"{row.get_status_display()} {f'{row.status_since:%Y-%m-%d}起' if row.status_since else '起始日期不详'}（家庭成员台账）"


def told(alert: Alert, *kinds: str) -> Iterable[str]:
    """What form, visit or means check said of these kinds and stood then."""
    rows = Asset.objects.filter(household=alert.household_id, kind__in=kinds, known_at__lte=alert.opened_at, is_none=False)
    for row in rows.filter(Q(superseded_at__isnull=True) | Q(superseded_at__gt=alert.opened_at)).order_by("pk"):
        amount = plain(row.area, "平方米") if row.kind == "house" else plain(row.value, "元")
        yield f"{row.get_kind_display()} {row.item} {amount}（{row.get_source_display()}，{row.as_of:%Y-%m-%d}）"


def companies(alert: Alert) -> Iterable[str]:
    for row in of(Company, alert):
        staff = "不详" if row.staff is None else f"{row.staff}人"
        yield f"{row.company_name} {row.get_role_display()} {row.get_status_display()} 从业{staff} 认缴{plain(row.subscribed, '元')}"


def pay(alert: Alert) -> Iterable[str]:
    start, end = alert.snapshot["window_start"], alert.snapshot["window_end"]
    titles = {"wage": "工资", "pension": "养老金", "taxed_income": "计税收入", "housing_fund": "公积金"}
    for row in of(SalaryTax, alert).filter(month__gte=start, month__lt=end).order_by("month", "employer"):
        amounts = "，".join(f"{title}{plain(value, '元')}" for name, title in titles.items() if (value := getattr(row, name)) is not None)
        payer = "，财政供养" if row.is_state_paid else ""
        yield f"{row.month:%Y-%m} {row.employer or '单位不详'} {amounts or '没有金额'}{payer}"


def plain(value: Decimal | None, unit: str) -> str:
    return "不详" if value is None else f"{value:,.2f}{unit}"


ROWS: dict[str, Callable[[Alert], Iterable[str]]] = {
    "houses_held": estates,
    "savings_held": savings,
    "companies": companies,
    "reported_income": pay,
    "is_state_paid": pay,
    "machinery_held": machinery,
    "job_refusals": offers,
    "is_long_absent": absence,
    "is_held": held,
    "has_left_school": schooling,
    "has_expired_card": cards,
    "disability_level": cards,
    "is_rigid_expired": claims,
    "claimed_care": claims,
    "is_paid_while_held": payments,
    "claimed_categories": claims,
    "doubled_purpose": payments,
    "failed_payments": payments,
}
