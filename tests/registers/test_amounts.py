"""Amounts, counts and shares as they are written (domain §7.3, 7)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registers import parsing
from registers.parsing import BadCell, Money, Remarked


@pytest.mark.parametrize(
    ("raw", "amount"),
    [
        ("12,000", "12000"), ("12，000", "12000"), ("1,2000", "12000"), ("12 000", "12000"), ("1,234,567.8", "1234567.80"), ("12000元", "12000"),
        ("12000 元整", "12000"), ("￥1,200.50", "1200.50"), ("¥1200.5", "1200.50"), ("人民币1200元", "1200"), (1200.5, "1200.50"),
        ("１２００", "1200"), (0.1 + 0.2, "0.30"), ("'1200", "1200"), (1200, "1200"), ("0", "0"), (0.0, "0"), (".5", "0.50"),
    ],
)  # fmt: skip
def test_amounts_as_they_are_written(raw, amount):
    assert parsing.money(raw) == Decimal(amount)


@pytest.mark.parametrize(
    ("raw", "words_of_refusal"),
    [
        ("约3000", "应为金额"), ("3000多", "应为金额"), ("三千", "应为金额"), ("12,5", "应为金额"), ("1,20", "应为金额"), ("1 2", "应为金额"),
        ("1.2.3", "应为金额"), ("1_000", "应为金额"), ("12.345", "最多两位小数"), ("-5", "不能是负数"), (1e20, "太大"), ("1" * 14, "太大"),
        ("Infinity", "应为金额"), (float("inf"), "应为金额"), ("是", "应为金额"), (True, "应为金额"), ("元", "应为金额"),
        ("500元/月", "带了“/月”"), ("6000/年", "带了“/年”"),
    ],
)  # fmt: skip
def test_amounts_that_are_refused(raw, words_of_refusal):
    with pytest.raises(BadCell, match=words_of_refusal):
        parsing.money(raw)


WAN = Money(in_wan=True)


@pytest.mark.parametrize(
    ("column", "raw", "amount", "remark"),
    [
        (parsing.money, "1.2万", "12000", "写的是万，按12000元登记。"),
        (parsing.money, "1.2万元", "12000", "写的是万元，按12000元登记。"),
        (parsing.money, "0.05万", "500", "写的是万，按500元登记。"),
        (WAN, "1.2", "12000", ""),
        (WAN, 1.2, "12000", ""),
        (WAN, "1.2万元", "12000", ""),
        (WAN, "12000元", "12000", "表头是万元，这一格写的是元，按12000元登记。"),
    ],
)
def test_ten_thousands_by_heading_and_in_the_cell(column, raw, amount, remark):
    read = column(raw)
    assert parsing.taken(read) == Decimal(amount)
    assert (read.remark if isinstance(read, Remarked) else "") == remark


@pytest.mark.parametrize(
    ("per", "heading", "raw", "amount"),
    [
        ("month", "户月保障金额（元）", 612, "612"),
        ("month", "保障金额（元/月）", 612, "612"),
        ("month", "保障金额（元/年）", 7344, "612"),
        ("month", "保障金额", "7344元/年", "612"),
        ("month", "保障金额（元/人·月）", 300, "300"),
        ("year", "人均年收入（元）", 12000, "12000"),
        ("year", "人均收入（元/月）", 1000, "12000"),
        ("year", "人均收入(元／月)", "1,000", "12000"),
        ("year", "人均收入", "1000元/月", "12000"),
        ("year", "人均收入（万元/年）", 1.2, "12000"),
        ("year", "人均收入（万元）", 1.2, "12000"),
        ("", "金额（元/月）", 500, "500"),
    ],
)
def test_month_and_year_by_the_declared_unit(per, heading, raw, amount):
    assert parsing.taken(Money(per=per).under(heading)(raw)) == Decimal(amount)


def test_a_year_that_is_no_whole_month_is_asked_back():
    with pytest.raises(BadCell, match="全年1000元不能平分到12个月"):
        Money(per="month").under("金额（元/年）")(1000)


def test_a_business_may_lose_money():
    assert parsing.signed_money("-3,000") == Decimal(-3000)


@pytest.mark.parametrize(
    ("raw", "count"), [("3", 3), (3.0, 3), ("3.0", 3), ("3人", 3), ("３口", 3), ("十二", 12), ("1,200", 1200), ("两套", None), ("3人2户", None), ("1,2", None),
                       ("-1", None), ("3.5", None), (3.5, None)]
)  # fmt: skip
def test_whole_numbers(raw, count):
    if count is None:
        with pytest.raises(BadCell, match=r"应为整数|应在0到9999之间"):
            parsing.whole()(raw)
    else:
        assert parsing.whole()(raw) == count


@pytest.mark.parametrize(
    ("raw", "area"), [("96.5", "96.5"), ("96.5平方米", "96.5"), ("96.5㎡", "96.5"), (96.5, "96.5"), ("1,096.5 m2", "1096.5")]
)
def test_square_metres(raw, area):
    assert parsing.decimal(2)(raw) == Decimal(area)


@pytest.mark.parametrize(
    ("raw", "share"),
    [
        ("0.62", "0.62"),
        ("62%", "0.62"),
        ("62", "0.62"),
        (62.0, "0.62"),
        ("125%", "1.25"),
        ("5%", "0.05"),
        ("5", None),
        (1.25, None),
        ("-1", None),
    ],
)
def test_shares(raw, share):
    if share is None:
        with pytest.raises(BadCell, match=r"分不清|超出合理范围"):
            parsing.ratio(raw)
    else:
        assert parsing.ratio(raw) == Decimal(share)


@given(st.decimals(0, 10**9, places=2, allow_nan=False))
def test_any_amount_reads_back_from_text_and_from_excel(amount):
    for cell in (f"{amount:,}", f"{amount}元", float(amount)):
        assert parsing.money(cell) == amount


@given(st.decimals(0, 10**5, places=6, allow_nan=False))
def test_any_amount_in_wan_reads_back_however_it_is_headed(wan):
    if (wan * 10000) % Decimal("0.01"):
        return
    for read in (parsing.money(f"{wan}万元"), WAN(f"{wan}"), WAN(f"{wan}万")):
        assert parsing.taken(read) == wan * 10000
