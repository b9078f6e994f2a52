"""At the window: finding or registering the household and opening its application. The form and the papers have pages of their own."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from accounts.choices import ReadingKind
from accounts.logs import is_personal
from accounts.permissions import for_roles
from accounts.reading import note
from accounts.requests import HouseRequest
from casework.exceptions import StepRefused
from households.forms import SearchForm
from households.models import Household
from households.search import search as find
from identification import kin
from identification.forms_intake import DraftForm, NewHouseholdForm
from identification.intake import open_draft
from identification.models import Application
from identification.registration import LivesElsewhere, register_household
from identification.views import form_pages, paper_pages
from identification.workflow import DRAFTERS

REFUSED_FIELDS = {"id_number": "id_number", "other_name": "head_name", "village": "village", "area_type": "area_type", "applicant": "applicant",
                  "proxy_name": "proxy_name", "proxy_relation": "proxy_relation", "channel": "channel"}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*DRAFTERS)
def apply(request: HouseRequest) -> HttpResponse:
    """受理新申请: find the household first. Numbers of persons come by POST and are answered here; a name may stand in the address."""
    asked = request.GET.get("household", "")
    if asked.isdigit():
        return redirect("identification:apply_household", pk=int(asked))
    form = SearchForm(request.POST if request.method == "POST" else request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    found = find(text, request.position) if text else None
    households = {member.household_id for member in found.members} if found else set()
    standing = {row.household_id: row for row in Application.objects.visible_to(request.position).open().filter(household__in=households)}
    context = {
        "found": found, "q": "" if is_personal(text) else text,
        "rows": [(member, standing.get(member.household_id)) for member in found.members] if found else [],
    }  # fmt: skip
    return render(request, "identification/apply.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*DRAFTERS)
def apply_household(request: HouseRequest, pk: int) -> HttpResponse:
    """One household at a glance, and the draft that is opened for it."""
    position, on = request.position, request.today
    household = get_object_or_404(Household.objects.visible_to(position).select_related("village__parent", "facts"), pk=pk)
    note(ReadingKind.READ, request=request, subject=f"{household.household_no} 受理申请", subject_id=household.pk)
    standing = Application.objects.visible_to(position).open().filter(household=household).first()
    form = DraftForm(request.POST or None, household=household, by=position)
    reason = ""
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        applicant = household.members.living().get(person=int(values.pop("applicant"))).person
        values["proxy_phone"] = values["proxy_phone"] or ""
        try:
            application = open_draft(household, by=position, on=on, applicant=applicant, **values)
        except StepRefused as refusal:
            reason = refusal.reason
            if refusal.code in REFUSED_FIELDS:
                form.add_error(REFUSED_FIELDS[refusal.code], refusal.reason)
            standing = standing or Application.objects.visible_to(position).open().filter(household=household).first()
        else:
            messages.success(request, f"已登记，办件号{application.application_no}。接着填一张表。")
            return redirect("identification:form", pk=application.pk)
    form.hide()
    context = {
        "household": household, "standing": standing, "form": form, "reason": reason, "conflict": kin.conflict(position, household),
        "past": Application.objects.visible_to(position).filter(household=household, closed_on__isnull=False).order_by("-pk")[:5],
        "members": household.members.living().select_related("person").order_by("relation", "pk"),
    }  # fmt: skip
    status = 200 if request.method != "POST" else 409 if reason else 422
    return render(request, "identification/apply_household.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*DRAFTERS)
def new_household(request: HouseRequest) -> HttpResponse:
    """登记新户. Refused: what was typed is kept; where somebody lives elsewhere the page says where."""
    position, on = request.position, request.today
    form = NewHouseholdForm(request.POST or None, by=position)
    home = None
    if request.method == "POST" and form.is_valid():
        try:
            household = register_household(by=position, on=on, **form.cleaned_data)
        except LivesElsewhere as elsewhere:
            home = elsewhere.home
            form.add_error("id_number", elsewhere.reason)
        except StepRefused as refusal:
            form.add_error(REFUSED_FIELDS.get(refusal.code), refusal.reason)
        else:
            messages.success(request, f"已登记新户，户编号{household.household_no}。其余成员在一张表里添加。")
            return redirect("identification:apply_household", pk=household.pk)
    form.hide()
    return render(request, "identification/new_household.html", {"form": form, "home": home}, status=422 if form.is_bound else 200)


urlpatterns: list[URLPattern] = [
    path("apply/", apply, name="apply"),
    path("apply/new/", new_household, name="new_household"),
    path("apply/<int:pk>/", apply_household, name="apply_household"),
    *form_pages.urlpatterns,
    *paper_pages.urlpatterns,
]
