"""Who may open what: one decorator for views, one class for the API, both by role of the position."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from rest_framework.permissions import BasePermission

from accounts.roles import Role

View = Callable[..., HttpResponse]


def for_roles(*roles: Role) -> Callable[[View], View]:
    """A view for holders of any of these roles; no roles means any position. Strangers are sent to sign in, others get 403 with words.

    Leaves `view.roles` behind for the menu and for the test that walks every URL as every role.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            position = request.position  # type: ignore[attr-defined]
            if position is None or (roles and not position.has(*roles)):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.roles = frozenset(roles)  # type: ignore[attr-defined]
        return guarded

    return decorate


class HasPosition(BasePermission):
    """API: any signed-in position holding one of the view's `roles` (all when it names none); rows are narrowed by visible_to."""

    def has_permission(self, request: Any, view: Any) -> bool:
        position = getattr(request._request, "position", None)
        roles = getattr(view, "roles", ())
        return position is not None and (not roles or position.has(*roles))
