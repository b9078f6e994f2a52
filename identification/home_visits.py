"""入户调查: two different surveyors of the town go, write down what they saw with the one form, and sign, each from his own sign-in.

A corrected record is signed again by both: a signature stands for the words it was given under.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import Position, PositionQuerySet, Region
from accounts.roles import Role
from casework.choices import EventKind, PhotoKind
from casework.exceptions import StalePage, StepRefused
from casework.models import WorkDay
from casework.photos import Photo
from casework.timeline import record as write_event
from households.choices import EvidenceSource
from households.facts import refresh_facts
from households.journal import mark_changed
from households.models import Standing
from identification import one_form
from identification.case_photos import store
from identification.inquiry_steps import check_duty, plain_words, under_inquiry
from identification.kin import conflict
from identification.models import Application, CasePhoto, HomeVisit, VisitSignature
from policies.models import Parameter

# All three are needed to sign (domain §4a).
NEEDED_PHOTOS = (PhotoKind.DOOR, PhotoKind.HOUSE, PhotoKind.FAMILY)


def surveyors_for(application: Application, on: date) -> PositionQuerySet:
    """Who may be sent: surveyors of the case's own town, in force, other than who accepted it."""
    surveyors = Position.objects.in_force(on).filter(roles__contains=[Role.TOWN_SURVEYOR], region__code=application.town_code)
    if application.accepted_by:
        surveyors = surveyors.exclude(user_id=application.accepted_by.user_id)
    return surveyors.for_frame().order_by("pk")


def check_surveyor(position: Position, application: Application, on: date) -> None:
    """Raises StepRefused naming who cannot be sent, and why."""
    if not position.has(Role.TOWN_SURVEYOR):
        raise StepRefused(f"{position}不是镇调查员，请另选。", "not_a_surveyor")
    if position.region.code != application.town_code:
        raise StepRefused(f"{position}不是{application.household.village.parent}的调查员，请另选。", "wrong_town")
    if application.accepted_by and position.user_id == application.accepted_by.user_id:
        raise StepRefused(f"{position.user.name}受理了这件申请，不能再作调查员，请另选。", "accepted_it")
    if not surveyors_for(application, on).filter(pk=position.pk).exists():
        raise StepRefused(f"{position}现在不在岗，请另选。", "not_in_force")
    if conflict(position, application.household):
        raise StepRefused(f"{position.user.name}已备案为这一户的近亲属，须回避，请另选。", "kin")


def check_pair(application: Application, first: Position, second: Position, on: date) -> None:
    if first.user_id == second.user_id:
        raise StepRefused("入户调查须两名不同的调查员，请另选一人。", "same_person")
    for position in (first, second):
        check_surveyor(position, application, on)


@transaction.atomic
def plan(application: Application, *, first: Position, second: Position, by: Position, on: date) -> HomeVisit:
    """安排入户. The limit counts from the day the case came under inquiry. Raises StepRefused, ParameterMissing."""
    case = under_inquiry(application)
    check_duty(by, Role.TOWN_CLERK, "安排入户调查", case)
    if known := case.home_visits.filter(completed_on__isnull=True).first():
        raise StepRefused(f"{known.planned_on:%Y-%m-%d}已经安排入户调查，还没有完成。要换人，请改调查员。", "already_planned")
    check_pair(case, first, second, on)
    days = int(Parameter.objects.numbers(on).number("home_visit_days", case.village_code))
    due = WorkDay.objects.calendar().add(case.state_since, days)
    visit = HomeVisit.objects.create(
        application=case, first_surveyor=first, second_surveyor=second, planned_on=on, due_on=due.on, due_is_provisional=due.is_provisional
    )
    tell_chain(visit, f"{by.user.name}安排入户，应{due.on:%Y-%m-%d}前完成", by=by, on=on)
    return visit


