"""字段说明: the registers with their templates, and each one's columns with how much of them is known here."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from accounts.permissions import for_roles
from accounts.requests import HouseRequest
from accounts.roles import Role
from registers.dictionary import Dictionary
from registers.sheets import SHEETS
from registers.template import all_templates

READERS = (Role.REGISTER_ADMIN, Role.TASKFORCE)


@require_GET
@for_roles(*READERS)
def fields(request: HouseRequest) -> HttpResponse:
    return render(request, "registers/fields.html", {"sheets": SHEETS.values()})


@require_GET
@for_roles(*READERS)
def fields_of(request: HouseRequest, sheet: str) -> HttpResponse:
    if sheet not in SHEETS:
        raise Http404
    dictionary = Dictionary(SHEETS[sheet])
    known = dictionary.known(request.position)
    context = {"sheet": dictionary.sheet, "entries": dictionary.entries(known), "known": known, "sheets": SHEETS.values()}
    return render(request, "registers/fields_of.html", context)


@require_GET
@for_roles(*READERS)
def templates(request: HouseRequest) -> HttpResponse:
    response = HttpResponse(all_templates(), content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(True, "台账模板.zip") or "attachment"
    response["Cache-Control"] = "no-store"
    return response


urlpatterns = [
    path("fields/", fields, name="fields"),
    path("fields/<slug:sheet>/", fields_of, name="fields_of"),
    path("templates.zip", templates, name="templates"),
]
