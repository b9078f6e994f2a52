"""需求: noted at the door, by the matcher, by the household's word or by an alert; the household answers before anything is pushed."""

from __future__ import annotations

from datetime import date
from typing import cast

from django.db import transaction

from accounts.fields import Sealed
from accounts.logs import redact
from accounts.models import Position
from accounts.roles import Role
from assistance.choices import OPEN_NEEDS, NeedKind, NeedSource, NeedState
from assistance.models import Need
from casework.choices import EventKind
from casework.exceptions import StalePage, StepRefused
from casework.timeline import record
from households.models import Household, Member, Person
from identification.kin import check_no_conflict
from policies.models import Policy

NOTERS = (Role.TOWN_CLERK, Role.TOWN_SURVEYOR, Role.VILLAGE_WORKER, Role.TASKFORCE)
ANSWERERS = (Role.TOWN_CLERK, Role.VILLAGE_WORKER)
WORDS_LENGTH = 4
NO_ILLNESS = "（病名略）"


def locked(need: Need) -> Need:
    """The row as it is now, held until the transaction ends."""
    return Need.objects.select_for_update(of=("self",)).select_related("household", "person", "policy").get(pk=need.pk)


def check_place(by: Position, household: Household) -> None:
    """Whoever acts does so inside his own region."""
    if not household.village_code.startswith(by.region.code[:12]):
        raise StepRefused(f"{household}不在您的辖区（{by.region.name}）。", "wrong_region")


def check_role(by: Position, roles: tuple[Role, ...], what: str) -> None:
    if not by.has(*roles):
        who = "、".join(role.label for role in roles)
        raise StepRefused(f"“{what}”由{who}办理，您的岗位是{by.title}。", "wrong_role")


def same_open(household: Household, kind: str, person: Person | None, policy: Policy | None) -> Need | None:
    """The need that is on its way already; one matter of one person once."""
    return Need.objects.filter(household=household, kind=kind, person=person, policy=policy, state__in=OPEN_NEEDS).first()


@transaction.atomic
def note_need(
    household: Household, *, kind: str, words: str, source: str, by: Position, on: date, person: Person | None = None,
    policy: Policy | None = None,
) -> Need:  # fmt: skip
    """登记需求. Raises StepRefused: not this position's, not a member, nothing said, or the same need is open already."""
    check_role(by, NOTERS, "登记需求")
    check_place(by, household)
    if kind not in NeedKind.values:
        raise StepRefused("请选一种需求。", "unknown_kind")
    if source not in NeedSource.values:
        raise StepRefused("请选需求来源。", "unknown_source")
    if len(words.strip()) < WORDS_LENGTH:
        raise StepRefused(f"请写明要解决什么（{WORDS_LENGTH}个字以上），接手的部门才知道做什么。", "words_missing")
    if person and not Member.objects.living().filter(household=household, person=person).exists():
        raise StepRefused(f"{person}现在不是本户成员，请另选成员或选“全户”。", "not_a_member")
    household = Household.objects.select_for_update(of=("self",)).get(pk=household.pk)
    if known := same_open(household, kind, person, policy):
        raise StepRefused(
            f"同一需求{known.noted_on.month}月{known.noted_on.day}日已经登记，现在是“{known.get_state_display()}”，不用再登记。",
            "already_noted",
        )
    return _note(household, kind=kind, words=words, source=source, by=by, on=on, person=person, policy=policy)


@transaction.atomic
def note_from_alert(household: Household, *, kind: str, words: str, by: Position, on: date, person: Person | None = None) -> Need:
    """What an alert closed with 转办部门 or 临时救助 leaves behind. A need of that kind already open is answered with itself."""
    household = Household.objects.select_for_update(of=("self",)).get(pk=household.pk)
    if person and not Member.objects.living().filter(household=household, person=person).exists():
        person = None
    known = same_open(household, kind, person, None)
    return known or _note(household, kind=kind, words=words, source=NeedSource.ALERT, by=by, on=on, person=person, policy=None)


def _note(
    household: Household, *, kind: str, words: str, source: str, by: Position, on: date, person: Person | None, policy: Policy | None
) -> Need:
    need = Need.objects.create(
        household=household, person=person, county_code=household.county_code, town_code=household.town_code,
        village_code=household.village_code, kind=kind, policy=policy, source=source, sealed_words=spoken(words, household)[:300],
        noted_on=on, noted_by=by,
    )  # fmt: skip
    record(EventKind.NEED_NOTED, household=household, by=by, on=on, subject=need, detail={"need": called(need)})
    return need


def spoken(words: str, household: Household) -> str:
    """What was said, without numbers of persons and without the recorded name of anybody's illness: that stands sealed in his own row (SE-04)."""
    said = redact(words.strip())
    members = Member.objects.living().filter(household=household, person__disease__isnull=False).select_related("person")
    for sealed in (cast(Sealed, member.person.disease) for member in members):
        said = said.replace(sealed.reveal(), NO_ILLNESS) if sealed.reveal() else said
    return said


def called(need: Need) -> str:
    """The need in public words: kind and policy, never the free text, which may speak of health."""
    return need.get_kind_display() + (f"（{need.policy.short_name}）" if need.policy else "")


@transaction.atomic
def answer(need: Need, *, agrees: bool, words: str, by: Position, on: date, version: int | None = None) -> Need:
    """群众确认: the household wants it, or does not and says so. Nothing unconfirmed is pushed."""
    need = locked(need)
    check_role(by, ANSWERERS, "群众确认")
    check_place(by, need.household)
    check_no_conflict(by, need.household)
    if need.state != NeedState.NOTED or (version is not None and need.version != version):
        raise StalePage(f"这项需求刚才有人办过，现在是“{need.get_state_display()}”。请看最新情况。")
    if not agrees and len(words.strip()) < WORDS_LENGTH:
        raise StepRefused(f"群众不需要的，写明他怎么说（{WORDS_LENGTH}个字以上）。", "words_missing")
    need.state = NeedState.CONFIRMED if agrees else NeedState.DECLINED
    need.answered_on, need.answered_by, need.answer_words = on, by, redact(words.strip())[:200]
    need.version += 1
    need.save(update_fields=["state", "answered_on", "answered_by", "answer_words", "version"])
    said = "同意" if agrees else "不需要"
    detail = {"need": called(need), "answer": said}
    record(EventKind.NEED_ANSWERED, household=need.household, by=by, on=on, subject=need, detail=detail)
    return need


def again(need: Need, *, words: str, by: Position, on: date, confirmed: bool) -> Need:
    """The same matter once more, after a push that was withdrawn, went to the wrong department or did not arrive.

    `confirmed` keeps the household's word; otherwise it is asked again.
    """
    Need.objects.filter(pk=need.pk).update(state=NeedState.CLOSED, version=need.version + 1)
    state = NeedState.CONFIRMED if confirmed else NeedState.NOTED
    kept = {"answered_on": need.answered_on, "answered_by": need.answered_by, "answer_words": need.answer_words} if confirmed else {}
    copy = Need.objects.create(
        household=need.household, person=need.person, county_code=need.county_code, town_code=need.town_code, village_code=need.village_code,
        kind=need.kind, policy=need.policy, source=need.source if confirmed else NeedSource.WORD, sealed_words=redact(words)[:300], state=state,
        noted_on=on, noted_by=by, **kept,
    )  # fmt: skip
    record(EventKind.NEED_NOTED, household=need.household, by=by, on=on, subject=copy, detail={"need": called(copy)})
    return copy
