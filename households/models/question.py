"""待核实成员: somebody a full register leaves out is asked about, never taken away."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import Position
from accounts.scope import within_scope
from households.choices import GONE_STATUSES
from households.models.household import Household, Member

# Whoever has left, died or is only listed here is no question any more, whoever found it out.
LIVES_HERE = Q(member__left_on__isnull=True, member__is_claim=False) & ~Q(member__status__in=GONE_STATUSES)


class QuestionAnswer(models.TextChoices):
    """What was written under a question; that somebody left says his membership itself."""

    STILL_HERE = "still_here", "仍在户"
    LISTED_AGAIN = "listed_again", "台账又列了"


class MemberQuestionQuerySet(models.QuerySet["MemberQuestion"]):
    def visible_to(self, position: Position) -> MemberQuestionQuerySet:
        return within_scope(self, position, "household__")

    def open(self) -> MemberQuestionQuerySet:
        return self.filter(LIVES_HERE, answer="")

    def left(self) -> MemberQuestionQuerySet:
        """Answered by the facts: died, moved out, lives elsewhere."""
        return self.filter(answer="").exclude(LIVES_HERE)

    def for_list(self) -> MemberQuestionQuerySet:
        rows = self.select_related("member__person", "household__village__parent", "answered_by__user")
        return rows.defer("household__phone", "household__bank_account", "member__person__phone", "member__person__disease")


class MemberQuestion(models.Model):
    """One member missing from one full register; `whole_home`: because a register of households left his household out. `as_of`: how his membership stood when he was asked about; while that holds and `holds` is
    set, an answer 仍在户 stands, too, and no further register asks again."""

    member = models.ForeignKey(Member, verbose_name="成员", on_delete=models.PROTECT, related_name="questions")
    household = models.ForeignKey(Household, verbose_name="户", on_delete=models.PROTECT, related_name="member_questions")
    asked_on = models.DateField("台账入库日")
    batch_id = models.BigIntegerField("导入批次")
    why = models.CharField("为什么问", max_length=200)
    as_of = models.CharField("问时的关系和状态", max_length=30)
    whole_home = models.BooleanField("整户没有列", default=False)
    answer = models.CharField("核实结果", max_length=12, choices=QuestionAnswer.choices, blank=True, default="")
    holds = models.BooleanField("答复仍有效", default=False)
    answered_on = models.DateField("核实日期", null=True, blank=True)
    answered_by = models.ForeignKey(Position, verbose_name="核实人", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    evidence = models.CharField("怎么核实的", max_length=300, blank=True)
    document = models.CharField("凭什么材料", max_length=100, blank=True)

    objects = MemberQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "待核实成员"
        ordering = ("asked_on", "pk")
        constraints = [
            models.UniqueConstraint(fields=["member"], condition=Q(answer=""), name="member_question_once", violation_error_message="这位成员已在待核实名单里。"),
            models.CheckConstraint(
                name="member_question_answer_whole",
                condition=Q(answer="", answered_on__isnull=True, answered_by__isnull=True)
                | Q(answer="listed_again", answered_on__isnull=False)
                | Q(answer="still_here", answered_on__isnull=False, answered_by__isnull=False) & ~Q(evidence="") & ~Q(document=""),
                violation_error_message="“仍在户”要有核实人、日期、怎么核实的和材料。",
            ),
            models.CheckConstraint(name="member_question_holds_an_answer", condition=Q(holds=False) | Q(answer="still_here")),
        ]  # fmt: skip
        indexes = [models.Index(fields=["household"], condition=Q(answer=""), name="member_question_open")]

    def __str__(self) -> str:
        return f"{self.member.person}"
