"""Filters of the household list: all in the address, each with its own ×."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from accounts.choices import RegionLevel
from accounts.list_filters import Chip
from accounts.models import Position, Region
from households.choices import HouseholdKind
from households.models import Household
from households.paging import CappedCount, capped_count
from households.search import households_named
from policies.categories import SHORT_LABELS

NO_CATEGORY = "none"
ANY_CATEGORY = "any"
# Not filters, but part of the address: dropped when a filter changes.
PLACE = ("page", "after", "before")


@dataclass(frozen=True)
class WayOut:
    """For an empty list: drop this filter and so many rows remain."""

    chip: Chip
    count: CappedCount


class HouseholdFilter(django_filters.FilterSet):
    """Town and village by equality on their codes, so that the list keeps its index order (design §8)."""

    town = django_filters.ChoiceFilter(field_name="town_code", label="镇街", empty_label="全部镇街")
    village = django_filters.ChoiceFilter(field_name="village_code", label="村（社区）", empty_label="全部村")
    category = django_filters.ChoiceFilter(
        method="by_category", label="类别", empty_label="全部类别",
        choices=[(category.value, label) for category, label in SHORT_LABELS.items()] + [(ANY_CATEGORY, "有类别"), (NO_CATEGORY, "无类别")],
    )  # fmt: skip
    tag = django_filters.ChoiceFilter(
        method="by_tag", label="监测标识", empty_label="不限标识", choices=[("1", "监测对象"), ("0", "非监测对象")]
    )
    kind = django_filters.ChoiceFilter(field_name="household_kind", label="户类型", empty_label="全部户类型", choices=HouseholdKind.choices)
    name = django_filters.CharFilter(
        method="by_name",
        label="姓名",
        max_length=30,
        widget=forms.TextInput(attrs={"class": "input", "size": 8, "placeholder": "成员姓名"}),
    )

    class Meta:
        model = Household
        fields: tuple[str, ...] = ()

    def __init__(self, data: QueryDict, queryset: QuerySet[Household], *, position: Position) -> None:
        data = data.copy()
        if data.get("town") and not str(data.get("village", "")).startswith(str(data["town"])):
            # Another town was chosen: the village of the old one goes with it.
            data.pop("village", None)
        super().__init__(data, queryset)
        self.position = position
        self.regions = {region.code: region for region in regions_of(position)}
        chosen_town = data.get("town", "")
        towns = [(code, region.name) for code, region in self.regions.items() if region.level == RegionLevel.TOWN]
        villages = [
            (code, region.name) for code, region in self.regions.items()
            if region.level == RegionLevel.VILLAGE and code.startswith(chosen_town or (position.region.code if len(towns) <= 1 else "-"))
        ]  # fmt: skip
        self.filters["town"].extra["choices"] = towns
        # Without a town, a county's seventy villages would be no help: the choice opens with the town; one in the address still counts.
        asked = data.get("village", "")
        if asked in self.regions and asked not in dict(villages):
            villages.append((asked, self.regions[asked].name))
        self.filters["village"].extra["choices"] = villages
        if len(towns) <= 1:
            del self.filters["town"]
        if len(villages) <= 1 and not asked:
            del self.filters["village"]

    def by_category(self, queryset: QuerySet[Household], name: str, value: str) -> QuerySet[Household]:
        if value == ANY_CATEGORY:
            return queryset.exclude(category="")
        return queryset.filter(category="" if value == NO_CATEGORY else value)

    def by_tag(self, queryset: QuerySet[Household], name: str, value: str) -> QuerySet[Household]:
        return queryset.filter(has_monitoring_tag=value == "1")

    def by_name(self, queryset: QuerySet[Household], name: str, value: str) -> QuerySet[Household]:
        return queryset.filter(pk__in=households_named(value))

    @property
    def active(self) -> dict[str, str]:
        """The filters in force, by name."""
        self.form.is_valid()
        return {name: value for name, value in self.form.cleaned_data.items() if value not in (None, "")}

    def chips(self) -> list[Chip]:
        found = []
        for name, value in self.active.items():
            field = self.form.fields[name]
            choices: Any = field.choices if isinstance(field, forms.ChoiceField) else ()
            text = dict(choices).get(value, value)
            found.append(Chip(self.filters[name].label, str(text), self.without(name)))
        return found

    def without(self, *names: str) -> str:
        """The address with these filters dropped."""
        query = self.data.copy()
        for name in (*names, *PLACE):
            query.pop(name, None)
        return f"?{query.urlencode()}" if query else "?"

    def narrowed(self, name: str, value: str) -> str:
        """The address with this filter added; empty when the field is filtered already or does not exist for the position."""
        if name in self.active or name not in self.filters:
            return ""
        query = self.data.copy()
        for gone in PLACE:
            query.pop(gone, None)
        query[name] = value
        return f"?{query.urlencode()}"

    def ways_out(self, start: QuerySet[Household]) -> list[WayOut]:
        """Which single filter to drop, with how many rows would remain; for an empty list only."""
        ways = []
        active = self.active
        for chip, name in zip(self.chips(), active, strict=True):
            queryset = start
            for other, value in active.items():
                if other != name:
                    queryset = self.filters[other].filter(queryset, value)
            count = capped_count(queryset)
            if count.count:
                ways.append(WayOut(chip, count))
        return ways


def regions_of(position: Position) -> QuerySet[Region]:
    """Towns and villages the position reads."""
    return Region.objects.under(position.region).filter(level__in=[RegionLevel.TOWN, RegionLevel.VILLAGE]).only("code", "name", "level")


def address_of(data: QueryDict, **changes: Any) -> str:
    """The list's filters alone as a query string, to be carried from page to page."""
    kept = QueryDict(mutable=True)
    for name in ("town", "village", "category", "tag", "kind", "name", "sort"):
        value = changes.get(name, data.get(name, ""))
        if value:
            kept[name] = value
    return kept.urlencode()
