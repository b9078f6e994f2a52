"""Every request of a signed-in person carries `request.position`; nothing below asks for the user."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.models import Position
from accounts.today import today

SESSION_KEY = "position"
# Where a person who must change the password first may still go.
OPEN_WITH_OLD_PASSWORD = ("accounts:change_password", "accounts:sign_out")


class PositionMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.position = None  # type: ignore[attr-defined]
        request.today = today()  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            request.position = self.position_of(request)  # type: ignore[attr-defined]
            if request.user.must_change_password and request.path not in {reverse(name) for name in OPEN_WITH_OLD_PASSWORD}:
                return redirect("accounts:change_password")
        return self.get_response(request)

    @staticmethod
    def position_of(request: HttpRequest) -> Position | None:
        """The position chosen this session, or the person's first one in force."""
        positions = Position.objects.in_force(today()).for_frame().filter(user=request.user)
        chosen = request.session.get(SESSION_KEY)
        return next((position for position in positions if position.pk == chosen), None) or next(iter(positions), None)
