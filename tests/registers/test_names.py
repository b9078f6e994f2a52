"""Names of people as registers write them (domain §7.3, 3)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registers import parsing
from registers.parsing import BadCell, Remarked
from tests.registers.books import HEAD


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("周 守 田", "周守田"), ("周　守田", "周守田"), (" 周守田 ", "周守田"), ("周守田\n", "周守田"), ("'周守田", "周守田"), ("周守田_x000D_", "周守田"),
        ("周\u200b守田", "周守田"), ("周守田.", "周守田"),
        ("阿依努尔•买买提", "阿依努尔·买买提"), ("阿依.买买提", "阿依·买买提"), ("阿依．买买提", "阿依·买买提"), ("阿依・买买提", "阿依·买买提"),
        ("阿依‧买买提", "阿依·买买提"), ("阿依･买买提", "阿依·买买提"), ("阿依 · 买买提", "阿依·买买提"), ("阿依··买买提", "阿依·买买提"),
        ("\U00020bb7田", "\U00020bb7田"), ("〇小川", "〇小川"), ("NGUYEN  THI LAN", "NGUYEN THI LAN"),
    ],
)  # fmt: skip
def test_names_lose_blanks_and_share_one_dot(raw, name):
    assert parsing.name(raw) == name


@pytest.mark.parametrize(
    ("raw", "remark"),
    [
        ("周守田(已故)", "姓名后注了已故"), ("周守田（去世）", "姓名后注了已故"), ("周守田（亡）", "姓名后注了已故"), ("周守田已故", "姓名后注了已故"),
        ("周守田（户主）", "括号说明没有取"), ("周 守田（外出务工）", "括号说明没有取"),
    ],
)  # fmt: skip
def test_what_is_added_to_a_name_is_remarked_upon(raw, remark):
    read = parsing.name(raw)
    assert isinstance(read, Remarked) and read.value == "周守田" and remark in read.remark


@pytest.mark.parametrize(
    ("raw", "remedy"),
    [
        ("周?田", "微软拼音"), ("周？田", "微软拼音"), ("周□田", "微软拼音"), ("周\ue001田", "微软拼音"), ("周\U000f0123田", "微软拼音"), ("周�田", "微软拼音"),
        ("周shou田", "拼音混写"), ("周*田", "遮盖"), ("周守田(小名二娃)", "括号说明"), ("周守田【代】", "括号说明"), ("周守田、吴桂兰", "一人一行"),
        ("周守田/吴桂兰", "一人一行"), (HEAD, "数字"), ("(已故)", "没有姓名"), ("#REF!", "公式出错"), ("同上", "不能照上一行取"), ("〃", "不能照上一行取"), ("赵" * 61, "太长"),
    ],
)  # fmt: skip
def test_names_that_are_refused_with_the_remedy(raw, remedy):
    with pytest.raises(BadCell, match=remedy):
        parsing.name(raw)


@given(st.text(st.characters(codec="utf-8"), max_size=12))
def test_a_name_that_is_taken_reads_again_as_itself(raw):
    try:
        name = parsing.taken(parsing.name(raw))
    except BadCell:
        return
    assert parsing.name(name) == name
