"""The inputs of the one form, made from its declaration and from who lives in the household. Names are flat: `phone`, `m12-labour`, `wage-0-amount`.

Nothing is required here: what is missing is asked at submission, so that every save keeps what is there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from households.choices import IncomeKind, ObligorRelation, SpendingKind
from households.relations import RELATIONS
from identification.one_form import parsing
from identification.one_form.fields import BY_NAME, CONCLUSION, HOUSEHOLD, MEMBER, Kind
from identification.one_form.items import PROPERTY_KINDS, of_kind
from identification.one_form.known import Prefill

Typed = Mapping[str, Sequence[str]]

MONEY_KINDS = ("wage", "business", "property", "transfer", "medical", "education", "rehabilitation", "loss", "claim")
KIND_LABELS = {str(kind): str(kind.label) for kind in (*IncomeKind, *SpendingKind)} | {"medical": "医疗自付（医保没有结算的）"}
SOME, NONE = "some", "none"
SAID = ((SOME, "有，逐笔写"), (NONE, "没有"))
PLEASE = ("", "请选择")
ROWS = {"assets": 3}
MOST_ROWS, MOST_NEWCOMERS = 30, 8
OBLIGOR_STATES = (
    ("tekun", "特困人员"), ("dibao", "低保对象"), ("disabled", "重度残疾或三级智力、精神残疾"), ("incapable", "无民事行为能力、失踪或服刑"),
    ("none", "以上都不是"),
)  # fmt: skip
YES_NO = (("", "不清楚"), ("yes", "是"), ("no", "否"))


class Parsed(forms.CharField):
    """A text that one of our own readers turns into a value; its refusal is the field's error."""

    def __init__(self, read: Callable[[str], Any], **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 60)
        super().__init__(required=False, **kwargs)
        self.read = read

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return self.read(text)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None


def choice(label: str, choices: Sequence[tuple[str, Any]], empty: str = "请选择") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", empty), *choices], required=False)


def several(label: str, choices: Sequence[tuple[str, str]]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple)


def said(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=SAID, required=False, widget=forms.RadioSelect)


def money(label: str) -> Parsed:
    return Parsed(parsing.amount, label=label, widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "input--n"}))


def text(label: str, most: int) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=False)


def rows_of(typed: Typed, group: str, least: int = 0) -> int:
    """How many lines of a group there are: those typed, or what the page asked for."""
    written = next(iter(typed.get(f"{group}-rows", [])), "")
    numbers = [int(name.split("-")[1]) + 1 for name in typed if name.startswith(f"{group}-") and name.split("-")[1].isdigit()]
    return min(max(least, int(written) if written.isdigit() else 0, *numbers, 0), MOST_ROWS)


def newcomers_of(typed: Typed) -> int:
    written = next(iter(typed.get("newcomers", [])), "")
    return min(int(written) if written.isdigit() else 0, MOST_NEWCOMERS)


