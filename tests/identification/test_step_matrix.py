"""Every step of an application, asked by every role here and of the next county, through the page's own address.

The table of the workflow is the table of the test: who is named there may, or is refused only for a reason of the world that stands in `WORLD`; who is not may not,
and nothing has changed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import pytest
from django.forms.models import model_to_dict
from django.urls import reverse

from accounts.roles import Role
from casework.models import Event
from casework.workflow import Step
from households.models import Household
from identification import county_checks, intake
from identification.choices import ApplicationState as S
from identification.choices import Channel, CountyCheckKind
from identification.models import Application, Determination, Letter, Objection, Opinion, PublicNotice, ReviewItem
from identification.workflow import APPLICATION
from registers.demo import meeting
from registers.demo.answers import money
from registers.demo.lives import Life
from registers.demo.walk import Cast
from tests.addresses.base import NOT_THERE, NOT_YOURS
from tests.households.factories import HouseholdFactory
from tests.monitoring.factories import ON
from tests.test_permission_matrix import ADDRESSES
from tests.world import World, build, colleagues, rolled_back

pytestmark = pytest.mark.django_db

MANUAL = [step for step in APPLICATION.steps if not step.automatic]
REASON = "入户和邻里情况与系统建议不同，已在研判中写明。"
REFUSED, INCOMPLETE, DONE = 409, 422, 302
# The county of these tests leaves confirming to its towns (confirm_level = TOWN).
WORLD: dict[tuple[str, str], set[Role]] = {(code, S.PANEL): {Role.TASKFORCE} for code in ("confirm", "reject", "reinquire")}


@dataclass
class Town:
    """Cases of one town in every state; earlier steps were taken by others than those who ask now, so that nobody is refused for what he did himself."""

    world: World
    cast: Cast

    def life(self, wages: int = 0) -> Life:
        """A family of two with nothing, or with wages of so many 元 a year: too much for 低保 and for the tag."""
        household: Household = HouseholdFactory(size=2, village_code_=self.world.village.code)
        head = household.members.order_by("pk")[0].person
        household.head_name = head.name
        household.save()
        earned = money("wage", (head.pk, "零工收入", wages)) if wages else {}
        return Life(household, self.cast, {"assets-said": "some", "assets-0-item": "house|自住房", "assets-0-area": "72", **earned})

    def applied(self, day: int = 12, wages: int = 0) -> Life:
        """Handed in by the village worker for the family."""
        life = self.life(wages)
        life.apply(june(day), channel=Channel.VILLAGE_PROXY, proxy_name="罗成", proxy_relation="village_helper")
        return life

    def inquired(self, day: int = 12, wages: int = 0) -> Life:
        life = self.applied(day, wages)
        life.accept(june(day))
        life.inquire(june(day))
        return life

    def proposed(self, category: str = "dibao", day: int = 12, wages: int = 0) -> Life:
        life = self.inquired(day, wages)
        life.propose(june(day), category, REASON)
        return life

    def at_panel(self) -> Life:
        life = self.proposed(day=3)
        life.post(june(3))
        life.take_down(june(12))
        return life

    @cached_property
    def draft(self) -> Application:
        life = self.life()
        life.draft(ON, channel=Channel.VILLAGE_PROXY, proxy_name="罗成", proxy_relation="village_helper")
        life.fill(ON)
        return life.case

    @cached_property
    def submitted(self) -> Application:
        return self.applied().case

    @cached_property
    def returned(self) -> Application:
        """What was asked for has come."""
        life = self.applied()
        life.send_back(june(12), ("deposits",))
        for paper in life.case.papers.filter(asked_on__isnull=False):
            intake.hand_in(paper, by=life.case.created_by, on=ON)
        return life.case

    @cached_property
    def under_inquiry(self) -> Application:
        return self.inquired().case

    @cached_property
    def to_post(self) -> Application:
        return self.proposed().case

    @cached_property
    def nothing_to_post(self) -> Application:
        return self.proposed("other_hardship", wages=60000).case

    @cached_property
    def notice(self) -> Application:
        """Its last day is over."""
        life = self.proposed(day=3)
        life.post(june(3))
        return life.case

    @cached_property
    def objected(self) -> Application:
        life = self.proposed(day=10)
        life.post(june(10))
        life.object(june(12))
        return life.case

    @cached_property
    def waiting(self) -> Application:
        return self.at_panel().case

    @cached_property
    def county_check(self) -> Application:
        case = self.at_panel().case
        county_checks.ask(case, kind=CountyCheckKind.SAMPLED, by=case.accepted_by, on=ON)
        return Application.objects.for_page().get(pk=case.pk)

    @cached_property
    def items(self) -> tuple[ReviewItem, ReviewItem]:
        """Today's meeting, convened by the one of the panel who asks: everybody agreed to the first case, nobody to the second."""
        cases = [self.at_panel().case, self.at_panel().case]
        review = meeting.call(self.world.town.code, cases, self.cast, ON)
        assert review.host == self.world.inside[Role.TOWN_PANEL]
        present = meeting.open_(review, ON)
        agreed, denied = review.items.select_related("application__household__village", "opinion", "review__town").order_by("order")
        meeting.ballots(agreed, present, ON)
        meeting.ballots(denied, present, ON, lambda case, member: ("against", "收入没有说清楚"))
        return agreed, denied


