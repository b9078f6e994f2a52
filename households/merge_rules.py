"""What becomes of every column that names a person, or a membership, when two persons turn out to be one. The one list.

A merge refuses while a column of any model stands here with no rule: whoever adds one decides here what it means (style §9).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.apps import apps
from django.db import models

from casework.exceptions import StepRefused
from households.models import Member, Person


class Way(StrEnum):
    """What a merge does with the rows of one column."""

    MOVE = "move"  # all go along; the same thing on both sides stops the merge
    NEWEST = "newest"  # of the same thing on both sides the newer goes along, the older stays on the tombstone
    STAY_BEHIND = "stay_behind"  # of the same thing on both sides the tombstone keeps its own
    REFUSE_BOTH = "refuse_both"  # rows on both sides stop the merge, whatever they say
    MUST_NOT = "must_not"  # a row on the side that goes stops the merge
    LEFT = "left"  # stays with the row it was written for
    WRITTEN_ANEW = "written_anew"  # derived: the facts are counted again
    MEMBERSHIP = "membership"  # united by household (merge_members.py)


@dataclass(frozen=True)
class Rule:
    """`newest`: the column that tells which of two is newer. `why`: said on the page where something stays or stops."""

    way: Way
    newest: str = ""
    why: str = ""


MOVE = Rule(Way.MOVE)
NEWEST = Rule(Way.NEWEST, "received_on", "同一项两边都有的，新收到的一条归保留的人，旧的留在并入的记录上")
OLD_ALERT = Rule(Way.STAY_BEHIND, why="同一户同一规则两边都有的，留一条，另一条下次筛查后不再成立")
ONCE = Rule(Way.STAY_BEHIND, why="同一项两边都有的，并入的那条留作记录")

PERSON_RULES: dict[str, Rule] = {
    "households.Person.merged_into": MOVE,
    "households.Member.person": Rule(Way.MEMBERSHIP),
    "households.MemberFacts.person": Rule(Way.WRITTEN_ANEW),
    "households.Income.person": NEWEST,
    "households.Spending.person": NEWEST,
    "households.Asset.person": NEWEST,
    "households.Medical.person": NEWEST,
    "households.Obligor.person": ONCE,
    "households.Disability.person": NEWEST,
    "households.Housing.person": MOVE,
    "households.Water.person": MOVE,
    "households.Enrolment.person": NEWEST,
    "households.Insurance.person": NEWEST,
    "households.Vehicle.person": NEWEST,
    "households.Death.person": NEWEST,
    "households.RegisterClaim.person": NEWEST,
    "households.RefusedApplication.person": MOVE,
    "households.ExitRecord.person": ONCE,
    "households.SalaryTax.person": NEWEST,
    "households.BankBalance.person": NEWEST,
    "households.Detention.person": NEWEST,
    "households.Disaster.person": MOVE,
    "households.Illness.person": NEWEST,
    "households.Payment.person": NEWEST,
    "households.Loan.person": NEWEST,
    "households.PastMeasure.person": NEWEST,
    "households.RealEstate.person": NEWEST,
    "households.Company.person": NEWEST,
    "households.Job.person": NEWEST,
    "households.PublicPost.person": NEWEST,
    "households.SuspectedPair.person_a": Rule(Way.LEFT, why="相似与结论是对这两条记录说的"),
    "households.SuspectedPair.person_b": Rule(Way.LEFT, why="相似与结论是对这两条记录说的"),
    "households.PersonMerge.keep": Rule(Way.LEFT, why="合并的经过"),
    "households.PersonMerge.gone": Rule(Way.LEFT, why="合并的经过"),
    "assistance.Need.person": Rule(Way.MOVE, why="两边有同一项在办的需求，先办完其中一件"),
    "assistance.Referral.person": MOVE,
    "assistance.Measure.person": MOVE,
    "identification.Application.applicant": MOVE,
    "identification.AuthorisationSigner.person": ONCE,
    "identification.KinDeclaration.person": ONCE,
    "monitoring.Alert.person": OLD_ALERT,
    "monitoring.DataTask.person": OLD_ALERT,
    "monitoring.HitEpisode.person": OLD_ALERT,
    "registers.QualityFinding.person": Rule(Way.WRITTEN_ANEW),
}
# Of two memberships in one household the lines go to the one that stays.
MEMBER_RULES: dict[str, Rule] = {
    "households.MemberFacts.member": Rule(Way.WRITTEN_ANEW),
    "households.MemberQuestion.member": Rule(Way.LEFT, why="问的是那一条登记，那一条到期就不用再答"),
    "identification.DeterminationLine.member": ONCE,
    "identification.OpinionLine.member": ONCE,
}


@dataclass(frozen=True)
class Relation:
    """One column with its rule."""

    model: type[models.Model]
    field: str
    rule: Rule

    @property
    def title(self) -> str:
        return str(self.model._meta.verbose_name)

    @property
    def column(self) -> str:
        return str(self.model._meta.get_field(self.field).attname)  # type: ignore[union-attr]


def columns_naming(target: type[models.Model]) -> Iterator[tuple[str, type[models.Model], str]]:
    """Every foreign key to `target` in any model of any app, those of many-to-many tables included."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_fields:
            if field.remote_field is not None and field.remote_field.model is target:
                yield f"{model._meta.label}.{field.name}", model, field.name


def relations(target: type[models.Model], rules: dict[str, Rule]) -> list[Relation]:
    """All columns with their rules. Raises StepRefused naming those nobody decided about."""
    found = list(columns_naming(target))
    if unknown := sorted(key for key, _, _ in found if key not in rules):
        raise StepRefused(f"还没有规定合并时怎样处理：{'、'.join(unknown)}。请系统管理员报开发人员补上规则，补上前不能合并。", "undeclared")
    return [Relation(model, name, rules[key]) for key, model, name in found]


def person_relations() -> list[Relation]:
    return relations(Person, PERSON_RULES)


def member_relations() -> list[Relation]:
    return relations(Member, MEMBER_RULES)
