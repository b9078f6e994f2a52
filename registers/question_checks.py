"""The self-check of members to be asked about: whose question, from which batch, answered how."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef

from households.models import MemberQuestion, QuestionAnswer
from registers.checks import Check
from registers.models import Batch, BatchState

QUESTION_CHECKS = (
    Check("question_home", "待核实成员记的户与成员的户不一致", lambda: MemberQuestion.objects.exclude(household_id=F("member__household_id"))),
    Check("question_batch", "待核实成员不是由已入库的整册问起的", lambda: MemberQuestion.objects.exclude(Exists(Batch.objects.filter(pk=OuterRef("batch_id"), state=BatchState.DONE)))),
    Check("question_order", "待核实成员的答复早于提问", lambda: MemberQuestion.objects.filter(answered_on__lt=F("asked_on"))),
    Check("question_twice", "同一成员既有“仍在户”的有效答复，情况没变又在待核实", lambda: MemberQuestion.objects.open().filter(Exists(MemberQuestion.objects.filter(member=OuterRef("member"), holds=True, as_of=OuterRef("as_of"), answer=QuestionAnswer.STILL_HERE)))),
)  # fmt: skip
