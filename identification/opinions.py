"""初审意见: the window puts forward what the criteria propose, or something else with its reason; nothing is decided here (rulings D3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from accounts.logs import redact
from accounts.models import Position
from casework.actions import check_can_advance
from casework.choices import EventKind
from casework.exceptions import StepRefused
from casework.timeline import record
from households.facts_as_of import keep_parameters
from identification.case_facts import CaseFacts, facts_of
from identification.choices import ApplicationState
from identification.models import Application, HomeVisit, Opinion, OpinionLine
from identification.proposals import CANNOT_SAY
from identification.proposed import Amounts, Line, Proposal, amounts_for, lines_for
from identification.snapshots import snapshot_of
from identification.steps import check_words, locked, take
from identification.workflow import APPLICATION
from policies.categories import TAG_LABEL, DibaoMode, MonitoringKind, SupportCategory

MARGIN = SupportCategory.DIBAO_MARGIN


@dataclass(frozen=True)
class Wanted:
    """What the clerk puts forward. `single`: the member for 单人保 (None: as proposed, 0: nobody); `amount` None: as computed."""

    category: str
    has_tag: bool
    kind: str
    single: int | None = None
    amount: Decimal | None = None


@transaction.atomic
def propose(
    application: Application, *, by: Position, on: date, version: int | None = None, category: str, has_monitoring_tag: bool,
    monitoring_kind: str = "", monthly_amount: Decimal | None = None, judgement: str = "", override_reason: str = "",
    lines: Mapping[int, str] | None = None,
) -> Opinion:  # fmt: skip
    """提出初审意见. `monthly_amount` None takes the computed one; `lines`: {member: "single"} moves 单人保 to another member, {} to nobody.

    What differs from the proposal needs a reason of ten characters; the tag needs a written judgement. Stores facts, answers and parameters.
    Raises StepRefused, StalePage, ParameterMissing.
    """
    application = locked(application)
    check_can_advance(APPLICATION, application, "propose", by)
    check_may_propose(application, by)
    if application.accepted_on is not None:
        keep_parameters(application.household, application.accepted_on)
    case = facts_of(application)
    assert case.parameters_id is not None
    single = None if lines is None else next((member for member, mode in lines.items() if mode == DibaoMode.SINGLE), 0)
    wanted = Wanted(category, has_monitoring_tag, monitoring_kind, single, monthly_amount)
    check_wanted(wanted, case)
    put, amounts = put_forward(case, wanted)
    amount = amounts.monthly if monthly_amount is None else monthly_amount
    words = redact(judgement.strip())
    if has_monitoring_tag:
        words = enough(judgement, "书面综合研判", "judgement_missing")
    reason = ""
    if differs(case.proposal, wanted, put, amount, amounts):
        reason = enough(override_reason, "与系统建议不同的理由", "reason_missing")
    Opinion.objects.filter(application=application, is_current=True).update(is_current=False)
    opinion = Opinion.objects.create(
        application=application, made_on=on, made_by=by, snapshot=snapshot_of(case), parameters_id=case.parameters_id,
        rules_version=case.rules_version, proposed_category=case.proposal.category, proposed_has_tag=case.proposal.has_monitoring_tag,
        proposed_monitoring_kind=case.proposal.monitoring_kind, proposed_amount=case.proposal.monthly_amount, category=category,
        has_monitoring_tag=has_monitoring_tag, monitoring_kind=monitoring_kind, monthly_amount=amount, classified_addon=amounts.addon,
        judgement=words, override_reason=reason,
    )  # fmt: skip
    OpinionLine.objects.bulk_create(
        OpinionLine(
            opinion=opinion, member_id=line.member_id, is_counted=line.is_counted, category=line.category, dibao_mode=line.dibao_mode,
            because=line.because,
        )
        for line in put
    )  # fmt: skip
    record(
        EventKind.OPINION, household=application.household, by=by, on=on, subject=application,
        detail={"result": result_words(opinion), "reason": reason},
    )  # fmt: skip
    take(application, "propose", by=by, on=on, version=version)
    return opinion


def enough(text: str, what: str, code: str) -> str:
    """As steps.check_words, with a code of its own: the page says it at its field."""
    try:
        return check_words(text, what)
    except StepRefused as refusal:
        raise StepRefused(refusal.reason, code) from None


def check_may_propose(application: Application, by: Position) -> None:
    """The inquiry is whole, and this person neither kin of the household nor one of its surveyors (BI-01)."""
    if stops := stops_of(application, by):
        raise StepRefused("还不能提出初审意见：" + "；".join(stops) + "。", "not_ready")


def stops_of(application: Application, by: Position) -> list[str]:
    """What keeps this person from proposing now, in words; [] when nothing does. The role is the table's to ask."""
    from identification.inquiry import missing
    from identification.kin import conflict

    stops = list(missing(application)) if application.state == ApplicationState.UNDER_INQUIRY else []
    if reason := conflict(by, application.household):
        stops.append(reason.rstrip("。"))
    surveyed = Q(first_surveyor__user=by.user_id) | Q(second_surveyor__user=by.user_id)
    if HomeVisit.objects.filter(surveyed, application=application).exists():
        stops.append("您是这一件的入户调查员，初审意见由别人提出")
    return stops


