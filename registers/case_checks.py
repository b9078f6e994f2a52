"""The self-check of applications: state against evidence row, clock, opinion, notice, vote, letter and determination."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, F, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, Length, StrIndex, Substr

from households.models import HouseholdFacts, Standing
from identification.choices import OPEN_STATES, RUNNING_STATES, LetterKind, NoticeKind, RecusalGround, VoteChoice
from identification.choices import ApplicationState as S
from identification.models import (
    Application,
    ClockPause,
    CountyCheck,
    Determination,
    Ground,
    HomeVisit,
    Letter,
    Objection,
    Opinion,
    PublicNotice,
    Recusal,
    ReviewItem,
    VisitSignature,
    Vote,
)
from policies.categories import SupportCategory
from registers.checks import Check, has, last_step

WITH_OPINION = (S.PROPOSED, S.NOTICE, S.OBJECTED, S.PANEL, S.COUNTY_CHECK, S.CONFIRMED, S.REJECTED)
PUBLISHED = (SupportCategory.DIBAO, SupportCategory.TEKUN)  # by law; other categories by the county's own parameters
NUMBER_OF_LETTER = r"^[^0-9〔]+〔[0-9]{4}〕[0-9]{4,}号$"


def of(*states: S) -> QuerySet[Application]:
    return Application.objects.filter(state__in=states)


def without_one_letter(kind: LetterKind, cases: QuerySet[Application]) -> QuerySet[Application]:
    """These cases have not exactly one letter of this kind, or others have one."""
    counted = Application.objects.annotate(n=Count("letters", filter=Q(letters__kind=kind)))
    return counted.filter((Q(pk__in=cases) & ~Q(n=1)) | (~Q(pk__in=cases) & ~Q(n=0)))


def unlike_paused() -> QuerySet[Application]:
    paused = Application.objects.annotate(is_paused=has(ClockPause, "application", ended_on__isnull=True))
    return paused.filter(Q(is_paused=True, paused_since__isnull=True) | Q(is_paused=False, paused_since__isnull=False))


def open_case_unknown() -> QuerySet[Standing]:
    """A handed-in application is open or not; the standing must say the same."""
    held = Application.objects.filter(household=OuterRef("pk"), state__in=OPEN_STATES, submitted_on__isnull=False)
    return Standing.objects.annotate(is_held=Exists(held)).exclude(has_open_case=F("is_held"))


def unpublished() -> QuerySet[Application]:
    """低保 or 特困 before the panel or confirmed, and never hung its days without an objection."""
    published = Q(category__in=PUBLISHED) | Q(lines__category__in=PUBLISHED)
    opinion = Opinion.objects.filter(published, application=OuterRef("pk"), is_current=True)
    served = PublicNotice.objects.filter(
        application=OuterRef("pk"), kind=NoticeKind.FIRST, removed_on__gt=F("ends_on"), objections__isnull=True
    )
    return of(S.PANEL, S.COUNTY_CHECK, S.CONFIRMED).filter(Exists(opinion)).exclude(Exists(served))


def not_hanging() -> QuerySet[Application]:
    """公示中, and the notice neither hangs nor came down after its last day."""
    hangs = Q(removed_on__isnull=True) | Q(removed_on__gt=F("ends_on"))
    return of(S.NOTICE).exclude(Exists(PublicNotice.objects.filter(hangs, application=OuterRef("pk"), kind=NoticeKind.FIRST)))


def badly_signed() -> QuerySet[HomeVisit]:
    """Done, and not both surveyors signed the record as it stands."""

    def signed(surveyor: str) -> Exists:
        rows = VisitSignature.objects.filter(visit=OuterRef("pk"), visit_version=OuterRef("version"), position=OuterRef(surveyor))
        return Exists(rows)

    return HomeVisit.objects.filter(completed_on__isnull=False).exclude(signed("first_surveyor"), signed("second_surveyor"))


def votes_from_aside() -> QuerySet[Vote]:
    """Who went to the door, or said himself that he stands aside, voted. A relative declared after the vote leaves the vote uncounted, not forbidden."""
    own_word = Recusal.objects.filter(item=OuterRef("item"), position=OuterRef("position"), ground=RecusalGround.OWN_WORD)
    visits = HomeVisit.objects.filter(application=OuterRef("item__application"), planned_on__lte=OuterRef("item__review__held_on"))
    user = OuterRef("position__user")
    return Vote.objects.filter(Exists(own_word) | Exists(visits.filter(Q(first_surveyor__user=user) | Q(second_surveyor__user=user))))


def differently_counted() -> QuerySet[ReviewItem]:
    """The count kept with the result against the votes of those who did not stand aside."""
    aside = Recusal.objects.filter(item=OuterRef("item"), position=OuterRef("position"))

    def counted(choice: VoteChoice) -> Coalesce:
        votes = Vote.objects.filter(item=OuterRef("pk"), choice=choice).exclude(Exists(aside)).order_by().values("item")
        return Coalesce(Subquery(votes.annotate(n=Count("pk")).values("n")), 0)

    def kept(choice: VoteChoice) -> Cast:
        return Cast(KT(f"tally__figures__{choice}"), IntegerField())

    columns: dict[str, Any] = {f"n_{choice}": counted(choice) for choice in VoteChoice}
    same = Q(**{f"n_{choice}": kept(choice) for choice in VoteChoice})
    return ReviewItem.objects.exclude(result="").annotate(**columns).exclude(same)


def gaps_in_letters() -> QuerySet[Any, Any]:
    """A series of letters whose highest number is not how many there are."""
    year_end = StrIndex("number", Value("〕"))
    series = Substr("number", 1, year_end)
    count = Cast(Substr("number", year_end + 1, Length("number") - year_end - 1), IntegerField())
    numbered = Letter.objects.filter(number__regex=NUMBER_OF_LETTER).annotate(series=series, place=count).order_by()
    return numbered.values("series").annotate(last=Max("place"), n=Count("pk")).exclude(last=F("n"))


CASE_CHECKS = (
    Check("case_chain", "办件状态与链条上最后一步不一致", lambda: Application.objects.annotate(to=last_step(Application)).filter(to__isnull=False).exclude(state=F("to"))),
    Check("case_event", "办件在链条上没有事件", lambda: Application.objects.exclude(state=S.DRAFT).annotate(to=last_step(Application)).filter(to__isnull=True)),
    Check("case_determined", "已确认的办件没有认定，或认定的办件不是“已确认”", lambda: Application.objects.annotate(is_determined=has(Determination, "application")).filter(Q(state=S.CONFIRMED, is_determined=False) | ~Q(state=S.CONFIRMED) & Q(is_determined=True))),
    Check("case_ground", "经申请的认定与初审意见不一致", lambda: Determination.objects.filter(ground=Ground.APPLICATION, application__opinions__is_current=True).exclude(application__opinions__category=F("category"), application__opinions__has_monitoring_tag=F("has_monitoring_tag"))),
    Check("case_refused", "不予确认的办件，户的时间标记没有记", lambda: of(S.REJECTED).filter(Q(household__standing__refused_on__isnull=True) | Q(household__standing__refused_on__lt=F("closed_on")))),
    Check("case_open", "户的“有在办申请”标记与办件不一致", open_case_unknown),
    Check("case_open_facts", "户的事实与“有在办申请”标记不一致", lambda: HouseholdFacts.objects.exclude(has_open_case=F("household__standing__has_open_case"))),
    Check("case_due", "受理后的办件没有期限", lambda: Application.objects.filter(state__in=RUNNING_STATES, due_on__isnull=True)),
    Check("case_due_before", "待受理、待补正的办件没有期限", lambda: of(S.SUBMITTED, S.RETURNED).filter(due_on__isnull=True)),
    Check("case_due_after", "办结的办件还有期限或还停着钟", lambda: Application.objects.exclude(state__in=OPEN_STATES).filter(Q(due_on__isnull=False) | Q(paused_since__isnull=False))),
    Check("case_paused", "停钟台账与办件的停钟起日不一致", unlike_paused),
    Check("case_objected", "公示异议的办件没有未核实的异议，或别的办件有", lambda: Application.objects.filter(state__in=OPEN_STATES).annotate(waits=has(Objection, "notice__application", settled_on__isnull=True)).filter(Q(state=S.OBJECTED, waits=False) | ~Q(state=S.OBJECTED) & Q(waits=True))),
    Check("case_notice", "公示中的办件没有公示在张贴或张贴期满", not_hanging),
    Check("notice_case", "初审公示还在张贴，办件已不在公示中", lambda: PublicNotice.objects.filter(kind=NoticeKind.FIRST, removed_on__isnull=True).exclude(application__state=S.NOTICE)),
    Check("case_published", "低保、特困的办件没有期满无异议的公示就到了审核确认", unpublished),
    Check("case_opinion", "初审以后的办件没有现行初审意见", lambda: of(*WITH_OPINION).exclude(has(Opinion, "application", is_current=True))),
    Check("case_county", "县级抽查的办件没有未完的抽查，或别的在办办件有", lambda: Application.objects.filter(state__in=OPEN_STATES).annotate(waits=has(CountyCheck, "application", finished_on__isnull=True)).filter(Q(state=S.COUNTY_CHECK, waits=False) | ~Q(state=S.COUNTY_CHECK) & Q(waits=True))),
    Check("visit_signed", "完成的入户调查没有两名调查员对现版记录的签字", badly_signed),
    Check("vote_aside", "调查人或申明回避的人表了决", votes_from_aside),
    Check("vote_counted", "议定时的计票与表决不一致", differently_counted),
    Check("letter_receipt", "受理过的办件不是正好一份受理通知书", lambda: without_one_letter(LetterKind.RECEIPT, Application.objects.filter(accepted_on__isnull=False))),
    Check("letter_not_accepted", "不予受理的办件不是正好一份告知书", lambda: without_one_letter(LetterKind.NOT_ACCEPTED, of(S.NOT_ACCEPTED))),
    Check("letter_confirmed", "已确认的办件不是正好一份确认通知书", lambda: without_one_letter(LetterKind.CONFIRMED, of(S.CONFIRMED))),
    Check("letter_rejected", "不予确认的办件不是正好一份告知书", lambda: without_one_letter(LetterKind.REJECTED, of(S.REJECTED))),
    Check("letter_terminated", "提交后终止的办件不是正好一份告知书", lambda: without_one_letter(LetterKind.TERMINATED, of(S.TERMINATED).filter(submitted_on__isnull=False))),
    Check("letter_number", "文号的写法不对", lambda: Letter.objects.exclude(number__regex=NUMBER_OF_LETTER)),
    Check("letter_gaps", "同一字号的文书有缺号", gaps_in_letters),
)  # fmt: skip
