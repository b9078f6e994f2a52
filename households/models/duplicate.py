"""One person written down twice: pairs that look alike, the verdict remembered for ever, and merges that can be laid back (rulings A12, E4)."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from accounts.models import Position, Region, User
from households.models.household import Household, Member, Person


class Likeness(models.TextChoices):
    """What makes two person rows look like one person."""

    SAME_NUMBER = "same_number", "同一号码，证件类型不同"
    NAME_AND_BIRTH = "name_and_birth", "同名同出生日期"
    ONE_DIGIT = "one_digit", "证件号码只差一位"
    ACCOUNT = "account", "两户同一银行账号"


class Verdict(models.TextChoices):
    """What was found of a pair; `SAME` once the two are merged."""

    DIFFERENT = "different", "不是同一人"
    SAME = "same", "同一人，已合并"


class MergeState(models.TextChoices):
    """How far a merge has come; one proposes, another approves."""

    PROPOSED = "proposed", "待县专班批准"
    WITHDRAWN = "withdrawn", "已撤回"
    REFUSED = "refused", "县专班不同意"
    DONE = "done", "已合并"
    UNDONE = "undone", "已撤销合并"


class SuspectedPairQuerySet(models.QuerySet["SuspectedPair"]):
    def visible_to(self, position: Position) -> SuspectedPairQuerySet:
        """Pairs of which both have lived within the position's region: nobody reads across his border to compare. A tombstone lives as who he is."""

        def inside(side: str) -> Exists:
            lived = Coalesce(OuterRef(f"{side}__merged_into"), OuterRef(side))
            return Exists(Member.objects.visible_to(position).filter(person=lived))

        return self.filter(inside("person_a"), inside("person_b"))

    def open(self) -> SuspectedPairQuerySet:
        return self.filter(verdict="", ended_on__isnull=True, person_a__merged_into__isnull=True, person_b__merged_into__isnull=True)

    def for_page(self) -> SuspectedPairQuerySet:
        return self.select_related("person_a", "person_b", "verdict_by__user")


