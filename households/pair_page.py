"""Two person rows side by side: what each register says of them, which place of the number differs, and how much hangs on each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import Position
from households.choices import GONE_STATUSES
from households.merge_rules import Way, person_relations
from households.models import Death, Member, Person, RegisterClaim, SuspectedPair
from households.relations import RELATIONS

NOTHING = "未登记"


@dataclass(frozen=True)
class Compared:
    """One row of the comparison: both values and whether they agree; `agrees` None where there is nothing to compare."""

    title: str
    one: Any
    other: Any
    agrees: bool | None = None


def masked(person: Person, digit: int | None) -> SafeString | str:
    """The masked number, its differing place marked: a star where a star stands, so that no digit more is told."""
    if not person.id_number:
        return NOTHING
    text = str(person.id_number)
    if digit is None or digit > len(text):
        return text
    return format_html('{}<mark title="第{}位不同">{}</mark>{}', text[: digit - 1], digit, text[digit - 1], text[digit:])


def born(person: Person) -> str:
    return f"{person.birth:%Y年%-m月%-d日}" if person.birth else NOTHING


def compared(pair: SuspectedPair) -> list[Compared]:
    one, other = pair.person_a, pair.person_b

    def row(title: str, name: str) -> Compared:
        def shown(person: Person) -> str:
            said = getattr(person, f"get_{name}_display", None)
            return str((said() if said else getattr(person, name)) or NOTHING)

        known = getattr(one, name) and getattr(other, name)
        return Compared(title, shown(one), shown(other), agrees=(getattr(one, name) == getattr(other, name)) if known else None)

    return [
        row("姓名", "name"),
        row("证件类型", "id_type"),
        Compared("证件号码", masked(one, pair.digit), masked(other, pair.digit), False if pair.digit else None),
        row("性别", "sex"),
        Compared("出生日期", born(one), born(other), agrees=one.birth == other.birth if one.birth and other.birth else None),
        Compared("电话", str(one.phone or NOTHING), str(other.phone or NOTHING), one.phone_index == other.phone_index if one.phone and other.phone else None),
        row("婚姻状况", "marital"),
        row("劳动能力", "labour"),
    ]  # fmt: skip


@dataclass(frozen=True)
class Lived:
    """One membership in words, with the household where the reader may go."""

    member: Member
    relation: str
    text: str


def lived(person: Person, position: Position) -> list[Lived]:
    """Where he lives and lived, as far as this reader sees; the bank account masked."""
    rows = Member.objects.visible_to(position).filter(person=person).select_related("household__village__parent").order_by("left_on", "pk")
    return [Lived(row, RELATIONS.get(row.relation, NOTHING), stay(row)) for row in rows]


def stay(row: Member) -> str:
    parts = [f"{row.joined_on:%Y年%-m月%-d日}加入" if row.joined_on else ""]
    if row.left_on:
        parts.append(f"{row.left_on:%Y年%-m月%-d日}离开")
    elif row.is_claim:
        parts.append("另一台账所列")
    elif row.status in GONE_STATUSES:
        parts.append(str(row.get_status_display()))
    else:
        parts.append("生活在这一户")
    return "，".join(part for part in parts if part)


def said_by_registers(person: Person, position: Position) -> list[str]:
    """Claims and a death record, in words."""
    visible = Member.objects.visible_to(position).filter(person=person).values("household")
    claims = RegisterClaim.objects.filter(person=person, household__in=visible).order_by("register")
    words = [f"{claim.get_register_display()}{f'，{claim.since:%Y年%-m月}起' if claim.since else ''}" for claim in claims]
    words += [f"{death.died_on:%Y年%-m月%-d日}死亡" for death in Death.objects.filter(person=person)]
    return words


@dataclass(frozen=True)
class Held:
    """How many rows of one kind each holds."""

    title: str
    one: int
    other: int


def held(pair: SuspectedPair) -> list[Held]:
    return list(_held(pair))


def _held(pair: SuspectedPair) -> Iterator[Held]:
    both = [pair.person_a_id, pair.person_b_id]
    for relation in person_relations():
        if relation.rule.way in (Way.LEFT, Way.WRITTEN_ANEW, Way.MEMBERSHIP) or relation.model is Person:
            continue
        rows = relation.model._base_manager.filter(**{f"{relation.column}__in": both}).order_by()
        counts = dict(rows.values_list(relation.column).annotate(n=Count("pk")))
        if counts:
            yield Held(relation.title, counts.get(both[0], 0), counts.get(both[1], 0))
