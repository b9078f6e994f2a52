"""Forty random households walk from clue to feedback through the real steps, and the self-check finds nothing (no browser)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.choices import Dept
from accounts.models import Position, Region
from accounts.roles import Role
from assistance.choices import NeedKind, NeedState, ReferralState
from assistance.models import Need
from casework.working_days import add_months
from households.choices import AssetKind, Labour
from households.facts import refresh_facts
from households.models import Disability, Household, HouseholdFacts
from identification import kin
from identification.choices import FINAL_STATES, ApplicationState, KinRelation, VoteChoice
from identification.means_findings import FoundAsset
from identification.models import Application, Determination
from identification.opinions import current_opinion
from monitoring import actions
from monitoring.choices import AlertState, Outcome
from registers.consistency import contradictions
from registers.demo import meeting
from registers.demo.answers import money
from registers.demo.helping import WORDS, Help
from registers.demo.lives import Life
from registers.demo.walk import Cast
from tests.accounts.factories import PositionFactory
from tests.households.factories import HouseholdFactory, settlement, synthetic_id
from tests.monitoring.factories import AlertFactory, visit

TOWN, VILLAGE = "990101100", "990101100201"
FIRST_DAY = date(2026, 4, 7)


@dataclass(frozen=True)
class Plan:
    """How one family is made and what becomes of its case."""

    ages: tuple[int, ...]
    disabled: tuple[int, ...]  # levels, by member; 0 none
    monthly_wage: int
    farming: int
    self_pay: int
    deposit: int
    is_tuopin: bool
    from_alert: bool
    is_returned: bool
    asks_paper: bool
    more_found: bool
    objects: bool | None  # None: nobody; else whether it is upheld
    has_kin: bool
    override: bool
    absent: int
    against: int
    ends_early: str
    need: str
    help: str  # declined, refused, slow, done


plans = st.builds(
    Plan,
    ages=st.lists(st.integers(1, 88), min_size=0, max_size=4).map(tuple),
    disabled=st.tuples(*[st.sampled_from([0, 0, 0, 1, 2, 3, 4])] * 5),
    monthly_wage=st.sampled_from([0, 0, 300, 800, 1500, 4000]),
    farming=st.sampled_from([-3000, 0, 2000, 9000, 30000]),
    self_pay=st.sampled_from([0, 0, 3000, 12000, 60000]),
    deposit=st.sampled_from([0, 2000, 17955, 90000]),
    is_tuopin=st.booleans(),
    from_alert=st.booleans(),
    is_returned=st.booleans(),
    asks_paper=st.booleans(),
    more_found=st.booleans(),
    objects=st.sampled_from([None, None, True, False]),
    has_kin=st.sampled_from([False, False, True]),
    override=st.sampled_from([False, False, True]),
    absent=st.sampled_from([0, 0, 1, 4]),
    against=st.integers(0, 6),
    ends_early=st.sampled_from(["", "", "", "", "not_accepted", "withdrawn"]),
    need=st.sampled_from(sorted(WORDS)),
    help=st.sampled_from(["declined", "refused", "slow", "done", "done"]),
)


@pytest.fixture
def cast(county: Region) -> Cast:
    """Everybody a case needs, in the first town and village."""

    def sits(code: str, role: Role, **columns: Any) -> Position:
        return PositionFactory(region=Region.objects.get(code=code), role=role, **columns)

    for role, many in ((Role.TOWN_CLERK, 2), (Role.TOWN_SURVEYOR, 2), (Role.TOWN_PANEL, 5), (Role.TOWN_HEAD, 1)):
        for _ in range(many):
            sits(TOWN, role)
    for role, many in ((Role.TASKFORCE, 2), (Role.VERIFY_CENTER, 1)):
        for _ in range(many):
            sits("990101", role)
    sits(VILLAGE, Role.VILLAGE_WORKER)
    sits(VILLAGE, Role.VILLAGE_WORKER)
    for dept in Dept:
        sits("990101", Role.DEPT_STAFF, dept=dept.value)
    return Cast(FIRST_DAY)


def family(plan: Plan, on: date) -> Household:
    """What registers know of it before anybody asks: people, wages, a settlement, a card."""
    household: Household = HouseholdFactory(
        size=1 + len(plan.ages), household_kind="tuopin" if plan.is_tuopin else "ordinary", risks=["01"]
    )
    members = list(household.members.select_related("person").order_by("pk"))
    for member, age, level in zip(members, (46, *plan.ages), plan.disabled, strict=False):
        person = member.person
        person.birth = on.replace(year=on.year - age, month=1, day=15)
        person.id_number = synthetic_id(person.birth, person.sex, f"99{person.pk % 10000:04d}")
        person.labour = Labour.NONE if age < 16 or age >= 60 else Labour.ORDINARY
        person.save()
        if age < 16:
            member.relation = "20"
            member.save()
        if level:
            Disability.objects.create(household=household, person=person, kind="4", level=level, issued_on=date(2020, 1, 1), received_on=on)
    household.head_name = members[0].person.name
    household.save()
    if plan.self_pay:
        settlement(household, members[0].person, plan.self_pay, on - timedelta(days=40))
    refresh_facts([household.pk], county=Region.objects.get(code="990101"), on=on)
    return household


def told(plan: Plan, household: Household) -> dict[str, Any]:
    """What the family says of its money."""
    head = household.members.order_by("pk")[0].person_id
    said: dict[str, Any] = {"assets-said": "some", "assets-0-item": "house|自住房", "assets-0-area": "72"}
    if plan.deposit:
        said |= {"assets-1-item": "financial|储蓄存款", "assets-1-value": plan.deposit}
    if plan.monthly_wage:
        said |= money("wage", (head, "零工收入", plan.monthly_wage * 12))
    if plan.farming:
        said |= money("business", (None, "种植", max(plan.farming, 0))) | {"business-0-cost": str(max(-plan.farming, 0))}
    return said


def clue(household: Household, cast: Cast, on: date) -> int:
    """A rule's alert visited and closed with 启动申请: the application grows out of it."""
    alert = AlertFactory(household=household, opened_on=on)
    worker, other = cast.holding(Role.VILLAGE_WORKER, VILLAGE)
    clerk = cast.holding(Role.TOWN_CLERK, TOWN)[0]
    alert = actions.assign(alert, to=worker, by=clerk, on=on)
    alert = actions.start(alert, by=worker, on=on)
    visit(alert, worker, accompanied_by=other, outcome=Outcome.APPLY, visited_on=on, on=on)
    alert = actions.close(alert, by=clerk, on=on)
    assert alert.state == AlertState.CLOSED
    return alert.pk


