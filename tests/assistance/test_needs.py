"""需求: noted by those who may, once; answered by the household before anything is pushed."""

from __future__ import annotations

import pytest
from django.db import connection

from accounts.roles import Role
from assistance import needs
from assistance.choices import NeedKind, NeedSource, NeedState
from assistance.kinds import DEPT_OF_NEED, FITS_RISK, MEASURE_OF_NEED, NEED_OF_DOMAIN, NEED_OF_RULE
from assistance.models import Need
from casework.choices import EventKind
from casework.exceptions import StalePage, StepRefused
from casework.models import Event
from households.choices import Risk
from monitoring.rules import RULES
from policies.dispositions import PolicyDomain
from tests.assistance.factories_assistance import clerk, family, need, officer, staff, worker
from tests.households.factories import PersonFactory

pytestmark = pytest.mark.usefixtures("county")


def note(household, by, on, **said):
    return needs.note_need(
        household, **{"kind": NeedKind.HOUSING, "words": "正房西墙开裂漏雨", "source": NeedSource.VISIT, **said}, by=by, on=on
    )


@pytest.mark.parametrize("role", sorted(Role))
def test_who_may_note_a_need(role: Role, on) -> None:
    household = family()
    region = {Role.VILLAGE_WORKER: "990101100201", Role.TASKFORCE: "990101"}.get(role, "990101100")
    by = clerk(region, role)
    if role in needs.NOTERS:
        assert note(household, by, on).state == NeedState.NOTED
    else:
        with pytest.raises(StepRefused, match="登记需求"):
            note(household, by, on)


def test_another_towns_clerk_cannot(on) -> None:
    with pytest.raises(StepRefused) as refused:
        note(family(), clerk("990101101"), on)
    assert refused.value.code == "wrong_region"


def test_the_same_open_need_is_answered_with_where_it_stands(on) -> None:
    household, by = family(), clerk()
    note(household, by, on)
    with pytest.raises(StepRefused, match="6月15日已经登记，现在是“待群众确认”"):
        note(household, by, on)
    assert note(household, by, on, kind=NeedKind.WATER).kind == NeedKind.WATER
    member = household.members.get().person
    assert note(household, by, on, person=member).person == member, "the member's own need is another one"


def test_a_declined_need_may_be_noted_again(on) -> None:
    household = family()
    need(household, answered=False)
    assert note(household, clerk(), on).state == NeedState.NOTED


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": "moon"}, "unknown_kind"),
        ({"source": "rumour"}, "unknown_source"),
        ({"words": " 漏雨 "}, "words_missing"),
    ],
)
def test_what_must_be_said(changes, code, on) -> None:
    with pytest.raises(StepRefused) as refused:
        note(family(), clerk(), on, **changes)
    assert refused.value.code == code


def test_a_stranger_is_no_member(on) -> None:
    with pytest.raises(StepRefused, match="不是本户成员"):
        note(family(), clerk(), on, person=PersonFactory())


def test_numbers_do_not_enter_the_words_and_words_do_not_enter_the_chain(on) -> None:
    noted = note(family(), clerk(), on, words="电话13908881234，胃癌手术后没有劳力")
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed_words FROM assistance_need")
        [stored] = cursor.fetchall()
    read = Need.objects.get(pk=noted.pk)
    assert "胃癌".encode() not in bytes(stored[0]), "sealed at rest"
    assert "胃癌" in read.words and "胃癌" not in f"{read}{read.sealed_words}", "masked unless asked for"
    assert "13908881234" not in noted.words
    event = Event.objects.get(kind=EventKind.NEED_NOTED)
    assert "胃癌" not in event.sentence and event.sentence.endswith("登记需求：住房")


@pytest.mark.parametrize("role", sorted(Role))
def test_who_may_record_the_answer(role: Role, on) -> None:
    noted = need(answered=None)
    region = "990101100201" if role == Role.VILLAGE_WORKER else "990101100"
    by = clerk(region, role)
    if role in needs.ANSWERERS:
        assert needs.answer(noted, agrees=True, words="", by=by, on=on).state == NeedState.CONFIRMED
    else:
        with pytest.raises(StepRefused) as refused:
            needs.answer(noted, agrees=True, words="", by=by, on=on)
        assert refused.value.code == "wrong_role"


def test_a_no_says_why_and_closes(on) -> None:
    noted = need(answered=None)
    with pytest.raises(StepRefused, match="怎么说"):
        needs.answer(noted, agrees=False, words="", by=worker(), on=on)
    declined = needs.answer(noted, agrees=False, words="儿子已经接去同住", by=worker(), on=on)
    assert declined.state == NeedState.DECLINED and not Need.objects.open().exists()


def test_answered_twice_is_a_stale_page(on) -> None:
    noted = need()
    with pytest.raises(StalePage):
        needs.answer(noted, agrees=False, words="不要了，谢谢", by=worker(), on=on)


def test_an_alert_leaves_one_need_and_finds_the_open_one(on) -> None:
    household = family()
    first = needs.note_from_alert(household, kind=NeedKind.WATER, words="饮水不达标", by=officer(Role.MONITOR_CENTER), on=on)
    assert needs.note_from_alert(household, kind=NeedKind.WATER, words="又一次", by=clerk(), on=on) == first
    assert first.source == NeedSource.ALERT


def test_needs_are_seen_by_region_and_never_by_departments() -> None:
    noted = need()
    for position, sees in ((clerk(), True), (clerk("990101101"), False), (worker(), True), (officer(), True), (staff(), False)):
        assert Need.objects.visible_to(position).filter(pk=noted.pk).exists() is sees


def test_every_kind_and_every_rule_leads_somewhere() -> None:
    assert set(DEPT_OF_NEED) == set(MEASURE_OF_NEED) == set(NeedKind)
    assert set(NEED_OF_DOMAIN) == set(PolicyDomain)
    assert set(NEED_OF_RULE) <= set(RULES)
    assert set(FITS_RISK) <= set(Risk)
