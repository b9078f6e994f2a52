"""What a household's page asks of monitoring: its alerts and data tasks, and the form for a hint."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import for_roles
from accounts.requests import HouseRequest
from accounts.roles import CASE_ROLES
from casework.exceptions import StepRefused
from households.models import Household
from monitoring.choices import AlertState
from monitoring.forms import HintForm
from monitoring.hints import HINT_ROLES, raise_hint
from monitoring.models import Alert, DataTask
from monitoring.presenters import rows_for_list
from monitoring.silence import silences_of


@require_safe
@for_roles(*CASE_ROLES)
def household_panel(request: HouseRequest, pk: int) -> HttpResponse:
    """One household's open alerts, 接下来, data tasks, and the number of closed ones. A fragment for the household's page; whole by itself too."""
    position, on = request.position, request.today
    household = get_object_or_404(Household.objects.visible_to(position), pk=pk)
    alerts = Alert.objects.visible_to(position).filter(household=household)
    context = {
        "household": household,
        "rows": rows_for_list(alerts.open().for_list().order_by("due_on", "pk"), position, on),
        "closed": alerts.filter(state=AlertState.CLOSED).count(),
        "silences": silences_of(household, on),
        "tasks": DataTask.objects.visible_to(position).open().filter(household=household).select_related("person"),
        "may_hint": position.has(*HINT_ROLES),
    }
    template = "monitoring/panels/household.html" if request.htmx else "monitoring/household_alerts.html"
    return render(request, template, context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*HINT_ROLES)
def hint(request: HouseRequest, pk: int) -> HttpResponse:
    """登记线索 for one household."""
    position, on = request.position, request.today
    household = get_object_or_404(Household.objects.visible_to(position).select_related("village"), pk=pk)
    form = HintForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            raised = raise_hint(household, by=position, on=on, **form.cleaned_data)
        except StepRefused as refusal:
            form.add_error(
                {"reason_missing": "reason", "title_missing": "title", "unknown_source": "source"}.get(refusal.code), refusal.reason
            )
        else:
            if raised.is_new:
                messages.success(request, f"已登记线索“{raised.alert.title}”，{raised.alert.due_on:%-m月%-d日}前由镇一窗受理分派。")
            else:
                messages.warning(request, f"这户已有同一事由的线索，{raised.alert.opened_on:%-m月%-d日}提出，没有重复登记。")
            return redirect("monitoring:alert", pk=raised.alert.pk)
    status = 422 if form.is_bound else 200
    return render(request, "monitoring/hint.html", {"household": household, "form": form}, status=status)
