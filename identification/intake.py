"""At the one window: opening an application, handing it in, accepting it, sending it back once, asking for a paper once. One transaction each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction

from accounts.logs import redact
from accounts.models import Position, Region
from accounts.roles import Role
from casework.actions import check_can_advance
from casework.choices import EventKind
from casework.exceptions import StalePage, StepRefused
from casework.models import WorkDay
from casework.timeline import record
from casework.working_days import first_of_month
from households.choices import EvidenceSource
from households.models import Household, Person
from households.relations import HEAD
from identification import authorisations, kin, letters, means_checks, one_form
from identification import papers as materials
from identification.choices import RUNNING_STATES, ApplicationState, Channel, LetterKind, PauseReason, ProxyRelation
from identification.drafts import check_may_write
from identification.endings import lapse_returned, not_accept, terminate
from identification.models import Application, ClockPause, Paper
from identification.scans import Scan
from identification.steps import locked, start_clock, stop_clock, take
from identification.workflow import APPLICATION, DRAFTERS
from policies.models import Parameter

__all__ = [
    "accept", "ask_paper", "hand_in", "lapse_returned", "not_accept", "open_draft", "resubmit", "return_once", "submit", "terminate",
]  # fmt: skip


@transaction.atomic
def open_draft(
    household: Household, *, by: Position, on: date, channel: str = Channel.WINDOW, applicant: Person | None = None, proxy_name: str = "",
    proxy_relation: str = "", proxy_phone: str = "", origin_type: str = "", origin_id: int | None = None, reason: str = "", wants_monitoring: bool = True,
) -> Application:  # fmt: skip
    """登记申请: a draft for this household. The same origin answers with its first application; a household with an open one is refused."""
    household = Household.objects.select_for_update(of=("self",)).select_related("village").get(pk=household.pk)
    if origin_type and (known := Application.objects.filter(origin_type=origin_type, origin_id=origin_id).order_by("pk").first()):
        return known
    # What grew out of an alert was concluded by whoever may conclude there; the window goes on with it.
    if not origin_type and not by.has(*DRAFTERS):
        raise StepRefused(f"登记申请由{'、'.join(Role(role).label for role in DRAFTERS)}办理，您的岗位是{by.title}。", "wrong_role")
    if not Household.objects.visible_to(by).filter(pk=household.pk).exists():
        raise StepRefused(f"这户不在您的辖区，您的岗位是{by.title}。", "out_of_scope")
    kin.check_no_conflict(by, household)
    if standing := Application.objects.filter(household=household).open().first():
        raise StepRefused(
            f"{household}已有一件在办的申请（{standing.application_no}），{standing.state_label}，{standing.created_on:%Y年%-m月%-d日}登记。"
            "一户同时只办一件，请接着办那一件。",
            "open_application",
        )
    channel, proxy_name, proxy_relation = way_in(by, channel, proxy_name.strip(), proxy_relation)
    who = applicant or head_of(household)
    if not household.members.living().filter(person=who).exists():
        raise StepRefused("申请人不是这一户的共同生活成员，请从成员里选。", "applicant")
    application = Application.objects.create(
        application_no=next_number(household, on), household=household, applicant=who, channel=channel, proxy_name=proxy_name,
        proxy_relation=proxy_relation, proxy_phone=proxy_phone, wants_monitoring=wants_monitoring, reason=redact(reason), origin_type=origin_type,
        origin_id=origin_id, created_by=by, created_on=on, state=ApplicationState.DRAFT, state_since=on, county_code=household.county_code,
        town_code=household.town_code, village_code=household.village_code,
    )  # fmt: skip
    words = application.get_channel_display() + (f"，代办{proxy_name}" if proxy_name else "")
    record(
        EventKind.FORM_FILLED, household=household, by=by, on=on, subject=application,
        detail={"what": f"登记申请（{words}）", "number": application.application_no},
    )  # fmt: skip
    return application


def way_in(by: Position, channel: str, proxy_name: str, proxy_relation: str) -> tuple[str, str, str]:
    """How it comes in: a village worker applies as the household's proxy, the county's window hands over to the town."""
    if channel not in Channel.values:
        raise StepRefused("没有这种申请方式，请从列表里选。", "channel")
    at_town = by.has(Role.TOWN_CLERK)
    if channel == Channel.WINDOW and by.has(Role.VILLAGE_WORKER) and not at_town:
        channel = Channel.VILLAGE_PROXY
    if channel == Channel.WINDOW and by.has(Role.COUNTY_CLERK) and not at_town:
        channel = Channel.COUNTY_WINDOW
    if channel == Channel.COUNTY_WINDOW and not by.has(Role.COUNTY_CLERK):
        raise StepRefused("“县一站式窗口转来”由县窗口登记。", "channel")
    if channel == Channel.VILLAGE_PROXY:
        if not proxy_name and by.has(Role.VILLAGE_WORKER):
            proxy_name = by.user.name
        proxy_relation = proxy_relation or ProxyRelation.VILLAGE_HELPER
    if channel in authorisations.PROXIED:
        if not proxy_name:
            raise StepRefused("代办要写明代办人姓名。", "proxy_name")
        if proxy_relation not in ProxyRelation.values:
            raise StepRefused("代办要选代办人身份。", "proxy_relation")
    return channel, proxy_name, proxy_relation


def head_of(household: Household) -> Person | None:
    member = household.members.living().filter(relation=HEAD).select_related("person").first()
    member = member or household.members.living().select_related("person").order_by("relation", "pk").first()
    return member.person if member else None


def next_number(household: Household, on: date) -> str:
    """办件号 990101100-2026-0213: town, year, the next number of the town in the year; the town's row is held so that nobody takes the same."""
    Region.objects.select_for_update(no_key=True).get(code=household.town_code)
    start = f"{household.town_code}-{on.year}-"
    last = (
        Application.objects.filter(application_no__startswith=start)
        .order_by("-application_no")
        .values_list("application_no", flat=True)
        .first()
    )
    return f"{start}{int(last.rsplit('-', 1)[1]) + 1 if last else 1:04d}"


