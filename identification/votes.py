"""表决: who may vote on a case, who did, and what the votes come to (rulings D6). Counting is pure; the rows are read once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from django.db import models, transaction

from accounts.logs import redact
from accounts.models import Position
from casework.exceptions import StalePage, StepRefused
from identification.choices import MeetingState, RecusalGround, VoteChoice
from identification.kin import conflict
from identification.models import Attendance, HomeVisit, JointReview, Opinion, Recusal, ReviewItem, Vote
from identification.panels import locked
from policies.models import Numbers, Parameter

NAMED = 3  # silent members named; more are counted


class VoterRole(models.TextChoices):
    """What a member is on one case."""

    VOTER = "voter", "表决"
    ABSENT = "absent", "未到会"
    RECUSED = "recused", "回避"
    SURVEYOR = "surveyor", "列席"


@dataclass(frozen=True)
class Figures:
    """The count of one case. Persons stand in exactly one of recused, surveyors and those who may vote; `quorum` and `majority` are exact shares."""

    members: int
    recused: int
    surveyors: int
    present: int  # of those who may vote
    agree: int
    against: int
    abstain: int
    quorum: Fraction = Fraction(2, 3)
    majority: Fraction = Fraction(1, 2)

    @property
    def may_vote(self) -> int:
        return self.members - self.recused - self.surveyors

    @property
    def needed_present(self) -> int:
        """The least number present that is a quorum: not below the share, so it is rounded up."""
        return -(-self.may_vote * self.quorum.numerator // self.quorum.denominator)

    @property
    def needed_agree(self) -> int:
        """The least number agreeing that is more than the share."""
        return self.present * self.majority.numerator // self.majority.denominator + 1

    @property
    def has_quorum(self) -> bool:
        return self.may_vote > 0 and self.present * self.quorum.denominator >= self.may_vote * self.quorum.numerator

    @property
    def has_majority(self) -> bool:
        return self.agree * self.majority.denominator > self.present * self.majority.numerator

    @property
    def is_against(self) -> bool:
        """More than the share voted against."""
        return self.against * self.majority.denominator > self.present * self.majority.numerator

    @property
    def silent(self) -> int:
        return self.present - self.agree - self.against - self.abstain

    @property
    def everybody_spoke(self) -> bool:
        return self.silent == 0


@dataclass(frozen=True)
class Voter:
    """One member on one case, as the table beside the case and the minutes show him."""

    who: str
    post: str
    role: str  # VoterRole
    choice: str = ""  # VoteChoice, "" while silent
    note: str = ""
    is_host: bool = False
    position_id: int = 0

    @property
    def word(self) -> str:
        if self.role != VoterRole.VOTER:
            return str(VoterRole(self.role).label)
        return str(VoteChoice(self.choice).label) if self.choice else "未表态"

    @property
    def css(self) -> str:
        return {"agree": "ok", "against": "bad", "abstain": "warn"}.get(self.choice, "idle")

    @property
    def icon(self) -> str:
        return "ring" if self.css == "idle" else self.css


@dataclass(frozen=True)
class Tally:
    """The count with the people behind it."""

    figures: Figures
    voters: list[Voter] = field(default_factory=list)

    @property
    def missing(self) -> list[str]:
        """What keeps this case from a result, in words; [] when the quorum is there and everybody present has spoken."""
        figures = self.figures
        if not figures.has_quorum:
            return [self.no_quorum]
        if not figures.everybody_spoke:
            names = "、".join(voter.who for voter in self.silent) if figures.silent <= NAMED else f"{figures.silent}人"
            return [f"{names}还没有表态"]
        return []

    @property
    def no_quorum(self) -> str:
        """Why the meeting cannot decide this case; "" with a quorum."""
        figures = self.figures
        if figures.has_quorum:
            return ""
        if not figures.may_vote:
            return "成员都须回避或列席，没有人可以表决。请补充成员后下次再议"
        return f"未达法定人数：可表决{figures.may_vote}人，到会{figures.present}人，至少要{figures.needed_present}人。只能下次再议"

    @property
    def silent(self) -> list[Voter]:
        return [voter for voter in self.voters if voter.role == VoterRole.VOTER and not voter.choice]

    @property
    def words(self) -> str:
        """计票 in one line."""
        figures = self.figures
        parts = [
            f"同意{figures.agree}",
            f"不同意{figures.against}" if figures.against else "",
            f"弃权{figures.abstain}" if figures.abstain else "",
        ]
        return "，".join(filter(None, [*parts, f"未表态{figures.silent}" if figures.silent else ""]))

    @property
    def conclusion(self) -> str:
        figures = self.figures
        if self.missing:
            return self.missing[0]
        if figures.has_majority:
            return f"同意{figures.agree}人，超过到会可表决{figures.present}人的{share_words(figures.majority)}，通过"
        return f"同意{figures.agree}人，没有超过到会可表决{figures.present}人的{share_words(figures.majority)}，未通过"

    def frozen(self) -> dict[str, Any]:
        """As it is kept with the result."""
        figures = asdict(self.figures) | {name: share_pair(getattr(self.figures, name)) for name in ("quorum", "majority")}
        return {"figures": figures, "rows": [asdict(voter) for voter in self.voters]}

    @classmethod
    def thawed(cls, kept: dict[str, Any]) -> Tally:
        figures = kept["figures"] | {name: Fraction(*kept["figures"][name]) for name in ("quorum", "majority")}
        return cls(Figures(**figures), [Voter(**row) for row in kept["rows"]])


def share_pair(share: Fraction) -> list[int]:
    return [share.numerator, share.denominator]


def share_words(share: Fraction) -> str:
    return "半数" if share == Fraction(1, 2) else f"{share.denominator}分之{share.numerator}"


def shares(numbers: Numbers, town_code: str) -> tuple[Fraction, Fraction]:
    """到会比例 and 同意比例 in force, as exact fractions. Raises ParameterMissing."""
    pairs = [numbers.table(code, town_code)[0] for code in ("panel_quorum", "panel_majority")]
    quorum, majority = (Fraction(int(pair["numerator"]), int(pair["denominator"])) for pair in pairs)
    return quorum, majority


def surveyors_of(application_id: int) -> set[int]:
    """The people (users) who went to the door for this case: they may be there, not vote, not decide."""
    return surveyors([application_id]).get(application_id, set())


def surveyors(application_ids: Iterable[int]) -> dict[int, set[int]]:
    """User ids by case; one statement."""
    found: dict[int, set[int]] = {}
    visits = HomeVisit.objects.filter(application__in=list(application_ids))
    for case, first, second in visits.values_list("application", "first_surveyor__user", "second_surveyor__user"):
        found.setdefault(case, set()).update((first, second))
    return found


def tally(item: ReviewItem) -> Tally:
    """The count as it stands; of a decided case as it stood then. Raises ParameterMissing."""
    return tallies(item.review, [item])[item.pk]


def tallies(review: JointReview, items: Sequence[ReviewItem]) -> dict[int, Tally]:
    """The counts of some cases of one meeting, by item id, in five statements however many there are. Raises ParameterMissing."""
    counted = {item.pk: Tally.thawed(item.tally) for item in items if item.tally is not None}
    open_items = [item for item in items if item.tally is None]
    if not open_items:
        return counted
    members = list(Attendance.objects.filter(review=review).select_related("position__user").order_by("pk"))
    quorum, majority = shares(Parameter.objects.numbers(review.held_on), review.town.code)
    recusals = {(row.item_id, row.position_id): row for row in Recusal.objects.filter(item__in=open_items)}
    given = {(row.item_id, row.position_id): row for row in Vote.objects.filter(item__in=open_items)}
    at_the_door = surveyors(item.application_id for item in open_items)
    for item in open_items:
        aside = at_the_door.get(item.application_id, set())
        pairs = ((row, (item.pk, row.position_id)) for row in members)
        voters = [voter_of(row, review, recusals.get(key), given.get(key), aside) for row, key in pairs]
        counted[item.pk] = counted_up(voters, quorum, majority)
    return counted


def counted_up(voters: list[Voter], quorum: Fraction, majority: Fraction) -> Tally:
    roles = [voter.role for voter in voters]
    choices = [voter.choice for voter in voters if voter.role == VoterRole.VOTER]
    figures = Figures(
        members=len(voters), recused=roles.count(VoterRole.RECUSED), surveyors=roles.count(VoterRole.SURVEYOR), present=len(choices),
        agree=choices.count(VoteChoice.AGREE), against=choices.count(VoteChoice.AGAINST), abstain=choices.count(VoteChoice.ABSTAIN),
        quorum=quorum, majority=majority,
    )  # fmt: skip
    return Tally(figures, sorted(voters, key=lambda voter: not voter.is_host))


def voter_of(row: Attendance, review: JointReview, recusal: Recusal | None, vote: Vote | None, aside: set[int]) -> Voter:
    """One who left after he voted counts as present on that case."""
    who: dict[str, Any] = {
        "who": row.position.user.name,
        "post": row.position.title,
        "is_host": row.position_id == review.host_id,
        "position_id": row.position_id,
    }
    if row.position.user_id in aside:
        return Voter(role=VoterRole.SURVEYOR.value, note="调查人不表决", **who)
    if recusal is not None:
        return Voter(role=VoterRole.RECUSED.value, note=recusal_words(recusal), **who)
    if vote is not None:
        return Voter(role=VoterRole.VOTER.value, choice=vote.choice, note=vote.note, **who)
    is_here = row.is_present and row.left_at is None
    return Voter(role=(VoterRole.VOTER if is_here else VoterRole.ABSENT).value, note="已离会" if row.left_at else "", **who)


def recusal_words(recusal: Recusal) -> str:
    return recusal.note if recusal.ground == RecusalGround.DECLARED else f"{recusal.get_ground_display()}：{recusal.note}"


def vote_stops(item: ReviewItem, by: Position, counted: Tally) -> str:
    """Why this position does not vote on this case now; "" when he may."""
    mine = next((voter for voter in counted.voters if voter.position_id == by.pk), None)
    if mine is None:
        return "您不是这次会议的成员，不参加表决。"
    if item.result:
        return f"这一件已经议定：{item.get_result_display()}，不能再表决。"
    if item.review.state == MeetingState.PLANNED:
        return "会议还没有开始，开会后再表决。"
    if item.review.state != MeetingState.OPEN:
        return "会议已经结束，不能再表决。"
    match mine.role:
        case VoterRole.SURVEYOR:
            return "您是这一件的调查人，列席，不表决。"
        case VoterRole.RECUSED:
            return f"您须回避，不表决（{mine.note}）。"
        case VoterRole.ABSENT:
            return "您还没有签到，签到后才能表决。" if not mine.note else "您已离会，回到会场重新签到后才能表决。"
    return f"您已经表过决：{mine.word}。" if mine.choice else ""


@transaction.atomic
def vote(item: ReviewItem, *, choice: str, note: str = "", by: Position, on: date) -> Vote:
    """One member's vote, from his own sign-in, once. Voting against needs a reason. The same vote sent twice is one vote.

    Raises StepRefused, StalePage.
    """
    review = locked(item.review)
    item = ReviewItem.objects.select_related("application__household").get(pk=item.pk)
    item.review = review
    if choice not in VoteChoice.values:
        raise StepRefused("请选同意、不同意或弃权。", "choice_missing")
    known = Vote.objects.filter(item=item, position=by).first()
    if known is not None and (known.choice, known.note) == (choice, redact(note.strip())[:200]):
        return known
    if item.result:
        raise StalePage(f"刚才{item.decided_by}已宣布“{item.get_result_display()}”，您的意见没有计入。")
    if stop := vote_stops(item, by, tally(item)) or conflict(by, item.application.household):
        raise StepRefused(stop, "cannot_vote")
    if not Opinion.objects.filter(pk=item.opinion_id, is_current=True).exists():
        raise StepRefused("这一件的初审意见已经换过，不能按旧意见表决。", "opinion_changed")
    if choice == VoteChoice.AGAINST and not note.strip():
        raise StepRefused("不同意要写明理由。", "note_missing")
    return Vote.objects.create(item=item, position=by, choice=choice, note=redact(note.strip())[:200])
