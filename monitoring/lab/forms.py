"""What may be moved, as one form: a field beside each number in force, filled in only where it is to be another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms

from accounts.forms import DayField
from accounts.models import Region
from monitoring.lab.changes import EXCLUDED, TRIABLE, Change
from policies.categories import AreaType
from policies.forms import WHOLE_UNITS, NumberField
from policies.models import Numbers, Parameter
from policies.parameters import DEFINITIONS, Kind, Unit
from policies.wording import choice_label, plain_number, reading

GROUPS = {
    "标准线": ("low_income_line", "dibao_standard", "margin_ceiling", "pdi"),
    "扣减和收入口径": ("employment_cost_ratio", "income_window", "unified_income_rule", "self_pay_visits", "yearly_self_pay_unit", "enlisted_counted"),
    "比例": ("rigid_ratio", "income_fall_ratio", "spending_rise_ratio", "near_line_share"),
    "医疗预警线": ("single_self_pay_tuopin", "yearly_self_pay_tuopin", "single_self_pay_ordinary", "yearly_self_pay_ordinary"),
    "财产": (
        "financial_assets_months_dibao", "financial_assets_months_margin", "house_count_limit", "house_area_average", "vehicle_count_limit",
        "vehicle_value_limit", "company_exempt_subscribed",
    ),
}  # fmt: skip
OTHERS = "规则里的年龄、人数和期限"
FURTHEST = timedelta(days=3 * 366)


@dataclass(frozen=True)
class Place:
    """One field: the number in force it stands beside."""

    field: str
    code: str
    area_type: str
    title: str
    now: Parameter
    group: str

    @property
    def now_text(self) -> str:
        return reading(self.now).value

    @property
    def unit(self) -> str:
        return "" if self.now.unit in (Unit.CHOICE, Unit.RATIO) else self.now.unit


def group_of(code: str) -> str:
    return next((title for title, codes in GROUPS.items() if code in codes), OTHERS)


def places(numbers: Numbers, county: Region) -> list[Place]:
    """Every number that may be moved and has a row in force, group by group; lines of the country and of the towns one by one."""
    found = []
    for code in TRIABLE:
        areas = [AreaType.RURAL, AreaType.URBAN] if DEFINITIONS[code].by_area else [AreaType.UNIFIED]
        for area in areas:
            if (now := numbers.find(code, county, area)) is not None:
                title = DEFINITIONS[code].title + (f"（{area.label}）" if len(areas) > 1 else "")
                found.append(Place(f"{code}.{area}", code, area, title, now, group_of(code)))
    order = [*GROUPS, OTHERS]
    return sorted(found, key=lambda place: order.index(place.group))


class ScenarioForm(forms.Form):
    """The name, the day and the numbers; `changes` is what was filled in."""

    name = forms.CharField(
        label="名称", max_length=80, help_text="如“监测线提到9,048元”。",
        error_messages={"required": "请起个名称，方便以后对比。"}, widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    on = DayField(label="试算日")

    def __init__(self, numbers: Numbers, county: Region, *args: Any, first: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first = first if first in TRIABLE else ""
        self.places = places(numbers, county)
        for place in self.places:
            self.fields[place.field] = self.field_for(place)
        items = numbers.find(EXCLUDED, county)
        self.items = [(str(row["item"]), str(row.get("title") or row["item"])) for row in (items.table if items else None) or []]
        self.fields["counted"] = forms.MultipleChoiceField(
            label="改为计入收入的项目", required=False, choices=self.items, widget=forms.CheckboxSelectMultiple,
            help_text="现在都不计入家庭收入；勾上的，试算时计入。",
        )  # fmt: skip
        self.today = numbers.on

    @staticmethod
    def field_for(place: Place) -> forms.Field:
        definition = DEFINITIONS[place.code]
        if definition.kind is Kind.CHOICE:
            others = [(code, choice_label(code)) for code in definition.choices if code != place.now.choice]
            return forms.ChoiceField(label=place.title, required=False, choices=[("", "不改"), *others])
        return NumberField(
            label=place.title, required=False, max_digits=14, decimal_places=4, min_value=Decimal(0),
            error_messages={"invalid": "只填数字，例如9048。", "min_value": "数值不能小于0。"},
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "input", "size": "10"}),
        )  # fmt: skip

    def clean_on(self) -> Any:
        on = self.cleaned_data["on"]
        if abs(on - self.today) > FURTHEST:
            raise forms.ValidationError("试算日离今天不能超过三年。")
        return on

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for place in self.places:
            number = data.get(place.field)
            if not isinstance(number, Decimal):
                continue
            if place.now.unit == Unit.RATIO and number > 1:
                self.add_error(place.field, f"比例填0到1之间的小数，{plain_number(number)}%写成{plain_number(number / 100)}。")
            elif place.now.unit in WHOLE_UNITS and number != number.to_integral_value():
                self.add_error(place.field, f"“{place.now.unit}”要填整数。")
        return data

    @property
    def changes(self) -> list[Change]:
        data = self.cleaned_data
        moved = [
            Change(place.code, place.area_type, *((value, "") if isinstance(value, Decimal) else (None, value)))
            for place in self.places
            if (value := data.get(place.field)) not in (None, "")
        ]
        return moved + [Change(EXCLUDED, choice=item) for item in data.get("counted", [])]

    @property
    def groups(self) -> Iterator[tuple[str, list[tuple[Place, forms.BoundField]]]]:
        """The parameter one comes from stands alone at the head."""
        asked = [(place, self[place.field]) for place in self.places if place.code == self.first]
        if asked:
            yield "要改的这一项", asked
        for title in (*GROUPS, OTHERS):
            rows = [(place, self[place.field]) for place in self.places if place.group == title and place.code != self.first]
            if rows:
                yield title, rows
