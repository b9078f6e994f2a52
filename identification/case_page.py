"""The case page ready to be read: everything of one application loaded once, its stages, its clock, its papers and inquiries in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from casework.lights import Light
from identification.choices import (
    ApplicationState,
    CountyCheckKind,
    ItemResult,
    NoticeKind,
)
from identification.models import (
    Application,
    ClockPause,
    CommunityReview,
    CountyCheck,
    Determination,
    HomeVisit,
    Letter,
    MeansCheck,
    Objection,
    Opinion,
    Paper,
    PublicNotice,
    ReviewItem,
)
from identification.notice_words import notice_days

S = ApplicationState
# How far a case has come, by the order of the stages.
RANK = {
    S.DRAFT: 0, S.SUBMITTED: 1, S.RETURNED: 1, S.UNDER_INQUIRY: 2, S.PROPOSED: 3, S.NOTICE: 4, S.OBJECTED: 4, S.PANEL: 5, S.COUNTY_CHECK: 5,
}  # fmt: skip
DONE, NOW, SKIPPED, BACK, TO_COME = "done", "now", "skip-stage", "back", ""


def md(day: date | None) -> str:
    return f"{day.month}月{day.day}日" if day else ""


@dataclass(frozen=True)
class Stage:
    """One stage of the bar. `css` as look.css names it; `lines` stand below the title."""

    title: str
    css: str
    lines: tuple[str, ...] = ()

    @property
    def is_done(self) -> bool:
        return self.css == DONE


@dataclass(frozen=True)
class Record:
    """One record of the inquiry: what, how it stands, who and when, its page."""

    what: str
    light: Light
    text: str
    url_name: str
    pk: int


def light(css: str, text: str) -> Light:
    return Light(css, "ring" if css == "idle" else css, text, 0)


@dataclass(frozen=True)
class CaseFile:
    """One application with all its records; each kind is one query, however many there are."""

    application: Application
    on: date
    pauses: list[ClockPause]
    papers: list[Paper]
    checks: list[MeansCheck]
    visits: list[HomeVisit]
    reviews: list[CommunityReview]
    opinions: list[Opinion]
    notices: list[PublicNotice]
    objections: list[Objection]
    items: list[ReviewItem]
    county_checks: list[CountyCheck]
    letters: list[Letter]
    determination: Determination | None

    @classmethod
    def of(cls, application: Application, on: date) -> CaseFile:
        return cls(
            application, on,
            pauses=list(application.pauses.all()),
            papers=list(application.papers.all()),
            checks=list(application.means_checks.select_related("finished_by__user", "asked_by__user").order_by("-pk")),
            visits=list(application.home_visits.select_related("first_surveyor__user", "second_surveyor__user").order_by("-pk")),
            reviews=list(application.community_reviews.order_by("-pk")),
            opinions=list(application.opinions.select_related("made_by__user", "parameters").order_by("-pk")),
            notices=list(application.notices.select_related("village").order_by("-pk")),
            objections=list(Objection.objects.filter(notice__application=application).select_related("settled_by__user").order_by("-pk")),
            items=list(application.review_items.select_related("review__town").order_by("-pk")),
            county_checks=list(application.county_checks.order_by("-pk")),
            letters=list(application.letters.order_by("-pk")),
            determination=Determination.objects.filter(application=application).first(),
        )  # fmt: skip

    @property
    def state(self) -> ApplicationState:
        return S(self.application.state)

    @cached_property
    def rank(self) -> int:
        """The stage reached; of a finished case the stage it had come to."""
        if self.application.is_open:
            return RANK[self.state]
        if self.state in (S.CONFIRMED, S.REJECTED):
            return 6
        reached = (self.application.submitted_on, self.application.accepted_on, self.opinion, self.first_notice)
        return sum(one is not None for one in reached)

    @cached_property
    def opinion(self) -> Opinion | None:
        """The one in force: none while a new inquiry runs."""
        return next((one for one in self.opinions if one.is_current), None)

    @cached_property
    def first_notice(self) -> PublicNotice | None:
        return next((one for one in self.notices if one.kind == NoticeKind.FIRST), None)

    @cached_property
    def item(self) -> ReviewItem | None:
        return self.items[0] if self.items else None

    @cached_property
    def open_item(self) -> ReviewItem | None:
        return next((one for one in self.items if not one.result), None)

    @property
    def title(self) -> str:
        return f"{self.application.household.head_name}户·低收入人口认定申请"

    @property
    def open_questions(self) -> list[str]:
        """What the opinion could not decide, in words."""
        rows = self.opinion.snapshot.get("open_questions", []) if self.opinion else []
        return [row["words"] for row in rows]

    # Stages

    @cached_property
    def stages(self) -> list[Stage]:
        return [
            self._applied(), self._accepted(), self._checked(), self._visited(), self._reviewed(), self._proposed(), self._posted(), self._met(),
            self._decided(),
        ]  # fmt: skip

    def _applied(self) -> Stage:
        case = self.application
        who = f"{case.proxy_name}代办" if case.proxy_name else case.get_channel_display()
        if case.submitted_on:
            return Stage("申请", DONE, (md(case.submitted_on), who))
        if case.is_open:
            return Stage("申请", NOW, (f"{md(case.created_on)}登记草稿", str(case.created_by.user.name)))
        return Stage("申请", BACK, (f"{md(case.closed_on)}{case.state_label}",))

    def _accepted(self) -> Stage:
        case = self.application
        if case.accepted_on:
            assert case.accepted_by is not None
            return Stage("受理", DONE, (md(case.accepted_on), case.accepted_by.user.name))
        if self.state == S.SUBMITTED:
            return Stage(
                "受理", NOW, (f"应于{md(case.due_on)}前", case.household.village.parent.name if case.household.village.parent else "")
            )
        if self.state == S.RETURNED:
            return Stage("受理", BACK, ("退回补正", f"{md(case.due_on)}前补齐"))
        if self.state in (S.NOT_ACCEPTED, S.LAPSED) or (not case.is_open and case.submitted_on):
            return Stage("受理", BACK, (f"{md(case.closed_on)}{case.state_label}",))
        return Stage("受理", TO_COME)

    def _inquiry_css(self, is_done: bool, earlier_done: bool) -> str:
        if is_done:
            return DONE
        return NOW if self.state == S.UNDER_INQUIRY and earlier_done else TO_COME

    @property
    def check_done(self) -> bool:
        return bool(self.checks and self.checks[0].finished_on)

    @property
    def visit_done(self) -> bool:
        return bool(self.visits and self.visits[0].completed_on)

    def _checked(self) -> Stage:
        css = self._inquiry_css(self.check_done, True)
        if not self.checks:
            return Stage("核对", css, ("还没有提请",) if self.state == S.UNDER_INQUIRY else ())
        check = self.checks[0]
        if check.finished_on:
            return Stage("核对", css, (md(check.finished_on), check.get_result_display()))
        return Stage("核对", css, (f"{md(check.asked_on)}提请", f"应于{md(check.due_on)}前"))

    def _visited(self) -> Stage:
        css = self._inquiry_css(self.visit_done, self.check_done)
        if not self.visits:
            return Stage("入户", css, ("还没有安排",) if self.state == S.UNDER_INQUIRY else ())
        visit = self.visits[0]
        who = f"{visit.first_surveyor.user.name}、{visit.second_surveyor.user.name}"
        if visit.completed_on:
            return Stage("入户", css, (md(visit.completed_on), who))
        return Stage("入户", css, (f"应于{md(visit.due_on)}前", who))

    def _reviewed(self) -> Stage:
        if self.reviews:
            return Stage("评议", DONE, (md(self.reviews[0].held_on), self.reviews[0].get_outcome_display()))
        if self.application.needs_community_review:
            return Stage("评议", self._inquiry_css(False, self.check_done and self.visit_done), ("要民主评议",))
        return Stage("评议", SKIPPED, ("无争议可不评",))

    def _proposed(self) -> Stage:
        opinion = self.opinion
        if opinion and self.rank > 2:
            return Stage("初审", DONE, (md(opinion.made_on), opinion.made_by.user.name))
        waits = self.application.needs_community_review and not self.reviews
        ready = self.check_done and self.visit_done and not waits
        return Stage("初审", NOW if self.state == S.UNDER_INQUIRY and ready else TO_COME, ("镇一窗受理",) if ready else ())

    def _posted(self) -> Stage:
        notice = self.first_notice
        if self.state == S.OBJECTED:
            return Stage("公示", BACK, (f"{md(self.application.state_since)}有异议", "停钟，在核实"))
        if self.state == S.NOTICE and notice:
            return Stage("公示", NOW, (f"{md(notice.posted_on)}起{notice.days}天", f"到{md(notice.ends_on)}"))
        if self.state == S.PROPOSED and self.opinion:
            days = notice_days(self.opinion, self.on)
            return Stage("公示", NOW, (f"要公示{days}天", "还没有张贴")) if days else Stage("公示", SKIPPED, ("这一类不用公示",))
        if notice and self.rank > 4:
            return Stage("公示", DONE, (f"{md(notice.posted_on)}至{md(notice.removed_on or notice.ends_on)}", f"{notice.days}天"))
        if notice is None and self.rank > 4:
            return Stage("公示", SKIPPED, ("这一类不用公示",))
        return Stage("公示", TO_COME)

    def _met(self) -> Stage:
        item = self.item
        if self.state == S.COUNTY_CHECK:
            check = next((one for one in self.county_checks if one.finished_on is None), None)
            why = CountyCheckKind(check.kind).label if check else ""
            return Stage("联审联批", NOW, (f"县级抽查：{why}", f"应于{md(check.due_on)}前" if check else ""))
        if item and item.result and self.rank > 5:
            return Stage("联审联批", DONE, (md(item.review.held_on), f"{item.review.town.name}第{item.review.number}次"))
        if self.state == S.PANEL:
            held = f"{md(item.review.held_on)}第{item.review.number}次" if item and not item.result else "还没有列入会议"
            before = ItemResult(item.result).label if item and item.result else ""
            return Stage("联审联批", NOW, tuple(line for line in (held, before) if line))
        return Stage("联审联批", TO_COME)

    def _decided(self) -> Stage:
        case = self.application
        if self.state == S.CONFIRMED:
            start = self.determination.start_on if self.determination else None
            return Stage("确认", DONE, (md(case.closed_on), f"{md(start)}起" if start else ""))
        if self.state == S.REJECTED or (self.state == S.TERMINATED and case.accepted_on):
            return Stage("确认", BACK, (f"{md(case.closed_on)}{case.state_label}",))
        return Stage("确认", TO_COME)

    # Records

    @cached_property
    def paper_rows(self) -> list[tuple[Paper, Light, str]]:
        """Each paper, how it stands, and where it came from."""
        return [(paper, *paper_standing(paper)) for paper in self.papers]

    @property
    def paper_words(self) -> str:
        shared = sum(paper.is_shared for paper in self.papers)
        here = sum(paper.handed_in_on is not None for paper in self.papers)
        return f"共{len(self.papers)}份，已交{here}份，免交{shared}份"

    @cached_property
    def records(self) -> list[Record]:
        """Means checks, visits and reviews, the latest of each first."""
        checks = [
            Record("经济状况核对", check_light(one), f"{md(one.asked_on)}提请" + (f"，{md(one.finished_on)}核完" if one.finished_on else f"，应{md(one.due_on)}前"),
                   "identification:means_check", one.pk)
            for one in self.checks
        ]  # fmt: skip
        visits = [
            Record("入户调查", visit_light(one), f"{one.first_surveyor.user.name}、{one.second_surveyor.user.name}，"
                   + (f"{md(one.visited_on)}入户" if one.visited_on else f"应{md(one.due_on)}前"), "identification:home_visit", one.pk)
            for one in self.visits
        ]  # fmt: skip
        reviews = [
            Record("民主评议", light("ok" if one.outcome == "agreed" else "warn", one.get_outcome_display()), f"{md(one.held_on)}，{one.place}",
                   "identification:community_review", self.application.pk)
            for one in self.reviews
        ]  # fmt: skip
        return [*checks, *visits, *reviews]


def paper_standing(paper: Paper) -> tuple[Light, str]:
    if paper.is_shared:
        return light("ok", "免交"), f"{paper.shared_from}共享"
    if paper.handed_in_on:
        return light("ok", "已交"), md(paper.handed_in_on)
    if paper.asked_on:
        return light("warn", "待交"), f"{md(paper.asked_on)}通知补"
    return light("idle", "未交"), ""


def check_light(check: MeansCheck) -> Light:
    if check.finished_on is None:
        return light("warn", "在核对" if check.started_on else "等核对")
    return light("ok" if check.result == "agrees" else "warn", check.get_result_display())


def visit_light(visit: HomeVisit) -> Light:
    if visit.completed_on:
        return light("ok", f"{md(visit.completed_on)}完成")
    return light("warn", "待签字" if visit.visited_on else "待入户")
