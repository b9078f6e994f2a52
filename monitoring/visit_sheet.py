"""走访单: what the worker carries to the door, one village per sheet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from accounts.models import Region
from casework.lights import light_for
from casework.models import WorkDay
from households.models import Household
from monitoring.models import Alert, DataTask
from monitoring.rules import RULES


@dataclass
class PocketLine:
    """One household: why somebody comes, what to ask, and what nobody knows yet."""

    household: Household
    members: int | None
    phone: str
    due_on: date | None
    late: bool
    reasons: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    worker: str = ""


@dataclass(frozen=True)
class VillageSheet:
    village: Region
    lines: list[PocketLine]


def sheets_for(alerts: Iterable[Alert], on: date) -> list[VillageSheet]:
    """Alerts ordered by village and household, folded into one line a household; one query more for what is missing."""
    alerts = list(alerts)
    asked: dict[int, list[str]] = {}
    tasks = DataTask.objects.open().filter(household__in={alert.household_id for alert in alerts}, supplier="")
    for household_id, datum in tasks.order_by("pk").values_list("household_id", "datum"):
        asked.setdefault(household_id, []).append(datum)
    calendar = WorkDay.objects.calendar()
    sheets = []
    for _, of_village in groupby(alerts, key=lambda alert: alert.village_code):
        lines = []
        for _, of_household in groupby(of_village, key=lambda alert: alert.household_id):
            together = list(of_household)
            first = together[0]
            due_on = min((alert.due_on for alert in together if alert.due_on), default=None)
            facts = getattr(first.household, "facts", None)
            line = PocketLine(
                first.household, facts.counted_members if facts else None, str(first.household.phone or ""), due_on,
                light_for(due_on, on, calendar).css == "bad",
            )  # fmt: skip
            for alert in together:
                line.reasons.append(f"{alert}：{alert.reason}")
                rule = RULES.get(alert.rule)
                if rule and rule.ask and rule.ask not in line.questions:
                    line.questions.append(rule.ask)
            line.missing = list(dict.fromkeys(asked.get(first.household_id, [])))
            line.worker = first.assigned_to.user.name if first.assigned_to else ""
            lines.append(line)
        sheets.append(VillageSheet(lines[0].household.village, lines))
    return sheets
