"""What a meeting makes of a case: confirm, reject, supplement, defer, send to the county; and the end of the meeting.

`stops` says in words what keeps somebody from a conclusion: the buttons show it, the verbs refuse by it. Order of locks: meeting, application.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.logs import redact
from accounts.models import Position
from accounts.roles import Role
from casework.choices import EventKind
from casework.exceptions import StalePage, StepRefused
from casework.timeline import record
from identification import county_checks, opinions, steps
from identification.choices import ApplicationState, CountyCheckKind, CountyCheckResult, ItemResult, LetterKind, MeetingState
from identification.determinations import determine, refuse
from identification.kin import conflict
from identification.letters import issue
from identification.models import Application, CountyCheck, Determination, JointReview, ReviewItem
from identification.notices import covers, post_long_term
from identification.panels import check_leads, check_version, locked, moved, recuse_declared
from identification.suggestions import suggestion
from identification.votes import Tally, surveyors_of, tallies, tally
from policies.categories import SupportCategory
from policies.models import Parameter

COUNTY_LEVEL = "COUNTY"


def level(review: JointReview, on: date) -> str:
    """At which level cases are confirmed: TOWN or COUNTY. Raises ParameterMissing."""
    return Parameter.objects.numbers(on).choice("confirm_level", review.town.code)


# What stops a conclusion


def authority_stops(item: ReviewItem, by: Position, on: date) -> list[str]:
    """Who announces a result: by `confirm_level` the town's head or the meeting's convener, or the county's 专班; nobody on a case he had a hand in."""
    review = item.review
    if level(review, on) == COUNTY_LEVEL:
        if not (by.has(Role.TASKFORCE) and review.town.code.startswith(by.region.code)):
            return ["本县由县专班审核确认"]
    elif not (by.pk == review.host_id or (by.has(Role.TOWN_HEAD) and by.region_id == review.town_id)):
        return [f"由召集人{review.host.user.name}或镇级专班组长宣布"]
    if by.user_id in surveyors_of(item.application_id):
        return ["您是这一件的调查人，不能审核确认"]
    if by.user_id == item.opinion.made_by.user_id:
        return ["初审意见是您提出的，确认要由另一人"]
    relative = conflict(by, item.application.household)
    return [relative] if relative else []


def meeting_stops(item: ReviewItem, on: date) -> list[str]:
    """The meeting must sit; at county level the vote may be over and the meeting closed."""
    if item.result:
        return [f"这一件已经议定：{item.get_result_display()}"]
    if item.application.state != ApplicationState.PANEL:
        return [f"这一件现在是“{item.application.state_label}”，不在待联审联批"]
    state = item.review.state
    if state == MeetingState.PLANNED:
        return ["会议还没有开始"]
    return [] if state == MeetingState.OPEN or level(item.review, on) == COUNTY_LEVEL else ["会议已经结束，列入下一次会议"]


def opinion_stops(item: ReviewItem) -> list[str]:
    return [] if item.opinion.is_current else ["初审意见在列入议程以后换过，这一件下次再议"]


def confirm_stops(item: ReviewItem, counted: Tally) -> list[str]:
    """What the case itself lacks."""
    opinion, application = item.opinion, item.application
    if not opinion.category and not opinion.has_monitoring_tag:
        return ["初审意见是不符合条件，只能议“不予确认”或“补充调查”"]
    stops = list(counted.missing)
    if not stops and not counted.figures.has_majority:
        stops.append(counted.conclusion)
    if (notice := covers(application)) and opinion.is_current:
        stops.append(f"公示：{notice.rstrip('。')}")
    if application.household.has_monitoring_tag and not opinion.has_monitoring_tag:
        stops.append("这户现有监测标识，取消要走风险消除，不能在这里取消；请补充调查，重新提出初审意见")
    if (kind := county_checks.is_due(application)) is not None:
        stops.append(f"按规定要先送县级抽查（{kind.label}）")
    return stops + disagreeing_check(item)


def criteria_stops(item: ReviewItem) -> list[str]:
    """The criteria computed once more at the panel: a case that reads otherwise than its opinion needs a new one (rulings D3)."""
    changed = opinions.differences(item.application)
    return [f"按现在的情况重新核算，与初审意见不同：{'；'.join(changed)}。请定“补充调查”，重新提出初审意见"] if changed else []


