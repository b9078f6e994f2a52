"""Small forms of a case's steps. They check input; the verbs check the world."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.forms import DayField
from identification.choices import CountyCheckKind, Ending, Refusal

WORDS = forms.Textarea(attrs={"rows": 2})


class VersionForm(forms.Form):
    """A step that asks nothing: the version the page was shown with."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class NoteForm(VersionForm):
    """A step back or up: why."""

    note = forms.CharField(label="理由", max_length=300, widget=WORDS, help_text="10个字以上")


class ReturnForm(VersionForm):
    """退回补正: everything that is missing, at once."""

    papers = forms.MultipleChoiceField(
        label="还缺的材料", widget=forms.CheckboxSelectMultiple, help_text="一次列全，只能退一次；部门共享的不在其中"
    )
    note = forms.CharField(label="说明", max_length=200, required=False, widget=WORDS)

    def __init__(self, *args: Any, papers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["papers"].choices = papers  # type: ignore[attr-defined]


class NotAcceptForm(VersionForm):
    """不予受理."""

    refusal = forms.ChoiceField(label="原因", choices=[("", "请选择"), *Refusal.choices])
    note = forms.CharField(label="理由", max_length=300, widget=WORDS, help_text="写进告知书，10个字以上")


class TerminateForm(VersionForm):
    """终止办理, 撤销草稿."""

    ending = forms.ChoiceField(label="原因", choices=[("", "请选择"), *Ending.choices])
    note = forms.CharField(label="理由", max_length=300, widget=WORDS, help_text="终止后须重新申请；写进告知书")


class CountyCheckForm(VersionForm):
    """送县级抽查."""

    kind = forms.ChoiceField(label="原因", choices=[("", "请选择"), *CountyCheckKind.choices])
    note = forms.CharField(label="说明", max_length=300, required=False, widget=WORDS, help_text="投诉举报、一事一议要写明，10个字以上")


class DeliveryForm(forms.Form):
    """送达: when the applicant had it in his hand."""

    delivered_on = DayField(label="送达日期")
