"""One case walked through its life by the product's own verbs: who acts is the cast's, what is said differs from family to family.

Used by the demo to fill every state, and by the whole-life stories to walk random households. Every method takes the day it happens on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from accounts.models import Position
from accounts.roles import Role
from casework.choices import PhotoKind
from households.models import Household
from identification import (
    authorisations,
    case_facts,
    community_reviews,
    county_checks,
    drafts,
    endings,
    home_visits,
    intake,
    means_checks,
    notices,
    objections,
    opinions,
)
from identification.choices import ApplicationState, Channel, CountyCheckResult, MeansResult, VoteChoice
from identification.models import Application, MeansCheck, Opinion
from identification.proposals import CANNOT_SAY
from policies.categories import MonitoringKind
from registers.demo.answers import answers
from registers.demo.newcomers import Kind
from registers.demo.pictures import picture
from registers.demo.walk import Cast

JUDGEMENT = "收入、合规自付支出和突出困难一并看过：主要劳动力不能正常务工，欠债未还，自主应对能力不足，存在致贫返贫风险。"
SEEN = "正房两间，砖木结构，屋里只有旧电视和一张床，灶房有半袋玉米。"
NEIGHBOURS = "东邻和对门都说这家去年起没有人出去务工，靠种地和亲戚接济。"


@dataclass
class Life:
    """One application of one household, and the people of its town."""

    household: Household
    cast: Cast
    told: Mapping[str, Any] = field(default_factory=dict)
    pk: int = 0
    newcomer: tuple[Kind, int] | None = None  # a family not registered yet

    @property
    def case(self) -> Application:
        """As it is now."""
        return Application.objects.for_page().get(pk=self.pk)

    @property
    def town(self) -> str:
        return self.household.town_code

    def one(self, role: Role, number: int = 0) -> Position:
        held = self.cast.holding(role, self.town)
        return held[number % len(held)]

    @property
    def clerk(self) -> Position:
        return self.one(Role.TOWN_CLERK)

    def key(self, what: str, on: date) -> Any:
        return uuid5(NAMESPACE_URL, f"demo:{self.household.household_no}:{what}:{on}")

    # at the window

    def draft(self, on: date, **origin: Any) -> None:
        """A draft with nothing typed; by the village where `channel` says so. One an alert has opened already is taken up."""
        known = Application.objects.filter(household=self.household, state=ApplicationState.DRAFT).first()
        if known:
            self.pk = known.pk
            return
        by = self.clerk
        if origin.get("channel") == Channel.VILLAGE_PROXY:
            by = self.cast.holding(Role.VILLAGE_WORKER, self.household.village_code)[0]
        self.pk = intake.open_draft(self.household, by=by, on=on, **origin).pk

    def fill(self, on: date, told: Mapping[str, Any] | None = None) -> None:
        """The whole form typed, everybody's signature under the papers."""
        case = self.case
        drafts.save_form(case, answers(self.household, on, {**self.told, **(told or {})}), by=case.created_by, on=on)
        self.sign(on)

    def sign(self, on: date) -> None:
        """Whoever must and has not yet."""
        case = self.case
        for kind, people in authorisations.missing_signatures(case, on).items():
            authorisations.sign(case, kind, signers=people, by=case.created_by, on=on)

    def submit(self, on: date) -> None:
        """Handed in; those whom the form has just registered sign too."""
        intake.submit(self.case, by=self.case.created_by, on=on)
        self.sign(on)

    def apply(self, on: date, **origin: Any) -> None:
        self.draft(on, **origin)
        self.fill(on)
        self.submit(on)

    def send_back(self, on: date, papers: tuple[str, ...]) -> None:
        intake.return_once(self.case, papers=papers, by=self.clerk, on=on)

    def bring(self, on: date) -> None:
        """Every paper asked for is handed in; before acceptance the application is handed in again."""
        for paper in self.case.papers.filter(asked_on__isnull=False, handed_in_on__isnull=True):
            intake.hand_in(paper, by=self.case.created_by, on=on)
        if self.case.state == ApplicationState.RETURNED:
            # Who was new on the form is a member by now, and is asked what members are asked.
            self.told = {
                name: value for name, value in self.told.items() if name != "newcomers" and not name.startswith(("n0-", "n1-", "n2-"))
            }
            self.fill(on)
            intake.resubmit(self.case, by=self.case.created_by, on=on)

    def accept(self, on: date) -> None:
        intake.accept(self.case, by=self.clerk, on=on)

    def ask_paper(self, on: date, codes: tuple[str, ...]) -> None:
        intake.ask_paper(self.case, codes=codes, by=self.clerk, on=on)

    def not_accept(self, on: date, refusal: str, note: str) -> None:
        endings.not_accept(self.case, refusal=refusal, note=note, by=self.clerk, on=on)

    def terminate(self, on: date, ending: str, note: str) -> None:
        endings.terminate(self.case, ending=ending, note=note, by=self.clerk, on=on)

    # the inquiry

    def check_means(self, on: date, found: tuple[Any, ...] = ()) -> MeansCheck:
        """Asked (if acceptance did not), queried and answered; what was found is told to the applicant."""
        case = self.case
        check = means_checks.latest(case)
        if check is None or check.finished_on is not None:
            check = means_checks.ask(case, by=self.clerk, on=on)
        center = self.cast.county_holding(Role.VERIFY_CENTER)
        result = MeansResult.MORE_FOUND if found else MeansResult.AGREES
        check = means_checks.finish(
            check, by=center, on=on, result=result,
            findings="银行、车管等比对，查到下列申报时没有写的项目。" if found else "已核对存款、车辆、不动产、企业和社保记录，详见报告。",
            report_no=f"HD{on:%Y%m%d}-{case.pk:05d}", found=found,
        )  # fmt: skip
        if found:
            means_checks.tell(check, by=self.clerk, on=on)
        return check

    def object_to_check(self, on: date) -> MeansCheck:
        """The applicant does not accept what was found, and brings a paper: another check."""
        check = means_checks.latest(self.case)
        assert check is not None
        words = "这笔存款是弟弟托存的征地补偿款，有弟弟的征地协议和转账回单。"
        return means_checks.object_(check, by=self.clerk, on=on, objection=words)

    def plan_visit(self, on: date) -> None:
        home_visits.plan(self.case, first=self.one(Role.TOWN_SURVEYOR), second=self.one(Role.TOWN_SURVEYOR, 1), by=self.clerk, on=on)

    def visit(self, on: date, *, signatures: int = 2) -> None:
        """Two surveyors at the door; each signs from his own sign-in."""
        case = self.case
        if not case.home_visits.filter(completed_on__isnull=True).exists():
            self.plan_visit(on)
        visit = case.home_visits.get(completed_on__isnull=True)
        found = home_visits.VisitRecord(
            visited_on=on, informant=self.household.head_name, findings=SEEN, neighbours=NEIGHBOURS,
            difficulty="缺少稳定收入，治病和日常开支都靠借款，短期内没有别的办法。", needs="希望有基本生活保障，家里人能就近找个活。",
            member_signed=True, photos=tuple(picture(kind) for kind in (PhotoKind.DOOR, PhotoKind.HOUSE, PhotoKind.FAMILY)),
            form_key=self.key("visit", on),
        )  # fmt: skip
        visit = home_visits.record(visit, by=visit.first_surveyor, on=on, found=found)
        for surveyor in (visit.first_surveyor, visit.second_surveyor)[:signatures]:
            home_visits.sign(visit, by=surveyor, on=on)

    def want_review(self, on: date) -> None:
        community_reviews.want(self.case, by=self.clerk, on=on, reason="邻里对他家务工收入说法不一，请村民代表评议。")

    def hear_villagers(self, on: date, agree: int = 7, against: int = 1) -> None:
        choices = [VoteChoice.AGREE] * agree + [VoteChoice.AGAINST] * against
        community_reviews.record(
            self.case, by=self.clerk, on=on, held_on=on, place=f"{self.household.village.name}村民委员会", host="村委会主任",
            minutes="逐项说明家庭情况和申报收入，到会代表当场表态。", form_key=self.key("review", on),
            ballots=[community_reviews.Ballot(f"村民代表{number}", choice, "村民代表") for number, choice in enumerate(choices, 1)],
        )  # fmt: skip

    def inquire(self, on: date) -> None:
        """Everything an opinion needs that is not there yet."""
        self.check_means(on)
        self.visit(on)
        if self.case.needs_community_review:
            self.hear_villagers(on)

    # the opinion, the notice

    def propose(self, on: date, category: str | None = None, reason: str = "") -> Opinion:
        """What the criteria propose, or another category with its reason. What cannot be said is put forward as not eligible, with the reason."""
        case = self.case
        proposal = case_facts.facts_of(case).proposal
        wanted = proposal.category if category is None else category
        if wanted == CANNOT_SAY:
            wanted, reason = "", reason or "缺少的情况现在查不到，按现有材料不符合条件，补到后可以再申请。"
        has_tag = proposal.has_monitoring_tag and bool(wanted)
        if proposal.has_monitoring_tag and not has_tag:
            wanted, has_tag = "other_hardship", True
        changed = wanted != proposal.category
        return opinions.propose(
            case, by=self.clerk, on=on, category=wanted, has_monitoring_tag=has_tag,
            monitoring_kind=(proposal.monitoring_kind or MonitoringKind.SUDDEN) if has_tag else "",
            monthly_amount=None if changed else proposal.monthly_amount, judgement=JUDGEMENT if has_tag else "",
            override_reason=reason or ("综合入户和邻里情况，与系统建议不同，已在研判中写明。" if changed else ""),
        )  # fmt: skip

    @property
    def notice_days(self) -> int:
        opinion = opinions.current_opinion(self.case)
        return notices.notice_days(opinion, opinion.made_on) if opinion else 0

    def post(self, on: date) -> None:
        """On the board with its photo, or straight to the panel where nothing is published."""
        case = self.case
        if self.notice_days:
            notices.post(case, by=self.clerk, on=on, version=case.version, photo=picture(PhotoKind.BOARD))
        else:
            notices.to_panel(case, by=self.clerk, on=on, version=case.version)

    def take_down(self, on: date) -> None:
        case = self.case
        notices.over(case, by=self.clerk, on=on, version=case.version)

    def object(self, on: date) -> None:
        worker = self.cast.holding(Role.VILLAGE_WORKER, self.household.village_code)[0]
        content = "听说他家大儿子去年在外地买了房，收入不像说的那么低，请再查一查。"
        objections.object_(self.case, content=content, raised_by_name="同村村民", by=worker, on=on)

    def settle(self, on: date, *, is_upheld: bool = False) -> None:
        objection = self.case.notices.order_by("-pk")[0].objections.get(settled_on__isnull=True)
        finding = (
            "查不动产登记，房子登记在已经分家另过的长子名下，不属于本户财产。"
            if not is_upheld
            else "查明长子仍同住，工资应当计入，已通知重新核对。"
        )
        objections.settle(objection, finding=finding, is_upheld=is_upheld, by=self.clerk, on=on)

    # the county

    def county_checks(self, on: date) -> None:
        """The county's own look, where the case waits for it."""
        check = county_checks.open_check(self.case)
        assert check is not None
        county_checks.finish(
            check, result=CountyCheckResult.AGREES, findings="入户看过，收入、住房与镇里调查一致，没有发现隐瞒。", visited_on=on,
            by=self.cast.county_holding(Role.TASKFORCE), on=on,
        )  # fmt: skip
