"""合并两条人员记录: the register administrator proposes, the county's 专班 approves; what was moved is remembered and can be laid back.

Identity is for life (rulings A12): the row that goes stays as a tombstone, so that its number on any paper leads to the one person.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from accounts.models import Position, Region
from accounts.roles import Role
from casework.choices import EventKind
from casework.exceptions import StalePage, StepRefused
from casework.timeline import record
from households.duplicates import locked_pair
from households.facts import refresh_facts
from households.journal import mark_changed
from households.merge_changes import Change, differing, lay, remember, remembered
from households.merge_plan import check_plan, plan_merge
from households.merge_rules import Way, person_relations
from households.models import Household, Member, MergeState, Person, PersonMerge, SuspectedPair, Verdict
from households.open_cases import open_cases
from households.reasons import check_words


@transaction.atomic
def propose(
    pair: SuspectedPair, *, keep: Person, home: Household | None, reason: str, by: Position, on: date, seen: str = ""
) -> PersonMerge:
    """同一人: propose to merge the other of the pair into `keep`. Writes nothing but the proposal. Raises StepRefused, StalePage."""
    if not by.has(Role.REGISTER_ADMIN):
        raise StepRefused(f"合并由台账管理员提出，您的岗位是{by.title}。", "wrong_role")
    words = check_words(reason, "为什么是同一人")
    row = locked_pair(pair, by)
    gone = other_of(row, keep)
    check_plan(plan_merge(keep, gone, home, by=by, on=on), seen)
    try:
        with transaction.atomic():
            return PersonMerge.objects.create(
                pair=row, keep=keep, gone=gone, lives_in=home, reason=words, proposed_by=by, proposer_id=by.user_id, proposed_on=on
            )
    except IntegrityError:
        raise StalePage("这两人刚才已有人提出合并，等县专班批准。") from None


def other_of(pair: SuspectedPair, keep: Person) -> Person:
    people = {pair.person_a_id: pair.person_b, pair.person_b_id: pair.person_a}
    if keep.pk not in people:
        raise StepRefused("请选保留哪一条记录。", "keep_missing")
    return people[keep.pk]


def locked_merge(merge: PersonMerge, by: Position, state: MergeState) -> PersonMerge:
    """The merge as it is now with both people, held in the order of their keys; only in `state`."""
    pair = SuspectedPair.objects.visible_to(by).filter(pk=merge.pair_id)
    rows = PersonMerge.objects.filter(pair__in=pair).select_for_update(of=("self",)).select_related("pair", "proposed_by__user", "decided_by__user", "lives_in")  # fmt: skip
    row = rows.filter(pk=merge.pk).first()
    if row is None:
        raise StepRefused("这两人不都在您的辖区。", "not_there")
    if row.state != state:
        raise StalePage(f"这件合并刚才已是“{row.get_state_display()}”，请看最新情况。")
    people = {person.pk: person for person in Person.objects.select_for_update().filter(pk__in=[row.keep_id, row.gone_id]).order_by("pk")}
    row.keep, row.gone = people[row.keep_id], people[row.gone_id]
    return row


def why_not_decide(merge: PersonMerge, by: Position) -> str:
    """Why this position may not approve or turn down, or nothing: also the words under the page's stopped button."""
    if not by.has(Role.TASKFORCE):
        return "合并由县专班批准。"
    if by.user_id == merge.proposer_id:
        return "提出合并的人不能自己批准，须由另一名县专班人员批准。"
    return ""


@transaction.atomic
def approve(merge: PersonMerge, *, by: Position, on: date, seen: str = "") -> PersonMerge:
    """批准, and merge: rows move, memberships unite, the facts are counted again. Raises StepRefused, StalePage, ParameterMissing."""
    row = locked_merge(merge, by, MergeState.PROPOSED)
    if reason := why_not_decide(row, by):
        raise StepRefused(reason, "wrong_person")
    hold_households(row)
    plan = plan_merge(row.keep, row.gone, row.lives_in, by=by, on=on)
    check_plan(plan, seen)
    if row.keep.merged_into_id or row.gone.merged_into_id:
        raise StalePage("其中一人刚才已并入别人，请看最新情况。")
    row.state, row.decided_by, row.decider_id, row.decided_on = MergeState.DONE, by, by.user_id, on
    row.marks = {relation.model._meta.label: relation.model._base_manager.aggregate(last=Max("pk"))["last"] or 0 for relation in watched()}
    row.save()
    remember(row, plan.changes)
    lay(plan.changes)
    pair = row.pair
    pair.verdict, pair.verdict_by, pair.verdict_on, pair.note = Verdict.SAME, row.proposed_by, row.proposed_on, row.reason
    pair.save(update_fields=["verdict", "verdict_by", "verdict_on", "note"])
    told = {
        "keep": row.keep.name, "gone": row.gone.name, "proposed_by": str(row.proposed_by),
        "result": f"移动{plan.moved}条记录" + (f"，生活在{row.lives_in}" if row.lives_in else ""),
    }  # fmt: skip
    follow(plan.households, EventKind.PEOPLE_MERGED, row, by=by, on=on, detail=told)
    return row


