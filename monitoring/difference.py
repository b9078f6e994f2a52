"""What a run changed against the one before it: households newly hit and households fallen silent, by name and by rule."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.db import models
from django.db.models import Count, F, Prefetch, QuerySet, Window
from django.db.models.functions import DenseRank
from django.urls import reverse

from accounts.models import Position
from households.models import Household
from monitoring.choices import RunState
from monitoring.models import Alert, AlertQuerySet, ScreeningRun
from monitoring.rules import RULES

NAMES = 3  # households named on a line of the run's page; its number opens them all


class Side(models.TextChoices):
    """Which way a household moved."""

    HIT = "hit", "新命中"
    ENDED = "ended", "不再命中"


@dataclass(frozen=True)
class Moved:
    """Households that moved one way by one rule; `url` lists exactly those."""

    count: int = 0
    url: str = ""
    names: tuple[Household, ...] = ()

    @property
    def has_more(self) -> bool:
        return self.count > len(self.names)


@dataclass(frozen=True)
class RuleMoved:
    code: str
    title: str
    hit: Moved
    ended: Moved


@dataclass(frozen=True)
class Difference:
    """Every number and every list of it stands on `alerts` or `households`, as the reader may see them."""

    run: ScreeningRun
    position: Position

    @cached_property
    def previous(self) -> ScreeningRun | None:
        return ScreeningRun.objects.filter(county=self.run.county_id, state=RunState.DONE, pk__lt=self.run.pk).order_by("-pk").first()

    def alerts(self, side: str, rule: str = "", town: str = "") -> AlertQuerySet:
        """HIT: opened by this run. ENDED: their rule first held no longer in this run, closed or (somebody on the way) noted."""
        alerts = Alert.objects.visible_to(self.position)
        alerts = alerts.filter(run=self.run) if side == Side.HIT else alerts.filter(ended_run=self.run)
        alerts = alerts.filter(rule=rule) if rule else alerts
        return alerts.filter(town_code=town) if town else alerts

    def households(self, side: str, rule: str = "", town: str = "") -> QuerySet[Household]:
        """In the order of villages, each with the alerts that moved, as `moved`."""
        alerts = self.alerts(side, rule, town)
        moved = alerts.select_related("person").defer("snapshot").order_by("rule", "pk")
        found = Household.objects.filter(pk__in=alerts.order_by().values("household")).select_related("village__parent")
        found = found.defer("phone", "bank_account").prefetch_related(Prefetch("alerts", queryset=moved, to_attr="moved"))
        return found.order_by("village_code", "pk")

    def url(self, side: str, rule: str = "") -> str:
        return reverse("monitoring:run_difference", args=[self.run.pk]) + "?" + urlencode({"side": side} | ({"rule": rule} if rule else {}))

    def total(self, side: str) -> Moved:
        return Moved(self.alerts(side).order_by().values("household").distinct().count(), self.url(side))

    @property
    def hit(self) -> Moved:
        return self.total(Side.HIT)

    @property
    def ended(self) -> Moved:
        return self.total(Side.ENDED)

    def by_rule(self, side: str) -> dict[str, Moved]:
        """Three statements whatever the number of households: counts, the first few of each rule, their names."""
        counts = dict(self.alerts(side).order_by().values_list("rule").annotate(Count("household", distinct=True)))
        each = self.alerts(side).order_by().values("rule", "household").distinct()
        place = Window(DenseRank(), partition_by="rule", order_by="household")  # two members of one household stand in one place
        first = each.annotate(place=place).filter(place__lte=NAMES).values_list("rule", "household")
        pairs = sorted(first)
        known = Household.objects.only("head_name").in_bulk({household for _, household in pairs})
        return {
            rule: Moved(count, self.url(side, rule), tuple(known[household] for code, household in pairs if code == rule))
            for rule, count in counts.items()
        }

    @cached_property
    def rules(self) -> list[RuleMoved]:
        hit, ended = self.by_rule(Side.HIT), self.by_rule(Side.ENDED)
        return [RuleMoved(code, rule_title(code), hit.get(code, Moved()), ended.get(code, Moved())) for code in sorted(hit | ended)]

    def towns(self, side: str, rule: str = "") -> list[tuple[str, str, int]]:
        """(code, name, households) of the towns where somebody moved."""
        rows = self.alerts(side, rule).order_by("town_code").values_list("town_code", F("household__village__parent__name"))
        return list(rows.annotate(Count("household", distinct=True)))


def rule_title(code: str) -> str:
    return RULES[code].title if code in RULES else "已停用的规则"
