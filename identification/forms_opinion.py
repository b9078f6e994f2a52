"""The form of an opinion: filled with what the criteria propose, changed only with a reason. It checks input; opinions.propose checks the world."""

from __future__ import annotations

from typing import Any

from django import forms

from identification.case_facts import CaseFacts
from identification.proposals import CANNOT_SAY
from identification.proposed import single_person
from policies.categories import TAG_LABEL, DibaoMode, MonitoringKind, SupportCategory

NONE = "none"  # 不符合各类条件: a choice of its own, so that forgetting to choose is not one
# What StepRefused of opinions.propose says where on the form.
REFUSED_FIELDS = {
    "category_missing": "category", "tag_without_category": "category", "not_all_tekun": "category", "kind_missing": "monitoring_kind",
    "kind_without_tag": "monitoring_kind", "single_outside_margin": "single", "single_unknown": "single", "amount_negative": "monthly_amount",
    "judgement_missing": "judgement", "reason_missing": "override_reason",
}  # fmt: skip


class OpinionForm(forms.Form):
    """初审意见."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    category = forms.ChoiceField(label="类别", choices=[("", "请选择"), *SupportCategory.choices, (NONE, "不符合各类条件")])
    has_monitoring_tag = forms.BooleanField(label=TAG_LABEL, required=False)
    monitoring_kind = forms.ChoiceField(label="监测类别", choices=[("", "不认定"), *MonitoringKind.choices], required=False)
    single = forms.TypedChoiceField(
        label="单人保", coerce=int, empty_value=None, required=False, help_text="低保边缘家庭里单人纳入低保的一人"
    )
    monthly_amount = forms.DecimalField(
        label="月保障金额", min_value=0, max_digits=12, decimal_places=2, required=False, help_text="留空即按计算数；另填的，写明理由"
    )
    judgement = forms.CharField(
        label="书面综合研判", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="收入、合规自付、突出困难、自主应对能力，10个字以上；认定监测对象必须写",
    )  # fmt: skip
    override_reason = forms.CharField(
        label="与系统建议不同的理由", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}), help_text="10个字以上"
    )

    def __init__(self, data: Any = None, *, case: CaseFacts, version: int) -> None:
        found = case.proposal
        chosen = single_person(case.people) if found.category == SupportCategory.DIBAO_MARGIN else None
        category = "" if found.category == CANNOT_SAY else found.category or NONE
        super().__init__(
            data,
            initial={
                "version": version, "category": category, "has_monitoring_tag": found.has_monitoring_tag, "monitoring_kind": found.monitoring_kind,
                "single": chosen.member_id if chosen else "",
            },
        )  # fmt: skip
        members = [(one.member_id, one.name) for one in case.people if one.is_counted and not one.is_tekun]
        self.fields["single"].choices = [("", "没有"), *members]  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, Any]:
        """The arguments of opinions.propose."""
        values = dict(self.cleaned_data)
        single = values.pop("single")
        values["category"] = "" if values["category"] == NONE else values["category"]
        is_margin = values["category"] == SupportCategory.DIBAO_MARGIN
        return {**values, "lines": {single: DibaoMode.SINGLE.value} if single else {} if is_margin else None}
