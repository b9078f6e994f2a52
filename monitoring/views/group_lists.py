"""村民组长月报: which groups have told this month, and the form that enters one list."""

from __future__ import annotations

from datetime import date

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import for_roles
from accounts.requests import HouseRequest
from accounts.roles import CASE_ROLES
from casework.exceptions import StepRefused
from casework.paging import page_of
from casework.working_days import add_months, first_of_month
from monitoring.forms import GroupLineForm, GroupListForm
from monitoring.group_lists import ENTERED_BY, Told, enter_list, villages_of
from monitoring.models import GroupList

LINES = 6  # lines of the form; a longer list is entered for a second group name, or on the households' pages
MONTHS = 6


def lines_of(request: HouseRequest) -> list[GroupLineForm]:
    data = request.POST if request.method == "POST" else None
    return [GroupLineForm(data, prefix=f"l{number}") for number in range(1, LINES + 1)]


@require_safe
@for_roles(*CASE_ROLES)
def group_lists(request: HouseRequest) -> HttpResponse:
    """The lists of the region, the latest month first; the villages nobody has told of this month."""
    position, month = request.position, first_of_month(request.today)
    rows = GroupList.objects.visible_to(position).select_related("village__parent", "entered_by__user").annotate(told=Count("alerts"))
    known = set(GroupList.objects.visible_to(position).filter(month=month).values_list("village", flat=True))
    context = {
        "page_obj": page_of(rows.order_by("-month", "village_code", "group"), request.GET.get("page")), "month": month,
        "silent": [village for village in villages_of(position) if village.pk not in known], "may_enter": position.has(*ENTERED_BY),
    }  # fmt: skip
    return render(request, "monitoring/group_lists.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*ENTERED_BY)
def new_group_list(request: HouseRequest) -> HttpResponse:
    """One group's month: some lines, or none and the word that there was none. Refused: everything typed stays."""
    position, on = request.position, request.today
    villages = villages_of(position)
    months = [add_months(first_of_month(on), -back) for back in range(MONTHS)]
    form = GroupListForm(request.POST if request.method == "POST" else None, villages=villages, months=months)
    lines = lines_of(request)
    valid = [form.is_valid(), *(line.is_valid() for line in lines)]  # every line is asked, so that each says what it lacks
    if request.method == "POST" and all(valid):
        try:
            entered = enter_list(
                next(village for village in villages if village.code == form.cleaned_data["village"]),
                group=form.cleaned_data["group"], leader=form.cleaned_data["leader"], month=date.fromisoformat(form.cleaned_data["month"]),
                lines=told_lines(form, lines), by=position, on=on,
            )  # fmt: skip
        except StepRefused as refusal:
            form.add_error(None, refusal.reason)
        else:
            new = sum(hint.is_new for hint in entered.hints)
            again = len(entered.hints) - new
            messages.success(
                request, f"已登记{entered.row}的月报：新线索{new}条" + (f"，{again}条已在办，没有重复登记" if again else "") + "。"
            )
            return redirect("monitoring:group_lists")
    context = {"form": form, "lines": lines}
    return render(request, "monitoring/new_group_list.html", context, status=422 if form.is_bound else 200)


def told_lines(form: forms.Form, lines: list[GroupLineForm]) -> list[Told]:
    """The lines that say something. Raises StepRefused where the list says both, or neither."""
    told = [Told(**line.cleaned_data) for line in lines if line.cleaned_data.get("whose")]
    if form.cleaned_data["nothing"] and told:
        raise StepRefused("勾了“本月没有情况”，下面又写了户。请去掉一样。", "both")
    if not form.cleaned_data["nothing"] and not told:
        raise StepRefused("请写至少一户，或勾“本月没有情况”。", "neither")
    return told
