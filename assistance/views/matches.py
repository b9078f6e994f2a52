"""Policies that fit a household, nearly fit, or do not: a page and a panel of the household's page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.views.decorators.http import require_safe

from accounts.choices import ReadingKind
from accounts.permissions import for_roles
from accounts.reading import note
from accounts.requests import HouseRequest
from accounts.roles import CASE_ROLES
from assistance.match_page import MatchPage, page_of
from assistance.matching import Matches
from assistance.matching import matches as matches_of
from households.models import Household
from policies.models import ParameterMissing


def read(request: HouseRequest, pk: int) -> MatchPage:
    """The household within scope and its matches of today; a missing number of the law is said where the matches would stand."""
    household = get_object_or_404(Household.objects.visible_to(request.position).select_related("village__parent"), pk=pk)
    try:
        found = matches_of(household, on=request.today)
    except ParameterMissing as missing:
        found = Matches(gap=str(missing))
    return page_of(household, found, request.position)


def whole(request: HouseRequest, page: MatchPage) -> HttpResponse:
    note(ReadingKind.READ, request=request, subject=f"{page.household.household_no} 政策匹配", subject_id=page.household.pk)
    return render(request, "assistance/matches.html", {"page": page, "household": page.household})


@require_safe
@for_roles(*CASE_ROLES)
def matches(request: HouseRequest, pk: int) -> HttpResponse:
    """政策匹配 of one household, every policy with its conditions and values."""
    return whole(request, read(request, pk))


@require_safe
@for_roles(*CASE_ROLES)
def matches_panel(request: HouseRequest, pk: int) -> HttpResponse:
    """The first of them, for the household's page; the whole page when opened by itself."""
    page = read(request, pk)
    if not request.htmx:
        return whole(request, page)
    return render(request, "assistance/matches_panel.html", {"page": page, "household": page.household})


urlpatterns = [
    path("households/<int:pk>/matches/", matches, name="matches"),
    path("households/<int:pk>/matches/panel/", matches_panel, name="matches_panel"),
]
