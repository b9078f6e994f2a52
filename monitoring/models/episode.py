"""Hits as the screenings saw them, whether or not they opened an alert."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from households.models import Household, Person
from monitoring.models.alert import Alert


class HitEpisodeQuerySet(models.QuerySet["HitEpisode"]):
    def running(self) -> HitEpisodeQuerySet:
        """The last screening still found the rule hit, or could not say."""
        return self.filter(ended_on__isnull=True)

    def silent(self, on: date) -> HitEpisodeQuerySet:
        """Hit, and no alert is opened: somebody has looked into these very facts."""
        return self.running().filter(silent_until__gte=on)


class HitEpisode(models.Model):
    """命中期: one rule hit without a break, from the screening that found it to the first that found nothing (rulings C4). A screening that cannot say ends none.

    Written by the sweep alone (sql/episodes.sql). While `silenced_by`, concluded by people, keeps the rule silent, `silent_until` is the last such day.
    """

    household = models.ForeignKey(Household, verbose_name="户", on_delete=models.PROTECT, related_name="hits")
    person = models.ForeignKey(Person, verbose_name="成员", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField("规则", max_length=10)
    began_on = models.DateField("开始命中")
    ended_on = models.DateField("不再命中", null=True, blank=True)
    silent_until = models.DateField("静默至", null=True, blank=True)
    silenced_by = models.ForeignKey(
        Alert, verbose_name="因哪条线索静默", null=True, blank=True, on_delete=models.PROTECT, related_name="silences"
    )

    objects = HitEpisodeQuerySet.as_manager()

    class Meta:
        verbose_name = "命中期"
        constraints = [
            models.UniqueConstraint(
                fields=["household", "rule", "person"], condition=Q(ended_on__isnull=True), name="episode_open_once", nulls_distinct=False,
                violation_error_message="同一规则在这户（人）已有没结束的命中期。",
            ),
            models.CheckConstraint(
                name="episode_ends_after_it_began", condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("began_on")),
                violation_error_message="命中期不能在开始前结束。",
            ),
            models.CheckConstraint(
                name="episode_silence_pair",
                condition=Q(silent_until__isnull=True, silenced_by__isnull=True) | Q(silent_until__isnull=False, silenced_by__isnull=False),
                violation_error_message="静默要写明到哪天、因哪条线索。",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["household", "rule", "began_on"], name="episode_by_household")]

    def __str__(self) -> str:
        return f"{self.rule} {self.began_on}"
