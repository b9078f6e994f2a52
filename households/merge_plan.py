"""What a merge would do, before it is done: every row that moves, what stays behind, what stops it. The page and the verb read the same plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models
from django.db.models import UniqueConstraint

from accounts.models import Position
from casework.exceptions import StalePage, StepRefused
from households.merge_changes import Change, digest
from households.merge_members import Stay, possible_homes, unite
from households.merge_rules import Relation, Way, person_relations
from households.models import Household, Member, Person
from households.moves import CARRIED
from households.open_cases import open_cases

SHOWN = 5  # of clashing rows named on the page
# Plain columns the kept row lacks and the other has; a number or disease goes with its index.
FILLED = (
    "sex", "birth", "ethnicity", "education", "marital", "political", "phone", "phone_index", "health", "disease", "disease_index", "labour",
    "school_status", "job_status", "care_level",
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One kind of rows in the preview."""

    title: str
    moved: int
    behind: int = 0
    why: str = ""
    named: tuple[str, ...] = ()


@dataclass
class Plan:
    keep: Person
    gone: Person
    home: Household | None
    changes: list[Change] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    households: set[int] = field(default_factory=set)  # whom the merge concerns
    former: frozenset[int] = frozenset()  # where either lived
    filled: list[str] = field(default_factory=list)

    @property
    def seen(self) -> str:
        return digest(self.changes)

    @property
    def moved(self) -> int:
        return sum(line.moved for line in self.lines)


def plan_merge(keep: Person, gone: Person, home: Household | None, *, by: Position, on: date) -> Plan:
    """The whole merge as it would be done now. Raises StepRefused only for columns nobody decided about; all else stands in `refusals`."""
    plan = Plan(keep, gone, home)
    homes = possible_homes(keep, gone)
    if homes and home not in homes:
        plan.refusals.append("请选合并后生活在哪一户。")
    plan.households = set(Member.objects.filter(person__in=[keep, gone]).values_list("household_id", flat=True))
    plan.former = frozenset(plan.households)
    check_reach(plan, by)
    union = unite(keep, gone, home, on)
    plan.stays, plan.refusals, plan.changes = union.stays, plan.refusals + union.refusals, union.changes
    for relation in person_relations():
        plan.lines += Clashing(relation, plan).lines()
    fill(plan)
    plan.changes.append(Change(Person, gone.pk, {"merged_into_id": None}, {"merged_into_id": keep.pk}))
    return plan


def check_reach(plan: Plan, by: Position) -> None:
    visible = set(Household.objects.visible_to(by).filter(pk__in=plan.households).values_list("pk", flat=True))
    if plan.households - visible:
        plan.refusals.append("其中一人还登记在外县的户，不能由本县合并。")
    plan.refusals += [f"{words}，先办结或终止。" for words in open_cases(plan.households)]


