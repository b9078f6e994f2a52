"""Ways of the demo's applications that no other test walks: a community review, a means check that found more and was told."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.models import Region
from accounts.roles import Role
from households.models import Household
from identification.choices import ApplicationState, LetterKind, MeansResult, ReviewOutcome
from identification.inquiry import missing_check, missing_review
from identification.models import Application, Letter
from registers.demo.cases import TRACKS, Docket
from registers.demo.clock import FIRST, TODAY
from registers.demo.lives import Life
from registers.demo.newcomers import BY_NAME
from registers.demo.walk import MAIN_VILLAGE, Cast
from tests.accounts.factories import PositionFactory

NAMES = ("民主评议后公示", "等民主评议", "核对查到更多，已告知", "核对查到更多，异议复核中")
WANTED = {track.name: track for track in TRACKS if track.name in NAMES}


@pytest.fixture
def cases(county: Region) -> dict[str, Application]:
    """One family on each of these ways, by 15 June."""
    for role, many in ((Role.TOWN_CLERK, 1), (Role.TOWN_SURVEYOR, 2), (Role.TOWN_PANEL, 5)):
        for _ in range(many):
            PositionFactory(region=Region.objects.get(code=MAIN_VILLAGE[:9]), role=role)
    PositionFactory(region=county, role=Role.VERIFY_CENTER)
    PositionFactory(region=Region.objects.get(code=MAIN_VILLAGE), role=Role.VILLAGE_WORKER)
    docket = Docket(Cast(TODAY))
    for number, track in enumerate(WANTED.values()):
        kind = BY_NAME[track.kinds[number % len(track.kinds)]]
        docket.lives.append((Life(Household(village_code=MAIN_VILLAGE), docket.cast, newcomer=(kind, number)), track))
    assert docket.work(FIRST, TODAY) == sum(len(track.steps) for track in WANTED.values())
    return {track.name: life.case for life, track in docket.lives}


def test_a_review_and_a_check_that_found_more_stand_in_the_demo(cases):
    assert set(cases) == set(NAMES)
    reviewed, waiting, told, objected = (cases[name] for name in NAMES)

    review = reviewed.community_reviews.get()
    assert (review.outcome, review.votes.count(), review.held_on) == (ReviewOutcome.AGREED, 8, date(2026, 6, 9))
    assert reviewed.state == ApplicationState.NOTICE
    assert missing_review(waiting) == ["要求民主评议，还没有评议记录"]

    check = told.means_checks.get()
    letter = Letter.objects.get(application=told, kind=LetterKind.MEANS_RESULT)
    assert (check.result, check.told_on, letter.issued_on) == (MeansResult.MORE_FOUND, date(2026, 6, 12), date(2026, 6, 12))
    assert len(letter.content["items"]) == 3 and any("储蓄存款" in item for item in letter.content["items"])
    assert check.objected_on is None and not missing_check(told)

    first, second = objected.means_checks.order_by("pk")
    assert second.follows == first and first.objected_on == date(2026, 6, 12) and second.finished_on is None
    assert "异议复核还没有结果" in missing_check(objected)[0]
