"""Signing in and out, choosing a position, changing the password."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def locked_out(request: HttpRequest, response: Any = None, credentials: Any = None) -> HttpResponse:
    """Five wrong passwords: thirty minutes of rest, said plainly."""
    return render(request, "accounts/locked_out.html", status=429)
