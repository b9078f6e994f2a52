"""Measures of a household as conditions: what other systems say was carried out (已有帮扶措施) and what our own departments recorded."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable

from assistance.models import Measure
from households.models import PastMeasure
from households.record_choices import MeasureStatus
from registers.quality.base import Asked

MEASURES_WORDS = "“已有帮扶措施”台账"
DAY_WORDS = "措施的起始日期"


def _with_words(column: str, words: Iterable[str]) -> Q:
    return reduce(or_, (Q(**{f"{column}__contains": word}) for word in words), Q())


def carried_out(
    on: date, *, kinds: Iterable[str] = (), words: Iterable[str] = (), but: str = "", since: Combinable | date | None = None, before: Combinable | None = None
) -> Q:  # fmt: skip
    """Whether one was carried out by the day. `since`, `before`: begun then; one without a day is neither.

    `words`: any of them in its name; `but`: a longer name that holds one of them and is something else.
    """
    theirs: QuerySet[Any] = PastMeasure.objects.filter(household=OuterRef("pk"), status=MeasureStatus.DONE)
    ours: QuerySet[Any] = Measure.objects.filter(household=OuterRef("pk"), carried_out_on__lte=on)
    theirs = theirs.filter(Q(started_on__isnull=True) | Q(started_on__lte=on))
    if kinds:
        theirs, ours = theirs.filter(kind__in=list(kinds)), ours.filter(kind__in=list(kinds))
    if words:
        theirs, ours = theirs.filter(_with_words("item", words)), ours.filter(_with_words("title", words))
    if but:
        theirs, ours = theirs.exclude(item__contains=but), ours.exclude(title__contains=but)
    if since is not None:
        theirs, ours = theirs.filter(started_on__gte=since), ours.filter(carried_out_on__gte=since)
    if before is not None:
        over = Q(ended_on__isnull=True) | Q(ended_on__lt=before)
        theirs, ours = theirs.filter(over, started_on__lt=before), ours.filter(carried_out_on__lt=before)
    return Q(Exists(theirs)) | Q(Exists(ours))


def without_day(*, kinds: Iterable[str] = (), words: Iterable[str] = ()) -> Q:
    """Whether one is said to be carried out, and nobody says when."""
    rows: QuerySet[Any] = PastMeasure.objects.filter(household=OuterRef("pk"), status=MeasureStatus.DONE, started_on__isnull=True)
    if kinds:
        rows = rows.filter(kind__in=list(kinds))
    if words:
        rows = rows.filter(_with_words("item", words))
    return Q(Exists(rows))


def received(asked: Asked) -> Q:
    """Whether the county ever received the register: before that its silence says nothing (rulings B1)."""
    return Q(Exists(PastMeasure.objects.filter(household__county_code=asked.county.code)))
