"""会议纪要: the meeting as it was, once as plain values for page, Word and PDF alike. Names of heads of household, no number of a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from django.utils import timezone
from docxtpl import DocxTemplate

from identification.choices import ItemResult, MeetingState, VoteChoice
from identification.letter_sums import decided
from identification.models import Attendance, JointReview, ReviewItem
from identification.pdf import Sheet
from identification.votes import Tally, Voter, VoterRole, tallies

TEMPLATE = Path(__file__).with_name("documents") / "minutes.docx"
NOBODY = "无"


@dataclass(frozen=True)
class CaseMinutes:
    """One case of the agenda in words."""

    order: int
    household: str
    village: str
    application_no: str
    opinion: str
    votes: str
    voters: str
    result: str
    note: str
    aside: str  # who stood aside or sat in, with the ground
    dissent: str  # who voted against, and why


@dataclass(frozen=True)
class Minutes:
    """The whole paper. `is_draft` until the meeting has closed."""

    title: str
    held_on: str
    place: str
    host: str
    recorder: str
    called: str
    present: str
    absent: str
    early: str
    cases: list[CaseMinutes]
    summary: str
    is_draft: bool
    signers: list[str]

    @property
    def facts(self) -> list[tuple[str, str]]:
        """一、会议情况, line by line."""
        return [
            ("时间", self.held_on), ("地点", self.place), ("召集人", self.host), ("记录人", self.recorder),
            ("应到", self.called), ("实到", self.present), ("缺席", self.absent), ("中途离会", self.early),
        ]  # fmt: skip

    @property
    def remarks(self) -> list[str]:
        """三、回避与列席, 四、不同意见 have a line per case that has something to say."""
        return [f"第{case.order}件{case.household}：{case.aside}。" for case in self.cases if case.aside]

    @property
    def dissents(self) -> list[str]:
        return [f"第{case.order}件{case.household}：{case.dissent}。" for case in self.cases if case.dissent]


def cn(day: Any) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def minutes_of(review: JointReview) -> Minutes:
    """Read for one meeting; decided cases as they were counted then."""
    attendance = list(Attendance.objects.filter(review=review).select_related("position__user", "signed_by__user"))
    present = [row for row in attendance if row.is_present]
    items = list(ReviewItem.objects.filter(review=review).select_related("application__household__village", "opinion").order_by("order"))
    counted = tallies(review, items)
    cases = [case_minutes(item, counted[item.pk]) for item in items]
    return Minutes(
        title=f"{review}纪要", held_on=cn(review.held_on), place=review.place, host=person(review.host), recorder=person(review.recorder),
        called=people([row.position.user.name for row in attendance]), present=people([came(row) for row in present]),
        absent=people([row.position.user.name for row in attendance if not row.is_present]),
        early=people([f"{row.position.user.name}（{clock(row.left_at)}）" for row in present if row.left_at]),
        cases=cases, summary=summary_of(items), is_draft=review.state != MeetingState.CLOSED,
        signers=[row.position.user.name for row in present],
    )  # fmt: skip


def person(position: Any) -> str:
    return f"{position.user.name}（{position.title}）"


def people(names: list[str]) -> str:
    return f"{len(names)}人：{'、'.join(names)}" if names else NOBODY


def came(row: Attendance) -> str:
    """The name; where somebody else ticked him, who."""
    name = row.position.user.name
    by_other = row.signed_by is not None and row.signed_by_id != row.position_id
    return f"{name}（{row.signed_by.user.name}登记）" if by_other and row.signed_by else name


def clock(moment: Any) -> str:
    return f"{timezone.localtime(moment):%H:%M}"


def case_minutes(item: ReviewItem, counted: Tally) -> CaseMinutes:
    household = item.application.household
    return CaseMinutes(
        order=item.order, household=f"{household.head_name}户", village=household.village.name, application_no=item.application.application_no,
        opinion=decided(item.opinion) + (f"，每月{item.opinion.monthly_amount:,.0f}元" if item.opinion.monthly_amount else ""),
        votes=counted.words, voters=voters_said(counted), result=item.get_result_display() if item.result else "未议定",
        note=item.result_note, aside="；".join(aside_said(voter) for voter in counted.voters if voter.role in ASIDE),
        dissent="；".join(f"{voter.who}：{voter.note.rstrip('。')}" for voter in counted.voters if voter.choice == VoteChoice.AGAINST),
    )  # fmt: skip


ASIDE = (VoterRole.RECUSED, VoterRole.SURVEYOR)


def aside_said(voter: Voter) -> str:
    return f"{voter.who}{voter.word}（{voter.note}）"


def voters_said(counted: Tally) -> str:
    """同意：甲、乙；弃权：丙 — who voted how."""
    parts = []
    for choice in VoteChoice:
        names = [voter.who for voter in counted.voters if voter.choice == choice]
        if names:
            parts.append(f"{choice.label}：{'、'.join(names)}")
    if counted.figures.may_vote and not counted.figures.has_quorum:
        parts.append(counted.no_quorum)
    return "；".join(parts)


def summary_of(items: Iterable[ReviewItem]) -> str:
    """议题12件：确认3，不予确认1，未议定8."""
    counts = Counter(item.result for item in items)
    parts = [f"{result.label}{counts[result.value]}" for result in ItemResult if counts[result.value]]
    if counts[""]:
        parts.append(f"未议定{counts['']}")
    return f"议题{sum(counts.values())}件：{'，'.join(parts)}" if counts else "没有议题"


def docx_of(minutes: Minutes) -> bytes:
    """The Word paper, from the template the county may lay out anew."""
    paper = DocxTemplate(TEMPLATE)
    values = asdict(minutes) | {
        "facts": [{"name": name, "value": value} for name, value in minutes.facts], "remarks": minutes.remarks or ["无。"],
        "dissents": minutes.dissents or ["无。"], "draft": "（草稿，会议尚未结束）" if minutes.is_draft else "",
    }  # fmt: skip
    paper.render(values, autoescape=True)
    buffer = BytesIO()
    paper.save(buffer)
    return buffer.getvalue()


def pdf_of(minutes: Minutes) -> bytes:
    sheet = Sheet(foot=minutes.title)
    sheet.heading(minutes.title, "（草稿，会议尚未结束）" if minutes.is_draft else "")
    sheet.section("一、会议情况")
    for name, value in minutes.facts:
        sheet.paragraph(f"{name}：{value}")
    sheet.section(f"二、审议事项（{minutes.summary}）")
    rows = [["序号", "户", "初审意见", "表决", "结果"]]
    rows += [
        [str(case.order), f"{case.household}\n{case.village}", case.opinion, f"{case.votes}\n{case.voters}".strip(),
         case.result + (f"：{case.note}" if case.note else "")]
        for case in minutes.cases
    ]  # fmt: skip
    sheet.table(rows, widths=[12, 20, 29, 30, 27], align=["CENTER", "LEFT", "LEFT", "LEFT", "LEFT"])
    for title, lines in (("三、回避与列席", minutes.remarks), ("四、不同意见", minutes.dissents)):
        sheet.section(title)
        for line in lines or ["无。"]:
            sheet.paragraph(line)
    sheet.section("五、签名")
    sheet.paragraph("召集人：＿＿＿＿＿＿＿＿　　记录人：＿＿＿＿＿＿＿＿")
    sheet.paragraph("参会成员：")
    for first in range(0, len(minutes.signers), 2):
        sheet.paragraph("　　".join(f"{name:　<4}＿＿＿＿＿＿＿＿" for name in minutes.signers[first : first + 2]))
    return sheet.bytes()