def watched() -> list[Any]:
    """Columns whose new rows stand in the way of laying a merge back."""
    return [relation for relation in person_relations() if relation.rule.way not in (Way.LEFT, Way.WRITTEN_ANEW)]


def hold_households(merge: PersonMerge) -> None:
    """Before their facts and journal, in the order of their keys: whoever changes the same household waits."""
    ids = Member.objects.filter(person__in=[merge.keep_id, merge.gone_id]).values("household_id")
    list(Household.objects.select_for_update(no_key=True, of=("self",)).only("pk").filter(pk__in=ids).order_by("pk"))


def follow(households: set[int], kind: EventKind, merge: PersonMerge, *, by: Position, on: date, detail: dict[str, Any]) -> None:
    """The line in each chain, the journal, and the facts counted anew. Raises ParameterMissing."""
    rows = list(Household.objects.filter(pk__in=households).order_by("pk"))
    for household in rows:
        record(kind, household=household, by=by, on=on, subject=merge, detail=detail)
    mark_changed(households)
    for code in sorted({row.county_code for row in rows}):
        refresh_facts([row.pk for row in rows if row.county_code == code], county=Region.objects.get(code=code), on=on)


@transaction.atomic
def turn_down(merge: PersonMerge, *, reason: str, by: Position, on: date) -> PersonMerge:
    """不同意合并: the pair is open again. Raises StepRefused, StalePage."""
    row = locked_merge(merge, by, MergeState.PROPOSED)
    if stopped := why_not_decide(row, by):
        raise StepRefused(stopped, "wrong_person")
    row.decided_note = check_words(reason, "为什么不同意合并")
    row.state, row.decided_by, row.decider_id, row.decided_on = MergeState.REFUSED, by, by.user_id, on
    row.save()
    return row


@transaction.atomic
def withdraw(merge: PersonMerge, *, by: Position) -> PersonMerge:
    """撤回 by whoever proposed it. Raises StepRefused, StalePage."""
    row = locked_merge(merge, by, MergeState.PROPOSED)
    if by.user_id != row.proposer_id:
        raise StepRefused(f"合并由提出的人撤回：{row.proposed_by}。", "wrong_person")
    row.state = MergeState.WITHDRAWN
    row.save(update_fields=["state"])
    return row


def what_blocks(merge: PersonMerge, changes: list[Change] | None = None) -> list[str]:
    """Everything built on a merge since: in words, nothing where it can be laid back."""
    changes = remembered(merge) if changes is None else changes
    found = [f"{model._meta.verbose_name}有{number}条后来又改过" for model, number in differing(changes).items()]
    for relation in watched():
        mark = merge.marks.get(relation.model._meta.label)
        both = {f"{relation.column}__in": [merge.keep_id, merge.gone_id], "pk__gt": mark or 0}
        if number := relation.model._base_manager.filter(**both).count():
            found.append(f"{relation.title}合并后又有{number}条")
    if Person.objects.filter(pk=merge.keep_id, merged_into__isnull=False).exists():
        found.append("保留的人后来又并入别人，先撤销那一次")
    return found + open_cases(homes_of_both(merge, changes))


def homes_of_both(merge: PersonMerge, changes: list[Change]) -> set[int]:
    ids = set(Member.objects.filter(person__in=[merge.keep_id, merge.gone_id]).values_list("household_id", flat=True))
    return ids | {side["household_id"] for change in changes for side in (change.before, change.after) if side.get("household_id")}


@transaction.atomic
def undo(merge: PersonMerge, *, reason: str, by: Position, on: date) -> PersonMerge:
    """撤销合并: every row as it was before. Raises StepRefused listing what was built on it, StalePage, ParameterMissing."""
    if not by.has(Role.TASKFORCE):
        raise StepRefused(f"撤销合并由县专班办理，您的岗位是{by.title}。", "wrong_role")
    words = check_words(reason, "为什么撤销合并")
    row = locked_merge(merge, by, MergeState.DONE)
    hold_households(row)
    changes = remembered(row)
    if blocks := what_blocks(row, changes):
        raise StepRefused(f"不能撤销：{'；'.join(blocks)}。", "built_upon")
    households = homes_of_both(row, changes)
    lay([change.back for change in changes])
    row.state, row.undone_by, row.undone_on, row.undone_reason = MergeState.UNDONE, by, on, words
    row.save()
    pair = row.pair
    pair.verdict, pair.verdict_by, pair.verdict_on, pair.note = "", None, None, ""
    pair.save(update_fields=["verdict", "verdict_by", "verdict_on", "note"])
    told = {"keep": row.keep.name, "gone": row.gone.name, "reason": words}
    follow(households, EventKind.MERGE_UNDONE, row, by=by, on=on, detail=told)
    return row