def june(day: int) -> date:
    return date(2026, 6, day)


@dataclass(frozen=True)
class Way:
    """Where a step is asked: the case, the address with what it names, and what is typed."""

    case: Callable[[Town], Application]
    address: str = "identification:step"
    names: Callable[[Application], list[Any]] | None = None
    typed: dict[str, Any] | None = None


def of_item(code: str) -> Callable[[Application], list[Any]]:
    return lambda case: [case.review_items.get().pk, code]


def last_notice(case: Application) -> int:
    return case.notices.order_by("-pk")[0].pk


SAID = {"note": "还有一处情况要核实，请补充调查。", "reason": "经表决，不符合认定条件，理由见会议纪要。"}
ENDING = {"ending": "withdrawn", "note": "本人来窗口说明情况后自愿撤回。"}
WAYS: dict[tuple[str, str], Way] = {
    ("submit", S.DRAFT): Way(lambda t: t.draft, "identification:form", lambda c: [c.pk], {"action": "submit"}),
    ("terminate", S.DRAFT): Way(lambda t: t.draft, typed=ENDING),
    ("accept", S.SUBMITTED): Way(lambda t: t.submitted),
    ("return", S.SUBMITTED): Way(lambda t: t.submitted, typed={"papers": ["deposits"]}),
    ("not_accept", S.SUBMITTED): Way(lambda t: t.submitted, typed={"refusal": "not_local", "note": "户籍和常住地都在邻县，已告知到户籍地申请。"}),
    ("terminate", S.SUBMITTED): Way(lambda t: t.submitted, typed=ENDING),
    ("resubmit", S.RETURNED): Way(lambda t: t.returned),
    ("terminate", S.RETURNED): Way(lambda t: t.returned, typed=ENDING),
    ("propose", S.UNDER_INQUIRY): Way(
        lambda t: t.under_inquiry, "identification:opinion", lambda c: [c.pk], {"category": "none", "override_reason": REASON}
    ),
    ("terminate", S.UNDER_INQUIRY): Way(lambda t: t.under_inquiry, typed=ENDING),
    ("post", S.PROPOSED): Way(lambda t: t.to_post, "identification:post_notice", lambda c: [c.pk]),
    ("to_panel", S.PROPOSED): Way(lambda t: t.nothing_to_post),
    ("reinquire", S.PROPOSED): Way(lambda t: t.to_post, typed=SAID),
    ("terminate", S.PROPOSED): Way(lambda t: t.to_post, typed=ENDING),
    ("notice_over", S.NOTICE): Way(lambda t: t.notice, "identification:notice_step", lambda c: [last_notice(c), "notice_over"]),
    ("object", S.NOTICE): Way(
        lambda t: t.notice, "identification:notice_step", lambda c: [last_notice(c), "object"], {"content": "他家在县城有一套房子出租，每月收租金。"}
    ),
    ("terminate", S.NOTICE): Way(lambda t: t.notice, typed=ENDING),
    ("settle", S.OBJECTED): Way(
        lambda t: t.objected, "identification:settle_objection", lambda c: [Objection.objects.get(notice__application=c).pk],
        {"finding": "查不动产登记，县城房屋不在申请人名下。", "is_upheld": "no"},
    ),
    ("terminate", S.OBJECTED): Way(lambda t: t.objected, typed=ENDING),
    ("confirm", S.PANEL): Way(lambda t: t.items[0].application, "identification:item_step", of_item("confirm")),
    ("reject", S.PANEL): Way(lambda t: t.items[1].application, "identification:item_step", of_item("reject"), SAID),
    ("reinquire", S.PANEL): Way(lambda t: t.items[1].application, "identification:item_step", of_item("supplement"), SAID),
    ("county_check", S.PANEL): Way(lambda t: t.waiting, typed={"kind": "sampled"}),
    ("terminate", S.PANEL): Way(lambda t: t.waiting, typed=ENDING),
    ("checked", S.COUNTY_CHECK): Way(
        lambda t: t.county_check, "identification:county_check", lambda c: [c.county_checks.get().pk],
        {"visited_on": "2026-06-15", "findings": "入户看过，收入、住房与镇里调查一致。", "result": "agrees"},
    ),
    ("terminate", S.COUNTY_CHECK): Way(lambda t: t.county_check, typed=ENDING),
}  # fmt: skip


