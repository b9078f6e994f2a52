"""Filters of the data tasks list, in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.urls import reverse

from accounts.choices import Dept, RegionLevel
from accounts.list_filters import Chip, digits, region_name
from accounts.models import Position, Region
from accounts.roles import CASE_ROLES
from monitoring.desk import tasks_for
from monitoring.filters import rule_title
from monitoring.models import DataTask
from monitoring.rules.values import DATA
from monitoring.run_lists import asked_by, left_by, of_run, supplied_by
from monitoring.wording import VILLAGE_SUPPLIES

VILLAGE = "village"
# A rule that lacks this datum and no other: supplying it alone lets the rule speak. A household nobody can be counted in lacks more than a datum.
ONE_SHORT = RawSQL(
    """EXISTS (
        SELECT 1 FROM unnest(monitoring_datatask.rules) AS rule WHERE NOT EXISTS (
            SELECT 1 FROM monitoring_datatask o
            WHERE o.household_id = monitoring_datatask.household_id AND o.id <> monitoring_datatask.id AND o.closed_on IS NULL AND rule = ANY(o.rules)
              AND (o.person_id IS NULL OR monitoring_datatask.person_id IS NULL OR o.person_id = monitoring_datatask.person_id)))""",
    (),
    output_field=BooleanField(),
)
NAMES = {
    "datum": "缺的数据", "supplier": "谁能补", "town": "镇街", "village": "村", "household": "户", "rule": "不能判断的规则",
    "asked": "新开", "supplied": "补齐", "left": "筛查之后仍缺",
}  # fmt: skip
# Of a run: tasks closed since belong to its lists too.
OF_RUN = {"asked": of_run(asked_by), "supplied": of_run(supplied_by), "left": of_run(left_by)}


def tasks_url(**query: Any) -> str:
    """The list behind a number."""
    return reverse("monitoring:data_tasks") + "?" + urlencode(query)


@dataclass(frozen=True)
class TaskFilter:
    values: Mapping[str, str]
    position: Position
    on: date
    is_mine: bool = False
    is_one_short: bool = False

    @classmethod
    def read(cls, query: Mapping[str, str], position: Position, on: date) -> TaskFilter:
        values = {name: query.get(name, "").strip() for name in NAMES}
        kept = {name: value for name, value in values.items() if value}
        return cls(kept, position, on, query.get("who") == "mine", query.get("short") == "one")

    @cached_property
    def data(self) -> list[str]:
        return sorted({datum.label for datum in DATA.values()})

    @cached_property
    def suppliers(self) -> list[tuple[str, str]]:
        known = {str(datum.supplier) for datum in DATA.values() if datum.supplier}
        return [(VILLAGE, VILLAGE_SUPPLIES), *((value, label) for value, label in Dept.choices if value in known)]

    @cached_property
    def towns(self) -> list[Region]:
        if not self.position.has(*CASE_ROLES):
            return list(Region.objects.under(self.position.region).towns().order_by("code"))
        return list(Region.objects.under(self.position.region).filter(level=RegionLevel.TOWN).order_by("code"))

    @cached_property
    def texts(self) -> dict[str, str]:
        read = {
            "datum": lambda value: value if value in self.data else None,
            "supplier": lambda value: dict(self.suppliers).get(value),
            "town": region_name,
            "village": region_name,
            "household": lambda value: f"编号{value}" if digits(value) else None,
            "rule": rule_title,
            **dict.fromkeys(OF_RUN, lambda value: f"第{value}次筛查" if digits(value) else None),
        }
        found = {name: read[name](value) for name, value in self.values.items()}
        return {name: text for name, text in found.items() if text is not None}

    def condition(self, name: str) -> Q:
        value = self.values[name]
        match name:
            case "town":
                return Q(town_code=value)
            case "village":
                return Q(village_code=value)
            case "household":
                return Q(household=int(value))
            case "supplier":
                return Q(supplier="" if value == VILLAGE else value)
            case "rule":
                return Q(rules__contains=[value])
            case "asked" | "supplied" | "left":
                return OF_RUN[name](value)
            case _:
                return Q(datum=value)

    def tasks(self) -> QuerySet[DataTask]:
        """Open tasks, oldest first; of a run also those closed since."""
        tasks = tasks_for(self.position, self.on, self.is_mine)
        if self.is_of_run:
            tasks = DataTask.objects.visible_to(self.position).order_by("opened_on", "pk")
        for name in self.texts:
            tasks = tasks.filter(self.condition(name))
        return tasks.filter(ONE_SHORT) if self.is_one_short else tasks

    @property
    def is_of_run(self) -> bool:
        return bool(self.texts.keys() & OF_RUN.keys())

    @property
    def of_run(self) -> list[tuple[str, str]]:
        """What the filter form hands on unseen: it came from a number of a run's page."""
        return [(name, self.values[name]) for name in (*OF_RUN, "rule", "village", "household") if name in self.texts]

    @property
    def query(self) -> dict[str, str]:
        query = {name: self.values[name] for name in self.texts}
        return query | ({"who": "mine"} if self.is_mine else {}) | ({"short": "one"} if self.is_one_short else {})

    @cached_property
    def chips(self) -> list[Chip]:
        def without(gone: str) -> str:
            return "?" + urlencode({name: value for name, value in self.query.items() if name != gone})

        chips = [Chip(NAMES[name], text, without(name)) for name, text in self.texts.items()]
        chips += [Chip("范围", "轮到我补", without("who"))] if self.is_mine else []
        return chips + ([Chip("还差", "只差这一项", without("short"))] if self.is_one_short else [])
