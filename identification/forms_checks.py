"""Forms of the county's check and of declarations of kin."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from accounts.forms import DayField
from accounts.models import Position
from households.models import Member
from identification.choices import CountyCheckKind, CountyCheckResult, KinRelation
from identification.kin import staff_of
from identification.models import CountyCheck


class CheckForm(forms.Form):
    """记录抽查结果; 一事一议 goes to no door, its minutes are the findings."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    visited_on = DayField(label="入户日期")
    findings = forms.CharField(label="抽查看到的情况", max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))
    result = forms.ChoiceField(
        label="结果", choices=CountyCheckResult.choices, widget=forms.RadioSelect, error_messages={"required": "请选抽查结果。"}
    )

    def __init__(self, data: Any = None, *, check: CountyCheck, **kwargs: Any) -> None:
        super().__init__(data, initial={"version": check.application.version}, **kwargs)
        if check.kind == CountyCheckKind.SPECIAL:
            self.fields["visited_on"].required = False
            self.fields["findings"].label = "会议议定的情况"
            self.fields["findings"].help_text = "哪次会议、谁参加、怎样议定，10个字以上"
        else:
            self.fields["findings"].help_text = "看到什么、问了谁、与镇里的材料哪里一致哪里不一致，10个字以上"


class StaffChoice(forms.ModelChoiceField):
    def label_from_instance(self, position: Position) -> str:
        return f"{position.user.name}（{position.region.name}·{position.title}）"


class MemberChoice(forms.ModelChoiceField):
    """One radio button per member found: name, relation, household and village."""

    def label_from_instance(self, member: Member) -> str:
        home = member.household
        return f"{member.person.name}，{home.head_name}户{member.get_relation_display()}，{home.village.name}，户编号{home.household_no}"


class KinForm(forms.Form):
    """登记近亲属备案: one of the staff, one of the members the search found."""

    position = StaffChoice(label="工作人员", queryset=Position.objects.none(), empty_label="请选择")
    member = MemberChoice(
        label="亲属", queryset=Member.objects.none(), widget=forms.RadioSelect, empty_label=None, error_messages={"required": "请选亲属。"}
    )
    relation = forms.ChoiceField(label="亲属是工作人员的", choices=[("", "请选择"), *KinRelation.choices])

    def __init__(self, data: Any = None, *, by: Position, on: date, members: list[Member], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        staff = staff_of(by, on)
        self.fields["position"].queryset = staff  # type: ignore[attr-defined]
        if staff.count() == 1:
            self.fields["position"].initial = by.pk
        found = Member.objects.visible_to(by).living().filter(pk__in=[member.pk for member in members])
        self.fields["member"].queryset = found.select_related("person", "household__village")  # type: ignore[attr-defined]
