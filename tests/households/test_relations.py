"""与户主关系: the codes of GB/T 4761 that rules lean on."""

from __future__ import annotations

import pytest

from households.models import Member
from households.relations import CHILDREN, HEAD, RELATIONS, SPOUSE, turned


def test_head_and_spouse_read_as_the_form_prints_them() -> None:
    assert RELATIONS[HEAD] == "户主"
    assert RELATIONS[SPOUSE] == "配偶"


def test_children_are_sons_and_daughters_without_their_spouses() -> None:
    words = {RELATIONS[code] for code in CHILDREN}
    assert {"子", "女", "长子", "次女", "养子或继子", "养女或继女"} <= words
    assert not {"女婿", "儿媳", "孙子", "外孙女", "配偶"} & words


def test_codes_have_two_digits_and_each_word_stands_once() -> None:
    assert all(len(code) == 2 and code.isdigit() for code in RELATIONS)
    assert len(set(RELATIONS.values())) == len(RELATIONS)


def test_the_column_offers_exactly_these() -> None:
    assert dict(Member._meta.get_field("relation").choices) == RELATIONS


TURNED = [
    # what the new head was to the former one; the former one's sex; what the former one is now
    ("配偶", "1", "配偶"),
    ("长子", "1", "父亲"),
    ("女", "2", "母亲"),
    ("独生子", "", "父母"),
    ("养子或继子", "2", "继母或养母"),
    ("女婿", "1", "岳父"),
    ("儿媳", "2", "婆婆"),
    ("儿媳", "", "其他"),
    ("父亲", "2", "女"),
    ("公公", "2", "儿媳"),
    ("岳母", "1", "女婿"),
    ("岳母", "2", "其他"),
    ("孙女", "1", "祖父"),
    ("外孙子", "2", "外祖母"),
    ("祖母", "1", "孙子"),
    ("外祖父", "", "孙辈"),
    ("弟", "1", "兄"),
    ("姐", "1", "弟"),
    ("兄", "2", "妹"),
    ("妹", "", "兄弟姐妹"),
    ("侄子", "1", "其他"),
    ("非亲属", "1", "非亲属"),
    ("户主", "1", "其他"),
    ("", "1", "其他"),
]


@pytest.mark.parametrize(("was", "sex", "now"), TURNED)
def test_what_a_former_head_is_to_the_new_one(was: str, sex: str, now: str) -> None:
    codes = {word: code for code, word in RELATIONS.items()}
    assert RELATIONS[turned(codes.get(was, ""), sex)] == now


def test_only_known_codes_are_turned_to_known_codes() -> None:
    assert {turned(code, sex) for code in RELATIONS for sex in ("1", "2", "")} <= set(RELATIONS)
