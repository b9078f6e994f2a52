"""The full sum behind a household or an alert, as text, from what was stored."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from households.models import Household, HouseholdFacts
from households.sums import SumSheet, facts_from_snapshot, sum_sheet
from monitoring.models import Alert
from monitoring.presenters import AlertCase, sheet_of_alert
from monitoring.rules import RULES
from monitoring.source_rows import source_lines


def explain_household(household: Household) -> Iterator[str]:
    facts = HouseholdFacts.objects.select_related("parameters").get(pk=household.pk)
    yield f"{household}（{household.household_no}），事实写于{facts.known_on:%Y-%m-%d}"
    yield from lines_of(sum_sheet(household, facts))
    yield from medical_lines(facts)


def explain_alert(alert: Alert) -> Iterator[str]:
    """What an alert stood on when it was opened; a later change of parameters does not change a word of it."""
    yield f"{alert.household}（{alert.household.household_no}），线索{alert.rule} {alert.title}，{alert.opened_on:%Y-%m-%d}发现"
    yield f"理由：{alert.reason}"
    if rule := RULES.get(alert.rule):
        yield f"依据：{rule.clause}"
    for code in rule.parameters if rule else ():
        if alert.parameters and (row := alert.parameters.rows.get(code)):
            yield f"参数：{row['title']} {row['value']}{row['unit']}，{row['where']}，{row['valid_from']}起，{row['source']}"
    case = AlertCase(alert)
    yield from (f"{fact.label}：{fact.value}" for fact in case.compared)
    yield from source_lines(case.sources)
    yield from lines_of(sheet_of_alert(alert))
    yield from medical_lines(facts_from_snapshot(alert.snapshot))


def lines_of(sheet: SumSheet) -> Iterator[str]:
    yield f"计算期：{sheet.months}，按{sheet.divisor}人" + ("，只有自报" if sheet.is_self_declared else "")
    for section in sheet.sections:
        yield section.title
        for line in section.lines:
            note = f"［不计入：{line.excluded_by}］" if line.excluded_by else ""
            yield f"  {line.title}  {amount(line.amount)}  {line.source}{note}"
            yield from (f"      {day:%Y-%m}  {amount(value)}" for day, value in line.months)
        if section.subtotal_title:
            yield f"  {section.subtotal_title}  {amount(section.subtotal)}"
    yield f"{sheet.total_title}  {amount(sheet.per_head)}（{amount(sheet.total)} ÷ {sheet.divisor}人）"
    for mark in sheet.lines:
        row = sheet.parameters[mark.code]
        yield f"{mark.title}  {amount(mark.yearly)}元/年（{amount(mark.monthly)}元/月），{row['where']}，{row['valid_from']}起，{mark.source}{mark.note}"
    if sheet.distance is not None:
        yield f"扣减前人均距监测线  {amount(sheet.distance)}元（正数为低于线）"
    yield f"结论：{sheet.verdict}"


def medical_lines(facts: HouseholdFacts) -> Iterator[str]:
    yield f"自付医疗：近12个月单次最高{amount(facts.self_pay_single)}元，本年度{amount(facts.self_pay_year)}元，计算期内{amount(facts.self_pay_window)}元"


def amount(value: Decimal | None) -> str:
    return "不详" if value is None else f"{value:,.2f}".replace("-", "−")


def alerts_opened_on(household: Household, on: date) -> list[Alert]:
    """Alerts of the household whose explanation tells of that day: the latest ones opened on or before it."""
    latest = Alert.objects.filter(household=household, opened_on__lte=on, source="rule").order_by("-opened_on").first()
    if latest is None:
        return []
    return list(
        Alert.objects.filter(household=household, opened_on=latest.opened_on, source="rule")
        .select_related("household", "parameters")
        .order_by("rule")
    )
