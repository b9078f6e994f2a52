"""成员变动 on the household: choose what happened, write it down, look at what it will be, confirm."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from accounts.choices import ReadingKind
from accounts.permissions import for_roles
from accounts.reading import note
from accounts.requests import HouseRequest
from accounts.roles import Role
from casework.exceptions import StalePage, StepRefused
from households.models import Household
from households.open_cases import open_cases
from identification import kin
from identification.forms_membership import HINTS, MemberChangeForm
from identification.membership import MemberChange, change_members, seen_of
from identification.membership_preview import preview
from policies.models import ParameterMissing

CHANGED_SINCE = "看过以后内容又改过，请再看一遍办完会怎样，然后确认。"


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.TOWN_CLERK)
def change_of_members(request: HouseRequest, pk: int) -> HttpResponse:
    """`?change=` says what happened, `member=` whom the reader came for. Every POST shows what will be; one with `looked` at just that does it."""
    rows = Household.objects.visible_to(request.position).select_related("village__parent", "standing")
    household = get_object_or_404(rows, pk=pk)
    asked = request.GET.get("change", "")
    change = MemberChange(asked) if asked in MemberChange.values else None
    ticked = request.GET.get("member", "")
    form = (
        MemberChangeForm(request.POST or None, change=change, household=household, by=request.position, ticked=ticked) if change else None
    )
    context: dict[str, Any] = {
        "household": household, "change": change, "form": form, "hint": HINTS[change] if change else "",
        "kinds": [(one, one.label, f"?change={one.value}") for one in MemberChange], "open": open_cases([household.pk]),
        "conflict": kin.conflict(request.position, household), "seen": seen_of([household]), "sides": None, "looked": "",
    }  # fmt: skip
    if request.method != "POST" or form is None or change is None:
        note(ReadingKind.READ, request=request, subject=f"{household.household_no} 成员变动", subject_id=household.pk)
        return render(request, "identification/membership.html", context)
    status = 200
    if form.is_valid():
        try:
            if "looked" in request.POST:
                if request.POST["looked"] != form.digest():
                    raise StalePage(CHANGED_SINCE)
                concerned = change_members(
                    household, change, form.told(), by=request.position, on=request.today, seen=request.POST.get("seen") or "none"
                )
                new = [one for key, one in concerned.items() if key != pk]
                where = f"；{'、'.join(f'{one}（户编号{one.household_no}）' for one in new)}也已改好" if new else ""
                messages.success(request, f"已办理{change.label}{where}。算账表已重算，各户的救助链都记了一笔。")
                return redirect(f"{reverse('households:members', args=[pk])}")
            context["sides"] = preview(household, change, form.told(), by=request.position, on=request.today)
            context["looked"] = form.digest()
        except (StepRefused, ParameterMissing) as refusal:
            form.add_error(None, refusal.reason if isinstance(refusal, StepRefused) else str(refusal))
            status = 409
    else:
        status = 422
    form.hide()
    return render(request, "identification/membership.html", context, status=status)


urlpatterns: list[URLPattern] = [path("membership/<int:pk>/", change_of_members, name="membership")]
