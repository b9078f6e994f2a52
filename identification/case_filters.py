"""Filters of the applications list. They live in the address; every tab, chip and number is a link made of the same words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, Self
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from accounts.choices import RegionLevel
from accounts.list_filters import Chip, Field, Select, day, digits, in_choices, region_name
from accounts.models import Position, Region
from casework.due import DueGroup, Tab, due_q, due_tabs
from casework.list_filter import ListFilter
from households.models import Member
from households.names import is_han, plain
from households.search import households_named
from identification.case_wording import waiting_for
from identification.choices import FINAL_STATES, OPEN_STATES, ApplicationState, Channel
from identification.models import Application
from identification.models.application import ApplicationQuerySet
from identification.notice_desk import to_post
from policies.categories import SupportCategory

PAUSED = Q(paused_since__isnull=False)
ALL_STATES, CLOSED_STATES = "all", "closed"
STATES = {**dict(ApplicationState.choices), CLOSED_STATES: "全部已办结", ALL_STATES: "全部，含已办结"}
TO_POST = "to_post"
TAGGED, NOT_PROPOSED = "tag", "none"
CATEGORIES = {**dict(SupportCategory.choices), TAGGED: "防返贫监测对象", NOT_PROPOSED: "还没有初审意见"}
SHOWN_HEAPS = (DueGroup.OVERDUE, DueGroup.TODAY, DueGroup.WEEK, DueGroup.LATER, DueGroup.PAUSED)
LETTERS = re.compile(r"[A-Za-z]{2,}")


def readable_name(value: str) -> str | None:
    """A name of two characters or more, or letters of its initials."""
    return value if LETTERS.fullmatch(value) or (is_han(value) and len(plain(value)) > 1) else None


def by_state(value: str) -> Q:
    if value == ALL_STATES:
        return Q()
    return Q(state__in=FINAL_STATES) if value == CLOSED_STATES else Q(state=value)


def by_category(value: str) -> Q:
    if value == NOT_PROPOSED:
        return ~Q(pk__in=Application.objects.filter(opinions__is_current=True).values("pk"))
    proposed = Q(opinions__has_monitoring_tag=True) if value == TAGGED else Q(opinions__category=value)
    return Q(opinions__is_current=True) & proposed


def by_name(value: str) -> Q:
    """Cases of households where somebody of this name, or with these initials, lives."""
    if is_han(value):
        return Q(household__in=households_named(value))
    return Q(household__in=Member.objects.living().filter(person__initials__startswith=value.upper()).values("household"))


FIELDS = (
    Field("name", "姓名", by_name, readable_name),
    Field("town", "镇街", lambda value: Q(town_code=value), region_name),
    Field("village", "村", lambda value: Q(village_code=value), region_name),
    Field("state", "环节", by_state, in_choices(STATES)),
    Field("category", "类别", by_category, in_choices(CATEGORIES)),
    Field("channel", "申请方式", lambda value: Q(channel=value), in_choices(dict(Channel.choices))),
    Field("closed_on", "办结日期", lambda value: Q(closed_on=value), day),
    Field("household", "户", lambda value: Q(household=int(value)), lambda value: f"编号{value}" if digits(value) else None),
)


@dataclass(frozen=True)
class CaseFilter(ListFilter):
    """What an address asks of the applications list. Values that mean nothing are left out, as if never written."""

    fields = FIELDS

    is_to_post: bool = False  # 待张贴: its opinion is to be published and does not hang yet

    @classmethod
    def read(cls, query: Mapping[str, str], position: Position, on: date) -> Self:
        return replace(super().read(query, position, on), is_to_post=query.get("notice") == TO_POST)

    @property
    def query(self) -> dict[str, str]:
        return super().query | ({"notice": TO_POST} if self.is_to_post else {})

    @cached_property
    def chips(self) -> list[Chip]:
        return super().chips + ([Chip("公示", "待张贴", self.url_without("notice"))] if self.is_to_post else [])

    @cached_property
    def is_closed(self) -> bool:
        """Only what is finished: sorted by the day it was finished, without heaps."""
        if "state" in self.texts:
            return self.values["state"] in (*FINAL_STATES, CLOSED_STATES)
        return "closed_on" in self.texts

    def heaped(self) -> ApplicationQuerySet:
        """Everything asked for, all heaps of the deadline together: what the tabs count."""
        cases = waiting_for(self.position, self.on) if self.is_mine else Application.objects.visible_to(self.position)
        if "state" not in self.texts:
            cases = cases.filter(state__in=FINAL_STATES if self.is_closed else OPEN_STATES)
        for condition in self.narrowing():
            cases = cases.filter(condition)
        return cases.filter(pk__in=to_post(self.position, self.on).values("pk")) if self.is_to_post else cases

    def cases(self) -> ApplicationQuerySet:
        """The rows of the list, most urgent first; the finished ones latest first."""
        cases = self.heaped()
        if self.due:
            cases = cases.filter(due_q(self.due, self.on, PAUSED))
        return cases.order_by("-closed_on", "-pk") if self.is_closed else cases.order_by("due_on", "pk")

    def tabs(self, counts: dict[DueGroup, int]) -> list[Tab]:
        """全部, 已超期, 今日到期, 本周到期, 以后, 停钟, each with the number of rows it opens. 不限期 (drafts) only where there are any."""
        return due_tabs(self.query, self.due, counts, always=SHOWN_HEAPS)

    @cached_property
    def selects(self) -> list[Select]:
        """The selects of 加条件; regions only those inside the reader's own."""
        inside = Region.objects.under(self.position.region).filter(level__in=[RegionLevel.TOWN, RegionLevel.VILLAGE]).order_by("code")
        regions = list(inside.only("code", "name", "level"))
        town = self.values.get("town", "")
        known = [
            ("town", "镇街", [(one.code, one.name) for one in regions if one.level == RegionLevel.TOWN]),
            ("village", "村", [(one.code, one.name) for one in regions if one.level == RegionLevel.VILLAGE and one.code.startswith(town)]),
            ("state", "环节", [(str(value), str(label)) for value, label in STATES.items()]),
            ("category", "类别", [(str(value), str(label)) for value, label in CATEGORIES.items()]),
            ("channel", "申请方式", [(str(value), str(label)) for value, label in Channel.choices]),
        ]
        return [Select(name, label, options, self.values.get(name, "")) for name, label, options in known if len(options) > 1]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """Conditions of the address that have no control here: they stay when the form is sent."""
        shown = {"name", *(select.name for select in self.selects)}
        return [(name, value) for name, value in self.query.items() if name not in shown]


def cases_url(**query: Any) -> str:
    """The list behind a number."""
    kept = {name: value for name, value in query.items() if value not in (None, "")}
    return reverse("identification:applications") + ("?" + urlencode(kept) if kept else "")
