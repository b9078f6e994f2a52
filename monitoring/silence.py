"""静默: after people have concluded, the same facts open no second alert for a while; what is silent says until when and why (domain §4e)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from accounts.fields import ExactFenField, FenField
from households.models import ChangedHousehold, Household, HouseholdFacts, MemberFacts
from monitoring.models import Alert, HitEpisode
from monitoring.rules import RULES

# Facts that are amounts: they count as changed by a share of themselves.
MONEY = frozenset(
    column.name for model in (HouseholdFacts, MemberFacts) for column in model._meta.concrete_fields if isinstance(column, FenField | ExactFenField)
)  # fmt: skip
STORED = """
SELECT to_jsonb(hf) || coalesce((SELECT to_jsonb(mf) FROM households_memberfacts mf WHERE mf.household_id = hf.household_id AND mf.person_id = %s LIMIT 1), '{}')
FROM households_householdfacts hf WHERE hf.household_id = %s
"""


def concluded_columns(alert: Alert) -> dict[str, Any]:
    """What the alert keeps of the moment people conclude."""
    mark = ChangedHousehold.objects.filter(pk=alert.household_id).values_list("changed_at", flat=True).first()
    return {"concluded_facts": compared_now(alert), "concluded_mark": mark}


def compared_now(alert: Alert) -> dict[str, Any]:
    """What the alert's rule compares, as stored now: {column: value}. Empty for a hint of people, and where the facts were never made."""
    rule = RULES.get(alert.rule)
    if rule is None:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT (stored.facts)::text FROM ({STORED}) AS stored (facts)", [alert.person_id, alert.household_id])
        found = cursor.fetchone()
    stored = json.loads(found[0]) if found else {}
    return {name: stored[name] for name in rule.reads if name in stored}


@dataclass(frozen=True)
class Silence:
    """One hit that opens no alert, in words."""

    episode: HitEpisode

    @property
    def title(self) -> str:
        rule = RULES.get(self.episode.rule)
        return f"{self.episode.rule} {rule.title}" if rule else self.episode.rule

    @property
    def until(self) -> date:
        assert self.episode.silent_until is not None
        return self.episode.silent_until

    @property
    def alert(self) -> Alert:
        assert self.episode.silenced_by is not None
        return self.episode.silenced_by

    @property
    def why(self) -> str:
        """Who had concluded what, and that nothing has moved since."""
        alert = self.alert
        assert alert.closed_on is not None
        closed = f"{alert.closed_on.year}年{alert.closed_on.month}月{alert.closed_on.day}日"
        return f"{closed}核实办结，结论是“{alert.get_outcome_display()}”，规则所比对的数据此后没有变化"


def silences_of(household: Household, on: date) -> list[Silence]:
    """What is hit and kept silent on that day. One query."""
    episodes = HitEpisode.objects.silent(on).filter(household=household).select_related("silenced_by", "person")
    return [Silence(episode) for episode in episodes.defer("silenced_by__snapshot").order_by("rule", "pk")]


def silence_by(alert: Alert, on: date) -> Silence | None:
    """The hit this alert's conclusion keeps silent."""
    episode = HitEpisode.objects.silent(on).filter(silenced_by=alert).select_related("silenced_by", "person").first()
    return Silence(episode) if episode else None
