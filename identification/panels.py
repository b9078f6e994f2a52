"""联审联批会议: calling it, its agenda, who was there, opening and closing. Votes are in votes.py, results in deciding.py.

Every verb holds the meeting's row first: what happens in one meeting happens one after the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from accounts.choices import RegionLevel
from accounts.logs import redact
from accounts.models import Position, Region
from accounts.roles import Role
from casework.exceptions import StalePage, StepRefused
from identification.choices import ApplicationState, KinRelation, MeetingState, RecusalGround
from identification.models import Application, Attendance, JointReview, KinDeclaration, Opinion, Recusal, ReviewItem

CALLERS = (Role.TOWN_HEAD, Role.TOWN_PANEL, Role.TOWN_CLERK)
VOTERS = (Role.TOWN_HEAD, Role.TOWN_PANEL)
RECORDERS = (Role.TOWN_CLERK, Role.TOWN_PANEL)
LEAST_MEMBERS = 3


def members_of(town: Region, on: date) -> QuerySet[Position]:
    """Who may be called: the panel and the head of the town, village cadres who belong to the panel among them."""
    rows = Position.objects.in_force(on).filter(region__code__startswith=town.code, roles__overlap=[str(role) for role in VOTERS])
    return rows.select_related("user", "region").order_by("region__code", "pk")


def recorders_of(town: Region, on: date) -> QuerySet[Position]:
    """Who may keep the minutes."""
    rows = Position.objects.in_force(on).filter(region=town, roles__overlap=[str(role) for role in RECORDERS])
    return rows.select_related("user", "region").order_by("pk")


def locked(review: JointReview) -> JointReview:
    """The meeting as it is now, held until the transaction ends."""
    rows: QuerySet[JointReview] = JointReview.objects.select_for_update(of=("self",)).select_related("town", "host__user", "recorder__user")
    return rows.get(pk=review.pk)


def check_version(review: JointReview, version: int | None) -> None:
    if version is not None and review.version != version:
        raise StalePage(f"刚才有人改过这次会议，现在是“{review.get_state_display()}”。请看最新情况后再办。")


def check_leads(review: JointReview, by: Position) -> None:
    """The convener, the recorder or the town's head run the meeting."""
    if by.pk in (review.host_id, review.recorder_id) or (by.has(Role.TOWN_HEAD) and by.region_id == review.town_id):
        return
    raise StepRefused(f"由召集人{review.host.user.name}、记录人{review.recorder.user.name}或镇级专班组长办理。", "wrong_role")


def moved(review: JointReview, *columns: str) -> JointReview:
    review.version += 1
    review.save(update_fields=[*columns, "version"])
    return review


@transaction.atomic
def call(
    town: Region, *, held_on: date, place: str, host: Position, recorder: Position, members: Sequence[Position], by: Position, on: date
) -> JointReview:
    """召集. One meeting of a town at a time; its number runs within the year. The same person is called once, whatever posts he holds.

    Raises StepRefused.
    """
    if town.level != RegionLevel.TOWN or not by.has(*CALLERS) or by.region_id != town.pk:
        raise StepRefused("联审联批会议由本镇的召集人、镇级专班组长或镇一窗受理召集。", "wrong_role")
    if held_on < on:
        raise StepRefused("会议日期早于今天，请改为今天或以后。", "held_before")
    if not place.strip():
        raise StepRefused("请写会议地点。", "place_missing")
    called = sorted({member.pk: member for member in members}.values(), key=lambda member: member.pk)
    allowed = set(members_of(town, held_on).values_list("pk", flat=True))
    if strangers := [str(member) for member in called if member.pk not in allowed]:
        raise StepRefused(f"{'、'.join(strangers)}不是本镇联审联批小组的在岗成员，不能参加表决。", "not_a_member")
    if len({member.user_id for member in called}) < len(called):
        raise StepRefused("同一个人有两个岗位在名单上，只能以一个岗位参加。", "twice")
    if len(called) < LEAST_MEMBERS:
        raise StepRefused(f"联审联批小组至少{LEAST_MEMBERS}人，现在选了{len(called)}人。", "too_few")
    if host.pk not in {member.pk for member in called}:
        raise StepRefused("召集人要在参会成员里。", "host_not_called")
    if not recorders_of(town, held_on).filter(pk=recorder.pk).exists():
        raise StepRefused("记录人要是本镇一窗受理或联审联批小组的在岗人员。", "recorder")
    Region.objects.select_for_update(no_key=True).get(pk=town.pk)
    standing = JointReview.objects.filter(town=town).exclude(state=MeetingState.CLOSED).first()
    if standing is not None:
        raise StepRefused(f"本镇第{standing.number}次会议还没有结束，结束后再召集下一次。", "one_open")
    last = JointReview.objects.filter(town=town, year=held_on.year).aggregate(last=Max("number"))["last"] or 0
    review = JointReview.objects.create(
        town=town, year=held_on.year, number=last + 1, held_on=held_on, place=place.strip(), host=host, recorder=recorder
    )
    Attendance.objects.bulk_create(Attendance(review=review, position=member) for member in called)
    return review


