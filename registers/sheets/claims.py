"""Columns the registers of recognised people have in common: one row per person, the household found by his own or the head's ID number."""

from policies.categories import DibaoMode
from registers import parsing, words
from registers.sheets.base import Column, col, id_column, ignored, pick

PERSON = (
    col("name", "姓名", parsing.name, "人员姓名", "家庭成员姓名", required=True),
    id_column("id_number", "身份证号", "家庭成员身份证号", required=True),
    col("head_name", "户主姓名", parsing.name, "户主"),
    id_column("head_id_number", "户主身份证号"),
    col("relation", "与户主关系", parsing.words(words.RELATION_WORDS), "户主关系"),
)
# Headings of the civil affairs' exports whose content the registers of households and members keep.
PLACES = ignored(
    "所在地以“家庭”台账的行政区划为准",
    *tuple(f"所属{level}{tail}" for level in ("省", "市", "县", "镇", "村") for tail in ("", "级")),
    "所属乡镇",
    "所属社",
    "所属社区",
)
OF_PERSON = ignored(
    "本人情况以“家庭成员”和各部门台账为准",
    "性别", "出生日期", "年龄", "民族", "婚姻状况", "文化程度", "政治面貌", "就业状况", "年收入（元）", "是否残疾", "是否残疾人", "残疾证号", "残疾类别", "残疾等级",
    "患病病种", "劳动能力", "健康状况", "参保类型", "是否建档立卡扶贫对象", "救助类型", "在读学校名称", "在读学校性质", "在职单位名称", "备注", "户籍类型",
)  # fmt: skip
OF_HOUSEHOLD = ignored(
    "家庭情况以“家庭”“收入”“财产”等台账为准",
    "家庭人口", "家庭人口数", "家庭年总收入（元）", "家庭年均收入（元）", "家庭分类施保总额（元）", "人员分类施保总额（元）", "联系电话", "家庭住址", "救助金计算方式",
    "分档类型", "开户银行", "银行账户名称", "银行帐号", "银行账号", "一卡通账号", "拥有产权住房套数", "住房总面积（平方米）", "金融资产总额（元）", "其他家庭财产情况",
)  # fmt: skip
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