@dataclass
class Clashing:
    """One column: which rows go along and which stay, by its rule."""

    relation: Relation
    plan: Plan

    @property
    def carried(self) -> bool:
        return self.relation.model in CARRIED and self.plan.home is not None

    def rows(self, person: Person) -> list[models.Model]:
        return list(self.relation.model._base_manager.filter(**{self.relation.column: person.pk}).order_by("pk"))

    def lines(self) -> list[Line]:
        rule = self.relation.rule
        if rule.way in (Way.LEFT, Way.WRITTEN_ANEW, Way.MEMBERSHIP):
            return []
        going, own = self.rows(self.plan.gone), self.rows(self.plan.keep)
        if not going and not (own and self.carried):
            return []
        if going and (rule.way is Way.MUST_NOT or (rule.way is Way.REFUSE_BOTH and own)):
            self.plan.refusals.append(f"{self.relation.title}：{rule.why or '要合并的人名下还有，先处理'}。")
            return []
        twins = self.twins(going, own)
        if twins and rule.way is Way.MOVE:
            self.plan.refusals.append(f"{self.relation.title}：{rule.why or '两边有同一项，先处理其中一项'}。")
            return []
        return self.decide(going, own, twins)

    def decide(self, going: list[models.Model], own: list[models.Model], twins: dict[int, models.Model]) -> list[Line]:
        moved = behind = 0
        column, stay_home, taken = self.relation.column, {row.pk for row in own}, set(self.homes(own))
        for row in going:
            twin = twins.get(row.pk)
            if twin is None:
                self.change(row, {column: self.plan.keep.pk}, taken)
                moved += 1
            elif self.relation.rule.way is Way.NEWEST and self.age(row) > self.age(twin):
                self.change(row, {column: self.plan.keep.pk}, taken)
                self.change(twin, {column: self.plan.gone.pk}, None)
                stay_home.discard(twin.pk)
                moved, behind = moved + 1, behind + 1
            else:
                behind += 1
            if hasattr(row, "household_id"):
                self.plan.households.add(row.household_id)
        for row in own:
            if row.pk in stay_home:
                self.change(row, {}, taken)
        named = tuple(str(row) for row in going if row.pk in twins)
        more = (f"等{len(named)}项",) if len(named) > SHOWN else ()
        return (
            [Line(self.relation.title, moved, behind, self.relation.rule.why if behind else "", named[:SHOWN] + more)]
            if moved or behind
            else []
        )

    def age(self, row: models.Model) -> tuple[Any, int]:
        return getattr(row, self.relation.rule.newest) or date.min, row.pk

    def change(self, row: Any, changed: dict[str, Any], taken: set[tuple[Any, ...]] | None) -> None:
        """Money goes home with the person, unless home holds the same row already; `taken` None: it does not go along."""
        if self.carried and taken is not None and row.household_id != self.plan.home.pk and row.household_id in self.plan.former:  # type: ignore[union-attr]
            key = self.home_key(row)
            if key not in taken:
                taken.add(key)
                changed = changed | {"household_id": self.plan.home.pk}  # type: ignore[union-attr]
        if changed:
            self.plan.changes.append(Change(self.relation.model, row.pk, {name: getattr(row, name) for name in changed}, changed))

    def home_key(self, row: models.Model) -> tuple[Any, ...]:
        [key] = list(self.keys())[:1]
        return tuple(getattr(row, name) for name in key if name not in (self.relation.field, "household"))

    def homes(self, own: list[models.Model]) -> Iterator[tuple[Any, ...]]:
        """The keys home holds already of the kept person."""
        if self.carried:
            yield from (self.home_key(row) for row in own if row.household_id == self.plan.home.pk)  # type: ignore[attr-defined,union-attr]

    def keys(self) -> Iterator[tuple[str, ...]]:
        for constraint in self.relation.model._meta.constraints:
            if isinstance(constraint, UniqueConstraint) and self.relation.field in constraint.fields:
                yield tuple(constraint.fields)

    def twins(self, going: list[models.Model], own: list[models.Model]) -> dict[int, models.Model]:
        """The row of the kept person that says the same thing, by the key of each row that would go; money without regard to its household."""
        found: dict[int, models.Model] = {}
        for constraint in self.relation.model._meta.constraints:
            if not isinstance(constraint, UniqueConstraint) or self.relation.field not in constraint.fields:
                continue
            left_out = {self.relation.field} | ({"household"} if self.carried else set())
            names = [self.relation.model._meta.get_field(name).attname for name in constraint.fields if name not in left_out]  # type: ignore[union-attr]
            inside = self.within(constraint)
            by_key = {tuple(getattr(row, name) for name in names): row for row in own if inside is None or row.pk in inside}
            for row in going:
                key = tuple(getattr(row, name) for name in names)
                if (inside is None or row.pk in inside) and key in by_key and (constraint.nulls_distinct is False or None not in key):
                    found.setdefault(row.pk, by_key[key])
        return found

    def within(self, constraint: UniqueConstraint) -> set[int] | None:
        """Which rows a partial key speaks of; None for a whole one."""
        if constraint.condition is None:
            return None
        both = {f"{self.relation.column}__in": [self.plan.keep.pk, self.plan.gone.pk]}
        return set(self.relation.model._base_manager.filter(constraint.condition, **both).values_list("pk", flat=True))


def fill(plan: Plan) -> None:
    """What only the other row knows of the person is kept known."""
    blanks = {name: getattr(plan.gone, name) for name in FILLED if not getattr(plan.keep, name) and getattr(plan.gone, name)}
    if blanks:
        plan.changes.append(Change(Person, plan.keep.pk, {name: getattr(plan.keep, name) for name in blanks}, blanks))
        plan.filled = [
            str(field.verbose_name) for field in Person._meta.fields if field.name in blanks and not field.name.endswith("_index")
        ]


def check_plan(plan: Plan, seen: str = "") -> None:
    """Raises StepRefused with all that stands in the way, StalePage where the page showed something else."""
    if plan.refusals:
        raise StepRefused("".join(plan.refusals), "merge_refused")
    if seen and seen != plan.seen:
        raise StalePage("打开这一页以后，两人的记录又有变动。请看下面最新的预览再办。")
