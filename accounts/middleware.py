"""Every request of a signed-in person carries `request.position`; nothing below asks for the user."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

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
