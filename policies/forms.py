"""Proposing a new value of a parameter: what may be typed is read from the parameter's definition."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from accounts.choices import RegionLevel
from accounts.forms import DayField
from accounts.models import Position, Region
from policies.categories import AreaType
from policies.parameters import Definition, Kind, Unit
from policies.wording import choice_label, plain_number

WHOLE_UNITS = (Unit.MONTHS, Unit.DAYS, Unit.WORKING_DAYS, Unit.AGE, Unit.COUNT)
TEN_THOUSANDS = re.compile(r"^([\d.,]+)\s*万")


class NumberField(forms.DecimalField):
    """Takes 12,000; refuses 1.2万 and offers the right figure (look README §5)."""

    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip().replace("，", ",").replace("．", ".")
        if found := TEN_THOUSANDS.match(text):
            try:
                meant = plain_number(Decimal(found[1].replace(",", "")) * 10000)
            except InvalidOperation:
                meant = ""
            raise forms.ValidationError(f"请写成完整数字{meant}，不带“万”。" if meant else "请写成完整数字，不带“万”。")
        return super().to_python(text.replace(",", "").removesuffix("元") or None)


class ProposalForm(forms.Form):
    """A new row: where, from when, how much, by which document."""

    region = forms.ModelChoiceField(label="适用地区", queryset=Region.objects.none(), empty_label=None)
    area_type = forms.ChoiceField(label="城乡", choices=AreaType.choices)
    number = NumberField(
        label="数值", max_digits=14, decimal_places=4, min_value=Decimal(0),
        error_messages={"required": "请填数值。", "invalid": "只填数字，例如8978。", "min_value": "数值不能小于0。"},
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip
    choice = forms.ChoiceField(label="选项", widget=forms.RadioSelect)
    unit = forms.ChoiceField(label="单位")
    valid_from = DayField(label="起始日")
    valid_to = DayField(label="终止日", required=False, help_text="文件没有写到哪天为止的，不填。")
    source = forms.CharField(
        label="来源",
        max_length=200,
        help_text="文件名称与文号，例如：青民发〔2026〕12号。",
        error_messages={"required": "请写明文件名称与文号。"},
    )
    is_provisional = forms.BooleanField(label="暂沿用（新文件未下，先用旧标准，页面会一直标明）", required=False)

    def __init__(self, definition: Definition, by: Position, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.definition = definition
        self.fields["region"].queryset = Region.objects.under(by.region).filter(  # type: ignore[attr-defined]
            level__in=[RegionLevel.COUNTY, RegionLevel.TOWN]
        )
        self.fields["unit"].choices = [(unit, unit) for unit in definition.units]  # type: ignore[attr-defined]
        if not definition.by_area:
            del self.fields["area_type"]
        if len(definition.units) == 1:
            del self.fields["unit"]
        if definition.kind is Kind.CHOICE:
            del self.fields["number"]
            self.fields["choice"].choices = [(code, choice_label(code)) for code in definition.choices]  # type: ignore[attr-defined]
        else:
            del self.fields["choice"]

    def clean_number(self) -> Decimal:
        number: Decimal = self.cleaned_data["number"]
        if Unit.RATIO in self.definition.units and number > 1:
            raise forms.ValidationError(f"比例填0到1之间的小数，{plain_number(number)}%写成{plain_number(number / 100)}。")
        if self.definition.units[0] in WHOLE_UNITS and number != number.to_integral_value():
            raise forms.ValidationError(f"“{self.definition.units[0]}”要填整数。")
        return number

    def values(self) -> dict[str, Any]:
        """What `actions.propose` takes, with the definition's only choices filled in."""
        data = dict(self.cleaned_data)
        data.setdefault("area_type", AreaType.UNIFIED)
        data.setdefault("unit", self.definition.units[0])
        data.setdefault("number", None)
        data.setdefault("choice", "")
        return data
