"""What the administrator decides on a batch's page: enter it or not, which value stays, and taking a batch back."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import for_roles
from accounts.requests import HouseRequest
from accounts.roles import Role
from casework.exceptions import StepRefused
from registers import deciding, undo
from registers.forms import ChoiceForm, WithdrawForm
from registers.models import Batch, Choice
from registers.presenters import BatchView


def _batch(request: HouseRequest, pk: int) -> Batch:
    return get_object_or_404(Batch.objects.visible_to(request.position), pk=pk)


def _done(request: HouseRequest, pk: int, act: Callable[[], str]) -> HttpResponse:
    """Act, say what came of it, and show the batch as it stands now."""
    try:
        messages.success(request, act())
    except StepRefused as refused:
        messages.error(request, refused.reason)
    return redirect("registers:batch", pk=pk)


@require_POST
@for_roles(Role.REGISTER_ADMIN)
def confirm(request: HouseRequest, pk: int) -> HttpResponse:
    batch = _batch(request, pk)

    def act() -> str:
        deciding.confirm(batch, by=str(request.position))
        return "正在入库。台账若在预览之后动过，会先给你看新的结果。"

    return _done(request, pk, act)


@require_POST
@for_roles(Role.REGISTER_ADMIN)
def decline(request: HouseRequest, pk: int) -> HttpResponse:
    batch = _batch(request, pk)

    def act() -> str:
        deciding.decline(batch, by=str(request.position))
        return "这一批没有入库。"

    return _done(request, pk, act)


@require_POST
@for_roles(Role.REGISTER_ADMIN)
def choose(request: HouseRequest, pk: int) -> HttpResponse:
    """Conflicts ticked, or all of them."""
    batch = _batch(request, pk)
    form = ChoiceForm(request.POST)
    ids = (
        None if "all" in request.POST else [int(value) for value in request.POST.getlist("conflict") if value.isdigit() and len(value) < 19]
    )

    def act() -> str:
        if not form.is_valid():
            raise StepRefused("请选保留核实值还是用台账值；理由最多200字。")
        choice = Choice(form.cleaned_data["choice"])
        number = deciding.choose(batch, ids, choice, reason=form.cleaned_data["reason"], by=str(request.position))
        return f"{number}处冲突：{choice.label}。入库时照此办理。"

    answer = _done(request, pk, act)
    answer["Location"] = reverse("registers:batch", args=[pk]) + "?show=conflict#list"
    return answer


@require_POST
@for_roles(Role.REGISTER_ADMIN)
def cover(request: HouseRequest, pk: int) -> HttpResponse:
    """This file is the full register of the villages ticked, or (`none`) of none."""
    batch = _batch(request, pk)
    villages = [] if "none" in request.POST else request.POST.getlist("village")

    def act() -> str:
        if not villages and "none" not in request.POST:
            raise StepRefused("没有勾选村（社区）。是整册的勾选它包含的村；不是整册的不用按。")
        deciding.declare(batch, villages, by=str(request.position))
        return f"按{len(villages)}个村的整册重新比对，还没有入库。" if villages else "不作整册，重新比对。表里没有列的人不算变动。"

    return _done(request, pk, act)


def wake_quality(batch: Batch) -> None:
    """The data quality is asked again once the batch is out."""
    from registers.tasks import check_quality_of

    if batch.county:
        county_code = batch.county.code
        transaction.on_commit(lambda: check_quality_of.delay(county_code))


@require_http_methods(["GET", "POST"])
@for_roles(Role.REGISTER_ADMIN)
def withdraw(request: HouseRequest, pk: int) -> HttpResponse:
    """What would be taken back and what stands in the way; then, with a reason, the deed."""
    batch = _batch(request, pk)
    form = WithdrawForm(request.POST or None)
    try:
        blockers = undo.blockers(batch)
        if request.method == "POST" and form.is_valid() and not blockers:
            position = request.position
            undo.withdraw(batch, by=str(position), position_id=position.pk, reason=form.cleaned_data["reason"], on=request.today)
            wake_quality(batch)
            messages.success(request, "已撤回。新增的行去掉了，改过的值恢复了。")
            return redirect("registers:batch", pk=pk)
    except StepRefused as refused:
        messages.error(request, refused.reason)
        return redirect("registers:batch", pk=pk)
    status = 422 if request.method == "POST" else 200
    return render(
        request, "registers/withdraw.html", {"batch": batch, "view": BatchView(batch), "blockers": blockers, "form": form}, status=status
    )
