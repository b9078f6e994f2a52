"""家庭经济状况核对: asked by the window, done by the county's 核对中心, told to the applicant, objected to with proof.

No query without an authorisation in force, signed by every adult of the household (PD-02); who asked does not answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from accounts.models import Position
from accounts.roles import Role
from casework.choices import EventKind
from casework.exceptions import StalePage, StepRefused
from casework.models import WorkDay
from casework.photos import Photo
from casework.timeline import record
from identification import letters
from identification.authorisations import in_force, missing_signatures
from identification.case_photos import store
from identification.choices import AuthorisationKind, LetterKind, MeansResult
from identification.inquiry_steps import check_duty, plain_words, under_inquiry
from identification.means_findings import LOOKED_AT, Found, check_found, land_found
from identification.models import Application, MeansCheck
from policies.models import Parameter


def not_authorised(application: Application, on: date) -> str:
    """Why no query may be made on this day, or "": no paper in force, or adults who did not sign it, by name (PD-02)."""
    absent = missing_signatures(application, on).get(AuthorisationKind.MEANS_CHECK)
    if not absent:
        return ""
    if AuthorisationKind.MEANS_CHECK not in in_force(application, on):
        return "没有有效的核对授权书。请先登记全体成年成员签字的授权书，再提请核对。"
    return f"核对授权书还缺{'、'.join(person.name for person in absent)}签字。补签后再提请核对。"


def check_authorised(application: Application, on: date) -> None:
    if reason := not_authorised(application, on):
        raise StepRefused(reason, "not_authorised")


def latest(application: Application) -> MeansCheck | None:
    """The check that speaks for the case now."""
    return application.means_checks.order_by("-pk").first()


def new_check(application: Application, *, by: Position, on: date, follows: MeansCheck | None = None) -> MeansCheck:
    days = int(Parameter.objects.numbers(on).number("means_check_days", application.village_code))
    due = WorkDay.objects.calendar().add(on, days)
    return MeansCheck.objects.create(
        application=application, asked_on=on, asked_by=by, due_on=due.on, due_is_provisional=due.is_provisional, follows=follows
    )


def tell_chain(check: MeansCheck, what: str, *, by: Position, on: date, result: str = "") -> None:
    record(
        EventKind.MEANS_CHECKED, household=check.application.household, by=by, on=on, subject=check.application,
        detail={"what": what, "result": result},
    )  # fmt: skip


@transaction.atomic
def ask(application: Application, *, by: Position, on: date) -> MeansCheck:
    """提请核对. Raises StepRefused: not authorised, asked already, or answered already and nothing has moved since; ParameterMissing."""
    case = under_inquiry(application)
    check_duty(by, Role.TOWN_CLERK, "提请核对", case)
    check_authorised(case, on)
    last = latest(case)
    if last and last.finished_on is None:
        raise StepRefused(f"{last.asked_on:%Y-%m-%d}已经提请核对，还没有结果。", "already_asked")
    # A new opinion after the last answer means the case came back: then 核对 may be asked again.
    if last and last.result != MeansResult.REFUSED and not case.opinions.filter(made_on__gte=last.finished_on).exists():
        raise StepRefused("核对已有结果。申请人不认可的，登记异议后复核。", "already_answered")
    check = new_check(case, by=by, on=on)
    tell_chain(check, "提请核对", by=by, on=on)
    return check


def locked_check(check: MeansCheck, version: int | None) -> MeansCheck:
    """The check as it is now, its case locked first. Raises StalePage when somebody was faster, StepRefused when the case moved on."""
    case = under_inquiry(check.application)
    row = MeansCheck.objects.select_for_update(of=("self",)).select_related("asked_by__user").get(pk=check.pk)
    row.application = case
    if version is not None and row.version != version:
        raise StalePage("刚才有人办过这次核对，请看最新情况后再定。您填的内容都在。")
    return row


def save(check: MeansCheck, **columns: object) -> MeansCheck:
    for name, value in columns.items():
        setattr(check, name, value)
    check.version += 1
    check.save(update_fields=[*columns, "version"])
    return check


def check_may_query(check: MeansCheck, by: Position) -> None:
    check_duty(by, Role.VERIFY_CENTER, "核对", check.application)
    if check.finished_on is not None:
        raise StepRefused(f"这次核对{check.finished_on:%Y-%m-%d}已经出具结果。", "already_finished")
    if by.user_id == check.asked_by.user_id:
        raise StepRefused("提请核对的人不能自己核对，请换核对中心的另一人办理。", "own_request")


@transaction.atomic
def start(check: MeansCheck, *, by: Position, on: date, version: int | None = None) -> MeansCheck:
    """开始核对: the query itself, so the authorisation must be in force on this very day."""
    check = locked_check(check, version)
    check_may_query(check, by)
    if check.started_on is not None:
        raise StalePage(f"{check.started_by}已经开始核对。")
    check_authorised(check.application, on)
    save(check, started_on=on, started_by=by)
    tell_chain(check, "开始核对", by=by, on=on)
    return check


@transaction.atomic
def finish(
    check: MeansCheck, *, by: Position, on: date, result: str, findings: str, report_no: str = "", found: Sequence[Found] = (),
    looked_at: Sequence[str] = tuple(LOOKED_AT), vehicles: str = "", version: int | None = None,
) -> MeansCheck:  # fmt: skip
    """出具核对报告. What was found lands as evidence in the same transaction; what was looked at and not found is a known zero.

    A check that was not started yet starts with it, if authorised. REFUSED says that nothing could be queried: no report, no figures.
    Raises StepRefused, StalePage, ParameterMissing.
    """
    check = locked_check(check, version)
    check_may_query(check, by)
    if result not in MeansResult.values:
        raise StepRefused("请选核对结果。", "result_missing")
    words = plain_words(findings, "核对情况")
    if result == MeansResult.REFUSED:
        if found or vehicles.strip():
            raise StepRefused("没有授权、无法核对的，不能写查到的收入或财产。", "found_without_query")
        looked_at = ()
    else:
        check_report(check, result, report_no, found, looked_at, vehicles)
        if check.started_on is None:
            check_authorised(check.application, on)
            save(check, started_on=on, started_by=by)
        land_found(check, found, looked_at, on=on, vehicles=vehicles)
    save(
        check, finished_on=on, finished_by=by, result=result, findings=words, report_no=report_no.strip(), looked_at=list(looked_at),
        found=[row.as_row() for row in found], vehicles=vehicles.strip(),
    )  # fmt: skip
    tell_chain(check, "出具核对结果", by=by, on=on, result=MeansResult(result).label)
    return check


def check_report(check: MeansCheck, result: str, report_no: str, found: Sequence[Found], looked_at: Sequence[str], vehicles: str) -> None:
    """A report has a number, says what was looked at, and "more found" says what."""
    if not report_no.strip():
        raise StepRefused("请写核对报告号。", "report_no_missing")
    if not looked_at or set(looked_at) - set(LOOKED_AT):
        raise StepRefused("请勾选核对了哪些收入和财产。", "looked_at_missing")
    if result == MeansResult.MORE_FOUND and not found and not vehicles.strip():
        raise StepRefused("结果是“查到申报以外的收入或财产”，要逐项写明查到什么。", "found_missing")
    plain_words(vehicles, "查到的车辆", length=0)
    check_found(check, found, looked_at)


@transaction.atomic
def tell(check: MeansCheck, *, by: Position, on: date, version: int | None = None) -> MeansCheck:
    """告知申请人: a check that found more goes to the applicant by letter, so that he may object. Told twice is told once."""
    check = locked_check(check, version)
    check_duty(by, Role.TOWN_CLERK, "告知核对结果", check.application)
    if check.result != MeansResult.MORE_FOUND:
        raise StepRefused("核对结果与申报相符或没有做成的，不用另行告知。", "nothing_to_tell")
    if check.told_on is not None:
        return check
    save(check, told_on=on)
    letters.issue(check.application, LetterKind.MEANS_RESULT, by=by, on=on, means_check=check)
    return check


@transaction.atomic
def object_(
    check: MeansCheck, *, by: Position, on: date, objection: str, photos: Sequence[Photo] = (), version: int | None = None
) -> MeansCheck:
    """登记异议: what the applicant says and the proof he brings; answers with the new check that follows. Objected to twice is one check."""
    check = locked_check(check, version)
    check_duty(by, Role.TOWN_CLERK, "登记核对异议", check.application)
    if known := MeansCheck.objects.filter(follows=check).first():
        return known
    if check.result != MeansResult.MORE_FOUND:
        raise StepRefused("只有“查到申报以外的收入或财产”可以提出异议。", "nothing_to_object")
    if check.told_on is None:
        raise StepRefused("还没有告知申请人，先告知再登记异议。", "not_told")
    words = plain_words(objection, "异议和证明")
    check_authorised(check.application, on)
    save(check, objected_on=on, objection=words)
    following = new_check(check.application, by=by, on=on, follows=check)
    tell_chain(following, "登记核对异议，提请复核", by=by, on=on)
    store(check.application, photos)
    return following