def locked_visit(visit: HomeVisit, version: int | None) -> HomeVisit:
    """The visit as it is now, its case locked first. Raises StalePage, StepRefused."""
    case = under_inquiry(visit.application)
    rows = HomeVisit.objects.select_for_update(of=("self",)).select_related("first_surveyor__user", "second_surveyor__user")
    row = rows.get(pk=visit.pk)
    row.application = case
    if version is not None and row.version != version:
        raise StalePage("刚才有人改过这份入户调查，请看最新情况后再办。您填的内容都在。")
    return row


@transaction.atomic
def change_surveyors(
    visit: HomeVisit, *, first: Position, second: Position, by: Position, on: date, version: int | None = None
) -> HomeVisit:
    """改调查员: somebody is ill or left. What was written down stays readable; the new pair goes again and signs what it saw itself."""
    visit = locked_visit(visit, version)
    check_duty(by, Role.TOWN_CLERK, "改调查员", visit.application)
    check_open(visit)
    check_pair(visit.application, first, second, on)
    visit.first_surveyor, visit.second_surveyor = first, second
    visit.visited_on, visit.member_signed, visit.form_key = None, False, None
    visit.version += 1
    visit.save()
    tell_chain(visit, f"{by.user.name}改派调查员", by=by, on=on)
    return visit


def check_open(visit: HomeVisit) -> None:
    if visit.completed_on is not None:
        raise StepRefused(f"这次入户调查{visit.completed_on:%Y-%m-%d}已经完成。", "already_completed")


def check_is_surveyor(visit: HomeVisit, by: Position) -> None:
    if by.pk not in (visit.first_surveyor_id, visit.second_surveyor_id):
        raise StepRefused(
            f"这次入户由{visit.first_surveyor.user.name}、{visit.second_surveyor.user.name}调查，要换人，请镇一窗受理改调查员。",
            "not_surveyor",
        )
    check_duty(by, Role.TOWN_SURVEYOR, "入户调查", visit.application)


@dataclass(frozen=True)
class VisitRecord:
    """What two people found at the door. `data` is the one form as far as it was asked again; its figures land as evidence of source 走访."""

    visited_on: date
    informant: str
    findings: str
    neighbours: str
    difficulty: str
    needs: str = ""
    member_signed: bool = False
    position_text: str = ""
    photos: Sequence[Photo] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    form_key: UUID | None = None


def check_record(visit: HomeVisit, found: VisitRecord, on: date) -> dict[str, str]:
    """The texts, without blanks. Raises StepRefused naming the first thing that is not said."""
    accepted_on = visit.application.accepted_on
    if found.visited_on > on:
        raise StepRefused("入户日期不能晚于今天。", "visited_later")
    if accepted_on and found.visited_on < accepted_on:
        raise StepRefused(f"{accepted_on:%Y-%m-%d}才受理，入户日期不能更早。", "visited_before")
    if not found.informant.strip():
        raise StepRefused("请写明谁在场说的情况。", "informant_missing")
    return {
        "informant": found.informant.strip(),
        "findings": plain_words(found.findings, "看到的情况"),
        "neighbours": plain_words(found.neighbours, "邻里访问"),
        "difficulty": plain_words(found.difficulty, "主要困难和自主应对能力"),
        "needs": plain_words(found.needs, "提出的需求", length=0),
        "position_text": found.position_text.strip()[:60],
    }


@transaction.atomic
def record(visit: HomeVisit, *, by: Position, on: date, found: VisitRecord, version: int | None = None) -> HomeVisit:
    """记录入户, or correct it before both have signed: a correction ends the signatures given so far. The same form twice is one record.

    Raises StepRefused, StalePage, ParameterMissing.
    """
    if known := posted_before(visit, found.form_key):
        return known
    visit = locked_visit(visit, version)
    if known := posted_before(visit, found.form_key):
        return known
    check_is_surveyor(visit, by)
    check_open(visit)
    texts = check_record(visit, found, on)
    was_recorded = visit.visited_on is not None
    for name, value in texts.items():
        setattr(visit, name, value)
    visit.visited_on, visit.member_signed, visit.form_key = found.visited_on, found.member_signed, found.form_key
    visit.version += 1
    visit.save()
    if found.data:
        land(visit, found.data, by=by, on=on)
    tell_chain(visit, f"{by.user.name}{'更正记录' if was_recorded else '记录'}", by=by, on=on)
    store(visit.application, found.photos, visit=visit)
    return visit


