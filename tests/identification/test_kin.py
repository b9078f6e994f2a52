"""近亲属备案: who may declare whom, and what a declaration blocks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from accounts.roles import Role
from casework.choices import EventKind
from casework.exceptions import StalePage, StepRefused
from casework.models import Event
from households.models import Member
from identification.choices import KinRelation
from identification.kin import check_no_conflict, conflict, declare, end, relatives_on_staff, staff_of, users_to_recuse
from identification.models import KinDeclaration
from tests.households.factories import HouseholdFactory, MemberFactory
from tests.identification.factories_notices import ON, clerk, fresh, person_at, proposed, related, taskforce, worker

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ground(county):
    return county


@pytest.fixture
def household():
    return HouseholdFactory(size=2)


def test_a_declared_relative_stands_aside_and_is_told_why(household):
    surveyor = person_at("990101100", Role.TOWN_SURVEYOR)
    assert conflict(surveyor, household) == "" and relatives_on_staff(household) == []
    declared = related(surveyor, household)
    said = conflict(surveyor, household)
    assert said.startswith(f"您（{surveyor.title}）已备案：本户成员") and "是您的兄弟姐妹，须回避" in said
    assert relatives_on_staff(household) == [declared]
    with pytest.raises(StepRefused, match="须回避"):
        check_no_conflict(surveyor, household)
    assert conflict(clerk(), household) == ""


def test_it_is_the_person_who_is_kin_in_whichever_post(household):
    first = person_at("990101100", Role.TOWN_SURVEYOR)
    related(first, household)
    assert conflict(person_at("990101", Role.TASKFORCE, user=first.user), household)


@pytest.mark.parametrize("change", [{"left_on": ON}, {"is_claim": True}])
def test_who_does_not_live_there_makes_no_conflict(household, change):
    surveyor = person_at("990101100", Role.TOWN_SURVEYOR)
    declared = related(surveyor, household)
    Member.objects.filter(person=declared.person).update(**change)
    assert conflict(surveyor, household) == "" and relatives_on_staff(household) == [] and users_to_recuse([household]) == {}


def test_it_follows_the_relative_into_another_household(household):
    surveyor = person_at("990101100", Role.TOWN_SURVEYOR)
    declared = related(surveyor, household)
    Member.objects.filter(person=declared.person).update(left_on=ON)
    other = HouseholdFactory(size=0)
    MemberFactory(household=other, person=declared.person)
    assert conflict(surveyor, other) and users_to_recuse([household, other]) == {other.pk: {surveyor.user_id}}


# registrar, for whom, whether it is taken
WHO = [
    ("一窗登记本镇的", lambda: (clerk(), worker()), True),
    ("一窗登记本人", lambda: (one := clerk(), one), True),
    ("专班登记全县的", lambda: (taskforce(), worker()), True),
    ("调查员申明本人", lambda: (one := person_at("990101100", Role.TOWN_SURVEYOR), one), True),
    ("村级信息员申明本人", lambda: (one := worker(), one), True),
    ("一窗登记别镇的", lambda: (clerk(), worker("990101101201")), False),
    ("一窗登记县里的", lambda: (clerk(), taskforce()), False),
    ("村级信息员登记别人", lambda: (worker(), clerk()), False),
    ("离岗的人", lambda: (clerk(), worker(until=ON - timedelta(days=1))), False),
]


@pytest.mark.parametrize(("name", "people", "taken"), WHO, ids=[row[0] for row in WHO])
def test_who_declares_for_whom(household, name, people, taken):
    by, position = people()
    person = household.members.first().person
    if taken:
        assert declare(position, person, KinRelation.CHILD, by=by, on=ON).declared_by == by
        assert Event.objects.get(kind=EventKind.KIN).sentence.endswith("子女")
    else:
        with pytest.raises(StepRefused, match="本辖区的在岗人员"):
            declare(position, person, KinRelation.CHILD, by=by, on=ON)


def test_declared_twice_is_declared_once_and_another_relation_is_refused(household):
    by, position, person = clerk(), worker(), household.members.first().person
    first = declare(position, person, KinRelation.CHILD, by=by, on=ON)
    assert declare(position, person, KinRelation.CHILD, by=by, on=ON) == first
    with pytest.raises(StepRefused, match="已备案为子女"):
        declare(position, person, KinRelation.SPOUSE, by=by, on=ON)
    assert KinDeclaration.objects.count() == 1


def test_somebody_out_of_reach_or_an_unknown_relation_is_refused(household):
    far = HouseholdFactory(size=1, village_code_="990101101201")
    by = clerk()
    with pytest.raises(StepRefused, match=r"没有.+共同生活的户"):
        declare(by, far.members.get().person, KinRelation.CHILD, by=by, on=ON)
    with pytest.raises(StepRefused, match="请选"):
        declare(by, household.members.first().person, "friend", by=by, on=ON)


def test_an_open_application_is_marked_for_good(household):
    case = proposed(household)
    assert not case.has_relative_on_staff
    declared = related(worker(), household)
    end(declared, by=clerk(), on=ON)
    assert fresh(case).has_relative_on_staff and conflict(declared.position, household) == ""


def test_nobody_frees_himself(household):
    by = clerk()
    declared = related(by, household)
    with pytest.raises(StepRefused, match="不能由本人终止"):
        end(declared, by=by, on=ON)
    with pytest.raises(StepRefused, match="由镇一窗受理或县专班办理"):
        end(declared, by=worker(), on=ON)
    assert end(declared, by=clerk(), on=ON).ended_on == ON
    with pytest.raises(StalePage, match="已经终止"):
        end(declared, by=clerk(), on=date(2026, 6, 16))


def test_declarations_are_seen_within_the_region(household):
    declared = related(worker(), household)
    assert list(KinDeclaration.objects.visible_to(clerk())) == [declared]
    assert not KinDeclaration.objects.visible_to(clerk("990101101")).exists()
    assert not KinDeclaration.objects.visible_to(person_at("990101", Role.SYS_ADMIN)).exists()


def test_a_registrar_chooses_among_case_staff_in_force(household):
    mine, far, gone, admin = worker(), worker("990101101201"), worker(until=ON - timedelta(days=1)), person_at("990101100", Role.SYS_ADMIN)
    by = clerk()
    assert set(staff_of(by, ON)) >= {mine, by} and not set(staff_of(by, ON)) & {far, gone, admin}
    assert list(staff_of(mine, ON)) == [mine]
