"""What fragments of this room need on other rooms' pages: `{% load signed_in %}`."""

from django import template
from django.conf import settings

from accounts.choices import UnmaskPurpose
from accounts.models import Position
from accounts.roles import UNMASK_ROLES

register = template.Library()


@register.simple_tag
def unmask_purposes() -> list[tuple[str, str]]:
    return list(UnmaskPurpose.choices)


@register.simple_tag
def session_seconds() -> int:
    """How long a session lasts without a request."""
    return settings.SESSION_COOKIE_AGE


@register.filter
def may_unmask(position: Position | None) -> bool:
    """Whether the duty may ask for whole numbers at all; scope is checked when it does."""
    return position is not None and position.has(*UNMASK_ROLES)
