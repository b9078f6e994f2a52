"""Signing in and out, and choosing a position."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.forms import SignInForm
from accounts.middleware import DEMO_KEY, SESSION_KEY
from accounts.models import Position
from accounts.permissions import for_roles
from accounts.requests import HouseRequest
from accounts.roles import Role
from accounts.signing import demo_positions, home_for, locked_until, positions_of

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


def _next(request: HouseRequest) -> str:
    """Where the person was going, when that is a page of ours."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if ours else ""


def _page(request: HouseRequest, form: SignInForm) -> HttpResponse:
    on = request.today
    administrators = Position.objects.in_force(on).for_frame().filter(roles__contains=[Role.SYS_ADMIN])
    context = {
        "form": form,
        "next": _next(request),
        "was_idle": request.method == "GET" and "idle" in request.GET,
        "demo_positions": demo_positions(on) if settings.DEMO else [],
        "administrator": administrators.first(),
    }
    return render(request, "accounts/sign_in.html", context)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HouseRequest) -> HttpResponse:
    if request.method == "GET":
        if request.position:
            return redirect(_next(request) or home_for(request.position))
        return _page(request, SignInForm(request))
    form = SignInForm(request, data=request.POST)
    if not form.is_valid():
        return _page(request, form)
    user = form.get_user()
    login(request, user)
    return _enter(request, positions_of(user, request.today))


def _enter(request: HouseRequest, positions: list[Position]) -> HttpResponse:
    """To the page the person was going to; people with several positions say first which one they act in."""
    if len(positions) > 1:
        request.session["next"] = _next(request)
        return redirect("accounts:choose_position")
    return redirect(_next(request) or home_for(positions[0]))


@require_POST
def demo_sign_in(request: HouseRequest) -> HttpResponse:
    """One click as one of the demo's people. Outside the demo this address does not exist."""
    if not settings.DEMO:
        raise Http404
    offered = {str(position.pk): position for position in demo_positions(request.today)}
    chosen = offered.get(request.POST.get("position", ""))
    if chosen is None:
        raise Http404
    login(request, chosen.user, backend=MODEL_BACKEND)
    request.session[SESSION_KEY], request.session[DEMO_KEY] = chosen.pk, True
    return redirect(home_for(chosen))


def locked_out(request: HouseRequest, response: Any = None, credentials: dict[str, Any] | None = None) -> HttpResponse:
    """Five wrong passwords: thirty minutes of rest, said plainly with the hour it ends."""
    username = str((credentials or {}).get("username") or request.POST.get("username", ""))
    until = locked_until(username)
    context = {"until": timezone.localtime(until) if until else None, "minutes": 30}
    return render(request, "accounts/locked_out.html", context, status=429)


@require_POST
def sign_out(request: HouseRequest) -> HttpResponse:
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@require_GET
def keep_alive(request: HouseRequest) -> HttpResponse:
    """The warning's “继续使用”: any request renews the session, this one costs nothing. 401 when it is already over."""
    return HttpResponse(status=204 if request.user.is_authenticated else 401)


@require_http_methods(["GET", "POST"])
@for_roles()
def choose_position(request: HouseRequest) -> HttpResponse:
    """People with several positions act in one at a time; the choice lasts for the session."""
    positions = positions_of(request.user, request.today)
    if request.method == "POST":
        chosen = next((position for position in positions if str(position.pk) == request.POST.get("position")), None)
        if chosen is None:
            raise Http404
        request.session[SESSION_KEY] = chosen.pk
        return redirect(request.session.pop("next", "") or home_for(chosen))
    return render(request, "accounts/choose_position.html", {"positions": positions})
