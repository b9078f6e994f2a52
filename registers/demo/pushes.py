"""What departments did since January: needs of supported families pushed, worked on and fed back over two quarters, so that the ledger speaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assistance.choices import NeedKind
from households.models import Household
from registers.demo.clock import living_on
from registers.demo.helping import Help
from registers.demo.walk import MAIN_VILLAGE, Cast

FIRST_PUSH, LAST_PUSH = date(2026, 1, 19), date(2026, 6, 12)
KINDS = (
    NeedKind.LIVING, NeedKind.MEDICAL, NeedKind.EDUCATION, NeedKind.JOB, NeedKind.HOUSING, NeedKind.MEDICAL, NeedKind.WATER, NeedKind.INDUSTRY, NeedKind.LIVING,
    NeedKind.CARE, NeedKind.JOB, NeedKind.REHABILITATION,
)  # fmt: skip
# Days after the need was noted; the department's answers follow the quarter's own days.
ASKED = ((0, "note"), (1, "answer"), (2, "push"))
WORKED = (*ASKED, (4, "receive"), (16, "help"), (18, "done"))
FED_BACK_BY = (date(2026, 3, 11), date(2026, 6, 11))
LATE = (date(2026, 3, 26), date(2026, 6, 15))


@dataclass(frozen=True)
class Way:
    """How far a need comes, and whether its feedback is early, late or missing."""

    steps: tuple[tuple[int, str], ...]  # days after the need was noted, and the verb
    answered: str = "in_time"  # in_time, late, missing
    is_verified: bool = False


# What the last days brought and nobody has pushed yet: noted, or agreed to by the household.
FRESH = (
    (date(2026, 6, 12), 1),
    (date(2026, 6, 12), 2),
    (date(2026, 6, 15), 1),
    (date(2026, 6, 12), 2),
    (date(2026, 6, 15), 2),
    (date(2026, 6, 12), 2),
)
WAYS = (
    Way(WORKED, is_verified=True), Way(WORKED), Way((*ASKED, (4, "receive"), (9, "refuse"))), Way(WORKED, is_verified=True),
    Way(WORKED, "late"), Way((*ASKED, (5, "receive"), (20, "help"))), Way(WORKED), Way((*ASKED, (3, "receive")), "missing"),
    Way(WORKED, is_verified=True), Way((*ASKED, (4, "receive"), (9, "refuse")), is_verified=True), Way(ASKED, "missing"), Way(WORKED),
)  # fmt: skip
SILENT = NeedKind.HOUSING  # 住建局 leaves a few unanswered for two quarters


def quarter_days(noted: date, way: Way) -> list[date]:
    """On which days this push is fed back."""
    days = FED_BACK_BY if way.answered == "in_time" else LATE if way.answered == "late" else ()
    cutoffs = (date(2026, 2, 28), date(2026, 5, 31))
    return [day for day, cutoff in zip(days, cutoffs, strict=False) if noted + timedelta(days=2) <= cutoff]


def supported(limit: int) -> list[Household]:
    """Families with a category or the tag: the main village and its town first, then by chance over the county."""
    rows = list(Household.objects.supported().filter(members__left_on__isnull=True).distinct().select_related("village").order_by("pk"))
    rows.sort(key=lambda one: (one.village_code != MAIN_VILLAGE, one.pk * 7919 % 1009))
    return rows[:limit]


def push_all(households: Sequence[Household], cast: Cast) -> int:
    """Every family's need on its own way, in the order of days; returns how many steps were taken."""
    agenda: list[tuple[date, int, int, Help, str]] = []
    span = (LAST_PUSH - FIRST_PUSH).days
    for number, household in enumerate(households[: len(FRESH)]):
        day, far = FRESH[number]
        one = Help(household, cast, str(KINDS[(number * 5 + 3) % len(KINDS)]))
        agenda += [(day, place, -1 - number, one, step) for place, (_, step) in enumerate(ASKED[:far])]
    for number, household in enumerate(households):
        noted = FIRST_PUSH + timedelta(days=number * 37 % span)
        way = WAYS[(number + number // len(WAYS)) % len(WAYS)]
        one = Help(household, cast, str(KINDS[number * 5 % len(KINDS)]))
        if one.kind == SILENT and number % 4 == 0:
            way = Way(ASKED, "missing")
        for place, (after, step) in enumerate(way.steps):
            agenda.append((noted + timedelta(days=after), place, number, one, step))
        fed = quarter_days(noted, way)
        agenda += [(max(day, noted + timedelta(days=19)), 20, number, one, "feed_back") for day in fed]
        if way.is_verified and fed:
            agenda.append((max(fed[0], noted + timedelta(days=19)) + timedelta(days=3), 30, number, one, "verify"))
    taken = 0
    for day, _, _, one, step in sorted(agenda, key=lambda row: row[:3]):
        if day > date(2026, 6, 15):
            continue
        if step == "verify" and one.referral.state != "fed_back":
            continue
        if step == "feed_back" and one.referral.state in {"fed_back", "verified"}:
            continue  # answered for good in the quarter before
        with living_on(day):
            getattr(one, step)(day)
        taken += 1
    return taken
