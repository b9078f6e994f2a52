"""The list of the county's checks: by their own deadline, and the words beside each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from accounts.models import Position
from casework.due import Tab
from casework.lights import Light, light_for
from casework.models import WorkDay
from identification.choices import ApplicationState, CountyCheckKind
from identification.models import CountyCheck

OPEN, DONE = "open", "done"
TITLES = {OPEN: "待抽查", DONE: "已抽查"}
# What the county looks at, by why it looks.
ASKS = {
    CountyCheckKind.RELATIVE: "户里有人是工作人员的近亲属，核对收入、财产和住房，问邻里有没有照顾",
    CountyCheckKind.COMPLAINT: "有异议或投诉查实，核对反映的事是否改正",
    CountyCheckKind.SAMPLED: "随机抽到，核对住房、家电、劳动能力和赡养情况",
    CountyCheckKind.SPECIAL: "情况复杂，由县协调机制一事一议，写明议定结果",
}


@dataclass(frozen=True)
class CheckRow:
    check: CountyCheck
    light: Light


def checks_of(position: Position, tab: str) -> QuerySet[CountyCheck]:
    """Waiting ones by deadline; finished ones latest first. A case ended meanwhile waits for nobody."""
    checks = CountyCheck.objects.visible_to(position)
    if tab == DONE:
        return checks.filter(finished_on__isnull=False).order_by("-finished_on", "-pk")
    return checks.open().filter(application__state=ApplicationState.COUNTY_CHECK).order_by("due_on", "pk")


def tabs_of(position: Position, tab: str) -> list[Tab]:
    return [Tab(title, checks_of(position, code).count(), f"?tab={code}", code == tab) for code, title in TITLES.items()]


def rows_of(checks: Iterable[CountyCheck], on: date) -> list[CheckRow]:
    calendar = WorkDay.objects.calendar()
    return [CheckRow(check, light_for(check.due_on, on, calendar)) for check in checks]