def walk(plan: Plan, cast: Cast) -> Life:
    """The whole of it; every branch ends in a final state."""
    day = FIRST_DAY
    household = family(plan, day)
    life = Life(household, cast, told(plan, household))
    if plan.has_kin:
        panel = cast.holding(Role.TOWN_PANEL, TOWN)[1]
        kin.declare(panel, household.members.order_by("pk")[0].person, KinRelation.SIBLING, by=life.clerk, on=day)
    if plan.from_alert:
        origin = clue(household, cast, day)
        life.pk = Application.objects.get(origin_type="alert", origin_id=origin).pk
        life.fill(day)
        life.submit(day)
    else:
        life.apply(day)
    if plan.is_returned:
        life.send_back(day, ("deposits",))
        day += timedelta(days=2)
        life.bring(day)
    if plan.ends_early == "not_accepted":
        life.not_accept(day, "open_elsewhere", "户籍地已经受理，两地只办一件，请到户籍地窗口办理。")
        return life
    life.accept(day)
    if plan.asks_paper and not plan.is_returned:
        life.ask_paper(day, ("deposits",))
        day += timedelta(days=1)
        life.bring(day)
    if plan.ends_early == "withdrawn":
        life.terminate(day, "withdrawn", "申请人来窗口说明情况后自愿撤回。")
        return life
    decide(life, plan, day)
    return life


def decide(life: Life, plan: Plan, day: date) -> None:
    """Inquiry, opinion, notice, panel, as often as the case comes back."""
    objects, absent, found = plan.objects, plan.absent, plan.more_found
    for round_ in range(6):
        state = life.case.state
        if state in FINAL_STATES:
            return
        if state == ApplicationState.UNDER_INQUIRY:
            if found:
                life.check_means(day, (FoundAsset(AssetKind.FINANCIAL, "储蓄存款", Decimal(4800)),))
                life.visit(day)
                found = False
                if life.case.needs_community_review:
                    life.hear_villagers(day)
            elif round_ == 0:
                life.inquire(day)
            elif life.case.needs_community_review:
                life.hear_villagers(day)
            again(life, day)
            day += timedelta(days=1)
            life.propose(
                day,
                "other_hardship" if plan.override and not life.household.category else None,
                "村里反映的困难属实，县里另有帮扶安排，先按其他困难人员。" if plan.override else "",
            )
            days = life.notice_days
            life.post(day)
            if objects is not None and days:
                day += timedelta(days=2)
                life.object(day)
                day += timedelta(days=1)
                life.settle(day, is_upheld=objects)
                objects = None
                continue
            if days:
                day += timedelta(days=days + 1)
                life.take_down(day)
        if life.case.state == ApplicationState.COUNTY_CHECK:
            life.county_checks(day)
        meeting.hold(TOWN, [life.case], life.cast, day, ballot(plan), absent=absent)
        absent = 0
        day += timedelta(days=1)
    raise AssertionError(f"still {life.case.state} after six rounds")


