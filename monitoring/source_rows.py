"""The departments' rows behind an alert, as they were known when it was opened: every compared value has its source (issue: every number opens)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from households.models import Member
from monitoring.models import Alert
from monitoring.rules import RULES, Scope
from monitoring.sources import SOURCES, Source


@dataclass(frozen=True)
class SourceRow:
    """One row: whose register says what of whom, from which day, and when it first reached us."""

    register: str
    who: str
    day: date | None
    told: str
    received_on: date | None


def source_rows(alert: Alert) -> list[SourceRow]:
    """One query per register the rule rests on, and one for the people; none for a rule that compares money alone."""
    rule = RULES.get(alert.rule)
    sources = dict.fromkeys(source for name in rule.reads for source in SOURCES.get(name, ())) if rule and alert.snapshot else {}
    if rule is None or not sources:
        return []
    people = [alert.person_id] if rule.scope is Scope.MEMBER and alert.person_id else members_then(alert)
    return [row for source in sources for row in rows_of(source, alert, people)]


def register_rows(source: Source, alert: Alert) -> list[SourceRow]:
    """What one register says today of whom the alert is about: of the member, else of everybody of the household."""
    return rows_of(source, alert, [alert.person_id] if alert.person_id else members_then(alert), as_now=True)


def rows_of(source: Source, alert: Alert, people: list[int], *, as_now: bool = False) -> list[SourceRow]:
    """What this register had said by then (`as_now`: says now) of these people, and of the household as a whole; the latest first."""
    known = Q(**{f"{source.received}__lte": alert.opened_on}) if source.received and not as_now else Q()
    theirs = Q(person_id__in=people) | Q(person__isnull=True, household_id=alert.household_id)
    found = source.model._default_manager.filter(theirs, known, source.only(alert) if alert.snapshot else Q())
    rows: Iterable[Any] = found.select_related("person").order_by(f"-{source.day}", "pk")
    return [
        SourceRow(
            source.register,
            row.person.name if row.person else "全户",
            getattr(row, source.day),
            source.told(row),
            getattr(row, source.received) if source.received else None,
        )
        for row in rows
    ]


def members_then(alert: Alert) -> list[int]:
    """Who was listed in the household when the alert was opened."""
    there = Q(left_on__isnull=True) | Q(left_on__gt=alert.opened_on)
    return list(Member.objects.filter(there, household_id=alert.household_id, is_claim=False).values_list("person_id", flat=True))


def source_lines(rows: Iterable[SourceRow]) -> Iterable[str]:
    """The same as text."""
    for row in rows:
        day = f"，{row.day:%Y-%m-%d}" if row.day else ""
        since = f"，{row.received_on:%Y-%m-%d}收到" if row.received_on else ""
        yield f"原始记录：{row.register}（{row.who}）{row.told}{day}{since}"