@transaction.atomic
def submit(application: Application, *, by: Position, on: date, version: int | None = None) -> Application:
    """提交申请: everything required is there, everybody signed; what was typed lands as the household's own word."""
    return _hand_over(locked(application), "submit", by=by, on=on, version=version, changes={"submitted_on": on})


@transaction.atomic
def resubmit(application: Application, *, by: Position, on: date, version: int | None = None) -> Application:
    """补正后提交: with every paper that was asked for."""
    return _hand_over(locked(application), "resubmit", by=by, on=on, version=version, changes={})


def _hand_over(
    application: Application, code: str, *, by: Position, on: date, version: int | None, changes: Mapping[str, object]
) -> Application:
    household = application.household
    taken = take(application, code, by=by, on=on, version=version, changes=changes)
    check_may_write(application, by)
    kin.check_no_conflict(by, household)
    answers = one_form.read(household, one_form.typed_of(application), on=on)
    one_form.check_complete(application, answers, on=on)
    check_signed(application, on)
    if lacking := materials.outstanding(application):
        raise StepRefused(f"要补的材料还没有交齐：{'、'.join(paper.title for paper in lacking)}。", "papers_missing")
    one_form.land(household, answers.data, source=EvidenceSource.DECLARED, by=by, on=on)
    if difficulty := answers.data.get("difficulty"):
        Application.objects.filter(pk=taken.pk).update(reason=difficulty)
        taken.reason = difficulty
    materials.spare(taken, on)
    record(
        EventKind.FORM_FILLED, household=household, by=by, on=on, subject=taken,
        detail={"what": f"{one_form.count_of(answers.data)}项由本人申报，其余用已有的数", "answers": one_form.count_of(answers.data)},
    )  # fmt: skip
    return taken


def check_signed(application: Application, on: date) -> None:
    missing = authorisations.missing_signatures(application, on)
    if missing:
        words = "；".join(f"{kind.label}缺{'、'.join(person.name for person in people)}签字" for kind, people in missing.items())
        raise StepRefused(f"{words}。签好登记后再提交。", "unsigned")


@transaction.atomic
def accept(application: Application, *, by: Position, on: date, version: int | None = None, note: str = "") -> Application:
    """受理: day D of every sum in the case (rulings B3); receipt, and the means check asked at once where everybody authorised it."""
    application = locked(application)
    household = application.household
    if version is None or version == application.version:  # a stale page is told so first, by take
        check_can_advance(APPLICATION, application, "accept", by)
        kin.check_no_conflict(by, household)
    taken = take(
        application, "accept", by=by, on=on, version=version, note=note.strip(),
        changes={"accepted_on": on, "accepted_by": by, "has_relative_on_staff": bool(kin.relatives_on_staff(household))},
    )  # fmt: skip
    if application.submitted_on and first_of_month(application.submitted_on) != first_of_month(on):
        # The yearly figures cover the 12 full months before D, not before the day they were handed in.
        answers = one_form.read(household, one_form.typed_of(application), on=on)
        one_form.land(household, answers.data, source=EvidenceSource.DECLARED, by=by, on=on)
    letters.issue(taken, LetterKind.RECEIPT, by=by, on=on)
    if authorisations.means_check_is_authorised(taken, on):
        means_checks.ask(taken, by=by, on=on)
    taken.refresh_from_db()
    return taken