def check_wanted(wanted: Wanted, case: CaseFacts) -> None:
    """The result is one the tag table knows."""
    if wanted.category and wanted.category not in SupportCategory.values:
        raise StepRefused("请选择类别。", "category_missing")
    if wanted.has_tag and not wanted.category:
        raise StepRefused("监测对象都有类别：不符合前四类的，列为其他困难人员。", "tag_without_category")
    if wanted.has_tag and wanted.kind not in MonitoringKind.values:
        raise StepRefused("监测对象要选监测类别。", "kind_missing")
    if wanted.kind and not wanted.has_tag:
        raise StepRefused("没有监测对象标识，就没有监测类别。", "kind_without_tag")
    if wanted.category == SupportCategory.TEKUN and any(one.is_counted and not one.is_tekun for one in case.people):
        raise StepRefused("还有不是特困人员的成员，全户不能列为特困；特困成员在明细里单列。", "not_all_tekun")
    if wanted.amount is not None and wanted.amount < 0:
        raise StepRefused("月保障金额不能小于零。", "amount_negative")
    if wanted.single:
        check_single(wanted, case)


def check_single(wanted: Wanted, case: CaseFacts) -> None:
    one = next((one for one in case.people if one.member_id == wanted.single), None)
    if wanted.category != MARGIN:
        raise StepRefused("单人保只在低保边缘家庭里。", "single_outside_margin")
    if one is None or not one.is_counted or one.is_tekun:
        raise StepRefused("单人保要选这一户计入的、不是特困的成员。", "single_unknown")


def put_forward(case: CaseFacts, wanted: Wanted) -> tuple[tuple[Line, ...], Amounts]:
    """The member lines and amounts that follow from what the clerk wants."""
    lines = lines_for(wanted.category, case.people, wanted.single)
    return lines, amounts_for(wanted.category, lines, case.row, case.parameters, case.people)


def differs(proposal: Proposal, wanted: Wanted, lines: tuple[Line, ...], amount: Decimal | None, computed: Amounts) -> bool:
    """Whether the clerk puts forward anything else than the criteria: result, members' lines, or another amount than computed."""
    result = (wanted.category, wanted.has_tag, wanted.kind) != (proposal.category, proposal.has_monitoring_tag, proposal.monitoring_kind)
    return result or results_of(lines) != results_of(proposal.lines) or amount != computed.monthly


def results_of(lines: tuple[Line, ...]) -> list[tuple[int, str, str]]:
    return [(line.member_id, line.category, line.dibao_mode) for line in lines]


def category_words(category: str) -> str:
    if category == CANNOT_SAY:
        return "暂不能判断"
    return str(SupportCategory(category).label) if category else "不属于低收入人口"


