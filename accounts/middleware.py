"""Every request of a signed-in person carries `request.position`; nothing below asks for the user."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.logs import is_personal
from accounts.models import Position, User
from accounts.today import today

SESSION_KEY = "position"
# Set by the demo's one-click sign-in: nobody typed a password, so none has to be changed.
DEMO_KEY = "demo"
# Where a person who must change the password first may still go.
OPEN_WITH_OLD_PASSWORD = ("accounts:change_password", "accounts:sign_out", "accounts:keep_alive")


class PositionMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.position = None  # type: ignore[attr-defined]
        request.today = today()  # type: ignore[attr-defined]
        if not request.user.is_authenticated:
            return self.get_response(request)
        request.position = self.position_of(request)  # type: ignore[attr-defined]
        response = redirect("accounts:change_password") if self.must_change_first(request) else self.get_response(request)
        # Pages about people stay in no cache: not the browser's, not a proxy's, not the back button's (SE-07).
        response["Cache-Control"] = "no-store"
        return response

    @staticmethod
    def must_change_first(request: HttpRequest) -> bool:
        if not request.user.must_change_password or (settings.DEMO and request.session.get(DEMO_KEY)):  # type: ignore[union-attr]
            return False
        return request.path not in {reverse(name) for name in OPEN_WITH_OLD_PASSWORD}

    @staticmethod
    def position_of(request: HttpRequest) -> Position | None:
        """The position chosen this session, or the person's first one in force."""
        positions = Position.objects.in_force(today()).for_frame().filter(user=cast(User, request.user))
        chosen = request.session.get(SESSION_KEY)
        return next((position for position in positions if position.pk == chosen), None) or next(iter(positions), None)


class NoPersonalNumbersInAddresses:
    """A GET that carries somebody's ID number, phone or account is answered without it, so that no address, log or history keeps it (rulings A7).

    Such numbers are searched for by POST.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "GET" and any(is_personal(value) for values in request.GET.lists() for value in values[1]):
            kept = request.GET.copy()
            for name in [name for name, values in kept.lists() if any(is_personal(value) for value in values)]:
                del kept[name]
            messages.warning(request, "证件号码、电话和账号不能写在地址里。请在查找框里输入，不会留下痕迹。")
            return redirect(request.path + (f"?{kept.urlencode()}" if kept else ""))
        return self.get_response(request)