def ready_for(town: Region) -> QuerySet[Application]:
    """Cases of the town that wait for the panel and stand on no open agenda, the most urgent first."""
    taken = ReviewItem.objects.filter(result="").values("application_id")
    waiting = Application.objects.filter(town_code=town.code, state=ApplicationState.PANEL).exclude(pk__in=taken)
    return (
        waiting.select_related("household__village").defer("form", "household__phone", "household__bank_account").order_by("due_on", "pk")
    )


@transaction.atomic
def add(review: JointReview, application: Application, *, by: Position, on: date) -> ReviewItem:
    """列入议程, before the meeting opens, with the current opinion. Declared relatives among the members stand aside at once. Raises StepRefused."""
    review = locked(review)
    check_leads(review, by)
    if review.state != MeetingState.PLANNED:
        raise StepRefused(f"会议{review.get_state_display()}，议程已定。这一件列入下一次会议。", "not_planned")
    case = Application.objects.select_for_update(of=("self",)).select_related("household").get(pk=application.pk)
    if case.town_code != review.town.code:
        raise StepRefused("这一件不属于本镇。", "other_town")
    if case.state != ApplicationState.PANEL:
        raise StepRefused(f"{case.household}现在是“{case.state_label}”，到“待联审联批”才能列入议程。", "not_ready")
    known = ReviewItem.objects.filter(application=case, result="").select_related("review__town").first()
    if known is not None:
        if known.review_id == review.pk:
            return known
        raise StepRefused(f"{case.household}已在{known.review}的议程上。", "on_agenda")
    opinion = Opinion.objects.filter(application=case, is_current=True).first()
    if opinion is None:
        raise StepRefused(f"{case.household}没有现行的初审意见，不能上会。", "no_opinion")
    last = ReviewItem.objects.filter(review=review).aggregate(last=Max("order"))["last"] or 0
    item = ReviewItem.objects.create(review=review, application=case, opinion=opinion, order=last + 1)
    recuse_declared(review, [item])
    moved(review)
    return item


@transaction.atomic
def remove(item: ReviewItem, *, by: Position, on: date) -> None:
    """撤出议程, before the meeting opens; what follows moves up. Nothing was said about it yet, so nothing remains."""
    review = locked(item.review)
    check_leads(review, by)
    if review.state != MeetingState.PLANNED:
        raise StepRefused(f"会议{review.get_state_display()}，不能撤出议程。可以在会上定为“下次再议”。", "not_planned")
    Recusal.objects.filter(item=item).delete()
    ReviewItem.objects.filter(pk=item.pk, review=review).delete()
    for order, rest in enumerate(ReviewItem.objects.filter(review=review).order_by("order"), start=1):
        if rest.order != order:
            ReviewItem.objects.filter(pk=rest.pk).update(order=order)
    moved(review)


def recuse_declared(review: JointReview, items: Iterable[ReviewItem]) -> int:
    """Members with a declared relative in a household stand aside on its case; returns how many rows were written. Once per item and member."""
    items = list(items)
    kin = relations_with([item.application.household_id for item in items])
    members = [row.position for row in Attendance.objects.filter(review=review).select_related("position")]
    known = set(Recusal.objects.filter(item__in=items).values_list("item_id", "position_id"))
    new = [
        Recusal(item=item, position=member, ground=RecusalGround.DECLARED, note=f"与本户成员为{relation}，已备案")
        for item in items
        for member in members
        if (relation := kin.get((item.application.household_id, member.user_id))) and (item.pk, member.pk) not in known
    ]
    Recusal.objects.bulk_create(new)
    return len(new)