class OneForm(forms.Form):
    """Bound to what was typed so far; `known` says who lives there and what needs no asking."""

    use_required_attribute = False

    def __init__(self, typed: Typed, *, known: Prefill, **kwargs: Any) -> None:
        super().__init__(MultiValueDict({name: list(values) for name, values in typed.items()}), **kwargs)
        self.known, self.typed = known, typed
        self.household_fields()
        for member in known.people:
            self.member_fields(f"m{member.person_id}", member.person.name)
        for number in range(newcomers_of(typed)):
            self.newcomer_fields(f"n{number}")
        for kind in MONEY_KINDS:
            self.money_fields(kind)
        self.property_fields()
        for member in known.people:
            self.obligor_fields(f"o{member.person_id}", member.person.name)
        self.conclusion_fields()
        self.name_lines()

    def household_fields(self) -> None:
        for spec in HOUSEHOLD.fields:
            if spec.kind is Kind.TEXT:
                self.fields[spec.name] = text(spec.label, spec.most)
            elif spec.kind is Kind.PHONE:
                self.fields[spec.name] = Parsed(
                    parsing.mobile, label=spec.label, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"})
                )
            elif spec.kind is Kind.SEVERAL:
                self.fields[spec.name] = several(spec.label, spec.choices)
        self.fields["bank_account"] = Parsed(
            parsing.account, label="一卡通账号", widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        )
        self.fields["bank_name"], self.fields["account_name"] = text("开户行", 60), text("账户名", 60)

    def member_fields(self, prefix: str, who: str) -> None:
        for spec in MEMBER.fields:
            if spec.kind is Kind.CHOICE:
                self.fields[f"{prefix}-{spec.name}"] = choice(f"{who}：{spec.label}" if who else spec.label, list(spec.choices))
        self.fields[f"{prefix}-disease"] = text(f"{who}：病种", 60)
        self.fields[f"{prefix}-status_since"] = self.day(f"{who}：状态从哪天起")

    def newcomer_fields(self, prefix: str) -> None:
        from households.national_id import normalise

        self.fields[f"{prefix}-name"] = text("新成员姓名", 60)
        self.fields[f"{prefix}-id_number"] = Parsed(
            normalise, label="新成员身份证号", widget=forms.TextInput(attrs={"autocomplete": "off"})
        )
        self.fields[f"{prefix}-relation"] = choice("新成员与户主关系", [pair for pair in RELATIONS.items() if pair[0] not in ("01", "02")])
        self.member_fields(prefix, "新成员")

    def day(self, label: str) -> Parsed:
        return Parsed(
            lambda written: parsing.past_day(written, self.known.on), label=label, widget=forms.TextInput(attrs={"inputmode": "numeric"})
        )

    def people(self) -> list[tuple[str, str]]:
        new = [
            (f"n{number}", next(iter(self.typed.get(f"n{number}-name", [])), "") or f"新成员{number + 1}")
            for number in range(newcomers_of(self.typed))
        ]
        return [("", "全户"), *((str(member.person_id), member.person.name) for member in self.known.people), *new]

    def money_fields(self, kind: str) -> None:
        label = KIND_LABELS[kind]
        self.fields[f"{kind}-said"] = said(label)
        for number in range(rows_of(self.typed, kind, ROWS.get(kind, 2))):
            line = f"{kind}-{number}"
            self.fields[f"{line}-who"] = forms.ChoiceField(label=f"{label}：谁的", choices=self.people(), required=False)
            self.fields[f"{line}-item"] = choice(f"{label}：项目", [(item.name, item.name) for item in of_kind(kind)])
            self.fields[f"{line}-amount"] = money(f"{label}：全年金额")
            if kind == "business":
                self.fields[f"{line}-cost"] = money(f"{label}：全年支出")

    def property_fields(self) -> None:
        self.fields["assets-said"] = said("财产")
        groups = [(kind.label, [(f"{kind.value}|{item.name}", item.name) for item in of_kind(kind)]) for kind in PROPERTY_KINDS]
        for number in range(rows_of(self.typed, "assets", ROWS["assets"])):
            line = f"assets-{number}"
            self.fields[f"{line}-item"] = forms.ChoiceField(label="财产：项目", choices=[PLEASE, *groups], required=False)
            self.fields[f"{line}-value"] = money("财产：金额")
            self.fields[f"{line}-area"] = Parsed(
                parsing.area, label="财产：面积", widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "input--n"})
            )

    def obligor_fields(self, prefix: str, who: str) -> None:
        self.fields[f"{prefix}-said"] = said(f"{who}的法定义务人")
        for number in range(rows_of(self.typed, prefix, 1)):
            line = f"{prefix}-{number}"
            self.fields[f"{line}-name"] = text(f"{who}的义务人：姓名", 60)
            self.fields[f"{line}-relation"] = choice(f"{who}的义务人：关系", ObligorRelation.choices)
            self.fields[f"{line}-birth"] = self.day(f"{who}的义务人：出生日期")
            self.fields[f"{line}-income"] = money(f"{who}的义务人：人均年收入")
            self.fields[f"{line}-size"] = Parsed(
                parsing.count, label=f"{who}的义务人：家庭人口", widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input--n"})
            )
            self.fields[f"{line}-agreed"] = money(f"{who}的义务人：协议或判决年金额")
            self.fields[f"{line}-state"] = several(f"{who}的义务人：情况", OBLIGOR_STATES)
            self.fields[f"{line}-low"] = forms.ChoiceField(label=f"{who}的义务人：财产符合低保边缘规定", choices=YES_NO, required=False)

    def name_lines(self) -> None:
        """Inputs of lines have no label of their own on the page: they carry it for who cannot see the column."""
        for name, declared in self.fields.items():
            if len(name.split("-")) == 3:
                declared.widget.attrs["aria-label"] = str(declared.label)

    def conclusion_fields(self) -> None:
        declared = BY_NAME["difficulty"]
        assert declared in CONCLUSION.fields
        self.fields["difficulty"] = forms.CharField(
            label="主要困难", max_length=declared.most, required=False, widget=forms.Textarea(attrs={"rows": 3})
        )
        self.fields["needs"] = several("需求", declared.choices)