class SuspectedPair(models.Model):
    """疑似重复的两人. Found again it is the same row; a verdict stands whatever is found later. `ended_on`: nothing likens them any more.

    `digit`: which place of the 18 differs where only one does; never the digit itself.
    """

    person_a = models.ForeignKey(Person, verbose_name="甲", on_delete=models.PROTECT, related_name="+")
    person_b = models.ForeignKey(Person, verbose_name="乙", on_delete=models.PROTECT, related_name="+")
    county = models.ForeignKey(Region, verbose_name="县", on_delete=models.PROTECT, related_name="+")
    grounds = ArrayField(models.CharField(max_length=16, choices=Likeness.choices), verbose_name="相似之处")
    digit = models.PositiveSmallIntegerField("不同的一位", null=True, blank=True)
    found_on = models.DateField("发现日期")
    ended_on = models.DateField("不再相似", null=True, blank=True)
    verdict = models.CharField("结论", max_length=10, choices=Verdict.choices, blank=True, default="")
    verdict_by = models.ForeignKey(Position, verbose_name="判断人", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    verdict_on = models.DateField("判断日期", null=True, blank=True)
    note = models.CharField("理由", max_length=300, blank=True)

    objects = SuspectedPairQuerySet.as_manager()

    class Meta:
        verbose_name = "疑似重复的两人"
        ordering = ("found_on", "pk")
        constraints = [
            models.UniqueConstraint(fields=["person_a", "person_b"], name="suspected_pair_once"),
            models.CheckConstraint(name="suspected_pair_in_order", condition=Q(person_a__lt=F("person_b"))),
            models.CheckConstraint(
                name="suspected_pair_verdict_whole",
                condition=Q(verdict="", verdict_by__isnull=True, verdict_on__isnull=True)
                | ~Q(verdict="") & ~Q(note="") & Q(verdict_by__isnull=False, verdict_on__isnull=False),
                violation_error_message="结论要有人、有日期、有理由。",
            ),
        ]
        indexes = [models.Index(fields=["county", "found_on", "id"], condition=Q(verdict=""), name="suspected_pair_open")]

    def __str__(self) -> str:
        return f"{self.person_a}与{self.person_b}"

    @property
    def ground_labels(self) -> list[str]:
        return [Likeness(ground).label for ground in self.grounds]


class PersonMerge(models.Model):
    """合并: `gone` becomes a row that only points to `keep`. Proposed by one, decided by another person; never by himself under another post.

    `lives_in`: where the one person lives from now on; the other living membership becomes a second listing. `marks`: the last row of every
    table that names persons, at the moment of merging: what came after stands in the way of laying it back.
    """

    pair = models.ForeignKey(SuspectedPair, verbose_name="两人", on_delete=models.PROTECT, related_name="merges")
    keep = models.ForeignKey(Person, verbose_name="保留", on_delete=models.PROTECT, related_name="+")
    gone = models.ForeignKey(Person, verbose_name="并入", on_delete=models.PROTECT, related_name="+")
    lives_in = models.ForeignKey(Household, verbose_name="生活所在户", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField("理由", max_length=300)
    state = models.CharField("状态", max_length=10, choices=MergeState.choices, default=MergeState.PROPOSED)
    proposed_by = models.ForeignKey(Position, verbose_name="提出", on_delete=models.PROTECT, related_name="+")
    proposer = models.ForeignKey(User, verbose_name="提出人", on_delete=models.PROTECT, related_name="+")
    proposed_on = models.DateField("提出日期")
    decided_by = models.ForeignKey(Position, verbose_name="批准", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decider = models.ForeignKey(User, verbose_name="批准人", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField("批准日期", null=True, blank=True)
    decided_note = models.CharField("批准意见", max_length=300, blank=True)
    undone_by = models.ForeignKey(Position, verbose_name="撤销", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    undone_on = models.DateField("撤销日期", null=True, blank=True)
    undone_reason = models.CharField("撤销理由", max_length=300, blank=True)
    marks = models.JSONField("当时各表最后一行", default=dict)

    class Meta:
        verbose_name = "合并"
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["pair"], condition=Q(state__in=[MergeState.PROPOSED, MergeState.DONE]), name="merge_one_of_a_pair",
                violation_error_message="这两人已有一件合并在办或已办。",
            ),
            models.CheckConstraint(name="merge_two_people", condition=~Q(keep=F("gone"))),
            models.CheckConstraint(
                name="merge_decided_by_another",
                condition=Q(decided_by__isnull=True, decider__isnull=True)
                | Q(decided_by__isnull=False, decider__isnull=False, decided_on__isnull=False)
                & ~Q(decided_by=F("proposed_by")) & ~Q(decider=F("proposer")),
                violation_error_message="提出合并的人不能自己批准。",
            ),
            models.CheckConstraint(
                name="merge_done_is_decided",
                condition=Q(state__in=[MergeState.PROPOSED, MergeState.WITHDRAWN], decided_by__isnull=True)
                | Q(state__in=[MergeState.REFUSED, MergeState.DONE, MergeState.UNDONE], decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="merge_undone_whole",
                condition=~Q(state=MergeState.UNDONE) & Q(undone_by__isnull=True, undone_on__isnull=True, undone_reason="")
                | Q(state=MergeState.UNDONE, undone_by__isnull=False, undone_on__isnull=False) & ~Q(undone_reason=""),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.gone}并入{self.keep}"


class MergeMove(models.Model):
    """One column of one row that a merge changed, as it was before and became: what laying back needs. Sealed values stay sealed in it."""

    merge = models.ForeignKey(PersonMerge, on_delete=models.PROTECT, related_name="moves")
    table = models.CharField("表", max_length=60)
    row = models.BigIntegerField("行")
    column = models.CharField("列", max_length=40)
    before: Any = models.JSONField("原来", null=True)
    after: Any = models.JSONField("后来", null=True)

    class Meta:
        verbose_name = "合并改动的行"
        constraints = [models.UniqueConstraint(fields=["merge", "table", "row", "column"], name="merge_move_once")]

    def __str__(self) -> str:
        return f"{self.table} {self.row} {self.column}"