def result_words(opinion: Opinion) -> str:
    """最低生活保障对象，防返贫监测对象（边缘易致贫户），每月612元."""
    tag = f"，{TAG_LABEL}（{opinion.get_monitoring_kind_display()}）" if opinion.has_monitoring_tag else ""
    amount = "" if opinion.monthly_amount is None else f"，每月{opinion.monthly_amount:,.0f}元"
    return f"{category_words(opinion.category)}{tag}{amount}"


@transaction.atomic
def reinquire(application: Application, *, by: Position, on: date, note: str, version: int | None = None) -> Application:
    """补充调查: back to the inquiry from the proposal or from the panel; the opinion stands until a new one takes its place."""
    application = locked(application)
    words = check_words(note, "补充调查的原因")
    return take(application, "reinquire", by=by, on=on, version=version, note=words)


def current_opinion(application: Application) -> Opinion | None:
    rows = Opinion.objects.filter(application=application, is_current=True)
    return rows.select_related("made_by__user", "parameters").first()


def differences(application: Application) -> list[str]:
    """The criteria asked again on the same day D against what they said for the current opinion, in words; [] when the same (rulings D3)."""
    opinion = current_opinion(application)
    if opinion is None:
        return ["还没有初审意见"]
    return differences_from(opinion, facts_of(application))


def differences_from(opinion: Opinion, case: CaseFacts) -> list[str]:
    now, words = case.proposal, []
    if now.category != opinion.proposed_category:
        words.append(f"建议类别由“{category_words(opinion.proposed_category)}”变为“{category_words(now.category)}”")
    if now.has_monitoring_tag != opinion.proposed_has_tag:
        words.append(f"建议{'列入' if now.has_monitoring_tag else '不再列入'}{TAG_LABEL}")
    elif now.monitoring_kind != opinion.proposed_monitoring_kind:
        words.append(f"建议监测类别由“{opinion.get_proposed_monitoring_kind_display() or '无'}”变为“{kind_words(now.monitoring_kind)}”")
    if now.monthly_amount != opinion.proposed_amount:
        words.append(f"建议月保障金额由{amount_words(opinion.proposed_amount)}变为{amount_words(now.monthly_amount)}")
    if not opinion.is_override:
        words += line_differences(opinion, now)
    return words + (flipped(opinion, case) if words else [])


def line_differences(opinion: Opinion, now: Proposal) -> list[str]:
    """Members whose own result changed; asked only where the opinion followed the criteria."""
    kept = {line.member_id: (line.is_counted, line.category, line.dibao_mode) for line in opinion.lines.all()}
    fresh = {line.member_id: line for line in now.lines}
    gone = [f"{len(kept.keys() - fresh.keys())}名成员已不在户内"] if kept.keys() - fresh.keys() else []
    return gone + [
        f"{line.name}由“{category_words(kept[pk][1]) if pk in kept else '未列'}”变为“{category_words(line.category)}{line.mode_label}”"
        for pk, line in fresh.items()
        if kept.get(pk) != (line.is_counted, line.category, line.dibao_mode)
    ]


def flipped(opinion: Opinion, case: CaseFacts) -> list[str]:
    """Which criteria now answer otherwise, with the values they compared."""
    before = {(row["code"], row["member_id"]): row["answer"] for row in opinion.snapshot.get("criteria", [])}
    return [
        f"“{answer.title}”由{truth_words(before[answer.code, answer.member_id])}变为{truth_words(answer.answer)}：{answer.because}"
        for answer in case.criteria
        if (answer.code, answer.member_id) in before and before[answer.code, answer.member_id] != answer.answer
    ]


def truth_words(answer: bool | None) -> str:
    return "不能判断" if answer is None else "符合" if answer else "不符合"


def kind_words(kind: str) -> str:
    return str(MonitoringKind(kind).label) if kind else "无"


def amount_words(amount: Decimal | None) -> str:
    return "未定" if amount is None else f"{amount:,.0f}元"
