"""Needs, pushes and their people, made by the real verbs; each can be asked to stand at a state."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import uuid4

from accounts.choices import OfficeKind
from accounts.models import Position, Region
from accounts.roles import Role
from assistance import feedback, measures, needs, referrals
from assistance.choices import FeedbackResult, MeasureKind, NeedKind, NeedSource, ReferralState, RefusalReason
from assistance.models import Measure, Need, Referral
from assistance.quarters import Quarter
from households.models import Household
from tests.accounts.factories import OfficeFactory, PositionFactory
from tests.households.factories import HouseholdFactory

ON = date(2026, 6, 15)
COUNTY = "990101"


def clerk(code: str = "990101100", role: Role = Role.TOWN_CLERK) -> Position:
    return PositionFactory(region=Region.objects.get(code=code), role=role)


def worker(code: str = "990101100201") -> Position:
    return PositionFactory(region=Region.objects.get(code=code), role=Role.VILLAGE_WORKER)


def officer(role: Role = Role.TASKFORCE, code: str = COUNTY) -> Position:
    return PositionFactory(region=Region.objects.get(code=code), role=role)


def staff(dept: str = "ZJ", code: str = COUNTY) -> Position:
    county = Region.objects.get(code=code)
    office = OfficeFactory(region=county, kind=OfficeKind.DEPARTMENT, dept=dept)
    return PositionFactory(region=county, role=Role.DEPT_STAFF, office=office)


def family(village: str = "990101100201", **columns) -> Household:
    household: Household = HouseholdFactory(village_code_=village, **columns)
    return household


def need(household: Household | None = None, *, kind: str = NeedKind.HOUSING, on: date = ON, answered: bool | None = True, **said) -> Need:
    """A need noted by the town and, with `answered`, agreed (True) or declined (False) before the village worker."""
    household = household or family()
    noted = needs.note_need(
        household,
        on=on,
        **{"kind": kind, "words": "正房西墙开裂漏雨", "source": NeedSource.VISIT, "by": clerk(household.town_code), **said},
    )
    if answered is None:
        return noted
    return needs.answer(
        noted, agrees=answered, words="本人同意" if answered else "家里已经修好了", by=worker(household.village_code), on=on
    )


def pushed(household: Household | None = None, *, on: date = ON, dept: str = "", **said) -> Referral:
    """A push that waits for the department's signature."""
    asked = need(household, on=on, **said)
    return referrals.push(asked, dept=dept, by=officer(code=asked.county_code), on=on)


def help_given(referral: Referral, *, by: Position, on: date = ON, **said) -> Measure:
    known = {
        "kind": MeasureKind.HOUSING, "carried_out_on": on, "amount": Decimal(20000), "evidence": "竣工验收表第12号", "form_key": uuid4(), "on": on
    }  # fmt: skip
    return measures.carry_out(referral, by=by, **{**known, **said})


def referral_at(
    state: ReferralState, household: Household | None = None, *, on: date = ON, pushed_on: date | None = None, by: Position | None = None,
    **said,
) -> Referral:  # fmt: skip
    """A push that came to this state by the real steps; all later steps on `on`."""
    referral = pushed(household, on=pushed_on or on, **said)
    by = by or staff(referral.dept, referral.county_code)
    match state:
        case ReferralState.PUSHED:
            return referral
        case ReferralState.WITHDRAWN:
            return referrals.withdraw(referral, note="应推送水务局", by=officer(code=referral.county_code), on=on)
        case ReferralState.REFUSED:
            return refused(referral, by, on)
    referral = referrals.receive(referral, by=by, on=on)
    if state == ReferralState.RECEIVED:
        return referral
    help_given(referral, by=by, on=on)
    referral.refresh_from_db()
    if state == ReferralState.HELPING:
        return referral
    referral = referrals.done(referral, by=by, on=on)
    if state == ReferralState.DONE:
        return referral
    feedback.feed_back(referral, quarter=Quarter.parse(referral.first_quarter), result=FeedbackResult.DONE, by=by, on=on)
    referral.refresh_from_db()
    if state == ReferralState.FED_BACK:
        return referral
    return referrals.verify(referral, answer="arrived", by=worker(referral.village_code), on=on)


def refused(referral: Referral, by: Position, on: date = ON) -> Referral:
    return referrals.refuse(referral, reason=RefusalReason.NOT_ELIGIBLE, basis="农村危房改造办法第五条：另有安全住房", by=by, on=on)
