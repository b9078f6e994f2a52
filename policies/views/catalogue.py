"""政策清单, one policy, 一本通: open to everybody who is signed in."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import for_roles
from accounts.requests import HouseRequest
from accounts.roles import CASE_ROLES
from policies.catalogue import CatalogueFilter, current, matrix
from policies.dispositions import Disposition, PolicyDomain
from policies.models import Policy
from policies.policy_page import PolicyView, neighbours, page_of, standing_of


def of_county(request: HouseRequest) -> list[Policy]:
    return current(request.position.region.code[:6], request.today)


@require_safe
@for_roles()
def catalogue(request: HouseRequest) -> HttpResponse:
    """The list with its filters in the address, tabs by disposition, and the matrix 对象 × 处置."""
    asked = CatalogueFilter.read(request.GET, of_county(request))
    chosen = asked.values.get("disposition", "")
    tabs = [("", "全部"), *((str(value), str(label)) for value, label in Disposition.choices)]
    context = {
        "asked": asked,
        "rows": [PolicyView(policy, request.today) for policy in asked.rows],
        "tabs": [(label, len(asked.passing(disposition=value)), asked.url(disposition=value), value == chosen) for value, label in tabs],
        "dispositions": [label for _, label in Disposition.choices],
        "matrix": matrix(asked),
        "may_read_parameters": request.position.has(*CASE_ROLES),
        "on": request.today,
    }
    return render(request, "policies/catalogue.html", context)


@require_safe
@for_roles()
def policy(request: HouseRequest, code: str) -> HttpResponse:
    policies, on = of_county(request), request.today
    page = page_of(code, policies, on)
    if page is None:
        raise Http404
    context = {
        "page": page,
        "view": page.view,
        "policy": page.view.policy,
        "versions": [(PolicyView(version, on), standing_of(version, on)) for version in page.versions],
        **neighbours(code, policies),
    }
    return render(request, "policies/policy.html", context)


@require_safe
@for_roles()
def booklet(request: HouseRequest) -> HttpResponse:
    """一本通: the five public fields of every policy that holds, by field of life. What was merged or abolished stands at the end with what replaces it."""
    views = [PolicyView(policy, request.today) for policy in of_county(request)]
    open_ = [
        view for view in views if not view.standing and not view.policy.is_merged_away and view.policy.disposition != Disposition.ABOLISH
    ]
    context = {
        "chapters": [(label, [view for view in open_ if view.policy.domain == value]) for value, label in PolicyDomain.choices],
        "count": len(open_),
        "replaced": [view for view in views if view not in open_],
        "is_large": request.GET.get("type") == "large",
        "on": request.today,
    }
    return render(request, "policies/booklet.html", context)
