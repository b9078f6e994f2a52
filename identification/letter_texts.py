"""What each letter says: reasons, the sum, the clause, what would change the result, how to object. One builder per kind.

Figures are those of the opinion's snapshot, never counted again here. No number of a person, phone of his, account or illness enters a letter.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from accounts.models import Position, Region
from identification.choices import Ending, LetterKind, MeansResult, Refusal
from identification.letter_sums import (
    NO,
    UNKNOWN,
    YES,
    because,
    by_category,
    criteria,
    decided,
    grounds,
    joined,
    monthly,
    sum_table,
    what_would_change,
)
from identification.means_report import found_words
from identification.models import Application, Determination, MeansCheck, Opinion
from identification.papers import BY_CODE, PAPERS
from policies.categories import TAG_LABEL
from policies.models import Numbers, Parameter

# What the applicant can do about a refusal.
WAYS_ON = {
    Refusal.NOT_LOCAL: "请到户籍所在地或者经常居住地的镇街一窗受理提出申请；搬来本镇长住的，带居住证明可以在这里申请。",
    Refusal.OPEN_ELSEWHERE: "已经在办的那一件会一并审核各类救助，不用另外申请；那一件办结后情况有变化的，可以再申请。",
    Refusal.NOT_COMPETENT: "请按窗口告知的受理单位办理；同时有低收入认定方面困难的，可以另行提出申请。",
    Refusal.NOT_HIMSELF: "请本人来申请，或者由受委托人带委托书和双方身份证件来办；行动不便的可以请村（社区）代办。",
}
AGAIN = "情况变化后可以随时重新申请。"
AFTER_ENDING = {
    Ending.WITHDRAWN: AGAIN,
    Ending.NOT_COOPERATING: "愿意配合核对和调查的，可以随时重新申请。",
    Ending.DIED: "其他共同生活的家庭成员仍有困难的，可以另行申请。",
    Ending.MOVED: "请到迁入地的镇街提出申请，需要的材料我们可以协助转交。",
}
RESULTS_TOLD = {
    MeansResult.AGREES: "核对结果与您申报的情况相符。",
    MeansResult.MORE_FOUND: "核对中查到您申报以外的收入或者财产。",
    MeansResult.REFUSED: "因为没有核对授权，无法核对家庭经济状况。",
}


def sentence(words: str) -> str:
    """Closed by a full stop; empty stays empty."""
    words = words.strip().replace("。。", "。")
    return words if not words or words.endswith(("。", "！", "？")) else f"{words}。"


def cn(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


@dataclass(frozen=True)
class Telling:
    """Who tells whom, under which numbers of the law."""

    application: Application
    by: Position
    on: date
    numbers: Numbers

    @classmethod
    def of(cls, application: Application, *, by: Position, on: date) -> Telling:
        return cls(application, by, on, Parameter.objects.numbers(on))

    def number(self, code: str) -> int:
        return int(self.numbers.number(code, self.application.village_code))

    @property
    def applied(self) -> str:
        """您于…提出的…申请（办件号…）."""
        since = self.application.submitted_on or self.application.created_on
        return f"您于{cn(since)}提出的低收入人口认定申请（办件号{self.application.application_no}）"

    @property
    def signed_by(self) -> str:
        town = self.application.household.village.parent
        assert town is not None
        return f"{town.name}办事处" if town.name.endswith("街道") else f"{town.name}人民政府"

    @property
    def phones(self) -> str:
        rows = self.numbers.table("complaint_phones", self.application.village_code)
        return "，".join(f"{row['office']}{row['phone']}" for row in rows)

    @property
    def to_complain(self) -> str:
        return f"监督电话：{self.phones}。"

    @property
    def to_object(self) -> str:
        """行政复议、行政诉讼 (《最低生活保障审核确认办法》第三十八条)."""
        county = Region.objects.get(code=self.application.county_code)
        return (
            f"如果不服本决定，可以自收到之日起{self.number('review_apply_days')}日内向{county}人民政府申请行政复议，"
            f"或者自收到之日起{self.number('litigation_months')}个月内向人民法院提起行政诉讼。"
        )


@dataclass
class LetterText:
    """The words of one letter, ready to be frozen."""

    telling: Telling
    paragraphs: list[str]
    items: list[str] = field(default_factory=list)
    table: list[list[str]] = field(default_factory=list)
    closing: list[str] = field(default_factory=list)
    clauses: list[str] = field(default_factory=list)

    def content(self) -> dict[str, Any]:
        told = self.telling
        applicant = told.application.applicant
        return {
            "to": applicant.name if applicant else told.application.household.head_name,
            "paragraphs": self.paragraphs,
            "items": self.items,
            "table": self.table,
            "closing": self.closing,
            "clauses": self.clauses,
            "signed_by": told.signed_by,
            "dated": cn(told.on),
            "foot": f"办件号{told.application.application_no}",
        }


def receipt(told: Telling) -> LetterText:
    """受理通知书: number and deadline."""
    case = told.application
    assert case.accepted_on is not None and case.due_on is not None
    days = int(Parameter.objects.numbers(case.accepted_on).number("unified_sla_days", case.village_code))
    provisional = "（按尚未公布的工作日暂估）" if case.due_is_provisional else ""
    return LetterText(
        told,
        [
            f"{told.applied}已于{cn(case.accepted_on)}受理。特困人员、最低生活保障、低保边缘、刚性支出困难、其他困难和{TAG_LABEL}"
            "一次申请、一并审核，不用分别申请。",
            f"从受理的第二天起{days}个工作日内办结，应于{cn(case.due_on)}前告知结果{provisional}。等您补材料、公示有异议在核实的日子不算在内。",
            "办理中我们会核对家庭经济状况，由两名以上调查员入户调查，拟确认的要在村里公示。请如实说明情况，家里有变化请及时告诉我们。",
        ],
        closing=[f"查进度、反映情况：{told.phones}。"],
        clauses=["《最低生活保障审核确认办法》第十五条"],
    )


def paper_words(one: str) -> str:
    """A paper by its code or its title: what it is called and where it is got."""
    spec = BY_CODE.get(one) or next((spec for spec in PAPERS if spec.title == one), None)
    if spec is None:
        return sentence(one)
    return sentence(spec.title + (f"（{spec.hint}）" if spec.hint else "") + (f"，到{spec.place}" if spec.place else ""))


def missing(told: Telling, *, papers: list[str], mend_by: date) -> LetterText:
    """补正告知书: everything at once, and where each is got."""
    items = [paper_words(one) for one in papers]
    return LetterText(
        told,
        [f"{told.applied}收悉。还缺下面{len(items)}样材料，这里一次全部告诉您，请于{cn(mend_by)}前交到窗口，或者请村（社区）代办员代交："],
        items=items,
        closing=[
            "部门之间能够查到的材料不用您交。到期没有补齐的，这次申请不再办理，以后可以重新申请。",
            f"有疑问请打电话：{told.phones}。",
        ],
        clauses=["《最低生活保障审核确认办法》第十五条"],
    )


def not_accepted(told: Telling, *, refusal: str, note: str) -> LetterText:
    """不予受理告知书: why, and where to go instead."""
    reason = Refusal(refusal)
    clauses = ["《最低生活保障审核确认办法》第九条", "第十五条"]
    return LetterText(
        told,
        [
            f"{told.applied}，经审查不予受理。",
            f"原因：{reason.label}。{sentence(note)}",
            f"依据：{'、'.join(clauses)}。",
            WAYS_ON[reason],
        ],
        closing=[told.to_object, told.to_complain],
        clauses=clauses,
    )


def confirmed(told: Telling, *, determination: Determination) -> LetterText:
    """确认通知书: what was decided, for whom, how much, from when."""
    posted = "公示、" if told.application.notices.exists() else ""
    opinion = told.application.opinions.filter(is_current=True).select_related("parameters").first()
    lines = [f"{told.applied}，经家庭经济状况核对、入户调查、{posted}联审联批，现确认如下："]
    items = [f"认定类别：{decided(determination)}"]
    items += [f"{label}{number}人" for label, number in by_category(determination)]
    if determination.monthly_amount is not None:
        items.append(f"月保障金额：{monthly(determination.monthly_amount, determination.classified_addon)}")
    clauses = grounds(opinion, YES, of=[determination.category]) if opinion else []
    assert determination.start_on is not None
    until = f"，到{cn(determination.ends_on)}止" if determination.ends_on else ""
    items.append(f"起始日：{cn(determination.start_on)}{until}")
    if determination.override_reason:
        items.append(f"与系统建议不同，理由：{determination.override_reason}")
    return LetterText(
        told,
        lines,
        items=items,
        table=sum_table(opinion) if opinion else [],
        closing=[
            *([f"依据：{joined(clauses)}。"] if clauses else []),
            "家庭人口、收入、财产有变化的，请及时告诉村（社区）或者窗口，我们会重新核定。",
            told.to_object,
            told.to_complain,
        ],
        clauses=clauses,
    )


def rejected(told: Telling, *, opinion: Opinion, reason: str) -> LetterText:
    """不予确认告知书: why, the sum, the clause, what would change it."""
    clauses = grounds(opinion, NO, UNKNOWN)
    return LetterText(
        told,
        [
            f"{told.applied}，经家庭经济状况核对、入户调查、联审联批，不予确认。",
            f"原因：{sentence(reason)}",
            *([f"依据：{joined(clauses)}。"] if clauses else []),
        ],
        items=[because(row) for row in criteria(opinion, NO, UNKNOWN)],
        table=sum_table(opinion),
        closing=[*what_would_change(opinion), told.to_object, told.to_complain],
        clauses=clauses,
    )


def terminated(told: Telling, *, ending: str, note: str) -> LetterText:
    """终止办理告知书."""
    reason = Ending(ending)
    return LetterText(
        told,
        [f"{told.applied}，现终止办理。", f"原因：{reason.label}。{sentence(note)}", AFTER_ENDING[reason]],
        closing=[told.to_object, told.to_complain],
        clauses=["《最低生活保障审核确认办法》第二十二条"],
    )


def means_result(told: Telling, *, means_check: MeansCheck) -> LetterText:
    """核对结果告知书: what was found, and the right to show otherwise (《最低生活保障审核确认办法》第十八条)."""
    result = MeansResult(means_check.result)
    number = f"（核对报告{means_check.report_no}）" if means_check.report_no else ""
    paragraphs = [f"{told.applied}，家庭经济状况核对已经完成{number}。{RESULTS_TOLD[result]}"]
    if means_check.findings and result is not MeansResult.AGREES:
        paragraphs.append(f"核对情况：{sentence(means_check.findings)}")
    return LetterText(
        told,
        paragraphs,
        items=found_words(means_check),
        closing=[
            "对核对结果有异议的，请带能说明情况的证明到窗口提出，我们会重新核对。不影响您的申请继续办理。",
            told.to_complain,
        ],
        clauses=["《最低生活保障审核确认办法》第十八条"],
    )


TEXTS: dict[LetterKind, Callable[..., LetterText]] = {
    LetterKind.RECEIPT: receipt,
    LetterKind.MISSING: missing,
    LetterKind.NOT_ACCEPTED: not_accepted,
    LetterKind.CONFIRMED: confirmed,
    LetterKind.REJECTED: rejected,
    LetterKind.TERMINATED: terminated,
    LetterKind.MEANS_RESULT: means_result,
}