def land(visit: HomeVisit, data: Mapping[str, Any], *, by: Position, on: date) -> None:
    """The answers as evidence of the day of the visit (its yearly figures cover the twelve months before it); the facts stay those of today."""
    household = visit.application.household
    assert visit.visited_on is not None
    one_form.land(household, data, source=EvidenceSource.VISIT, by=by, on=visit.visited_on)
    if visit.visited_on != on:
        refresh_facts([household.pk], county=Region.objects.get(code=household.county_code), on=on)


def posted_before(visit: HomeVisit, form_key: UUID | None) -> HomeVisit | None:
    """The record this very form already became; the same key on another visit is refused."""
    known = HomeVisit.objects.filter(form_key=form_key).first() if form_key else None
    if known and known.pk != visit.pk:
        raise StalePage("这张表已用于另一次入户调查，请重新打开填写页。")
    return known


def missing_photos(visit: HomeVisit) -> list[PhotoKind]:
    taken = set(CasePhoto.objects.filter(visit=visit).values_list("kind", flat=True))
    return [kind for kind in NEEDED_PHOTOS if kind not in taken]


def not_whole(visit: HomeVisit) -> list[str]:
    """What the record still lacks before anybody signs it, in words."""
    if visit.visited_on is None:
        return ["还没有入户记录"]
    lines = [f"缺{kind.label}照片" for kind in missing_photos(visit)]
    return lines if visit.member_signed else [*lines, "家庭成员还没有签字"]


def signed_by(visit: HomeVisit) -> set[int]:
    """Positions whose signature stands under the record as it is now."""
    signatures = VisitSignature.objects.filter(visit=visit, visit_version=visit.version)
    return set(signatures.values_list("position_id", flat=True))


@transaction.atomic
def sign(visit: HomeVisit, *, by: Position, on: date, version: int | None = None) -> HomeVisit:
    """签字, from one's own sign-in; the second one completes the visit. Signing twice is signing once. Raises StepRefused, StalePage."""
    visit = locked_visit(visit, version)
    check_is_surveyor(visit, by)
    if by.pk in signed_by(visit):
        return visit
    check_open(visit)
    if lacks := not_whole(visit):
        raise StepRefused(f"还不能签字：{'；'.join(lacks)}。补齐后再签。", "not_whole")
    VisitSignature.objects.create(visit=visit, position=by, signed_on=on, visit_version=visit.version)
    if signed_by(visit) < {visit.first_surveyor_id, visit.second_surveyor_id}:
        tell_chain(visit, f"{by.user.name}签字", by=by, on=on)
        return visit
    visit.completed_on = on
    visit.save(update_fields=["completed_on"])
    remember(visit)
    tell_chain(visit, "两人签字，调查完成", by=by, on=on)
    return visit


def remember(visit: HomeVisit) -> None:
    """`Standing.last_visited_on`, never set back; the screening is told (rulings A8)."""
    household = visit.application.household_id
    Standing.objects.filter(household=household).exclude(last_visited_on__gt=visit.visited_on).update(last_visited_on=visit.visited_on)
    mark_changed([household])


def tell_chain(visit: HomeVisit, what: str, *, by: Position, on: date) -> None:
    surveyors = f"{visit.first_surveyor.user.name}、{visit.second_surveyor.user.name}"
    write_event(
        EventKind.HOME_VISITED, household=visit.application.household, by=by, on=on, subject=visit.application,
        detail={"surveyors": surveyors, "what": what, "visited_on": visit.visited_on.isoformat() if visit.visited_on else ""},
    )  # fmt: skip
