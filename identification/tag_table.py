"""类别与标识 (domain §2.4): the eight rows that join the stored tag and the first category met into one result."""

from __future__ import annotations

from dataclasses import dataclass

from policies.categories import PRECEDENCE, SupportCategory

TEKUN, DIBAO, MARGIN, RIGID, OTHER = PRECEDENCE
NONE = ""


@dataclass(frozen=True)
class TagRow:
    """One row: what the household becomes. `is_entered`: may be entered in the national system, as work needs."""

    number: int
    category: str
    has_tag: bool
    is_entered: bool


# (tagged, first category met: one of the four, OTHER by another local rule, or none)
TAG_TABLE: dict[tuple[bool, str], TagRow] = {
    (True, TEKUN): TagRow(1, TEKUN, True, True),
    (True, DIBAO): TagRow(2, DIBAO, True, True),
    (True, MARGIN): TagRow(3, MARGIN, True, True),
    (True, RIGID): TagRow(4, RIGID, True, True),
    (True, NONE): TagRow(5, OTHER, True, True),
    (True, OTHER): TagRow(5, OTHER, True, True),
    (False, TEKUN): TagRow(6, TEKUN, False, False),
    (False, DIBAO): TagRow(6, DIBAO, False, False),
    (False, MARGIN): TagRow(6, MARGIN, False, False),
    (False, RIGID): TagRow(6, RIGID, False, False),
    (False, OTHER): TagRow(7, OTHER, False, False),
    (False, NONE): TagRow(8, NONE, False, False),
}


def row_for(tagged: bool, category: str) -> TagRow:
    """`tagged`: identified and not cleared (on the day of clearing already off). `category`: the first met; SupportCategory or ""."""
    return TAG_TABLE[tagged, SupportCategory(category) if category else NONE]
