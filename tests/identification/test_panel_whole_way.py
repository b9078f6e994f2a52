"""From the opinion to the determination by the real steps, nothing replaced: criteria asked again, the notice served, the table's vote."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.roles import Role
from casework.exceptions import StepRefused
from households.choices import IncomeKind
from households.models import Household, HouseholdFacts
from identification import letters, notices, opinions
from identification.choices import ApplicationState, KinRelation, LetterKind, NoticeKind
from identification.deciding import close, confirm, supplement
from identification.kin import declare
from identification.models import Application, Letter, Opinion, PublicNotice
from identification.votes import tally
from registers.consistency import contradictions
from tests.households.factories import income
from tests.identification.factories_notices import board
from tests.identification.factories_opinion import family, proposed, ready, registers_received
from tests.identification.factories_panels import ON, item_of, member, opened, table_of, voted

pytestmark = pytest.mark.django_db
SERVED = date(2026, 6, 23)  # posted on the 15th for 7 days: ends with the 22nd


@pytest.fixture(autouse=True)
def ground(county):
    registers_received()
    return county


def at_panel(household: Household | None = None) -> Application:
    opinion: Opinion = proposed(ready(household or family("5000")))
    case, clerk = opinion.application, opinion.made_by
    assert opinion.category == "dibao"
    letters.issue(case, LetterKind.RECEIPT, by=clerk, on=ON)
    notices.post(case, by=clerk, on=ON, version=None, photo=board())
    return notices.over(Application.objects.get(pk=case.pk), by=clerk, on=SERVED, version=None)


def test_what_the_criteria_proposed_is_published_voted_and_confirmed():
    case = at_panel()
    item = voted(item_of(opened(case, on=SERVED), case), on=SERVED)
    opinion = item.opinion
    determination = confirm(item, by=item.review.host, on=SERVED, version=case.version)
    assert (determination.category, determination.monthly_amount) == ("dibao", opinion.monthly_amount)
    assert (determination.start_on, determination.parameters) == (date(2026, 7, 1), opinion.parameters)
    assert determination.snapshot["criteria"] and Letter.objects.get(kind=LetterKind.CONFIRMED).application == case
    assert PublicNotice.objects.filter(kind=NoticeKind.LONG_TERM, removed_on__isnull=True).count() == 1
    facts = HouseholdFacts.objects.get(household=case.household_id)
    assert (facts.category, facts.has_open_case) == ("dibao", False)
    assert [check.title for check, count in contradictions() if count] == []


def test_money_found_after_the_notice_sends_the_case_back_and_the_new_result_hangs_again():
    """Rulings D3: what changes after the notice needs a new opinion and a new notice."""
    case = at_panel()
    head = case.household.members.order_by("pk").first().person
    income(case.household, head, IncomeKind.WAGE, "500", date(2026, 4, 1))
    item = voted(item_of(opened(case, on=SERVED), case), on=SERVED)
    with pytest.raises(StepRefused, match="按现在的情况重新核算，与初审意见不同"):
        confirm(item, by=item.review.host, on=SERVED)
    supplement(item, note="查到四月有工资，请核实后重新提出。", by=item.review.host, on=SERVED)
    close(item.review, by=item.review.host, on=SERVED)
    again = proposed(Application.objects.for_page().get(pk=case.pk), by=item.opinion.made_by, on=SERVED)
    assert again.monthly_amount < item.opinion.monthly_amount
    fresh = Application.objects.get(pk=case.pk)
    assert fresh.state == ApplicationState.PROPOSED
    with pytest.raises(StepRefused, match="不能直接送联审联批"):
        notices.to_panel(fresh, by=again.made_by, on=SERVED, version=None)


def test_no_member_of_the_table_is_left_when_all_are_kin_or_surveyors():
    """The meeting says so, and the case waits for members who may vote."""
    case, people, clerk = at_panel(), table_of(3), member(Role.TOWN_CLERK)
    for one in people:
        declare(one, case.household.members.first().person, KinRelation.COUSIN, by=clerk, on=ON)
    item = item_of(opened(case, members=people, on=SERVED), case)
    assert tally(item).missing == ["成员都须回避或列席，没有人可以表决。请补充成员后下次再议"]
    assert tally(item).figures.may_vote == 0 and opinions.differences(case) == []
