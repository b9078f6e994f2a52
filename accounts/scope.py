"""Scope by construction: the one translation from a position to the rows it may hold (design §2.5).

Tables about households carry `county_code`, `town_code`, `village_code`; equality on the narrowest keeps their list order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Q, QuerySet

from accounts.choices import RegionLevel
from accounts.roles import CASE_ROLES

if TYPE_CHECKING:
    from accounts.models import Position, Region

QS = TypeVar("QS", bound=QuerySet[Any])

COLUMN = {
    RegionLevel.COUNTY: "county_code",
    RegionLevel.TOWN: "town_code",
    RegionLevel.VILLAGE: "village_code",
    RegionLevel.GRID: "village_code",
}


def region_q(region: Region, prefix: str = "") -> Q:
    """Rows of a region. A city sees all counties of the installation: no predicate (measured in design §8)."""
    column = COLUMN.get(RegionLevel(region.level))
    return Q(**{prefix + column: region.code}) if column else Q()


def within_scope(queryset: QS, position: Position, prefix: str = "") -> QS:
    """Rows of the position's region, or none for a position without case duty (三员, departments, citizens)."""
    if not position.has(*CASE_ROLES):
        return queryset.none()
    return queryset.filter(region_q(position.region, prefix))
