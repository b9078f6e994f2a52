"""Forms of meetings, votes and results. They check input; the verbs check the world."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.forms import DayField
from accounts.models import Position
from identification.choices import CountyCheckKind, VoteChoice
from identification.panels import LEAST_MEMBERS

WORDS = {"rows": 2}


class MemberChoice(forms.ModelChoiceField):
    """A select of positions by name and post."""

    def label_from_instance(self, position: Position) -> str:
        return f"{position.user.name}（{position.title}）"


class MembersChoice(forms.ModelMultipleChoiceField):
    """Boxes of positions by name and post."""

    def label_from_instance(self, position: Position) -> str:
        return f"{position.user.name}（{position.title}）"


class CallForm(forms.Form):
    """召集会议."""

    held_on = DayField(label="会议日期")
    place = forms.CharField(label="地点", max_length=80)
    host = MemberChoice(label="召集人", queryset=Position.objects.none(), empty_label="请选择")
    recorder = MemberChoice(label="记录人", queryset=Position.objects.none(), empty_label="请选择")
    members = MembersChoice(
        label="参会成员",
        queryset=Position.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=f"至少{LEAST_MEMBERS}人，召集人在内",
    )

    def __init__(self, *args: Any, members: QuerySet[Position], recorders: QuerySet[Position], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("host", members), ("members", members), ("recorder", recorders)):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]


class VoteForm(forms.Form):
    """表决."""

    choice = forms.ChoiceField(label="我的意见", choices=VoteChoice.choices, widget=forms.RadioSelect)
    note = forms.CharField(label="理由", max_length=200, required=False, widget=forms.Textarea(attrs=WORDS), help_text="不同意要写明")


class RecuseForm(forms.Form):
    """申明回避."""

    note = forms.CharField(label="为什么回避", max_length=100, help_text="例如：申请人是我的姐夫")


class ConfirmForm(forms.Form):
    """确认 asks nothing but that the page is the latest."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class RejectForm(ConfirmForm):
    reason = forms.CharField(label="不予确认的理由", max_length=300, widget=forms.Textarea(attrs=WORDS), help_text="写进告知书，10个字以上")


class SupplementForm(ConfirmForm):
    note = forms.CharField(label="要补充调查什么", max_length=300, widget=forms.Textarea(attrs=WORDS), help_text="10个字以上")


class DeferForm(ConfirmForm):
    note = forms.CharField(
        label="为什么下次再议", max_length=200, required=False, widget=forms.Textarea(attrs=WORDS), help_text="未达法定人数的可不写"
    )


class ToCountyForm(ConfirmForm):
    """送县级抽查: the rules name the reason where they ask for it; otherwise the meeting does."""

    kind = forms.ChoiceField(label="原因", choices=CountyCheckKind.choices, initial=CountyCheckKind.SPECIAL)
    note = forms.CharField(
        label="说明", max_length=200, required=False, widget=forms.Textarea(attrs=WORDS), help_text="投诉举报、一事一议要写明，10个字以上"
    )


FORMS: dict[str, type[forms.Form]] = {
    "vote": VoteForm, "recuse": RecuseForm, "confirm": ConfirmForm, "reject": RejectForm, "supplement": SupplementForm, "defer": DeferForm,
    "county_check": ToCountyForm,
}  # fmt: skip