def relations_with(household_ids: list[int]) -> dict[tuple[int, int], str]:
    """Declared kin by (household, user): the relation in words; one statement."""
    rows = KinDeclaration.objects.in_force().filter(
        person__memberships__household__in=household_ids, person__memberships__left_on__isnull=True, person__memberships__is_claim=False
    )
    found = rows.values_list("person__memberships__household_id", "position__user_id", "relation")
    return {(household, user): str(KinRelation(relation).label) for household, user, relation in found}


@transaction.atomic
def open_(review: JointReview, *, by: Position, on: date, version: int | None = None) -> JointReview:
    """开会, on its day or later; declarations made since the agenda was drawn up count. Raises StepRefused, StalePage."""
    review = locked(review)
    check_version(review, version)
    check_leads(review, by)
    if review.state != MeetingState.PLANNED:
        raise StalePage(f"会议已经是“{review.get_state_display()}”。")
    if on < review.held_on:
        raise StepRefused(f"会议定在{review.held_on.month}月{review.held_on.day}日，到那天才能开会。", "too_early")
    items = list(ReviewItem.objects.filter(review=review).select_related("application__household"))
    if not items:
        raise StepRefused("议程上还没有办件。先把待联审联批的办件列入议程。", "empty")
    if not Attendance.objects.filter(review=review, is_present=True).exists():
        raise StepRefused("还没有人签到，不能开会。", "nobody")
    recuse_declared(review, items)
    review.state, review.held_on = MeetingState.OPEN, on
    return moved(review, "state", "held_on")


@transaction.atomic
def sign_in(review: JointReview, *, member: Position, by: Position, on: date) -> Attendance:
    """签到: the member himself, or whoever runs the meeting ticks him; the row keeps which. Signed in already: nothing happens.

    One who had left and comes back is present again. Raises StepRefused.
    """
    review = locked(review)
    if by.pk != member.pk:
        check_leads(review, by)
    if review.state == MeetingState.CLOSED:
        raise StalePage("会议已经结束，不能再签到。")
    if on < review.held_on:
        raise StepRefused(f"会议定在{review.held_on.month}月{review.held_on.day}日，当天签到。", "too_early")
    row = Attendance.objects.filter(review=review, position=member).first()
    if row is None:
        raise StepRefused(f"{member}不在这次会议的成员名单上。", "not_called")
    if row.is_present and row.left_at is None:
        return row
    if not row.is_present:
        row.is_present, row.signed_at, row.signed_by = True, timezone.now(), by
    row.left_at = None
    row.save(update_fields=["is_present", "signed_at", "signed_by", "left_at"])
    moved(review)
    return row


@transaction.atomic
def leave(review: JointReview, *, member: Position, by: Position, on: date) -> Attendance:
    """离会 before the end: from now on he does not count as present. Ticked by mistake before the meeting opened: the tick is taken back."""
    review = locked(review)
    if by.pk != member.pk:
        check_leads(review, by)
    if review.state == MeetingState.CLOSED:
        raise StalePage("会议已经结束。")
    row = Attendance.objects.filter(review=review, position=member).first()
    if row is None or not row.is_present:
        raise StepRefused(f"{member}没有签到。", "not_present")
    if review.state == MeetingState.PLANNED:
        row.is_present, row.signed_at, row.signed_by = False, None, None
    elif row.left_at is None:
        row.left_at = timezone.now()
    row.save(update_fields=["is_present", "signed_at", "signed_by", "left_at"])
    moved(review)
    return row


@transaction.atomic
def recuse(item: ReviewItem, *, note: str, by: Position, on: date) -> Recusal:
    """申明回避 on one's own word, with the reason, before one voted and before the result. Said twice: once. Raises StepRefused, StalePage."""
    review = locked(item.review)
    item = ReviewItem.objects.get(pk=item.pk)
    if item.result or review.state == MeetingState.CLOSED:
        raise StalePage("这一件已经议定，不能再申明回避。")
    if not Attendance.objects.filter(review=review, position=by).exists():
        raise StepRefused("您不是这次会议的成员，不用申明回避。", "not_called")
    known = Recusal.objects.filter(item=item, position=by).first()
    if known is not None:
        return known
    if item.votes.filter(position=by).exists():
        raise StepRefused("您已经表过决，不能再申明回避。", "voted")
    if len(note.strip()) < 2:
        raise StepRefused("请写明为什么回避，例如：申请人是我的姐夫。", "note_missing")
    recusal = Recusal.objects.create(item=item, position=by, ground=RecusalGround.OWN_WORD, note=redact(note.strip())[:100])
    moved(review)
    return recusal
