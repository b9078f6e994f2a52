"""Papers handed to the applicant: the A4 page, the PDF, and the day he had it in his hand."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST, require_safe

from accounts.choices import ReadingKind
from accounts.permissions import for_roles
from accounts.reading import note
from accounts.requests import HouseRequest
from accounts.roles import CASE_ROLES, Role
from casework.exceptions import StepRefused
from identification import letters
from identification.case_forms import DeliveryForm
from identification.models import Letter

DELIVERERS = (Role.TOWN_CLERK, Role.VILLAGE_WORKER, Role.COUNTY_CLERK)


def visible_letter(request: HouseRequest, pk: int) -> Letter:
    """The letter inside the reader's region, or 404; opening it is written to the reading log."""
    letter = get_object_or_404(
        Letter.objects.visible_to(request.position).select_related("application__household", "issued_by__user"), pk=pk
    )
    note(ReadingKind.READ, request=request, subject=f"文书{letter.number}", subject_id=letter.application.household_id)
    return letter


@require_safe
@for_roles(*CASE_ROLES)
def letter(request: HouseRequest, pk: int) -> HttpResponse:
    """One letter as it is printed."""
    return letter_page(request, visible_letter(request, pk), DeliveryForm(initial={"delivered_on": request.today}))


def letter_page(request: HouseRequest, letter: Letter, form: DeliveryForm, *, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "letter": letter,
        "words": letter.content,
        "form": form if letter.delivered_on is None and request.position.has(*DELIVERERS) else None,
    }
    return render(request, "identification/letter.html", context, status=status)


@require_safe
@for_roles(*CASE_ROLES)
def letter_pdf(request: HouseRequest, pk: int) -> HttpResponse:
    """The same words as a file."""
    letter = visible_letter(request, pk)
    response = HttpResponse(letters.pdf_of(letter), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="letter-{letter.pk}.pdf"'
    return response


@require_POST
@for_roles(*DELIVERERS)
def deliver(request: HouseRequest, pk: int) -> HttpResponse:
    """送达."""
    letter = visible_letter(request, pk)
    form = DeliveryForm(request.POST)
    if not form.is_valid():
        return letter_page(request, letter, form, status=422)
    try:
        letters.deliver(letter, by=request.position, on=request.today, **form.cleaned_data)
    except StepRefused as refusal:
        form.add_error(None, refusal.reason)
        return letter_page(request, visible_letter(request, pk), form, status=409)
    messages.success(request, f"已记{form.cleaned_data['delivered_on']:%-m月%-d日}送达：{letter}。")
    return redirect("identification:letter", pk=pk)


urlpatterns: list[URLPattern] = [
    path("letters/<int:pk>/", letter, name="letter"),
    path("letters/<int:pk>/pdf/", letter_pdf, name="letter_pdf"),
    path("letters/<int:pk>/delivered/", deliver, name="letter_delivered"),
]
