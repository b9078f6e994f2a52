"""Whom a row speaks of: households and people, each asked for once for the whole file; where, in areas."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from accounts.encryption import blind_index
from households.models import Household, Member, Person
from registers.areas import Areas
from registers.numbers import ROUNDED, is_sure, may_be_rounded
from registers.rows import Rows
from registers.sources import SOURCES

__all__ = [
    "NOT_A_MEMBER",
    "Areas",
    "Known",
    "known_households",
    "known_people",
    "memberships",
    "reject_rounded",
    "resolve_people",
    "stranger",
]

NOT_A_MEMBER = "身份证号没有登记在任何一户。请核对号码，或先导入“家庭成员”。"


@dataclass(frozen=True)
class Known:
    """A person already registered and the household he lives in (or last lived in)."""

    person_id: int
    name: str
    household_id: int


def known_people(numbers: Iterable[str]) -> dict[str, Known]:
    """People by ID number (blind index), each with his living membership, else the latest one. One query."""
    by_index = {blind_index("id_number", number): number for number in set(numbers)}
    if not by_index:
        return {}
    person, member = Person._meta.db_table, Member._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            # The number of a row that was merged leads to the person it became, by the name it was registered under.
            f"SELECT DISTINCT ON (p.id) p.id_index, m.person_id, p.name, m.household_id FROM {person} p "
            f"JOIN {member} m ON m.person_id = coalesce(p.merged_into_id, p.id) "
            "WHERE p.id_index = ANY(%s) ORDER BY p.id, (m.left_on IS NULL AND NOT m.is_claim) DESC, (m.left_on IS NULL) DESC, m.id DESC",
            [list(by_index)],
        )
        return {by_index[bytes(index)]: Known(person_id, name, household_id) for index, person_id, name, household_id in cursor.fetchall()}


def known_households(numbers: Iterable[str]) -> dict[str, int]:
    """Household ids by household number. One query."""
    return dict(Household.objects.filter(household_no__one_of=set(numbers)).values_list("household_no", "pk"))


def memberships(person_ids: Iterable[int]) -> set[tuple[int, int]]:
    """(household, person) pairs of these people, past ones and claims included."""
    return set(Member.objects.filter(person_id__one_of=set(person_ids)).values_list("household_id", "person_id"))


def resolve_people(rows: Rows, *, code: str = "id_number", name: str | None = "name", required: bool = True) -> dict[str, Known]:
    """Find everybody a column names; rows about strangers are set aside or rejected (`stranger`), those with another name than the registered one rejected."""
    numbers = {number for _, number in rows.live(code) if number}
    people = known_people(numbers)
    rows.homes |= {number: known.household_id for number, known in people.items()}
    for index, number, written in rows.live(code, name or code):
        if not number:
            continue
        known = people.get(number)
        if known is None:
            if required:
                stranger(rows, index, code, number)
        elif name and written and written != known.name:
            rows.reject(index, name, "与这个身份证号登记的姓名不同。请核对身份证号和姓名。")
    return people


def stranger(rows: Rows, index: int, code: str, number: str) -> None:
    """A row about somebody who is not registered: of a department's register set aside, of one of our own rejected.

    A number Excel may have rounded (…000) is asked back: kept, it would wait for a person who does not exist.
    """
    if rows.sheet.code not in SOURCES:
        rows.reject(index, code, NOT_A_MEMBER)
    elif may_be_rounded(number) and not is_sure(rows.raw(index, code)):
        rows.reject(index, code, ROUNDED)
    else:
        rows.set_aside(index)


def reject_rounded(rows: Rows, code: str = "id_number") -> None:
    """New people whose number Excel may have rounded (…000) are asked back; those already registered are known by another register."""
    doubtful = {number for _, number in rows.live(code) if number and may_be_rounded(number)}
    known = set(known_people(doubtful))
    for index, number in rows.live(code):
        if number in doubtful - known and not is_sure(rows.raw(index, code)):
            rows.reject(index, code, ROUNDED)
