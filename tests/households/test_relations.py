"""与户主关系: the codes of GB/T 4761 that rules lean on."""

from __future__ import annotations

from households.models import Member
from households.relations import CHILDREN, HEAD, RELATIONS, SPOUSE


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