def disagreeing_check(item: ReviewItem) -> list[str]:
    """The county looked after this opinion was made and came to something else."""
    last = CountyCheck.objects.filter(application=item.application_id, finished_on__isnull=False).order_by("-pk").first()
    if last is None or last.result != CountyCheckResult.DIFFERS or (last.finished_on and last.finished_on < item.opinion.made_on):
        return []
    return ["县级抽查与镇里意见不一致，请补充调查后重新提出初审意见"]


def reject_stops(item: ReviewItem, counted: Tally) -> list[str]:
    """A rejection stands on a vote too: the opinion did not pass, or it was itself a rejection and passed."""
    if counted.missing:
        return list(counted.missing)
    opinion, figures = item.opinion, counted.figures
    is_negative = not opinion.category and not opinion.has_monitoring_tag
    if is_negative and not figures.has_majority:
        return [f"初审意见是不符合条件，{counted.conclusion}"]
    if not is_negative and figures.has_majority:
        return [f"表决已通过：{counted.words}，不能宣布不予确认"]
    return []


def lead_stops(item: ReviewItem, by: Position, authority: list[str]) -> list[str]:
    """Who runs the meeting, or who announces."""
    try:
        check_leads(item.review, by)
    except StepRefused as refusal:
        return [refusal.reason.rstrip("。")] if authority else []
    return []


def stops(item: ReviewItem, code: str, by: Position, on: date, counted: Tally, authority: list[str] | None = None) -> list[str]:
    """Everything that keeps `by` from this conclusion now, in words; [] when he may. `authority`: `authority_stops` where already asked."""
    world = meeting_stops(item, on)
    if world:
        return world
    authority = authority_stops(item, by, on) if authority is None else authority
    match code:
        case "confirm":
            found = authority + opinion_stops(item) + confirm_stops(item, counted)
            return found or criteria_stops(item)
        case "reject":
            return authority + opinion_stops(item) + reject_stops(item, counted)
        case "supplement":
            return list(authority)
        case "county_check":
            return authority + opinion_stops(item)
        case "defer":
            return lead_stops(item, by, authority)
        case _:
            raise ValueError(code)


# Taking a conclusion


def held(item: ReviewItem, code: str, by: Position, on: date, version: int | None) -> tuple[ReviewItem, Tally]:
    """Meeting, application and item as they are now, held; refused with everything that stops. Who comes second is told who was first."""
    review = locked(item.review)
    application = steps.locked(item.application)
    rows = ReviewItem.objects.select_related("opinion__made_by", "decided_by__user")
    fresh = rows.get(pk=item.pk)
    fresh.review, fresh.application = review, application
    if fresh.result:
        raise StalePage(f"刚才{fresh.decided_by}已宣布这一件“{fresh.get_result_display()}”，您的没有再办。请看最新情况。")
    if version is not None and application.version != version:
        raise StalePage(f"刚才有人办过这一件，现在是“{application.state_label}”。请看最新情况后再定。")
    recuse_declared(review, [fresh])
    counted = tally(fresh)
    if reasons := stops(fresh, code, by, on, counted):
        raise StepRefused("；".join(reasons) + "。", "stopped")
    return fresh, counted


def settle(item: ReviewItem, result: ItemResult, counted: Tally, *, by: Position, on: date, note: str = "") -> ReviewItem:
    """The result with the votes as they stand, and the line in the chain."""
    item.result, item.result_note, item.tally = result, note, counted.frozen()
    item.decided_at, item.decided_by = timezone.now(), by
    item.save(update_fields=["result", "result_note", "tally", "decided_at", "decided_by"])
    figures = counted.figures
    record(
        EventKind.VOTED, household=item.application.household, by=by, on=on, subject=item.application,
        detail={
            "meeting": str(item.review), "agree": figures.agree, "against": figures.against, "abstain": figures.abstain, "result": result.label,
            "note": note,
        },
    )  # fmt: skip
    return item


@transaction.atomic
def confirm(item: ReviewItem, *, by: Position, on: date, version: int | None = None) -> Determination:
    """确认: result, step, determination, letter and, for 低保, the long-term publication, in one transaction. The criteria are computed once more:
    a case that reads otherwise than its opinion needs a new opinion. Raises StepRefused, StalePage, ParameterMissing."""
    item, counted = held(item, "confirm", by, on, version)
    if changed := opinions.differences(item.application):
        raise StepRefused(
            f"按现在的情况重新核算，与初审意见不同：{'；'.join(changed)}。请定“补充调查”，重新提出初审意见并公示。", "differs"
        )
    settle(item, ItemResult.CONFIRMED, counted, by=by, on=on)
    application = steps.take(item.application, "confirm", by=by, on=on, version=version, note=f"{item.review}，{counted.words}")
    application.household = item.application.household
    determination = determine(application, item.opinion, by=by, on=on)
    issue(application, LetterKind.CONFIRMED, by=by, on=on, determination=determination)
    if is_published(determination):
        post_long_term(determination, by=by, on=on)
    return determination


