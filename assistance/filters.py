"""What an address asks of the list of pushes. The ledger's cells are links made of the same words, so cell and list count alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Self
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from accounts.choices import Dept
from accounts.list_filters import Chip, Field, digits, in_choices, region_name
from accounts.models import Position
from assistance.choices import NeedKind, ReferralState
from assistance.ledger import COLUMN_TITLES, HELPING_STATES, SETTLED_STATES, STAGES, cell, tagged_q
from assistance.models import Referral, ReferralQuerySet
from assistance.quarters import Quarter
from casework.due import due_q
from casework.list_filter import ListFilter
from policies.categories import TAG_LABEL, SupportCategory

TAGGED = "tagged"
CATEGORIES = {TAGGED: TAG_LABEL, **dict(SupportCategory.choices)}
ALL, OPEN = "all", "open"
# Words for several states at once, beside the states themselves.
SEVERAL = {
    OPEN: tuple(state for state in ReferralState if state not in (ReferralState.VERIFIED, ReferralState.WITHDRAWN)),
    "working": HELPING_STATES,
    "settled": SETTLED_STATES,
    ALL: tuple(ReferralState),
}
STATES = {OPEN: "没有办完的", "working": "办理中", "settled": "待反馈", **dict(ReferralState.choices), ALL: "全部"}


def category_q(value: str) -> Q:
    """By the household's category today; the tag is one of the values because it stands beside a category."""
    return tagged_q() if value == TAGGED else Q(household__category=value)


def state_q(value: str) -> Q:
    return Q() if value == ALL else Q(state__in=SEVERAL.get(value, (value,)))


FIELDS = (
    Field("dept", "部门", lambda value: Q(dept=value), in_choices(dict(Dept.choices))),
    Field("state", "状态", state_q, in_choices(STATES)),
    Field("kind", "需求", lambda value: Q(need__kind=value), in_choices(dict(NeedKind.choices))),
    Field("category", "类别", category_q, in_choices(CATEGORIES)),
    Field("town", "镇街", lambda value: Q(town_code=value), region_name),
    Field("village", "村", lambda value: Q(village_code=value), region_name),
    Field("policy", "政策", lambda value: Q(policy__code=value), lambda value: value if len(value) <= 10 else None),
    Field("household", "户", lambda value: Q(household=int(value)), lambda value: f"编号{value}" if digits(value) else None),
)
LEDGER_FILTERS = ("town", "category", "kind")


def quarter_or_none(code: str) -> Quarter | None:
    try:
        return Quarter.parse(code)
    except ValueError:
        return None


@dataclass(frozen=True)
class ReferralFilter(ListFilter):
    """An address of the list, read. Values that mean nothing are left out, as if never written."""

    fields = FIELDS

    quarter: Quarter | None = None
    column: str = ""
    stage: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str], position: Position, on: date) -> Self:
        quarter, column, stage = quarter_or_none(query.get("quarter", "")), query.get("column", ""), query.get("stage", "")
        return replace(
            super().read(query, position, on), quarter=quarter,
            column=column if quarter and column in COLUMN_TITLES else "", stage=stage if quarter and stage in STAGES else "",
        )  # fmt: skip

    def heaped(self) -> ReferralQuerySet:
        """Everything asked for, all heaps of the deadline together."""
        if self.quarter:
            found = cell(self.quarter, self.column or "pushed", self.position, self.on)
            if self.stage:
                found = found.filter(STAGES[self.stage].condition(self.quarter, self.on))
        else:
            found = Referral.objects.waiting_for(self.position) if self.is_mine else Referral.objects.visible_to(self.position)
            if "state" not in self.texts and not self.is_mine:
                found = found.filter(state_q(OPEN))
        return found.filter(*self.narrowing())

    def referrals(self) -> ReferralQuerySet:
        """The rows of the list, most urgent first."""
        found = self.heaped()
        if self.due:
            found = found.filter(due_q(self.due, self.on))
        return found.order_by("due_on", "pk")

    @property
    def query(self) -> dict[str, str]:
        own = {"quarter": self.quarter.code if self.quarter else "", "column": self.column, "stage": self.stage}
        return super().query | {name: value for name, value in own.items() if value}

    def url_without(self, *names: str) -> str:
        return referrals_url(**{name: value for name, value in self.query.items() if name not in names})

    @cached_property
    def chips(self) -> list[Chip]:
        chips = list(super().chips)
        if self.quarter:
            chips.insert(0, Chip("季度", self.quarter.label, self.url_without("quarter", "column", "stage")))
        if self.column:
            chips.append(Chip("台账", COLUMN_TITLES[self.column], self.url_without("column")))
        if self.stage:
            chips.append(Chip("环节", STAGES[self.stage].title, self.url_without("stage")))
        return chips


def referrals_url(**query: str) -> str:
    """The list behind a number."""
    kept = {name: value for name, value in query.items() if value}
    return reverse("assistance:referrals") + ("?" + urlencode(kept) if kept else "")
