"""What a rule would bring if it opened alerts: by town, over the facts as they stand; nothing is opened."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from accounts.models import Region
from monitoring.findings import asked, of_county
from monitoring.models import Alert
from monitoring.rules import AlertRule, Scope


@dataclass(frozen=True)
class TownWork:
    """Alerts it would open, in how many households, and to how many nobody goes yet (no alert open): one household is one visit."""

    name: str
    hits: int
    households: int
    visits: int
    cannot_say: int


def workload(rule: AlertRule, county: Region) -> list[TownWork]:
    """Two queries whatever the county's size; towns where the rule says nothing are left out."""
    is_household = rule.scope is Scope.HOUSEHOLD
    household, town = ("pk", "town_code") if is_household else ("facts_id", "facts__town_code")
    open_alerts = Alert.objects.open().filter(household_id=OuterRef(household))
    rows = of_county(rule.scope, asked(rule), county.code).annotate(is_visited=Exists(open_alerts))
    hit = Q(answer=True)
    counted = (
        rows.order_by().values(town).annotate(
            hits=Count("pk", filter=hit), homes=Count(household, filter=hit, distinct=True),
            visits=Count(household, filter=hit & Q(is_visited=False), distinct=True), unknown=Count("pk", filter=Q(answer__isnull=True)),
        )
    )  # fmt: skip
    told = {row[town]: row for row in counted if row["hits"] or row["unknown"]}
    names = dict(Region.objects.filter(code__in=told).values_list("code", "name"))
    return [TownWork(names.get(code, code), row["hits"], row["homes"], row["visits"], row["unknown"]) for code, row in sorted(told.items())]


def in_all(towns: list[TownWork]) -> TownWork:
    return TownWork("合计", *(sum(getattr(town, name) for town in towns) for name in ("hits", "households", "visits", "cannot_say")))
