"""县级抽查 (民发〔2021〕57号第二十条, 民发〔2021〕43号第十六条): relatives' and complained cases always, 特困 by sample, complex ones as 一事一议."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from hashlib import sha256

from django.db import transaction

from accounts.logs import redact
from accounts.models import Position
from casework.exceptions import StalePage, StepRefused
from casework.models import WorkDay
from identification.choices import ApplicationState, CountyCheckKind, CountyCheckResult
from identification.kin import check_no_conflict, relatives_on_staff
from identification.models import Application, CountyCheck, Objection, Opinion
from identification.notice_board import opened
from identification.steps import check_words, take
from identification.workflow import CHECKERS
from policies.categories import SupportCategory
from policies.models import Parameter

BUCKETS = 10_000
REASON_NEEDED = (CountyCheckKind.SPECIAL, CountyCheckKind.COMPLAINT)  # what a complaint or a complex case is about stands nowhere else


def is_due(application: Application) -> CountyCheckKind | None:
    """Why the county must look at this case before it is confirmed; None when nothing asks for it or a check is finished already.

    A finished 一事一议 counts as well: the county has looked.
    """
    if application.county_checks.filter(finished_on__isnull=False).exists():
        return None
    if application.has_relative_on_staff or relatives_on_staff(application.household):
        return CountyCheckKind.RELATIVE
    if Objection.objects.filter(notice__application=application, is_upheld=True).exists():
        return CountyCheckKind.COMPLAINT
    opinion = Opinion.objects.filter(application=application, is_current=True).prefetch_related("lines").first()
    if opinion is not None and gives_tekun(opinion) and is_sampled(application):
        return CountyCheckKind.SAMPLED
    return None


def gives_tekun(opinion: Opinion) -> bool:
    return SupportCategory.TEKUN in {opinion.category, *(line.category for line in opinion.lines.all())}


def is_sampled(application: Application) -> bool:
    """Drawn by the number of the case: the same answer on every day and for everybody, and nobody can choose. Raises ParameterMissing."""
    on = application.accepted_on or application.created_on
    share = Parameter.objects.numbers(on).number("county_sample_share_tekun", application.household.village)
    return drawn(application.application_no, share)


def drawn(number: str, share: Decimal) -> bool:
    """A case number falls into one of 10,000 equal buckets; the first `share` of them are checked."""
    bucket = int.from_bytes(sha256(number.encode()).digest()[:8], "big") % BUCKETS
    return bucket < share * BUCKETS


@transaction.atomic
def ask(
    application: Application, *, kind: CountyCheckKind, by: Position, on: date, note: str = "", version: int | None = None
) -> CountyCheck:
    """送县级抽查, from the panel. 一事一议 and complaints say what they are about. Raises StepRefused, StalePage, ParameterMissing."""
    application = opened(application, "county_check", by=by, on=on, version=version)
    check_no_conflict(by, application.household)
    kind = CountyCheckKind(kind)
    note = redact(check_words(note, "送县里的原因") if kind in REASON_NEEDED else note.strip())
    if kind == CountyCheckKind.RELATIVE and not (application.has_relative_on_staff or relatives_on_staff(application.household)):
        raise StepRefused("这一户没有近亲属备案，请先备案，或按其他原因送。", "no_relative")
    days = int(Parameter.objects.numbers(on).number("county_check_days", application.household.village))
    due = WorkDay.objects.calendar().add(on, days)
    asked = CountyCheck.objects.create(
        application=application, kind=kind, asked_on=on, asked_by=str(by), due_on=due.on, due_is_provisional=due.is_provisional
    )
    take(application, "county_check", by=by, on=on, version=version, note=kind.label + (f"：{note}" if note else ""))
    return asked


@transaction.atomic
def finish(
    check: CountyCheck, *, result: CountyCheckResult | str, findings: str, by: Position, on: date, visited_on: date | None = None,
    version: int | None = None,
) -> CountyCheck:  # fmt: skip
    """记录抽查结果: back to the panel's table. Except for 一事一议, whose minutes are the findings, somebody has been at the door since it was asked.

    Not by a relative, nor by a person who handled the case below.
    """
    application = opened(check.application, "checked", by=by, on=on, version=version)
    check = CountyCheck.objects.select_for_update(of=("self",)).get(pk=check.pk)
    if check.finished_on is not None:
        raise StalePage(f"这次抽查{check.finished_on:%Y-%m-%d}已经记录。您填的没有保存，请看最新情况。")
    if not by.has(*CHECKERS):
        raise StepRefused(f"抽查结果由县专班记录，您的岗位是{by.title}。", "wrong_role")
    check_no_conflict(by, application.household)
    if by.user_id in handled_by(application):
        raise StepRefused("您办过这一件的受理、调查或初审，抽查请换一位县专班人员。", "handled_before")
    if result not in CountyCheckResult.values:
        raise StepRefused("请选抽查结果。", "result_missing")
    check_visit(check, visited_on, on)
    check.findings = redact(check_words(findings, "会议议定的情况" if check.kind == CountyCheckKind.SPECIAL else "抽查看到的情况"))
    check.result, check.visited_on, check.finished_on, check.finished_by = result, visited_on, on, by
    check.save(update_fields=["findings", "result", "visited_on", "finished_on", "finished_by"])
    note = f"{check.get_kind_display()}，{check.get_result_display()}"
    take(application, "checked", by=by, on=on, version=version, note=note)
    return check


def check_visit(check: CountyCheck, visited_on: date | None, on: date) -> None:
    if visited_on is None:
        if check.kind != CountyCheckKind.SPECIAL:
            raise StepRefused("抽查要入户，请填入户日期。", "visited_on_missing")
        return
    if visited_on > on:
        raise StepRefused("入户日期不能晚于今天。", "visited_later")
    if visited_on < check.asked_on:
        raise StepRefused(f"{check.asked_on:%Y-%m-%d}才送县里抽查，入户日期不能更早。", "visited_before")


def handled_by(application: Application) -> set[int]:
    """Users who accepted, surveyed or proposed this case."""
    visits = application.home_visits.values_list("first_surveyor__user_id", "second_surveyor__user_id")
    users = {user for pair in visits for user in pair}
    users |= set(application.opinions.values_list("made_by__user_id", flat=True))
    if application.accepted_by is not None:
        users.add(application.accepted_by.user_id)
    return users


def open_check(application: Application) -> CountyCheck | None:
    return application.county_checks.filter(finished_on__isnull=True).first()


def is_waiting(check: CountyCheck) -> bool:
    """Asked and its case still with the county."""
    return check.finished_on is None and check.application.state == ApplicationState.COUNTY_CHECK
