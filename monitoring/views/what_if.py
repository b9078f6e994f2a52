"""如果……会怎样: one household and one event; nothing is written."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from accounts.permissions import for_roles
from accounts.requests import HouseRequest
from accounts.roles import CASE_ROLES
from casework.exceptions import StepRefused
from households.models import Household, Member
from monitoring.lab.what_if import HAPPENINGS
from monitoring.lab.what_if import what_if as asked
from policies.forms import NumberField
from policies.models import ParameterMissing


class WhatIfForm(forms.Form):
    """Whom, what, and how much where a sum belongs to it."""

    member = forms.ModelChoiceField(
        label="谁", queryset=Member.objects.none(), empty_label=None, error_messages={"required": "请选一位成员。"}
    )
    happening = forms.ChoiceField(
        label="如果",
        choices=[(one.code, one.title) for one in HAPPENINGS.values()],
        widget=forms.RadioSelect,
        error_messages={"required": "请选一件事。"},
    )
    amount = NumberField(
        label="金额（元）", required=False, max_digits=10, decimal_places=2, min_value=Decimal(0), help_text="动手术填自付多少，找到工作填每月工资。",
        error_messages={"invalid": "只填数字，例如30000。", "min_value": "金额不能小于0。"},
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, household: Household, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = Member.objects.living().filter(household=household).select_related("person", "household").order_by("pk")
        field: Any = self.fields["member"]
        field.queryset, field.label_from_instance = members, lambda member: member.person.name

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        happening = HAPPENINGS.get(data.get("happening", ""))
        if happening and happening.needs_amount and not data.get("amount") and "amount" not in self.errors:
            self.add_error("amount", f"请填{happening.needs_amount}。")
        return data


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*sorted(CASE_ROLES))
def what_if(request: HouseRequest, pk: int) -> HttpResponse:
    """POST answers on the same page; the household stays as it is."""
    household = get_object_or_404(Household.objects.visible_to(request.position).select_related("village"), pk=pk)
    form = WhatIfForm(household, request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"household": household, "form": form}
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        happening = HAPPENINGS[data["happening"]]
        try:
            context["answer"] = asked(data["member"], happening, data["amount"] or Decimal(0), request.today)
            context |= {"happening": happening, "member": data["member"], "amount": data["amount"] if happening.needs_amount else None}
        except StepRefused as refusal:
            form.add_error(None, refusal.reason)
        except ParameterMissing as missing:
            form.add_error(None, str(missing))
    status = 422 if request.method == "POST" and "answer" not in context else 200
    return render(request, "monitoring/what_if.html", context, status=status)