def again(life: Life, day: date) -> None:
    """Whatever an inquiry that was opened again still lacks."""
    from identification.inquiry import missing

    lacking = missing(life.case)
    if any("核对" in words for words in lacking):
        life.check_means(day)
    if any("入户" in words for words in lacking):
        life.visit(day)
    if any("评议" in words for words in lacking):
        life.hear_villagers(day)
    assert missing(life.case) == []


def ballot(plan: Plan) -> Callable[[Application, Position], tuple[str, str]]:
    against = {plan.against % 7, (plan.against * 3) % 7} if plan.against > 3 else set()

    def how(case: Application, member: Position) -> tuple[str, str]:
        return (VoteChoice.AGAINST, "收入没有说清楚") if member.pk % 7 in against else (VoteChoice.AGREE, "")

    return how


def helped(life: Life, plan: Plan) -> Help:
    """What the family needs, from its village to the department and back."""
    day = date(2026, 5, 6)
    one = Help(life.household, life.cast, plan.need)
    one.note(day)
    one.answer(day, agrees=plan.help != "declined")
    if plan.help == "declined":
        return one
    one.push(day)
    one.receive(day + timedelta(days=1))
    if plan.help == "refused":
        one.refuse(day + timedelta(days=3))
        one.feed_back(date(2026, 6, 20))
    elif plan.help == "slow":
        one.feed_back(date(2026, 6, 22))  # late, and nothing done yet
        one.help(date(2026, 8, 3))
        one.done(date(2026, 8, 4))
        one.feed_back(date(2026, 9, 10))
    else:
        one.help(day + timedelta(days=9))
        one.done(day + timedelta(days=10))
        one.feed_back(date(2026, 6, 11))
    one.verify(date(2026, 9, 15))
    return one


@pytest.mark.long
@pytest.mark.django_db
@settings(
    max_examples=40, deadline=None, derandomize=True, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(plan=plans)
def test_a_household_walks_from_clue_to_feedback(plan: Plan, cast: Cast) -> None:
    with transaction.atomic():  # a family that shows a fault leaves nothing behind for the next
        lived(plan, cast)


def lived(plan: Plan, cast: Cast) -> None:
    """The whole life, and what must be true at its end."""
    life = walk(plan, cast)
    case, household = life.case, Household.objects.select_related("standing").get(pk=life.household.pk)
    assert case.state in FINAL_STATES and case.closed_on and case.due_on is None
    assert not household.standing.has_open_case
    determination = Determination.objects.filter(application=case).first()
    assert (determination is not None) == (case.state == ApplicationState.CONFIRMED)
    if determination:
        opinion = current_opinion(case)
        assert opinion is not None and determination.is_current
        assert (
            (household.category, household.has_monitoring_tag)
            == (determination.category, determination.has_monitoring_tag)
            == (opinion.category, opinion.has_monitoring_tag)
        )
        assert determination.start_on == add_months(case.closed_on.replace(day=1), 1)
        assert determination.snapshot["facts"] and determination.rules_version
    elif case.state == ApplicationState.REJECTED:
        assert household.standing.refused_on == case.closed_on and not household.category
    facts = HouseholdFacts.objects.get(household=household)
    assert (facts.category, facts.has_monitoring_tag, facts.has_open_case) == (household.category, household.has_monitoring_tag, False)

    one = helped(life, plan)
    need = Need.objects.get(pk=one.need_pk)
    if plan.help == "declined":
        assert need.state == NeedState.DECLINED
    else:
        assert one.referral.state == ReferralState.VERIFIED
        assert need.state == (NeedState.CLOSED if plan.help == "refused" else NeedState.MET)
        assert sorted(one.referral.feedbacks.values_list("quarter", "is_late")) == (
            [("2026Q2", True), ("2026Q3", False)] if plan.help == "slow" else [("2026Q2", False)]
        )
    assert NeedKind(need.kind)
    assert [(check.code, count) for check, count in contradictions() if count] == []
