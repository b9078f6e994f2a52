"""What a change of membership is taken for: a table of cases a clerk can read."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from households.choices import MemberStatus
from registers.models import MovementKind
from registers.movements import RECOGNITIONS, Home, Turn, because_of_head, born_into, recognise

K, S = MovementKind, MemberStatus


def home(before: int, after: int, pk: int = 1) -> Home:
    return Home(pk, "周守田", f"H{pk}", before, after)


def turn(relation: str = "20", status: str = S.PRESENT, **columns: Any) -> Turn:
    return Turn(1, "周小川", relation, status, **columns)


OLD, EMPTIED = home(4, 2), home(4, 0)
NEW, PEOPLED = home(0, 2, 2), home(3, 5, 2)
CASES = [
    ("the register says he died", turn(status=S.DEAD, left=OLD), K.DEATH, "人员状态写的是死亡"),
    ("it says she married out", turn(status=S.MARRIED_OUT, left=OLD), K.MARRIED_OUT, "写的是婚出"),
    ("it says he moved out", turn(status=S.MOVED_OUT, left=OLD), K.MOVED_OUT, "写的是迁出"),
    ("he is gone and the register says only where to", turn(status=S.IN_CARE_HOME, left=OLD), K.MOVED_OUT, "写的是集中供养"),
    ("two of four in a household nobody lived in", turn(left=OLD, came=NEW, goes_with=2), K.SPLIT, "原户2人列成一户，这一户原来没有成员，原户还有2人"),
    ("a wife in a new household is a split, too", turn("10", left=OLD, came=NEW, goes_with=2), K.SPLIT, "原户还有2人"),
    ("everybody under another number", turn(left=EMPTIED, came=home(0, 4, 2), goes_with=4), K.NEW_NO, "4人全列在另一个户编号下"),
    ("everybody into a household with people", turn(left=EMPTIED, came=PEOPLED, goes_with=2), K.JOIN, "原户不再有成员，2人列到这一户"),
    ("the last one marries into another", turn("38", left=home(1, 0), came=PEOPLED, goes_with=1), K.JOIN, "原户不再有成员"),
    ("a daughter-in-law now", turn("38", left=OLD, came=PEOPLED, goes_with=1), K.MARRIAGE, "与户主关系是儿媳"),
    ("a mother taken in", turn("52", left=OLD, came=PEOPLED, goes_with=1), K.MOVE, "与户主关系是母亲，原户还有2人"),
    ("a name that stood there under another number", turn(came=PEOPLED, has_namesake=True), K.NEW_ID, "证件号码不同"),
    ("a newborn of that name is no newborn", turn(came=PEOPLED, has_namesake=True, is_newborn=True), K.NEW_ID, "先核对"),
    ("said to have moved out once", turn(came=PEOPLED, was=S.MOVED_OUT), K.BACK, "原来写的是迁出，现在写的是正常"),
    ("a small child", turn(came=PEOPLED, is_newborn=True), K.BIRTH, "与户主关系是子"),
    ("a son-in-law nobody knew", turn("28", came=PEOPLED), K.MARRIED_IN, "与户主关系是女婿"),
    ("a nephew nobody knew", turn("93", came=PEOPLED), K.MOVED_IN, "与户主关系是侄子"),
]  # fmt: skip


@pytest.mark.parametrize(("turned", "kind", "why"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_each_turn_is_what_a_clerk_would_call_it(turned, kind, why):
    found = recognise(turned)
    assert found.kind is kind and why in found.because(turned)


def test_every_kind_is_recognised_somewhere_and_titled():
    # What a household itself does stands in registers.home_movements.
    assert {one.kind for one in RECOGNITIONS} == set(MovementKind) - {K.ABSENT, K.HEAD, K.HOME_NEW, K.HOME_MOVED}
    assert {case[2] for case in CASES} == {one.kind for one in RECOGNITIONS}
    assert all(one.title and one.code == one.kind.value for one in RECOGNITIONS)


def test_a_head_is_replaced_with_or_without_a_word_about_the_old_one():
    assert because_of_head("周守田", is_asked_about=False) == "原户主是周守田，表里户主写的是另一人"
    assert because_of_head("周守田", is_asked_about=True).endswith("原户主没有列，待核实")


@pytest.mark.parametrize(
    ("relation", "birth", "is_newborn"),
    [
        ("20", date(2024, 6, 16), True),  # a day short of 24 months
        ("20", date(2024, 6, 15), True),  # 24 months to the day
        ("20", date(2024, 6, 14), False),
        ("43", date(2026, 6, 15), True),
        ("20", date(2026, 6, 16), False),  # not born yet
        ("93", date(2026, 1, 1), False),  # a nephew was not born into this household
        ("20", None, False),
    ],
)
def test_how_small_a_newborn_is(relation, birth, is_newborn):
    assert born_into(relation, birth, date(2026, 6, 15), 24) is is_newborn
