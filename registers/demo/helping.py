"""One need walked from the village's notebook to the department's answer, by the product's own verbs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from accounts.models import Position
from accounts.roles import Role
from assistance import feedback, measures, needs, referrals
from assistance.choices import ArrivalAnswer, FeedbackResult, MeasureKind, NeedKind, NeedSource, ReferralState, RefusalReason
from assistance.kinds import MEASURE_OF_NEED
from assistance.models import Referral
from assistance.quarters import Quarter
from households.models import Household, Person
from registers.demo.walk import Cast

WORDS: dict[str, str] = {
    NeedKind.LIVING: "米面油接不上，想申请临时生活补助",
    NeedKind.EDUCATION: "孩子住校，生活费有困难",
    NeedKind.MEDICAL: "报销以后自付还多，想申请医疗救助",
    NeedKind.HOUSING: "后墙裂缝，雨天漏水，想修房",
    NeedKind.WATER: "枯水期要挑水，想接自来水",
    NeedKind.JOB: "想在附近找一份活，能照看老人",
    NeedKind.INDUSTRY: "想养几头羊，缺本钱和技术",
    NeedKind.CARE: "老人白天没有人照看",
    NeedKind.REHABILITATION: "想配一副拐杖和轮椅",
}
DONE_AS: dict[str, tuple[str, int | None]] = {
    NeedKind.LIVING: ("发放临时救助金", 1500),
    NeedKind.EDUCATION: ("发放寄宿生生活补助", 625),
    NeedKind.MEDICAL: ("发放医疗救助金", 2300),
    NeedKind.HOUSING: ("房屋加固", 5000),
    NeedKind.WATER: ("接通入户管道", None),
    NeedKind.JOB: ("介绍到县城工地", None),
    NeedKind.INDUSTRY: ("发放产业到户奖补", 3000),
    NeedKind.CARE: ("安排日间照料", None),
    NeedKind.REHABILITATION: ("配发辅助器具", None),
}


@dataclass
class Help:
    """One matter of one household."""

    household: Household
    cast: Cast
    kind: str
    person: Person | None = None
    pk: int = 0  # of the referral, once pushed
    need_pk: int = 0

    @property
    def referral(self) -> Referral:
        return Referral.objects.for_list().get(pk=self.pk)

    @property
    def worker(self) -> Position:
        return self.cast.holding(Role.VILLAGE_WORKER, self.household.village_code)[0]

    @property
    def dept(self) -> Position:
        return self.cast.department(self.referral.dept)

    def note(self, on: date, words: str = "", **more: Any) -> None:
        need = needs.note_need(
            self.household,
            kind=self.kind,
            words=words or WORDS[self.kind],
            source=NeedSource.VISIT,
            by=self.worker,
            on=on,
            person=self.person,
            **more,
        )
        self.need_pk = need.pk

    def answer(self, on: date, *, agrees: bool = True) -> None:
        need = needs.Need.objects.get(pk=self.need_pk)
        needs.answer(need, agrees=agrees, words="本人同意，请帮忙办" if agrees else "家里已经解决，不用了", by=self.worker, on=on)

    def push(self, on: date) -> None:
        need = needs.Need.objects.select_related("household").get(pk=self.need_pk)
        self.pk = referrals.push(need, by=self.cast.county, on=on).pk

    def receive(self, on: date) -> None:
        referrals.receive(self.referral, by=self.dept, on=on)

    def refuse(self, on: date) -> None:
        referrals.refuse(
            self.referral, reason=RefusalReason.ALREADY, basis="同类补助本年度已享受，按实施办法第五条不重复享受", by=self.dept, on=on
        )

    def help(self, on: date) -> None:
        """One measure, with its day, amount and paper."""
        title, amount = DONE_AS[self.kind]
        kind: MeasureKind = MEASURE_OF_NEED[self.kind]
        measures.carry_out(
            self.referral, kind=kind, carried_out_on=on, evidence=f"发放表或验收单{on:%Y%m%d}号", title=title,
            amount=None if amount is None else Decimal(amount), by=self.dept, on=on, form_key=uuid5(NAMESPACE_URL, f"demo:{self.pk}:{on}"),
        )  # fmt: skip

    def done(self, on: date) -> None:
        referrals.done(self.referral, by=self.dept, on=on)

    def feed_back(self, on: date, quarter: Quarter | None = None) -> None:
        """What stands, for the first quarter still owed."""
        referral = self.referral
        result = {
            ReferralState.DONE.value: FeedbackResult.DONE, ReferralState.REFUSED.value: FeedbackResult.REFUSED,
        }.get(referral.state, FeedbackResult.HELPING)  # fmt: skip
        owed = quarter or feedback.owed_quarters(referral, on)[0]
        feedback.feed_back(referral, quarter=owed, result=result, words="已按政策办理，情况见凭证", by=self.dept, on=on)

    def verify(self, on: date, answer: str = "") -> None:
        refused = bool(self.referral.refusal)
        chosen = answer or (ArrivalAnswer.INFORMED if refused else ArrivalAnswer.ARRIVED)
        referrals.verify(
            self.referral, answer=chosen, words="钱已到账，家里满意" if not refused else "已当面说明原因", by=self.worker, on=on
        )
