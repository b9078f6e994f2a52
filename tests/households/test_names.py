import pytest

from households.names import grams, initials, is_han


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("周桂兰", "ZGL"),
        ("单雄信", "SXX"),
        ("仇英", "QY"),
        ("解大山", "XDS"),
        ("查良", "ZL"),
        ("盖叫天", "GJT"),
        ("曾小军", "ZXJ"),
        ("区明", "OM"),
        ("任长霞", "RCX"),
        ("华春", "HC"),
        ("朴顺子", "PSZ"),
        ("尉迟恭", "YCG"),
        ("万俟雅", "MQY"),
        ("长孙无忌", "ZSWJ"),
        ("令狐冲", "LHC"),
        ("欧阳锋", "OYF"),
        ("阿卜杜拉·买买提", "ABDLMMT"),
        ("  王 五 ", "WW"),
        ("Li雷", "LIL"),
        ("", ""),
    ],
)
def test_initials_read_surnames_by_our_own_table(name, expected):
    assert initials(name) == expected


def test_a_two_character_name_that_looks_like_a_compound_surname_is_read_by_its_characters():
    assert initials("万俟") == "WQ"


def test_grams_are_the_one_and_two_character_pieces():
    assert grams("周桂兰") == {"周", "桂", "兰", "周桂", "桂兰"}
    assert grams("阿·买") == {"阿", "买", "阿买"}


def test_only_chinese_characters_count_as_chinese():
    assert is_han("周桂兰") and is_han("阿·买") and is_han("𠮷田")
    assert not is_han("周1") and not is_han("") and not is_han("ZGL")
