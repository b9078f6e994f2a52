"""接口密钥: the 安全管理员 issues a key to another system, sees who uses one, and stops it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms import DayField
from accounts.models import Position
from accounts.permissions import for_roles
from accounts.requests import HouseRequest
from accounts.roles import Role
from casework.exceptions import StepRefused
from casework.lights import Light
from casework.paging import page_of
from registers.intake import keys
from registers.models import SystemKey

SOON_DAYS = 30


class KeyForm(forms.Form):
    """Which system, as whom, which registers, until when."""

    name = forms.CharField(
        label="系统名称", max_length=60, help_text="如“县医保信息平台”。导入批次上看得到。", error_messages={"required": "请写系统名称。"}
    )
    position = forms.ModelChoiceField(
        Position.objects.none(), label="以谁的岗位送", empty_label="请选", help_text="只列在岗的台账管理员。他能导入的，这个系统才能送。",
        error_messages={"required": "请选岗位。", "invalid_choice": "请从列表里选。"},
    )  # fmt: skip
    sheets = forms.MultipleChoiceField(
        label="可送台账", widget=forms.CheckboxSelectMultiple, choices=[(code, sheet.title) for code, sheet in keys.SENDABLE.items()],
        error_messages={"required": "至少选一种台账。", "invalid_choice": "请从列表里选。"},
    )  # fmt: skip
    until = DayField(label="有效期至", help_text="最长一年，到期换发。")

    def __init__(self, by: Position, on: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["position"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = (
            Position.objects.visible_to(by)
            .in_force(on)
            .for_frame()
            .filter(roles__contains=[Role.REGISTER_ADMIN])
            .exclude(user_id=by.user_id)
        )


def light_of(key: SystemKey, on: date) -> Light:
    """Whether it opens anything today."""
    if key.revoked_at:
        return Light("idle", "ring", "已停用", 0)
    left = (key.until - on).days
    if left < 0:
        return Light("bad", "bad", "已到期", 0)
    return Light("warn", "warn", f"还有{left}天到期", 0) if left <= SOON_DAYS else Light("ok", "ok", "可用", 0)


@require_http_methods(["GET", "POST"])
@for_roles(Role.SEC_ADMIN)
def system_keys(request: HouseRequest) -> HttpResponse:
    """The list and the form; a key just issued is answered with itself instead of a redirect: it is shown once and kept nowhere it could be read again."""
    form = KeyForm(request.position, request.today, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            key, text = keys.issue(**form.cleaned_data, by=request.position, on=request.today, request=request)
        except StepRefused as refused:
            form.add_error(None, refused.reason)
        else:
            return render(request, "registers/key_issued.html", {"key": key, "text": text})
    found = (
        SystemKey.objects.visible_to(request.position)
        .select_related("position__user", "revoked_by__user")
        .order_by("revoked_at", "until", "pk")
    )
    page = page_of(found, request.GET.get("page"))
    rows = [
        (key, light_of(key, request.today), "、".join(keys.SENDABLE[code].title for code in key.sheets if code in keys.SENDABLE))
        for key in page
    ]
    context = {"form": form, "page_obj": page, "rows": rows}
    return render(request, "registers/keys.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@for_roles(Role.SEC_ADMIN)
def revoke_key(request: HouseRequest, pk: int) -> HttpResponse:
    key = get_object_or_404(SystemKey.objects.visible_to(request.position), pk=pk)
    try:
        keys.revoke(key, by=request.position, request=request)
        messages.success(request, f"“{key.name}”的密钥已停用，从现在起送不进来。")
    except StepRefused as refused:
        messages.error(request, refused.reason)
    return redirect("registers:keys")


urlpatterns = [path("keys/", system_keys, name="keys"), path("keys/<int:pk>/revoke/", revoke_key, name="revoke_key")]