def is_published(determination: Determination) -> bool:
    """低保 of the household or of one of its members is published for as long as it lasts (《最低生活保障审核确认办法》第二十四条)."""
    held_by_member = determination.lines.filter(category=SupportCategory.DIBAO).exists()
    return determination.category == SupportCategory.DIBAO or held_by_member


@transaction.atomic
def reject(item: ReviewItem, *, reason: str, by: Position, on: date, version: int | None = None) -> Application:
    """不予确认, with the reason in the letter and, where the criteria surely meet another category, the word that it can be given without a new application."""
    reason = steps.check_words(reason, "不予确认的理由")
    item, counted = held(item, "reject", by, on, version)
    settle(item, ItemResult.REJECTED, counted, by=by, on=on, note=reason)
    household = item.application.household
    application = steps.take(item.application, "reject", by=by, on=on, version=version, note=reason)
    application.household = household
    refuse(application, item.opinion, on=on)
    issue(application, LetterKind.REJECTED, by=by, on=on, opinion=item.opinion, reason=reason + suggestion(application, item.opinion))
    return application


@transaction.atomic
def supplement(item: ReviewItem, *, note: str, by: Position, on: date, version: int | None = None) -> Application:
    """补充调查: back to the inquiry; a new opinion and, where due, a new notice follow."""
    note = steps.check_words(note, "要补充调查什么")
    item, counted = held(item, "supplement", by, on, version)
    settle(item, ItemResult.SUPPLEMENT, counted, by=by, on=on, note=note)
    return opinions.reinquire(item.application, by=by, on=on, note=note, version=version)


@transaction.atomic
def defer(item: ReviewItem, *, note: str, by: Position, on: date, version: int | None = None) -> ReviewItem:
    """下次再议: the case stays with the panel, free for the next agenda."""
    item, counted = held(item, "defer", by, on, version)
    note = redact(note.strip()) or counted.no_quorum
    if not note:
        raise StepRefused("要写明为什么下次再议。", "note_missing")
    return settle(item, ItemResult.DEFERRED, counted, by=by, on=on, note=note)


@transaction.atomic
def send_to_county(
    item: ReviewItem, *, by: Position, on: date, kind: CountyCheckKind | str | None = None, note: str = "", version: int | None = None
) -> CountyCheck:
    """送县级抽查: what the rules ask for, or 一事一议 where the town cannot tell. The case comes back to a later meeting."""
    item, counted = held(item, "county_check", by, on, version)
    chosen = county_checks.is_due(item.application) or CountyCheckKind(kind or CountyCheckKind.SPECIAL)
    settle(
        item, ItemResult.COUNTY_CHECK, counted, by=by, on=on, note=f"{chosen.label}" + (f"：{redact(note.strip())}" if note.strip() else "")
    )
    return county_checks.ask(item.application, kind=chosen, by=by, on=on, note=note, version=version)


# The end of the meeting


@transaction.atomic
def close(review: JointReview, *, by: Position, on: date, version: int | None = None) -> JointReview:
    """散会: what was not decided is put off. Where the county confirms, cases with a whole vote wait for it."""
    review = locked(review)
    check_version(review, version)
    check_leads(review, by)
    if review.state == MeetingState.CLOSED:
        raise StalePage("会议已经结束。")
    waits_for_county = review.state == MeetingState.OPEN and level(review, on) == COUNTY_LEVEL
    open_items = ReviewItem.objects.filter(review=review, result="").select_related("application__household", "opinion").order_by("order")
    items = list(open_items)
    counts = tallies(review, items)
    for item in items:
        item.review, counted = review, counts[item.pk]
        if waits_for_county and not counted.missing and item.application.state == ApplicationState.PANEL:
            continue
        why = "会议没有召开" if review.state == MeetingState.PLANNED else counted.no_quorum or "本次会议没有议完"
        settle(item, ItemResult.DEFERRED, counted, by=by, on=on, note=why)
    review.state, review.closed_on = MeetingState.CLOSED, on
    return moved(review, "state", "closed_on")


TAKE: dict[str, Callable[..., object]] = {
    "confirm": confirm, "reject": reject, "supplement": supplement, "defer": defer, "county_check": send_to_county,
}  # fmt: skip
