"""Amounts, decimals included (rulings B11)."""

from decimal import Decimal

import pytest

from identification.amounts import AddOnFacts, addon_grounds, classified_addon, top_up_amount


@pytest.mark.parametrize(
    ("recognised", "standard", "insured", "amount"),
    [
        ("0", "5985", 1, 499),  # 498.75 rounded up
        ("5985", "5985", 1, 0),
        ("5984.99", "5985", 1, 1),  # one 分 below pays one 元
        ("6000", "5985", 1, 0),
        ("12000", "5985", 3, 497),  # 496.25, once for the household: 3 × 166 would be 498
        ("5973.01", "5985", 1, 1),
        ("-1200", "5985", 2, 1098),  # a loss counts
        ("11969.99", "5985", 2, 1),
        ("0", "7980", 1, 665),  # exact months stay exact
        ("7979.999", "7980", 1, 1),  # below a 分: the employment cost is never rounded
        ("4788.000", "5985", 1, 100),
    ],
)
def test_top_up_is_rounded_up_once_on_the_household(recognised, standard, insured, amount):
    assert top_up_amount(Decimal(recognised), Decimal(standard), insured) == amount


def test_nobody_insured_is_an_error():
    with pytest.raises(ValueError, match="至少一人"):
        top_up_amount(Decimal(0), Decimal(5985), 0)


@pytest.mark.parametrize(
    ("case", "member", "grounds"),
    [
        ("普通成年人", AddOnFacts(40, False, False), []),
        ("59岁", AddOnFacts(59, False, False), []),
        ("60岁", AddOnFacts(60, False, False), ["高龄"]),
        ("17岁", AddOnFacts(17, False, False), ["未成年"]),
        ("18岁", AddOnFacts(18, False, False), []),
        ("重残", AddOnFacts(40, True, False), ["重残"]),
        ("大病", AddOnFacts(40, False, True), ["重病"]),
        ("健康状况不详", AddOnFacts(40, False, None), []),
        ("年龄不详", AddOnFacts(None, True, None), ["重残"]),
        ("高龄又重残又大病", AddOnFacts(80, True, True), ["重病", "重残", "高龄"]),
    ],
)
def test_grounds_of_the_add_on(case, member, grounds):
    assert addon_grounds(member, elderly_age=60) == grounds


def test_a_member_with_two_grounds_counts_once():
    family = [AddOnFacts(80, True, True), AddOnFacts(10, False, False), AddOnFacts(40, False, False)]
    assert classified_addon(family, Decimal(60), elderly_age=60) == 120
