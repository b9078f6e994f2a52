"""What the purpose form beside a masked number needs: `{% load unmasking %}`."""

from django import template

from accounts.choices import UnmaskPurpose
from accounts.models import Position
from accounts.roles import UNMASK_ROLES

register = template.Library()


@register.simple_tag
def unmask_purposes() -> list[tuple[str, str]]:
    return list(UnmaskPurpose.choices)


@register.filter
def may_unmask(position: Position | None) -> bool:
    """Whether the duty may ask for whole numbers at all; scope is checked when it does."""
    return position is not None and position.has(*UNMASK_ROLES)
