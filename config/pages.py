"""Pages of no room: refusals in plain words, and the gallery of components."""

from __future__ import annotations

import sys
from datetime import timedelta

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.permissions import for_roles
from accounts.roles import Role
from casework.exceptions import StepRefused
from casework.lights import light_for
from casework.models import WorkDay
from policies.categories import MonitoringKind, SupportCategory
from policies.models import ParameterMissing

# What a 404 of each room is about, in the words of its pages.
THINGS = {
    "households": "这一户",
    "monitoring": "这一件",
    "registers": "这一批",
    "policies": "这一项标准",
    "accounts": "这个人或岗位",
}


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Outside the region and never there read the same: no hint."""
    match = request.resolver_match
    return render(
        request, "404.html", {"thing": THINGS.get(match.app_name if match else "", "这一页"), "is_page": match is None}, status=404
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Says which roles may, read from the guard of the view itself."""
    roles: frozenset[Role] = getattr(request.resolver_match.func, "roles", frozenset()) if request.resolver_match else frozenset()
    return render(request, "403.html", {"who": "、".join(role.label for role in Role if role in roles)}, status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """A refusal no view answered is told by its reason (409); anything else by the moment alone: no database, no menu, no trace of data."""
    error = sys.exc_info()[1]
    reason = error.reason if isinstance(error, StepRefused) else str(error) if isinstance(error, ParameterMissing) else ""
    if reason:
        return render(request, "409.html", {"reason": reason}, status=409)
    return render(None, "500.html", {"at": timezone.localtime().strftime("%H:%M:%S")}, status=500)


class ExampleForm(forms.Form):
    """Shows every kind of field; never saved."""

    name = forms.CharField(label="姓名", help_text="与户口簿一致", max_length=30)
    amount = forms.DecimalField(label="近一年打工收入", required=False, help_text="人社局有到6月的，问7月以后")
    kind = forms.ChoiceField(
        label="现在还在打工吗", choices=[("yes", "在打工"), ("no", "停工照护"), ("looking", "在找活")], widget=forms.RadioSelect
    )
    village = forms.ChoiceField(label="村（社区）", choices=[("", "请选择"), ("1", "上湾村"), ("2", "下湾村")], required=False)
    judgement = forms.CharField(
        label="您的判断", widget=forms.Textarea(attrs={"rows": 3}), required=False, help_text="写看到的，10个字以上"
    )
    agreed = forms.BooleanField(label="本人在场", required=False)


@require_safe
@for_roles()
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component with its states on one page."""
    on = request.today  # type: ignore[attr-defined]
    calendar = WorkDay.objects.calendar()
    refused = ExampleForm({"name": "", "amount": "1.2万"})
    steps = [
        {"label": "分派", "url": "", "needs_page": True, "note": "分派后由村级信息员在5个工作日内入户。"},
        {"label": "提交核实结论", "url": "", "blocked": ["第二名核实人未签字（须2人以上）。"]},
    ]
    return render(
        request,
        "gallery.html",
        {
            "lights": [light_for(on + timedelta(days=days), on, calendar) for days in (9, 1, 0, -3)] + [light_for(None, on, calendar)],
            "categories": SupportCategory.choices,
            "kinds": MonitoringKind.choices,
            "form": ExampleForm(),
            "refused": refused,
            "chips": [{"label": "村", "text": "上湾村", "url": "?"}, {"label": "类别", "text": "低保", "url": "?"}],
            "page": Paginator(range(173), 20).get_page(request.GET.get("page")),
            "steps": steps,
        },
    )
