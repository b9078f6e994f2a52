"""A page that only reads asks for the numbers of the law once: they cannot change while it is made."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from policies.models.parameter import KEPT_NUMBERS


class NumbersOfThePage:
    """For GET and HEAD only; whoever writes reads afresh."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        token = KEPT_NUMBERS.set({})
        try:
            return self.get_response(request)
        finally:
            KEPT_NUMBERS.reset(token)
