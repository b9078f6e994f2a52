"""岗位: the 安全管理员's page, who holds which roles where and until when."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts import actions
from accounts.exceptions import Refused
from accounts.forms import GrantForm, PositionFilter, TermForm
from accounts.models import Position
from accounts.permissions import for_roles
from accounts.requests import HouseRequest
from accounts.roles import Role
from accounts.views.filtering import chips_of

PER_PAGE = 50


def role_names(position: Position) -> str:
    return "、".join(Role(role).label for role in position.roles)


def asked_positions(request: HouseRequest, form: PositionFilter) -> QuerySet[Position]:
    """The rows the address asks for."""
    on = request.today
    found = Position.objects.visible_to(request.position).for_frame().order_by("region__code", "office__code", "pk")
    if form.is_valid():
        q, role, state = form.cleaned_data["q"].strip(), form.cleaned_data["role"], form.cleaned_data["state"]
        if q:
            found = found.filter(Q(user__name__icontains=q) | Q(user__username__icontains=q) | Q(office__name__icontains=q))
        if role:
            found = found.filter(roles__contains=[role])
        in_force = Position.objects.in_force(on).values("pk")
        if state == "in_force":
            found = found.filter(pk__in=in_force)
        elif state == "ended":
            found = found.exclude(pk__in=in_force)
    return found


@require_GET
@for_roles(Role.SEC_ADMIN)
def positions(request: HouseRequest) -> HttpResponse:
    form = PositionFilter(request.GET)
    page = Paginator(asked_positions(request, form), PER_PAGE).get_page(request.GET.get("page"))
    rows = [{"position": position, "roles": role_names(position), "state": state_of(position, request.today)} for position in page]
    return render(request, "accounts/positions.html", {"form": form, "page": page, "rows": rows, "chips": chips_of(form, request)})


def state_of(position: Position, on: Any) -> dict[str, str]:
    if not position.user.is_active:
        return {"css": "idle", "icon": "ring", "text": "账号已停用"}
    if position.since > on:
        return {"css": "idle", "icon": "ring", "text": "未到任"}
    if position.until and position.until < on:
        return {"css": "idle", "icon": "ring", "text": "已结束"}
    return {"css": "ok", "icon": "ok", "text": "在岗"}


@require_http_methods(["GET", "POST"])
@for_roles(Role.SEC_ADMIN)
def grant(request: HouseRequest) -> HttpResponse:
    by, on = request.position, request.today
    form = GrantForm(by, on, request.POST or None, initial={"since": on, "username": request.GET.get("username", "")[:40]})
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        try:
            made = actions.grant(data.pop("username"), **data, by=by, on=on, request=request)
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, f"已安排{made.user.name}任{made.title}。下次打开页面即生效。")
            return redirect("accounts:positions")
    return render(request, "accounts/position_form.html", {"form": form})


@require_http_methods(["GET", "POST"])
@for_roles(Role.SEC_ADMIN)
def position(request: HouseRequest, pk: int) -> HttpResponse:
    by, on = request.position, request.today
    found = get_object_or_404(Position.objects.visible_to(by).for_frame(), pk=pk)
    initial = {"roles": found.roles, "since": found.since, "until": found.until}
    form = TermForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.alter(found, **form.cleaned_data, by=by, on=on, request=request)
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, f"{found.user.name}的岗位已变更。下次打开页面即生效。")
            return redirect("accounts:positions")
    return render(request, "accounts/position_form.html", {"form": form, "position": found})
