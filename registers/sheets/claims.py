"""Columns the registers of recognised people have in common: one row per person, the household found by his own or the head's ID number."""

from policies.categories import DibaoMode
from registers import parsing, words
from registers.sheets.base import Column, col, id_column, pick

PERSON = (
    col("name", "姓名", parsing.name, "人员姓名", "家庭成员姓名", required=True),
    id_column("id_number", "身份证号", "家庭成员身份证号", required=True),
    col("head_name", "户主姓名", parsing.name, "户主"),
    id_column("head_id_number", "户主身份证号"),
    col("relation", "与户主关系", parsing.words(words.RELATION_WORDS), "户主关系"),
)
SINCE = ("最初享受月", "最初享受月份", "起始保障年月", "享受起始月", "纳入月份")
MODE_WORDS = {
    "整户": DibaoMode.WHOLE,
    "户保": DibaoMode.WHOLE,
    "单人": DibaoMode.SINGLE,
    "单人施保": DibaoMode.SINGLE,
    "按户施保": DibaoMode.WHOLE,
}


def certificate() -> Column:
    return col("certificate", "低保（特困）证号", parsing.code_text(40), "低保证号", "特困证号", "证号", is_sensitive=True)


def since(title: str, *, required: bool = True) -> Column:
    return col("since", title, parsing.month, *[other for other in SINCE if other != title], required=required)


def insured_count() -> Column:
    return col("insured_count", "保障人口", parsing.whole(0, 30), "保障人口数")


def cause() -> Column:
    return col("cause", "申请原因", parsing.text(60), "主要致贫原因", "致贫原因")


def dibao_mode() -> Column:
    return pick("dibao_mode", "低保方式", DibaoMode, MODE_WORDS, "保障方式", "施保方式", help="不填按整户保")
