"""Finding a household by name, initials, number or telephone. Numbers of persons are looked up by blind index and never stand in an address."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from accounts.encryption import blind_index
from accounts.logs import is_personal
from accounts.models import Position
from households.models import Household, Member, Person
from households.models.household import PIECES
from households.names import grams, is_han, plain
from households.national_id import BadIdNumber, normalise

LIMIT = 50
LETTERS = re.compile(r"[A-Za-z]{2,}")
NUMBER = re.compile(r"[\dA-Za-z-]{4,}")
PHONE_LENGTH = 11


@dataclass(frozen=True)
class Found:
    """What a search gave: members with their households, how it was read, and why there is nothing."""

    way: str
    members: list[Member] = field(default_factory=list)
    reason: str = ""
    is_cut: bool = False

    @property
    def household_ids(self) -> set[int]:
        return {member.household_id for member in self.members}


def persons_named(name: str) -> QuerySet[Person]:
    """Persons whose name contains this text: those with all of its pieces of two characters, by the index over the pieces of every name."""
    text = plain(name)
    pieces = {gram for gram in grams(text) if len(gram) == 2} or set(text)
    return Person.objects.alias(pieces=PIECES).filter(pieces__contains=sorted(pieces))  # type: ignore[misc]  # the stubs take them for text


def households_named(name: str) -> QuerySet[Member, Any]:
    """Households (as ids) where somebody of this name lives."""
    return Member.objects.living().filter(person__in=persons_named(name).values("pk")).values("household_id")


def search(text: str, position: Position) -> Found:
    """Reads what was typed: household number, ID number or telephone, letters of initials, Chinese name. Only what the position may see."""
    text = text.strip()
    members = Member.objects.visible_to(position).living()
    compact = re.sub(r"\s", "", text)
    if not text:
        return Found("", reason="请输入姓名（两个字以上）、姓名首字母、户编号、证件号码或电话。")
    if NUMBER.fullmatch(compact):
        by_number = found("户编号", heads(position, compact))
        if by_number.members:
            return by_number
    if is_personal(compact):
        return by_personal_number(re.sub(r"-", "", compact), members, position)
    if LETTERS.fullmatch(compact):
        return found("姓名首字母", members.filter(person__initials__startswith=compact.upper()), f"没有姓名首字母是{compact.upper()}的人。")
    if is_han(compact):
        if len(plain(compact)) < 2:
            return Found("姓名", reason="姓名至少输入两个字。")
        people = persons_named(compact).values("pk")
        return found("姓名", members.filter(person__in=people), f"辖区内没有姓名含“{compact}”的人。")
    if NUMBER.fullmatch(compact):
        return found("户编号", heads(position, compact, starts=True), f"辖区内没有户编号以{compact}开头的户。")
    return Found("", reason="没有看懂要查什么。可以输入姓名（两个字以上）、姓名首字母、户编号、证件号码或电话。")


def heads(position: Position, number: str, *, starts: bool = False) -> QuerySet[Member]:
    """The heads of the households with this number, or whose number starts with it."""
    lookup = "household__household_no__startswith" if starts else "household__household_no"
    return (
        Member.objects.visible_to(position)
        .living()
        .filter(**{lookup: number})
        .order_by("household__household_no", "relation", "pk")
        .distinct("household__household_no")
    )


def by_personal_number(number: str, members: QuerySet[Member], position: Position) -> Found:
    if len(number) == PHONE_LENGTH:
        index = blind_index("phone", number)
        at_home = Household.objects.visible_to(position).filter(phone_index=index).values("pk")
        return found("电话", members.filter(Q(person__phone_index=index) | Q(household__in=at_home)), "辖区内没有登记这个电话的人。")
    with_account = Household.objects.visible_to(position).filter(bank_account_index=blind_index("account", number)).values("pk")
    by_account = found("一卡通账号", members.filter(household__in=with_account))
    if by_account.members:
        return by_account
    try:
        index = blind_index("id_number", normalise(number))
    except BadIdNumber as error:
        return Found("证件号码", reason=str(error))
    # A claimed second listing counts here too: whoever holds the number wants every household that names the person.
    # So does a number of a row that was merged: it leads to the person it became.
    holder = Q(person__id_index=index) | Q(person__merged__id_index=index)
    listed = Member.objects.visible_to(position).filter(holder, left_on__isnull=True).distinct()
    return found("证件号码", listed, "辖区内没有这个证件号码的人。")


def found(way: str, members: QuerySet[Member], otherwise: str = "") -> Found:
    rows = list(
        members.select_related("person", "household__village__parent").defer("household__phone", "household__bank_account")[: LIMIT + 1]
    )
    return Found(way, rows[:LIMIT], "" if rows else otherwise, len(rows) > LIMIT)
