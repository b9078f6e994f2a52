"""One case in large type: its figures, what it rests on, the table of votes, the conclusions with what stops them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django import forms
from django.urls import reverse

from accounts.models import Position
from casework.buttons import StepButton
from households.sums import rounded_down
from identification import county_checks
from identification.choices import CountyCheckResult, MeansResult, NoticeKind, ReviewOutcome
from identification.deciding import authority_stops, lead_stops, stops
from identification.forms_meeting import FORMS
from identification.letter_sums import decided, figure
from identification.meeting_page import RESULT_CSS, AgendaRow, agenda_of, clock, proposed_words, summary_words
from identification.models import CommunityReview, CountyCheck, HomeVisit, MeansCheck, Opinion, PublicNotice, ReviewItem
from identification.votes import Tally, VoterRole, tally, vote_stops
from policies.categories import SupportCategory

LABELS = {"confirm": "确认", "reject": "不予确认", "supplement": "补充调查", "defer": "下次再议", "county_check": "送县级抽查"}
AFTER = {
    "confirm": "之后：已确认，出确认通知书", "reject": "之后：不予确认，出告知书", "supplement": "之后：回到调查核实", "defer": "之后：列入下一次会议",
    "county_check": "之后：县专班抽查，查完回到会议",
}  # fmt: skip


@dataclass(frozen=True)
class BigFigure:
    """One of the figures under the name."""

    title: str
    value: str
    note: str


@dataclass(frozen=True)
class Ground:
    """One row of 依据、结果、谁和何时."""

    title: str
    css: str
    word: str
    text: str
    who: str

    @property
    def icon(self) -> str:
        return "ring" if self.css == "idle" else self.css


def figures_of(opinion: Opinion) -> list[BigFigure]:
    """人均收入, 刚性支出, 支出占收入, 扣除后人均, as the opinion was made; unknown is a dash."""
    people = figure(opinion, "income_members") or figure(opinion, "counted_members")
    gross, recognised, rigid = (figure(opinion, name) for name in ("gross", "recognised", "rigid_spending"))
    share = f"{rounded_down(rigid / gross * 100, 1)}%" if rigid is not None and gross is not None and gross > 0 else "—"
    return [
        BigFigure("人均收入", per_head(gross, people), "元/年"),
        BigFigure("刚性支出", whole(rigid), "元/年"),
        BigFigure("支出占收入", share, f"标准{(opinion.parameters.rigid_ratio * 100).normalize():f}%"),
        BigFigure("扣除后人均", per_head(recognised, people), "元/年"),
    ]


def whole(amount: Decimal | None) -> str:
    return "—" if amount is None else f"{rounded_down(amount):,}".replace("-", "−")


def per_head(amount: Decimal | None, people: Decimal | None) -> str:
    return "—" if amount is None or not people else whole(amount / people)


def grounds_of(item: ReviewItem) -> list[Ground]:
    """What the panel decides on, each with who and when."""
    case = item.application_id
    means = (
        MeansCheck.objects.filter(application=case, finished_on__isnull=False).select_related("finished_by__user").order_by("-pk").first()
    )
    visit = (
        HomeVisit.objects.filter(application=case, completed_on__isnull=False)
        .select_related("first_surveyor__user", "second_surveyor__user")
        .order_by("-pk")
        .first()
    )
    review = CommunityReview.objects.filter(application=case).order_by("-pk").first()
    notices = (
        PublicNotice.objects.filter(application=case, kind=NoticeKind.FIRST)
        .select_related("posted_by__user")
        .prefetch_related("objections", "photos")
    )
    notice = notices.order_by("-pk").first()
    check = (
        CountyCheck.objects.filter(application=case, finished_on__isnull=False).select_related("finished_by__user").order_by("-pk").first()
    )
    found = [means_ground(means), visit_ground(visit), review_ground(review), notice_ground(notice), check_ground(check)]
    return [*(ground for ground in found if ground), *opinion_grounds(item.opinion)]  # fmt: skip


def means_ground(check: MeansCheck | None) -> Ground:
    if check is None or check.finished_by is None:
        return Ground("经济状况核对", "idle", "没有", "", "")
    css = {MeansResult.AGREES: "ok", MeansResult.MORE_FOUND: "warn", MeansResult.REFUSED: "bad"}[MeansResult(check.result)]
    word = {MeansResult.AGREES: "相符", MeansResult.MORE_FOUND: "有出入", MeansResult.REFUSED: "没有授权"}[MeansResult(check.result)]
    return Ground("经济状况核对", css, word, check.findings, f"{check.finished_by.user.name}，{md(check.finished_on)}")


def visit_ground(visit: HomeVisit | None) -> Ground:
    if visit is None:
        return Ground("入户调查", "idle", "没有", "", "")
    names = f"{visit.first_surveyor.user.name}、{visit.second_surveyor.user.name}"
    text = "；".join(filter(None, [visit.findings.rstrip("。"), f"邻里：{visit.neighbours}" if visit.neighbours else ""]))
    return Ground("入户调查", "ok", "已入户", text, f"{names}，{md(visit.visited_on or visit.completed_on)}")


def review_ground(review: CommunityReview | None) -> Ground | None:
    if review is None:
        return None
    is_agreed = review.outcome == ReviewOutcome.AGREED
    return Ground("民主评议", "ok" if is_agreed else "warn", review.get_outcome_display(), "", f"{review.host}主持，{md(review.held_on)}")


def notice_ground(notice: PublicNotice | None) -> Ground:
    if notice is None or notice.ends_on is None:
        return Ground("公示", "idle", "不用公示", "所议类别没有公示天数", "")
    objections = len(notice.objections.all())
    photo = "附照片" if notice.photos.all() else "没有照片"
    text = f"{md(notice.posted_on)}至{md(notice.ends_on)}，{notice.category_text}"
    word = f"异议{objections}条" if objections else "无异议"
    return Ground("公示", "warn" if objections else "ok", word, text, f"{notice.posted_by.user.name}，{photo}")


def check_ground(check: CountyCheck | None) -> Ground | None:
    if check is None or check.finished_by is None:
        return None
    agrees = check.result == CountyCheckResult.AGREES
    text = f"{check.get_kind_display()}：{check.findings}"
    return Ground(
        "县级抽查",
        "ok" if agrees else "bad",
        "一致" if agrees else "不一致",
        text,
        f"{check.finished_by.user.name}，{md(check.finished_on)}",
    )


def opinion_grounds(opinion: Opinion) -> list[Ground]:
    amount = f"，每月{opinion.monthly_amount:,.0f}元" if opinion.monthly_amount else ""
    addon = f"，分类施保{opinion.classified_addon:,.0f}元" if opinion.classified_addon else ""
    made = f"{opinion.made_by.user.name}，{md(opinion.made_on)}"
    proposed = proposed_of(opinion)
    system = (
        Ground("系统建议", "warn", "请议", f"建议{proposed}；初审不同，理由：{opinion.override_reason}", f"规则{opinion.rules_version}")
        if opinion.override_reason
        else Ground("系统建议", "ok", "一致", proposed, f"规则{opinion.rules_version}")
    )
    return [Ground("初审意见", "ok", "已提出", f"{decided(opinion)}{amount}{addon}", made), system]


def proposed_of(opinion: Opinion) -> str:
    if opinion.proposed_category and opinion.proposed_category not in SupportCategory.values:
        return "不能判断"
    return proposed_words(opinion.proposed_category, opinion.proposed_has_tag)


def md(day: date | None) -> str:
    return f"{day.month}月{day.day}日" if day else ""


# What may be done


def confirm_label(opinion: Opinion) -> str:
    amount = f"，每月{opinion.monthly_amount:,.0f}元" if opinion.monthly_amount else ""
    return f"确认：{proposed_words(opinion.category, opinion.has_monitoring_tag)}{amount}"


def form_for(code: str, item: ReviewItem, data: Any = None) -> forms.Form:
    """The form of a conclusion or a vote, empty with the version the page shows, or filled with what was posted."""
    initial: dict[str, Any] = {"version": item.application.version}
    if code == "county_check" and (kind := county_checks.is_due(item.application)):
        initial["kind"] = kind
    return FORMS[code](data, initial=initial, auto_id=f"{code}_%s")


def conclusion_buttons(
    item: ReviewItem, by: Position, on: date, counted: Tally, authority: list[str], refused: dict[str, forms.Form] | None = None
) -> list[StepButton]:
    """The conclusions for who announces them, each with its form or with what stops it; [] for everybody else."""
    if item.result:
        return []
    codes = [] if authority else list(LABELS)
    if authority and not lead_stops(item, by, authority):
        codes = ["defer"]
    buttons = []
    for code in codes:
        url = reverse("identification:item_step", args=[item.pk, code])
        label = confirm_label(item.opinion) if code == "confirm" else LABELS[code]
        button = StepButton(
            code, label, url, solid=code == "confirm", note=AFTER[code], blocked=stops(item, code, by, on, counted, authority)
        )
        if not button.blocked:
            button.form = (refused or {}).get(code) or form_for(code, item)
        buttons.append(button)
    return buttons


@dataclass
class ItemPage:
    """Everything the page of one case shows. `announcer` says who announces where the reader does not."""

    item: ReviewItem
    agenda: list[AgendaRow]
    counted: Tally
    figures: list[BigFigure]
    grounds: list[Ground]
    steps: list[StepButton]
    vote_form: forms.Form | None
    recuse_form: forms.Form | None
    vote_stop: str
    announcer: str

    @classmethod
    def of(cls, item: ReviewItem, by: Position, on: date, refused: dict[str, forms.Form] | None = None) -> ItemPage:
        counted = tally(item)
        mine = next((voter for voter in counted.voters if voter.position_id == by.pk), None)
        stop = vote_stops(item, by, counted) if mine else ""
        may_vote = mine is not None and not stop
        may_stand_aside = mine is not None and not item.result and mine.role in (VoterRole.VOTER, VoterRole.ABSENT) and not mine.choice
        kept = refused or {}
        authority = authority_stops(item, by, on)
        return cls(
            item, agenda_of(item.review, item.pk), counted, figures_of(item.opinion), grounds_of(item),
            conclusion_buttons(item, by, on, counted, authority, refused), kept.get("vote") or form_for("vote", item) if may_vote else None,
            kept.get("recuse") or form_for("recuse", item) if may_stand_aside else None, stop, authority[0] if authority else "",
        )  # fmt: skip

    @property
    def place(self) -> int:
        return next((number for number, row in enumerate(self.agenda) if row.is_current), 0)

    @property
    def previous(self) -> AgendaRow | None:
        return self.agenda[self.place - 1] if self.place else None

    @property
    def next(self) -> AgendaRow | None:
        return self.agenda[self.place + 1] if self.place + 1 < len(self.agenda) else None

    @property
    def result_css(self) -> str:
        return RESULT_CSS.get(self.item.result, "idle") if self.item.result else ""

    @property
    def decided_clock(self) -> str:
        return clock(self.item.decided_at) if self.item.decided_at else ""

    @property
    def summary(self) -> str:
        return summary_words(self.item.review.items.values_list("result", flat=True))

    @property
    def seen(self) -> str:
        return seen_of(self.item, self.counted)


def seen_of(item: ReviewItem, counted: Tally) -> str:
    """A short mark of what a page shows of the votes: the polling answers only when it differs."""
    shown = "|".join(f"{voter.position_id}{voter.role}{voter.choice}" for voter in counted.voters)
    return sha256(f"{item.result}|{shown}".encode()).hexdigest()[:12]
