"""A case in every state of the table, walked to by the real verbs, and the people who look at it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from accounts.models import Position, Region
from accounts.roles import TOWN_ROLES, Role
from identification import deciding, home_visits, intake, means_checks, notices
from identification.choices import ApplicationState as S
from identification.choices import Ending, MeansResult, Refusal
from identification.models import Application
from tests.accounts.factories import PositionFactory
from tests.households.factories import HouseholdFactory
from tests.identification import factories_inquiry, factories_intake, factories_notices, factories_opinion, factories_panels

ON = date(2026, 6, 15)
WORDS = "户籍和常住地都在外镇，请到那里申请。"


def person(role: Role, town: str = "990101100", **columns: Any) -> Position:
    """Somebody of this role where such people sit."""
    code = town if role in TOWN_ROLES else f"{town}201" if role in (Role.VILLAGE_WORKER, Role.HELPER) else town[:6]
    return PositionFactory(region=Region.objects.get(code=code), role=role, **columns)


def fresh(case: Application) -> Application:
    return Application.objects.for_page().get(pk=case.pk)


def case_at(state: S, *, head: str = "陈守田", on: date = ON, town: str = "990101100") -> Application:
    """A case that came to this state by the steps of the table, on `on`."""
    clerk = person(Role.TOWN_CLERK, town)
    if state in (S.CONFIRMED, S.REJECTED):
        return fresh(decided(head, f"{town}201", on=on, is_confirmed=state == S.CONFIRMED))
    household = HouseholdFactory(size=2, head_name=head, village_code_=f"{town}201")
    match state:
        case S.DRAFT:
            case = factories_intake.draft(household, clerk, on)
        case S.SUBMITTED:
            case = factories_intake.submitted(household, clerk, on)
        case S.RETURNED | S.LAPSED:
            began = on if state == S.RETURNED else on - timedelta(days=40)
            case = factories_intake.submitted(household, clerk, began)
            case = intake.return_once(case, papers=["wages", "account"], by=clerk, on=began)
            if state == S.LAPSED:
                intake.lapse_returned(on)
        case S.NOT_ACCEPTED:
            case = factories_intake.submitted(household, clerk, on)
            case = intake.not_accept(case, refusal=Refusal.NOT_LOCAL, note=WORDS, by=clerk, on=on)
        case S.UNDER_INQUIRY:
            case = factories_intake.accepted(household, clerk, on)
        case S.TERMINATED:
            case = factories_intake.accepted(household, clerk, on)
            case = intake.terminate(case, ending=Ending.WITHDRAWN, note="本人来撤回", by=clerk, on=on)
        case S.PROPOSED:
            case = factories_notices.proposed(household, on=on)
        case S.NOTICE:
            case = factories_notices.hung(household, on=on).application
        case S.OBJECTED:
            case = factories_notices.objected(factories_notices.hung(household, on=on), on=on).notice.application
        case S.PANEL:
            case = factories_notices.at_panel(household, on=on)
        case S.COUNTY_CHECK:
            case = factories_notices.sent(factories_notices.at_panel(household, on=on), on=on).application
    return fresh(case)


def decided(head: str, village: str, *, on: date, is_confirmed: bool) -> Application:
    """From a real proposal through notice and meeting; everybody agreed, or everybody was against."""
    factories_opinion.registers_received()
    household = factories_opinion.family("5000", size=2, head_name=head, village_code_=village)
    for member in household.members.all():
        factories_opinion.no_obligors(member.person, household)
    began = on - timedelta(days=12)
    case = factories_inquiry.application(household, on=began)
    clerk = case.accepted_by
    assert clerk is not None
    check = factories_inquiry.asked(case, on=began)
    means_checks.finish(
        check, by=factories_inquiry.verifier(), on=began, result=MeansResult.AGREES, findings="查询结果与申报的情况相符。", report_no="HD2026-009",
        looked_at=["vehicle"],
    )  # fmt: skip
    visit = factories_inquiry.planned(case, on=began)
    visit = home_visits.record(visit, by=visit.first_surveyor, on=began, found=factories_inquiry.seen(visited_on=began))
    for surveyor in (visit.first_surveyor, visit.second_surveyor):
        visit = home_visits.sign(visit, by=surveyor, on=began)
    factories_opinion.proposed(case, by=clerk, on=began)
    case = fresh(case)
    notices.post(case, by=clerk, on=began, version=case.version, photo=factories_notices.board())
    notices.over(fresh(case), by=clerk, on=on, version=None)
    review = factories_panels.opened(fresh(case), on=on)
    votes = () if is_confirmed else ("against",) * 4
    item = factories_panels.voted(factories_panels.item_of(review, case), *votes, on=on)
    if is_confirmed:
        deciding.confirm(item, by=review.host, on=on)
    else:
        deciding.reject(item, reason="家庭人均收入不低于低保边缘上限，财产也超过规定。", by=review.host, on=on)
    return case