@pytest.fixture(scope="module")
def town(standing: None) -> Town:
    world = build()
    # His own draft, his own meeting: there the table wants the very person who asks.
    town = Town(world, colleagues(world, Role.VILLAGE_WORKER, Role.TOWN_PANEL, Role.TOWN_HEAD))
    for way in WAYS.values():  # all of them now: what a test makes is taken back at its end
        way.case(town)
    return town


def traces(case: Application) -> tuple[Any, ...]:
    """Everything a step could leave behind."""
    counted = tuple(model.objects.count() for model in (Event, Letter, Opinion, PublicNotice, Objection, Determination))
    items = tuple(ReviewItem.objects.filter(application=case).values_list("result", flat=True))
    return model_to_dict(Application.objects.get(pk=case.pk)), counted, items


def test_every_step_of_the_table_is_asked() -> None:
    assert {(step.code, step.source) for step in MANUAL} == {(code, str(state)) for code, state in WAYS}


@pytest.mark.long
@pytest.mark.parametrize("step", MANUAL, ids=lambda step: f"{step.code}-{step.source}")
def test_each_step_of_an_application_is_its_roles_alone(town: Town, step: Step) -> None:
    way = WAYS[step.code, S(step.source)]
    case, world, wrong = way.case(town), town.world, []
    assert case.state == step.source
    url = reverse(way.address, args=way.names(case) if way.names else [case.pk, step.code])
    data = {"version": case.version, **(way.typed or {})}
    of_page = ADDRESSES[way.address].roles
    for is_abroad, people in ((False, world.inside), (True, world.outside)):
        for role, position in people.items():
            may = role in step.roles and not is_abroad
            who = f"{role}{' of the next county' if is_abroad else ''}"
            with rolled_back():
                before = traces(case)
                answer = world.browser(position).post(url, data)
                now = Application.objects.get(pk=case.pk).state
                if may and role not in WORLD.get((step.code, S(step.source)), set()):
                    if (answer.status_code, now) != (DONE, step.target):
                        wrong.append(f"{who}: {answer.status_code}, now {now}")
                    continue
                should = {NOT_YOURS} if role not in of_page else {NOT_THERE} if is_abroad else {REFUSED, INCOMPLETE}
                if answer.status_code not in should or traces(case) != before:
                    wrong.append(f"{who}: {answer.status_code}, should be {should}, {'changed' if traces(case) != before else 'unchanged'}")
    assert wrong == []
