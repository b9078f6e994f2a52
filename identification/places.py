"""会议与公示: the four pages under one entry of the menu, each shown to whom it opens for.

Who has no such entry (县专班, 调查员, 村级 …: a menu holds eight) finds them beside 受理与办件.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import resolve, reverse

from accounts.models import Position
from accounts.roles import Role

IN_MENU = (Role.TOWN_CLERK, Role.TOWN_PANEL, Role.TOWN_HEAD)  # whose menu has 会议与公示
CASES = {"identification:applications": "受理与办件"}
PLACES = {
    "identification:meetings": "联审联批会议",
    "identification:notices": "公示",
    "identification:county_checks": "县级抽查",
    "identification:kin": "近亲属备案",
}


@dataclass(frozen=True)
class Place:
    title: str
    url: str
    is_here: bool


def places_for(position: Position, here: str) -> list[Place]:
    """The pages this position may open, by the roles their views name; `here` is the page's own address name."""
    by_menu = position.has(*IN_MENU)
    if by_menu and here in CASES:
        return []
    found = [(name, title, reverse(name)) for name, title in (PLACES if by_menu else {**CASES, **PLACES}).items()]
    return [Place(title, url, name == here) for name, title, url in found if position.has(*getattr(resolve(url).func, "roles", ()))]
