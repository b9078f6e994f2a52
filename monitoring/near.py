"""略高于监测线: households in no category, without tag and open case, whose income per head lies on the line or above it by less than `near_line_share`.

No rule speaks of them until something gets worse (R27); the village should know them before (rulings C3).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import ExpressionWrapper, F, Q, QuerySet

from accounts.fields import ExactFenField
from accounts.list_filters import Field, Select, digits, in_choices, region_name
from accounts.models import Position, Region
from casework.list_filter import ListFilter
from households.choices import HouseholdKind
from households.models import HouseholdFacts
from monitoring.rules import populations as who
from monitoring.rules.risk.income import LINE, NEAR_LINE

NEAR = Q(counted_members__gt=0, income_members__gt=0) & Q(gross__gte=LINE) & Q(gross__lt=NEAR_LINE)


def near_the_line(position: Position) -> QuerySet[HouseholdFacts]:
    """Nearest first. `per_head` and `above`: 元 a year for each who counts, never rounded."""
    per_head = ExpressionWrapper(F("gross") / F("income_members"), ExactFenField())
    above = ExpressionWrapper(F("gross") / F("income_members") - F("parameters__low_income_line"), ExactFenField())
    rows = HouseholdFacts.objects.visible_to(position).filter(who.FREE.condition, NEAR)
    return rows.annotate(per_head=per_head, above=above).order_by("above", "pk")


@dataclass(frozen=True)
class NearFilter(ListFilter):
    """What an address asks of the list."""

    fields = (
        Field(
            "place", "镇村", lambda value: Q(village_code__startswith=value), lambda value: digits(value) and (region_name(value) or value)
        ),
        Field("kind", "户类型", lambda value: Q(household_kind=value), in_choices(dict(HouseholdKind.choices))),
        Field(
            "q",
            "户主或户编号",
            lambda value: Q(household__head_name__icontains=value) | Q(household__household_no=value),
            lambda value: value[:40],
        ),
    )

    def rows(self) -> QuerySet[HouseholdFacts]:
        return near_the_line(self.position).filter(*self.narrowing()).select_related("household__village__parent", "parameters")

    @property
    def selects(self) -> list[Select]:
        below = Region.objects.under(self.position.region)
        places = [(one.code, one.name) for one in (below.towns() if len(self.position.region.code) < 9 else below.villages())]
        kinds = Select("kind", "户类型", [(str(value), str(label)) for value, label in HouseholdKind.choices], self.values.get("kind", ""))
        return [*([Select("place", "镇村", places, self.values.get("place", ""))] if len(places) > 1 else []), kinds]
