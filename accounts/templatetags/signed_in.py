"""What fragments of this room need on other rooms' pages: `{% load signed_in %}`."""

from django import template
from django.conf import settings

from accounts import unmasking
from accounts.choices import UnmaskPurpose
from accounts.models import Position

register = template.Library()


@register.simple_tag
def unmask_purposes() -> list[tuple[str, str]]:
    return list(UnmaskPurpose.choices)


@register.simple_tag
def session_seconds() -> int:
    """How long a session lasts without a request."""
    return settings.SESSION_COOKIE_AGE


@register.filter
def may_unmask(position: Position | None, kind: str = "") -> bool:
    """Whether the duty may ask for whole numbers of this kind at all; scope is checked when it does."""
    return position is not None and unmasking.may_ask(kind, position)
