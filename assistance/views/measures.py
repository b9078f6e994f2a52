"""Measures carried out: the form of one, and the paper behind it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import for_roles
from accounts.requests import HouseRequest
from accounts.roles import Role
from accounts.sealed_files import shown
from assistance.forms import MeasureForm
from assistance.measures import carry_out, warnings
from assistance.models import Measure
from assistance.pushing import subject_of
from assistance.views.referrals import READERS, visible_referral
from casework.exceptions import StepRefused

FIELD_OF = {"later": "carried_out_on", "evidence_missing": "evidence", "unknown_kind": "kind", "negative": "amount"}


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.DEPT_STAFF)
def measure(request: HouseRequest, pk: int) -> HttpResponse:
    """登记措施. What a supervisor would ask about is said first; sending the form again takes it."""
    position, on = request.position, request.today
    referral = visible_referral(request, pk)
    is_post = request.method == "POST"
    form = MeasureForm(request.POST, request.FILES, referral=referral, on=on) if is_post else MeasureForm(referral=referral, on=on)
    said: list[str] = []
    status = 200
    if is_post:
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            said = warnings(referral, data["kind"], data["carried_out_on"])
            if not said or request.POST.get("warned") == "1":
                try:
                    done = carry_out(referral, by=position, on=on, **data)
                except StepRefused as refusal:
                    form.add_error(FIELD_OF.get(refusal.code), refusal.reason)
                    status, said = 409, []
                else:
                    messages.success(request, f"已登记“{done.title}”。全部办完的，请点“已落实”。")
                    return redirect("assistance:referral", pk=pk)
    context = {"referral": referral, "subject": subject_of(referral.household, referral.person), "form": form, "warnings": said}
    return render(request, "assistance/measure.html", context, status=status)


@require_safe
@for_roles(*READERS)
def measure_scan(request: HouseRequest, pk: int) -> HttpResponse:
    """The paper of a measure, unsealed for those who may see the measure."""
    found = get_object_or_404(Measure.objects.visible_to(request.position), pk=pk)
    return shown(request, found.scan, found.content_type, subject=f"措施凭证·{found.title}", household_id=found.household_id)


urlpatterns: list[URLPattern] = [
    path("pushes/<int:pk>/measure/", measure, name="measure"),
    path("measures/<int:pk>/scan/", measure_scan, name="measure_scan"),
]
