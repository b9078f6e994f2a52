"""类别与标识 (domain §2.4): the eight rows, one by one, and none beside them."""

import pytest

from identification.tag_table import TAG_TABLE, row_for


@pytest.mark.parametrize(
    ("row", "tagged", "first", "category", "is_entered"),
    [
        (1, True, "tekun", "tekun", True),
        (2, True, "dibao", "dibao", True),
        (3, True, "dibao_margin", "dibao_margin", True),
        (4, True, "rigid_expenditure", "rigid_expenditure", True),
        (5, True, "", "other_hardship", True),
        (5, True, "other_hardship", "other_hardship", True),
        (6, False, "tekun", "tekun", False),
        (6, False, "dibao", "dibao", False),
        (6, False, "dibao_margin", "dibao_margin", False),
        (6, False, "rigid_expenditure", "rigid_expenditure", False),
        (7, False, "other_hardship", "other_hardship", False),
        (8, False, "", "", False),
    ],
)
def test_rows(row, tagged, first, category, is_entered):
    found = row_for(tagged, first)
    assert (found.number, found.category, found.has_tag, found.is_entered) == (row, category, tagged, is_entered)


def test_every_pair_of_facts_has_a_row_and_all_eight_are_used():
    assert {row.number for row in TAG_TABLE.values()} == set(range(1, 9))
    assert len(TAG_TABLE) == 12


def test_a_category_nobody_knows_is_an_error():
    with pytest.raises(ValueError, match="cannot_say"):
        row_for(False, "cannot_say")