@transaction.atomic
def return_once(
    application: Application, *, papers: Iterable[str], by: Position, on: date, note: str = "", version: int | None = None
) -> Application:
    """退回补正, 一次性告知: the complete list of what is missing, once; nothing a department shares may stand on it."""
    application = locked(application)
    if version is None or version == application.version:
        check_can_advance(APPLICATION, application, "return", by)
        kin.check_no_conflict(by, application.household)
    if application.returned_on is not None:
        raise StepRefused(
            f"{application.returned_on:%Y年%-m月%-d日}已一次性告知过，不能再退回补正。请受理，或不予受理。", "returned_before"
        )
    specs = materials.may_be_asked(papers)
    titles = [spec.title for spec in specs]
    taken = take(
        application, "return", by=by, on=on, version=version, note="、".join(titles) + (f"；{note.strip()}" if note.strip() else ""),
        changes={"returned_on": on},
    )  # fmt: skip
    _ask(taken, specs, by=by, on=on, note=note)
    assert taken.due_on is not None
    letters.issue(taken, LetterKind.MISSING, by=by, on=on, papers=[spec.code for spec in specs], mend_by=taken.due_on)
    return taken


def _ask(application: Application, specs: list[materials.PaperSpec], *, by: Position, on: date, note: str) -> list[Paper]:
    asked = materials.ask(application, specs, on=on, note=redact(note.strip()))
    record(
        EventKind.PAPER_ASKED, household=application.household, by=by, on=on, subject=application,
        detail={"papers": "、".join(paper.title for paper in asked)},
    )  # fmt: skip
    return asked


@transaction.atomic
def ask_paper(
    application: Application, *, codes: Iterable[str], by: Position, on: date, note: str = "", version: int | None = None
) -> Application:
    """受理后通知补材料: once in a case; the clock stands until the last of them has come (rulings D1)."""
    application = locked(application)
    if version is not None and version != application.version:
        raise StalePage(f"刚才有人办过这一件，现在是“{application.state_label}”。请看最新情况后再定。")
    if not by.has(Role.TOWN_CLERK):
        raise StepRefused(f"通知补材料由{Role.TOWN_CLERK.label}办理，您的岗位是{by.title}。", "wrong_role")
    kin.check_no_conflict(by, application.household)
    if application.state not in RUNNING_STATES:
        raise StepRefused(f"现在是“{application.state_label}”，不能通知补材料。受理前缺材料的，用退回补正一次列全。", "not_running")
    if ClockPause.objects.filter(application=application, reason=PauseReason.PAPER).exists():
        raise StepRefused("受理后通知补材料只有一次，已经通知过。", "asked_before")
    specs = materials.may_be_asked(codes)
    asked = _ask(application, specs, by=by, on=on, note=note)
    titles = [paper.title for paper in asked]
    stop_clock(application, PauseReason.PAPER, by=by, on=on, note="、".join(titles))
    days = int(Parameter.objects.numbers(on).number("returned_days", application.village_code))
    mend_by = WorkDay.objects.calendar().add_calendar(on, days).on
    letters.issue(application, LetterKind.MISSING, by=by, on=on, papers=[spec.code for spec in specs], mend_by=mend_by)
    application.version += 1
    Application.objects.filter(pk=application.pk).update(version=application.version)
    return application


@transaction.atomic
def hand_in(paper: Paper, *, by: Position, on: date, scan: Scan | None = None) -> Paper:
    """材料交来: the last one asked for starts the clock again. Handed in twice changes nothing but a scan that was not there."""
    application = locked(paper.application)
    paper = Paper.objects.select_for_update().get(pk=paper.pk)
    if not by.has(*DRAFTERS):
        raise StepRefused(f"材料由窗口或村级信息员收，您的岗位是{by.title}。", "wrong_role")
    if not application.is_open:
        raise StepRefused("这件申请已办结，不再收材料。", "closed")
    if paper.is_shared:
        raise StepRefused(f"“{paper.title}”由{paper.shared_from}共享，免交。", "shared_paper")
    is_new = paper.handed_in_on is None
    if scan and not paper.scan:
        paper.scan, paper.content_type = scan.file, scan.content_type
    elif not is_new:
        return paper
    paper.handed_in_on = paper.handed_in_on or on
    paper.save()
    if is_new:
        record(EventKind.PAPER_RECEIVED, household=application.household, by=by, on=on, subject=application, detail={"paper": paper.title})
        waits = ClockPause.objects.filter(application=application, reason=PauseReason.PAPER, ended_on__isnull=True).exists()
        if waits and not materials.outstanding(application):
            start_clock(application, by=by, on=on)
    return paper


@transaction.atomic
def bring(application: Application, code: str, *, by: Position, on: date, scan: Scan | None = None) -> Paper:
    """A material that comes whether or not it was asked for. Raises StepRefused for one a department shares."""
    spec = materials.spec_of(code)
    if spec.is_shared:
        raise StepRefused(f"“{spec.title}”由{spec.shared_from}共享，免交，不用收。", "shared_paper")
    paper, _ = Paper.objects.get_or_create(application=application, code=code, defaults={"title": spec.title})
    return hand_in(paper, by=by, on=on, scan=scan)
