"""近亲属备案 (BI-01): staff declare relatives who apply or are supported; a declared relative blocks handling, surveying, voting and checking."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from accounts.models import Position
from accounts.roles import CASE_ROLES, Role
from casework.choices import EventKind
from casework.exceptions import StalePage, StepRefused
from casework.timeline import record
from households.models import Household, Member, Person
from identification.choices import OPEN_STATES, KinRelation
from identification.models import Application, KinDeclaration

REGISTRARS = (Role.TOWN_CLERK, Role.TASKFORCE)  # for anybody of their region; everybody else for himself


def between(household: Household) -> QuerySet[KinDeclaration]:
    """Declarations in force with somebody who lives in the household; claims of a second register do not count."""
    living = Member.objects.living().filter(household=household).values("person_id")
    return KinDeclaration.objects.in_force().filter(person__in=living).select_related("person", "position__user").order_by("pk")


def conflict(position: Position, household: Household) -> str:
    """Why this person stays away from this household, or "". It is the person who is kin, whichever of his posts he acts from."""
    declared = between(household).filter(position__user_id=position.user_id).first()
    if declared is None:
        return ""
    return f"您（{position.title}）已备案：本户成员{declared.person}是您的{declared.get_relation_display()}，须回避，请换人办理。"


def check_no_conflict(position: Position, household: Household) -> None:
    """Raises StepRefused where `conflict` has something to say."""
    if reason := conflict(position, household):
        raise StepRefused(reason, "kin")


def relatives_on_staff(household: Household) -> list[KinDeclaration]:
    """Staff with a declared relative in the household: such a case goes to the county's check (《最低生活保障审核确认办法》第二十条)."""
    return list(between(household))


def users_to_recuse(households: Iterable[Household]) -> dict[int, set[int]]:
    """For an agenda: user ids to stand aside, by household id; one statement for all of them."""
    ids = [household.pk for household in households]
    rows = KinDeclaration.objects.in_force().filter(
        person__memberships__household__in=ids, person__memberships__left_on__isnull=True, person__memberships__is_claim=False
    )
    aside: dict[int, set[int]] = {}
    for household_id, user_id in rows.values_list("person__memberships__household_id", "position__user_id"):
        aside.setdefault(household_id, set()).add(user_id)
    return aside


def staff_of(by: Position, on: date) -> QuerySet[Position]:
    """Whom `by` may declare for: registrars the case staff of their region, everybody himself."""
    own = Q(pk=by.pk)
    if by.has(*REGISTRARS):
        own |= Q(region__code__startswith=by.region.code, roles__overlap=[str(role) for role in CASE_ROLES])
    return Position.objects.in_force(on).filter(own).select_related("user", "office", "region").order_by("region__code", "pk")


@transaction.atomic
def declare(position: Position, person: Person, relation: str, *, by: Position, on: date) -> KinDeclaration:
    """登记近亲属备案. Declared twice is declared once. The relative's open application is marked, so that the county checks it even if this ends.

    Raises StepRefused.
    """
    if relation not in KinRelation.values:
        raise StepRefused("请选与工作人员的关系。", "relation_missing")
    if not staff_of(by, on).filter(pk=position.pk).exists():
        raise StepRefused("只能登记本人，或由镇一窗受理、县专班登记本辖区的在岗人员。", "not_staff")
    lives = Member.objects.visible_to(by).living().filter(person=person).select_related("household").first()
    if lives is None:
        raise StepRefused(f"辖区内没有{person}共同生活的户，请核对是不是这个人。", "not_a_member")
    known = KinDeclaration.objects.in_force().filter(position=position, person=person).first()
    if known is not None:
        return same(known, relation)
    try:
        with transaction.atomic():
            declared = KinDeclaration.objects.create(position=position, person=person, relation=relation, declared_on=on, declared_by=by)
    except IntegrityError:  # two people at once
        return same(KinDeclaration.objects.in_force().get(position=position, person=person), relation)
    Application.objects.filter(household=lives.household, state__in=OPEN_STATES).update(has_relative_on_staff=True)
    tell(declared, lives.household, by=by, on=on, what="备案")
    return declared


def same(known: KinDeclaration, relation: str) -> KinDeclaration:
    """The declaration that stands, when it says the same; another relation must end it first."""
    if known.relation != relation:
        raise StepRefused(
            f"{known.position}与{known.person}已备案为{known.get_relation_display()}。登记错了的，先终止原备案再登记。", "already_declared"
        )
    return known


@transaction.atomic
def end(declaration: KinDeclaration, *, by: Position, on: date) -> KinDeclaration:
    """终止备案 (divorce, a wrong entry). By a registrar other than the one concerned: nobody frees himself. Ended already: StalePage."""
    rows = KinDeclaration.objects.select_for_update(of=("self",)).select_related("person", "position__user", "position__region")
    declared = rows.get(pk=declaration.pk)
    if declared.ended_on is not None:
        raise StalePage(f"这条备案{declared.ended_on:%Y-%m-%d}已经终止。")
    if not by.has(*REGISTRARS):
        raise StepRefused("终止备案由镇一窗受理或县专班办理。", "wrong_role")
    if declared.position.user_id == by.user_id:
        raise StepRefused("本人的备案不能由本人终止，请换一位经办人。", "own_declaration")
    declared.ended_on = on
    declared.save(update_fields=["ended_on"])
    lives = Member.objects.living().filter(person=declared.person).select_related("household").first()
    if lives is not None:
        tell(declared, lives.household, by=by, on=on, what="终止备案")
    return declared


def tell(declared: KinDeclaration, household: Household, *, by: Position, on: date, what: str) -> None:
    """One line in the relative's household: who is kin, by post and relation."""
    record(
        EventKind.KIN, household=household, by=by, on=on,
        detail={"what": what, "staff": str(declared.position), "relation": declared.get_relation_display()},
    )  # fmt: skip
