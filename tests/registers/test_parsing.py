"""Words of closed lists, yes and no, levels, blanks; and that no cell whatever breaks a parser (domain §7.3)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from households.choices import Sex
from registers import parsing, words
from registers.parsing import BadCell
from registers.sheets import SHEETS


@pytest.mark.parametrize(
    ("raw", "level"),
    [
        ("二级", 2), ("2", 2), (2.0, 2), (2, 2), ("2级", 2), ("２级", 2), ("II级", 2), ("ii", 2), ("Ⅱ", 2), ("Ⅱ级", 2), ("贰级", 2), ("贰", 2),
        ("肢体二级", 2), ("智力残疾二级", 2), ("二级(重度)", 2), ("二 级", 2), ("一级", 1), ("Ⅰ级", 1), ("三", 3), ("Ⅲ级", 3), ("四", 4), ("Ⅳ", 4), ("肆级", 4),
    ],
)  # fmt: skip
def test_levels_of_disability(raw, level):
    assert parsing.disability_level(raw) == level


@pytest.mark.parametrize("raw", ["五级", "0", "重度", "二级、三级", "肢体", "12", "二级(三级)", True])
def test_levels_that_are_refused(raw):
    with pytest.raises(BadCell, match="残疾等级只有一级、二级、三级、四级"):
        parsing.disability_level(raw)


@pytest.mark.parametrize(
    ("raw", "answer"),
    [
        ("是", True), ("Y", True), ("yes", True), (1.0, True), (1, True), ("1", True), ("√", True), ("✓", True), ("☑", True), (True, True), (" 是 ", True),
        ("（是）", True), ("有", True), ("否", False), ("n", False), ("0", False), (0.0, False), ("×", False), ("✗", False), ("X", False), ("不是", False),
        ("没有", False), (False, False),
    ],
)  # fmt: skip
def test_yes_and_no(raw, answer):
    assert parsing.yes_no(raw) is answer


@pytest.mark.parametrize("raw", ["2", "可能", "是/否", "是，否", "待定"])
def test_neither_yes_nor_no(raw):
    with pytest.raises(BadCell, match="只能填是或否"):
        parsing.yes_no(raw)


RELATION = parsing.words(words.RELATION_WORDS)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("户主", "02"), ("户主本人", "02"), ("之子", "20"), ("儿子", "20"), ("户主之子", "20"), ("户主的儿子", "20"), ("长子", "22"), ("之长子", "22"),
        ("大儿子", "22"), ("户主之女", "30"), ("孙子女", "40"), ("之外孙女", "44"), ("妻", "10"), ("之妻", "10"), ("户主之妻", "10"), ("老伴", "10"),
        ("儿媳妇", "38"), ("爷爷", "61"), (10.0, "10"), ("1", "01"), ("02 户主", "02"), ("10.配偶", "10"), ("20-儿子", "20"),
    ],
)  # fmt: skip
def test_relations_of_other_systems(raw, code):
    assert RELATION(raw) == code


@pytest.mark.parametrize(
    ("raw", "question"),
    [
        ("媳妇", "可以是配偶，也可以是儿媳"), ("子女", "分不清是子还是女"), ("孩子", "分不清是子还是女"), ("老人", "父母还是祖父母"),
        ("02 配偶", "代码表里没有"), ("儿媳妇子", "可选：儿媳"), ("户主之", "代码表里没有"),
    ],
)  # fmt: skip
def test_a_relation_of_two_readings_is_asked_back(raw, question):
    with pytest.raises(BadCell, match=question):
        RELATION(raw)


@pytest.mark.parametrize(
    ("raw", "category"),
    [
        ("农村低保", "dibao"), ("城市低保", "dibao"), ("城镇低保户", "dibao"), ("低保对象", "dibao"), ("DB", "dibao"), ("最低生活保障对象", "dibao"),
        ("五保", "tekun"), ("五保户", "tekun"), ("农村五保对象", "tekun"), ("城市特困", "tekun"), ("农村特困人员", "tekun"), ("低收入", "dibao_margin"),
        ("城镇低收入家庭", "dibao_margin"), ("低保边缘户", "dibao_margin"), ("边缘家庭", "dibao_margin"), ("DBBY", "dibao_margin"),
        ("支出型困难", "rigid_expenditure"), ("刚性支出困难家庭成员", "rigid_expenditure"),
    ],
)  # fmt: skip
def test_old_names_of_categories(raw, category):
    assert SHEETS["exits"].by_code["category"].parse(raw) == category


@pytest.mark.parametrize("raw", ["建档立卡", "建档立卡户", "建档立卡贫困户", "脱贫户", "脱贫人口"])
def test_who_was_registered_as_poor_is_a_household_lifted_out(raw):
    assert SHEETS["households"].by_code["household_kind"].parse(raw) == "tuopin"


@pytest.mark.parametrize(("raw", "kind"), [("肢体", "4"), ("肢体残疾", "4"), ("4", "4"), (4.0, "4"), ("4 肢体", "4"), ("4.肢体残疾", "4")])
def test_kinds_of_disability(raw, kind):
    assert SHEETS["disability"].by_code["kind"].parse(raw) == kind


@pytest.mark.parametrize(("raw", "sex"), [("男", "1"), ("男性", "1"), ("1", "1"), (2.0, "2"), ("M", "1"), ("1.男", "1"), ("（女）", "2")])
def test_sexes(raw, sex):
    assert parsing.choice(Sex, words.SEX_WORDS)(raw) == sex


@pytest.mark.parametrize(
    "raw", ["", " ", "　", "-", "－", "—", "——", "/", "／", "无", "空", "暂无", "不详", "N/A", "null", "\u200b", "'", None]
)
def test_what_reads_as_empty(raw):
    assert parsing.is_blank(raw)


@pytest.mark.parametrize("raw", [0, 0.0, "0", "无房", "否", "×", False, "未知", "-5"])
def test_zero_and_no_are_not_empty(raw):
    assert not parsing.is_blank(raw)


@pytest.mark.parametrize("raw", ["同上", " 同上　", "〃", "″", '"', "”"])
@pytest.mark.parametrize("parser", [parsing.text(20), parsing.name, parsing.code_text(20), parsing.account()])
def test_a_ditto_mark_is_never_taken_for_what_stands_above_it(raw, parser):
    with pytest.raises(BadCell, match="不能照上一行取"):
        parser(raw)


@pytest.mark.parametrize("raw", ["#REF!", "#DIV/0!", "#N/A!", "#VALUE!"])
def test_formula_errors_are_named(raw):
    for parse in (parsing.text(20), parsing.name, parsing.code_text(20), RELATION):
        with pytest.raises(BadCell, match="公式出错"):
            parse(raw)


def test_words_keep_to_their_length_and_lose_line_breaks():
    assert parsing.text(6)(" 上湾村\n３组 ") == "上湾村 3组"
    with pytest.raises(BadCell, match="最多6个字，现在7个字"):
        parsing.text(6)("上湾村三组七号")
    with pytest.raises(BadCell, match="控制字符"):
        parsing.text(6)("上湾\x00村")


ANYTHING = st.one_of(
    st.text(max_size=30), st.floats(allow_nan=False), st.integers(), st.booleans(), st.dates(date(1900, 1, 1)), st.datetimes(datetime(1900, 1, 1)),
    st.timedeltas(timedelta(0), timedelta(days=9)), st.none(),
)  # fmt: skip


@settings(deadline=None)
@given(ANYTHING)
def test_no_cell_breaks_any_parser(raw):
    for column in COLUMNS:
        try:
            column.parse(raw)
        except BadCell as error:
            assert error.remedy.endswith("。")


COLUMNS = list({column.parse: column for sheet in SHEETS.values() for column in sheet.columns}.values())
