"""Who was recognised as what on a day: read from the dated determinations, never from the columns of today."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from households.models import RegisterClaim
from identification.models import Determination, DeterminationLine, Ground
from registers.reports.base import Period, Place


def in_force(on: date, place: Place) -> QuerySet[Determination]:
    """The latest determination of each household up to and with `on`, without those whose term had ended."""
    latest = Determination.objects.filter(place.q("household__"), decided_on__lte=on)
    latest = latest.order_by("household_id", "-decided_on", "-pk").distinct("household_id")
    return Determination.objects.filter(pk__in=latest.values("pk")).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))


def supported(on: date, place: Place) -> QuerySet[Determination]:
    return in_force(on, place).exclude(category="")


def lines(on: date, place: Place) -> QuerySet[DeterminationLine]:
    """One row per person who holds a category on that day."""
    return DeterminationLine.objects.filter(determination__in=in_force(on, place).values("pk"))


def was_known(period: Period, place: Place, household: str) -> Exists:
    """Whether anything had been decided of the household before the period: else its stock came in during the month."""
    return Exists(Determination.objects.filter(place.q("household__"), household=OuterRef(household), decided_on__lt=period.first))


def began(period: Period, **whose: Any) -> Exists:
    """Whether a register says it began in the period."""
    return Exists(RegisterClaim.objects.filter(since__range=(period.first, period.last), received_on__lte=period.known, **whose))


def arrived(period: Period, place: Place) -> QuerySet[Determination]:
    """Households with a category on the last day that had none the day before the first. Stock taken over in the month is none of them."""
    found = supported(period.last, place).exclude(household__in=supported(period.before, place).values("household"))
    return found.filter(
        Q(ground=Ground.APPLICATION) | was_known(period, place, "household") | began(period, household=OuterRef("household"), category=OuterRef("category"))
    )  # fmt: skip


def taken_over(period: Period, place: Place) -> QuerySet[Determination]:
    """Stock: recognised before, known to us since this month."""
    found = supported(period.last, place).exclude(household__in=supported(period.before, place).values("household"))
    return found.exclude(pk__in=arrived(period, place).values("pk"))


def left(period: Period, place: Place) -> QuerySet[Determination]:
    """What households held the day before the first that hold nothing on the last day."""
    return supported(period.before, place).exclude(household__in=supported(period.last, place).values("household"))


def new_lines(period: Period, place: Place) -> QuerySet[DeterminationLine]:
    """People who hold a category on the last day that they did not hold the day before the first; the same rule as `arrived`, by person."""
    held = lines(period.before, place).filter(member__person=OuterRef("member__person"), category=OuterRef("category"))
    return lines(period.last, place).filter(
        ~Exists(held),
        Q(determination__ground=Ground.APPLICATION) | was_known(period, place, "determination__household")
        | began(period, person=OuterRef("member__person"), category=OuterRef("category")),
    )  # fmt: skip
