"""义务人: named or said to be none, never both; silence stays unknown."""

import pytest

from households.models import Obligor
from tests.registers.books import SON, WIFE, family, person_row, problems, take

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ground(county):
    family()
    return county


def test_a_named_one_and_nobody():
    take(
        "obligors",
        person_row(is_none="否", obligor_name="周建", relation="女儿", yearly_income="12,000.5", has_low_property="否"),
        person_row(WIFE, is_none="是"),
    )
    named, none = Obligor.objects.order_by("-name")
    assert (named.name, named.relation, str(named.yearly_income), named.has_low_property, named.is_tekun) == (
        "周建",
        "child",
        "12000.50",
        False,
        None,
    )
    assert (none.is_none, none.name, none.relation) == (True, "", "")


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([person_row(is_none="是", obligor_name="周建", relation="儿子")], "姓名和关系不填"),
        ([person_row(is_none="否")], "请写义务人姓名"),
        ([person_row(obligor_name="周建")], "与本人的关系"),
        ([person_row(is_none="否", obligor_name="周建", relation="儿子"), person_row(is_none="是")], "只留一种"),
        ([person_row(SON, is_none="否", obligor_name="周建", relation="邻居")], "子女"),
    ],
)
def test_half_rows_are_refused(rows, problem):
    assert any(problem in words for words in map(str, problems(take("obligors", *rows))))


def test_an_empty_cell_says_nothing():
    take("obligors", person_row(is_none="否", obligor_name="周建", relation="儿子", yearly_income="9000"))
    take("obligors", person_row(is_none="否", obligor_name="周建", relation="儿子", is_dibao="是"))
    row = Obligor.objects.get()
    assert (row.yearly_income, row.is_dibao) == (9000, True)
