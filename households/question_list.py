"""待核实成员: the list with its filters in the address, rows in words, and what of it waits on the desk of the town's clerk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import DateField, Q, QuerySet, Value
from django.urls import reverse

from accounts.list_filters import Field, Select, digits, in_choices, region_name
from accounts.models import Position, Region
from accounts.roles import CASE_ROLES, Role
from casework.inbox import Todo, TodoSlices, sliced
from casework.list_filter import ListFilter
from households.choices import GONE_STATUSES
from households.models import MemberQuestion, QuestionAnswer
from households.models.question import MemberQuestionQuerySet
from households.presenters import Mark, light

READERS = tuple(sorted(CASE_ROLES))
OPEN, LEFT, ALL = "open", "left", "all"
STATES = {
    OPEN: "待核实",
    QuestionAnswer.STILL_HERE.value: QuestionAnswer.STILL_HERE.label,
    LEFT: "已离开这一户",
    QuestionAnswer.LISTED_AGAIN.value: QuestionAnswer.LISTED_AGAIN.label,
    ALL: "全部",
}
FIELDS = (
    Field("state", "状态", lambda value: Q(), in_choices(STATES)),  # in_state knows what each asks of the membership
    Field(
        "place",
        "镇村",
        lambda value: Q(household__village_code__startswith=value),
        lambda value: digits(value) and (region_name(value) or value),
    ),
    Field("q", "姓名或户编号", lambda value: named(value), lambda value: value[:40]),
    Field("batch", "批次", lambda value: Q(batch_id=int(value)), digits),
)


def named(word: str) -> Q:
    return Q(member__person__name__icontains=word) | Q(household__head_name__icontains=word) | Q(household__household_no=word)


def in_state(rows: Any, state: str) -> Any:
    match state:
        case "open":
            return rows.open()
        case "left":
            return rows.left()
        case "all":
            return rows
        case _:
            return rows.filter(answer=state)


@dataclass(frozen=True)
class QuestionFilter(ListFilter):
    """What an address asks of the list; without a state, what is still open."""

    fields = FIELDS

    @property
    def state(self) -> str:
        return self.values["state"] if "state" in self.texts else OPEN

    def rows(self) -> MemberQuestionQuerySet:
        rows = in_state(MemberQuestion.objects.visible_to(self.position), self.state).filter(*self.narrowing())
        return rows.order_by("asked_on", "household__village_code", "household", "pk")

    @property
    def selects(self) -> list[Select]:
        below = Region.objects.under(self.position.region)
        places = [(one.code, one.name) for one in (below.towns() if len(self.position.region.code) < 9 else below.villages())]
        found = [Select("state", "状态", list(STATES.items()), self.state)]
        return [*found, Select("place", "镇村", places, self.values.get("place", ""))] if len(places) > 1 else found


def state_mark(question: MemberQuestion) -> Mark:
    member = question.member
    if question.answer:
        return light("ok", question.get_answer_display())
    if member.left_on:
        return light("ok", f"{member.left_on:%Y年%-m月%-d日}{member.get_status_display()}")
    if member.status in GONE_STATUSES or member.is_claim:
        return light("ok", "住在另一户" if member.is_claim else member.get_status_display())
    return light("warn", STATES[OPEN])


# The desk


def open_questions(position: Position, on: date, is_mine: bool) -> QuerySet[MemberQuestion]:
    rows = MemberQuestion.objects.visible_to(position).open()
    rows = rows if position.has(Role.TOWN_CLERK) else rows.none()
    return rows.annotate(due_on=Value(None, DateField())).order_by("asked_on", "pk")


def todos(questions: Iterable[Any], position: Position, on: date) -> list[Todo]:
    if isinstance(questions, QuerySet):
        questions = questions.for_list()  # type: ignore[attr-defined]
    return [
        Todo(
            due_on=None, household=f"{row}（{row.household}）", place=row.household.village.name, what="核实还在不在户", ground=row.why,
            blocked_by="", action="去核实", url=reverse("households:question", args=[row.pk]), is_mine=True,
            household_url=reverse("households:detail", args=[row.household_id]),
        )
        for row in questions
    ]  # fmt: skip


QUESTIONS = sliced(
    "member_questions", "待核实成员",
    TodoSlices(open_questions, todos, lambda is_mine, due: f"{reverse('households:questions')}?{urlencode({'state': OPEN})}"),
    roles=(Role.TOWN_CLERK,), readers=(Role.TOWN_CLERK,),
)  # fmt: skip
