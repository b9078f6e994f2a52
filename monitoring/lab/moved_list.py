"""变动户: the households behind a trial's counts, for those whose duty is with them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from accounts.list_filters import Field, Select, digits, in_choices, region_name
from accounts.models import Position, Region
from casework.list_filter import ListFilter
from identification.proposals import CANNOT_SAY
from monitoring.lab.measures import KINDS, LISTED, SHORT
from monitoring.lab.side import ONLY_MISSING
from monitoring.models import Scenario, ScenarioHousehold
from monitoring.rules import RULES

IN, WAS_IN = Q(becomes__in=LISTED), Q(was__in=LISTED)
MOVES = {
    "entered": ("进入类别", IN & ~WAS_IN),
    "left": ("退出类别", WAS_IN & ~IN),
    "switched": ("改变类别", IN & WAS_IN & ~Q(was=F("becomes"))),
    "tag": ("标识有变化", ~Q(was_kind=F("becomes_kind"))),
    "missing": ("缺数据的", Q(becomes__in=[CANNOT_SAY, ONLY_MISSING])),
    "visit": ("新增走访", Q(is_new_visit=True)),
    "quiet": ("不再成立的线索", ~Q(gone_rules=[])),
    "amount": ("补差有变化", (WAS_IN | IN) & ~Q(was_amount=F("becomes_amount"))),
}


@dataclass(frozen=True)
class MovedRow:
    """One household of the list, in words."""

    row: ScenarioHousehold

    @property
    def listed(self) -> str:
        return SHORT.get(self.row.listed, self.row.listed)

    @property
    def was(self) -> str:
        return SHORT.get(self.row.was, self.row.was)

    @property
    def becomes(self) -> str:
        return SHORT.get(self.row.becomes, self.row.becomes)

    @property
    def was_kind(self) -> str:
        return KINDS.get(self.row.was_kind, self.row.was_kind)

    @property
    def becomes_kind(self) -> str:
        return KINDS.get(self.row.becomes_kind, self.row.becomes_kind)


def moved_in(scenario: Scenario, position: Position) -> QuerySet[ScenarioHousehold]:
    """Of the reader's own region only, village by village."""
    rows = ScenarioHousehold.objects.visible_to(position).filter(scenario=scenario)
    return rows.select_related("household__village__parent").order_by("village_code", "household_id")


@dataclass(frozen=True)
class MovedFilter(ListFilter):
    """What an address asks of the list."""

    fields = (
        Field(
            "place", "镇村", lambda value: Q(village_code__startswith=value), lambda value: digits(value) and (region_name(value) or value)
        ),
        Field("move", "变动", lambda value: MOVES[value][1], in_choices({code: title for code, (title, _) in MOVES.items()})),
        Field("rule", "新成立的规则", lambda value: Q(new_rules__contains=[value]), in_choices({code: code for code in RULES})),
        Field(
            "q",
            "户主或户编号",
            lambda value: Q(household__head_name__icontains=value) | Q(household__household_no=value),
            lambda value: value[:40],
        ),
    )

    def rows(self, scenario: Scenario) -> QuerySet[ScenarioHousehold]:
        return moved_in(scenario, self.position).filter(*self.narrowing())

    @property
    def selects(self) -> list[Select]:
        below = Region.objects.under(self.position.region)
        places = [(one.code, one.name) for one in (below.towns() if len(self.position.region.code) < 9 else below.villages())]
        moves = [(code, title) for code, (title, _) in MOVES.items()]
        found = [Select("move", "变动", moves, self.values.get("move", ""))]
        return [*([Select("place", "镇村", places, self.values.get("place", ""))] if len(places) > 1 else []), *found]
