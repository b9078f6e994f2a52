"""Asking about members a full register leaves out, and what answers: a new listing, a paper that they are still here, or their leaving."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from django.db import connection, transaction

from accounts.models import Position
from accounts.roles import Role
from casework.choices import EventKind
from casework.exceptions import StalePage, StepRefused
from casework.timeline import record
from households.choices import GONE_STATUSES
from households.models import Household, Member, MemberQuestion, QuestionAnswer
from households.models.question import MemberQuestionQuerySet
from households.reasons import check_words

CHANGE = "核实成员"
# How a membership stands: an answer holds for as long as this does.
AS_OF = "m.relation || '/' || m.status"


def ask(why: Mapping[int, str], *, batch_id: int, on: date, whole_home: bool = False) -> int:
    """Ask about these memberships (id → reason); returns how many questions are new. In the caller's transaction.

    Left out: whoever stands on the list already, whoever was found still here and has not changed since, whoever is gone.
    """
    ids = sorted(why)
    if not ids:
        return 0
    table, members = MemberQuestion._meta.db_table, Member._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (member_id, household_id, asked_on, batch_id, why, as_of, answer, holds, evidence, document, whole_home) "
            f"SELECT m.id, m.household_id, %s, %s, s.why, {AS_OF}, '', false, '', '', %s "
            f"FROM unnest(%s::bigint[], %s::text[]) AS s(id, why) JOIN {members} m ON m.id = s.id "
            "WHERE m.left_on IS NULL AND NOT m.is_claim AND m.status <> ALL(%s) "
            f"AND NOT EXISTS (SELECT FROM {table} q WHERE q.member_id = m.id AND (q.answer = '' OR q.holds AND q.as_of = {AS_OF})) ORDER BY m.id",
            [on, batch_id, whole_home, ids, [why[pk][:200] for pk in ids], list(GONE_STATUSES)],
        )
        return int(cursor.rowcount)


def listed_again(pairs: Collection[tuple[int, int]], *, on: date) -> None:
    """Questions about members (household, person) that a register lists are answered by it; whoever was found still here may be asked about again."""
    waiting = MemberQuestion.objects.filter(answer="") | MemberQuestion.objects.filter(holds=True)
    known = list(waiting.values_list("pk", "answer", "member__household_id", "member__person_id"))
    listed = [(pk, answer) for pk, answer, household, person in known if (household, person) in pairs]
    MemberQuestion.objects.filter(pk__in=[pk for pk, answer in listed if not answer]).update(
        answer=QuestionAnswer.LISTED_AGAIN, answered_on=on
    )
    MemberQuestion.objects.filter(pk__in=[pk for pk, answer in listed if answer]).update(holds=False)


def listed_again_by_home(homes: Collection[int], *, on: date) -> None:
    """Questions asked because a whole household was left out are answered by a register of households that lists it."""
    asked = MemberQuestion.objects.filter(whole_home=True, household__one_of=list(homes))
    asked.filter(answer="").update(answer=QuestionAnswer.LISTED_AGAIN, answered_on=on)
    asked.filter(holds=True).update(holds=False)


def asked_together(question: MemberQuestion) -> MemberQuestionQuerySet:
    """The others of his household about whom the same is still asked, because a register left the whole household out."""
    rows = MemberQuestion.objects.open().filter(household=question.household_id, whole_home=True).exclude(pk=question.pk)
    return rows if question.whole_home else rows.none()


@transaction.atomic
def all_still_here(question: MemberQuestion, *, evidence: str, document: str, by: Position, on: date) -> int:
    """仍在户 of everybody a register left out with this household; returns how many. Raises StepRefused, StalePage."""
    rows = [question, *asked_together(question).order_by("pk")]
    for row in rows:
        still_here(row, evidence=evidence, document=document, by=by, on=on)
    return len(rows)


@transaction.atomic
def still_here(question: MemberQuestion, *, evidence: str, document: str, by: Position, on: date) -> None:
    """仍在户, with how it was found out and the paper. Raises StepRefused, StalePage."""
    if not by.has(Role.TOWN_CLERK):
        raise StepRefused(f"待核实成员由{Role.TOWN_CLERK.label}核实，您的岗位是{by.title}。", "wrong_role")
    words, paper = check_words(evidence, "怎么核实的"), check_words(document, "凭什么材料", 3)
    row = MemberQuestion.objects.select_for_update(of=("self",)).select_related("member__person").get(pk=question.pk)
    if not MemberQuestion.objects.open().filter(pk=row.pk).exists():
        raise StalePage("刚才有人答过，或此人已离开这一户。请看最新情况。")
    row.answer, row.holds, row.answered_on, row.answered_by = QuestionAnswer.STILL_HERE, True, on, by
    row.evidence, row.document = words, paper
    row.save()
    home = Household.objects.get(pk=row.household_id)
    detail = {"change": CHANGE, "what": f"{row}仍在这一户", "day": f"{on:%Y年%-m月%-d日}", "reason": words, "document": paper}
    record(EventKind.MEMBERSHIP, household=home, by=by, on=on, detail=detail)
