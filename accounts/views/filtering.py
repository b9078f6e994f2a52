"""Filters that live in the address: what is set, and the address without it."""

from __future__ import annotations

from dataclasses import dataclass

from django.forms import BooleanField, ChoiceField, Form
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


@dataclass(frozen=True)
class Chip:
    """One set filter: its field, its value in words, the address that takes it away."""

    label: str
    text: str
    url: str


def chips_of(form: Form, request: HttpRequest) -> list[Chip]:
    chips = []
    for name, field in form.fields.items():
        value = request.GET.get(name, "").strip()
        if not value or (form.is_bound and name in form.errors):
            continue
        query = request.GET.copy()
        query.pop(name, None)
        query.pop("page", None)
        text = value
        if isinstance(field, ChoiceField):
            text = str(dict(field.choices).get(value, value))  # type: ignore[arg-type]
        elif isinstance(field, BooleanField):
            text = "是"
        chips.append(Chip(str(field.label), text, f"?{query.urlencode()}"))
    return chips


def back_to(request: HttpRequest, url_name: str) -> str:
    """The list as it was filtered, when the form brought its address along."""
    back = request.POST.get("back", "")
    ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return back if ours and back.startswith(reverse(url_name)) else reverse(url_name)
