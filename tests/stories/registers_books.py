"""A town's registers as a town really keeps them: titles, two-row headings, merged households, sums, a tab for each village, cells in every habit.

Everybody is invented (area 99…). What has no reading is kept apart, so that the story can mend it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from households.models import Household
from tests.registers.books import number_of, saved

UPPER, LOWER = "上湾村", "下湾村"
TITLE, FILLED_IN = "柳溪镇农户家庭台账（2026年6月）", ("填报单位：柳溪镇", None, None, "填报日期：2026年6月12日")
OF_TOWN = "家在哪儿"  # no register prints this heading: somebody must say what it is
HOME_HEADINGS = (
    "户号",
    "户主",
    "户主身份证号码",
    OF_TOWN,
    "户口性质",
    "农户类型",
    "易地搬迁",
    "住址",
    "户主电话",
    "银行帐号",
    "帮扶人",
    "建档时间",
)
GROUPS = ("户编号", "成员情况", None, None, None, None, None, "身体和劳动", None, "联系")
MEMBER_HEADINGS = (None, "姓名", "身份证号码", "户主关系", "性别", "出生年月", "学历", "健康状况", "劳动技能", "电话")

WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
Row = Sequence[Any]


def no(number: int, village: str = UPPER) -> str:
    return f"990101100{201 if village == UPPER else 202}-09{number:02d}"


@dataclass(frozen=True)
class One:
    """Somebody of the town, as he is; how he is written stands in the workbook."""

    name: str
    birth: str
    sequence: int

    @property
    def id_number(self) -> str:
        return number_of(self.birth, self.sequence)


ZHOU, WU, XIAOCHUAN = One("周守田", "19600312", 11), One("吴桂兰", "19620704", 22), One("周小川", "20150920", 33)
MA, MA_WIFE, MA_MOTHER = One("马占海", "19710518", 51), One("古丽·阿依木", "19740226", 62), One("何秀英", "19430109", 82)
QIN, QIN_SON = One("秦有福", "19550830", 91), One("秦来宝", "19851011", 13)
LIU, LIU_WIFE, LIU_GIRL = One("刘满仓", "19680415", 15), One("赵春花", "19700606", 26), One("刘小满", "20120501", 48)
TANG, TANG_WIFE = One("唐守业", "19790217", 37), One("彭玉珍", "19810903", 44)
# Two pairs that look like one person each: one digit of the number apart.
WANG, WANG_AGAIN = One("王秀英", "19660808", 24), One("王秀英", "19660808", 64)
DONG, DONG_AGAIN = One("董大山", "19580719", 35), One("董大山", "19580719", 75)


def households(known: Household, same: Household) -> bytes:
    """家庭: a tab for each village; `known` says another telephone than was checked at the door, `same` nothing new."""
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    _homes(
        first, UPPER,
        (no(1), ZHOU.name, f"'{ZHOU.id_number}", UPPER, "农业户口", "一般农户", "否", "二组7号", "139 0000 1111", "6217 0000 0000 0001 234", "秦岚", "2023.5"),
        (no(2), "马 占 海", MA.id_number.translate(WIDE), "990101100201", "农村", "一般户", "×", "三组2号", "１３９００００２２２２", "—", "/", "二〇二三年五月"),
        (no(3), f"{QIN.name}（户主）", QIN.id_number.lower(), "柳溪镇上湾村", "农村", "建档立卡户", "N", "三组9号", "没有电话", "无", "秦岚", 45061),
        (known.household_no, known.head_name, None, UPPER, "农村", "脱贫户", "否", known.address, "13911112222", None, "秦岚", None),
        (same.household_no, same.head_name, None, UPPER, "农村", "一般农户", "-", same.address, None, None, None, None),
        (no(1), ZHOU.name, f"'{ZHOU.id_number}", UPPER, "农业户口", "一般农户", "否", "二组7号", "139 0000 1111", "6217 0000 0000 0001 234", "秦岚", "2023.5"),
        ("合计", "5户", *[None] * 10),
    )  # fmt: skip
    _homes(
        book.create_sheet(), LOWER,
        (no(1, LOWER), LIU.name, LIU.id_number, LOWER, "农村", "一般农户", "0", "一组1号", "+86 13900004444", None, None, "2024/3/1"),
        (no(2, LOWER), TANG.name, f" {TANG.id_number} ", "下湾村委会", "农村", "普通农户", "否", "一组5号", 13900005555, None, None, "202403"),
        (no(3, LOWER), WANG.name, WANG.id_number, LOWER, "农村", "一般农户", "否", "二组3号", None, None, None, None),
        (no(4, LOWER), DONG.name, DONG.id_number, LOWER, "农村", "一般农户", "否", "二组8号", None, None, None, None),
        (no(5, LOWER), DONG_AGAIN.name, DONG_AGAIN.id_number, "夏湾村", "农村", "一般农户", "否", "二组9号", None, None, None, None),
        ("注：金额单位为元，情况截至6月10日", *[None] * 11),
    )  # fmt: skip
    return saved(book)


def _homes(tab: Worksheet, village: str, *rows: Row) -> None:
    tab.title = village
    for row in ((TITLE,), FILLED_IN, HOME_HEADINGS, *rows):
        tab.append(list(row))
    tab.merge_cells("A1:L1")


def members() -> bytes:
    """家庭成员: a heading of two rows, the household's number in cells merged down its members, a sum of people; three cells nobody can read."""
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    _people(
        first, UPPER,
        (
            (no(1), (ZHOU.name, old_fifteen(ZHOU), "户主", "男", "1960.3", "小学", "健康", "普通劳动力", "13900001111")),
            ("", ("吴 桂 兰", WU.id_number, "配偶", "女", "1962年7月4日", "文盲或半文盲", "慢性病", "弱劳动力", "无")),
            ("", (XIAOCHUAN.name, XIAOCHUAN.id_number + "核", "户主之孙子", "1", "2015-09-20", "小学", "健康或良好", "无劳动能力", "-")),
        ),
        (
            (no(2), (MA.name, MA.id_number, "本人", "男性", "19710518", "初中", "健康", "技能", "139-0000-2222")),
            ("", ("古丽•阿依木", parted(MA_WIFE), "妻", "女", "1974/2/26", "初中", "良好", "普通劳动力", None)),
            ("", (MA_MOTHER.name, MA_MOTHER.id_number, "母亲", "女", None, "文盲或半文盲", "大病", "丧失劳动能力", "同户主")),
        ),
        (
            (no(3), (QIN.name, QIN.id_number, "户主", "男", None, "小学", "残疾人", "无劳动能力", None)),
            ("", (QIN_SON.name, wrong_digit(QIN_SON), "长子", "男", None, "初中", "健康", "普通劳动力", None)),
        ),
    )  # fmt: skip
    _people(
        book.create_sheet(), LOWER,
        (
            (no(1, LOWER), (LIU.name, LIU.id_number, "户主", "男", None, "初中", "健康", "普通劳动力", "13900004444")),
            ("", (LIU_WIFE.name, float(LIU_WIFE.id_number.replace("X", "0")), "配偶", "女", None, "初中", "健康", "普通劳动力", None)),
            ("", (LIU_GIRL.name, LIU_GIRL.id_number, "之女", "女", None, "小学", "健康", "无劳动能力", None)),
        ),
        (
            (no(2, LOWER), (TANG.name, TANG.id_number, "户主", "男", None, "高中", "健康", "技能", 13900005555)),
            ("", (TANG_WIFE.name, TANG_WIFE.id_number, "媳妇", "女", None, "初中", "健康", "普通劳动力", None)),
            ("", (WANG_AGAIN.name, WANG_AGAIN.id_number, "岳母", "女", None, "小学", "慢性病", "弱劳动力", None)),
        ),
        (
            (no(3, LOWER), (WANG.name, WANG.id_number, "户主", "女", None, "小学", "健康", "弱劳动力", None)),
        ),
        (
            (no(4, LOWER), (DONG.name, DONG.id_number, "户主", "男", None, "小学", "慢性病", "弱劳动力", None)),
            ("", (DONG_AGAIN.name, DONG_AGAIN.id_number, "其他", "男", None, "小学", "慢性病", "弱劳动力", None)),
        ),
    )  # fmt: skip
    return saved(book)


def _people(tab: Worksheet, village: str, *homes: tuple[tuple[str, Row], ...]) -> None:
    tab.title = village
    for head in (("柳溪镇家庭成员花名册",), FILLED_IN, GROUPS, MEMBER_HEADINGS):
        tab.append(list(head))
    for area in ("A1:J1", "A3:A4", "B3:G3", "H3:I3"):
        tab.merge_cells(area)
    for home in homes:
        top = tab.max_row + 1
        for number, cells in home:
            tab.append([number or None, *cells])
        if len(home) > 1:
            tab.merge_cells(f"A{top}:A{tab.max_row}")
    tab.append(["合计", f"{sum(map(len, homes))}人"])


# What the town answers to the rejected rows of the members: (in whose row, column, what is right).
MENDED_MEMBERS = (
    (QIN_SON.name, "证件号码", QIN_SON.id_number),
    (LIU_WIFE.name, "证件号码", LIU_WIFE.id_number),
    (TANG_WIFE.name, "与户主关系", "配偶"),
)

DIBAO = """青禾县农村低保人员查询,,,,,,,
填报单位：民政局,,,填报日期：2026年6月12日,,,,
姓名,身份证号,户主身份证号,户主关系,最初享受月,保障人口数,户月保障金（元）,主要致贫原因
{zhou},'{zhou_id},'{zhou_id},户主,202606,3,612元,因病
{wu},'{wu_id},'{zhou_id},配偶,2026年6月,3,"612.00",因病
{boy},'{boy_id},'{zhou_id},孙子女,2026/6,3,612,-
{qin},'{qin_id},'{qin_id},户主,202606,1,0.0455万元,因残
{liu},'{liu_id},'{liu_id},户主,2026-06,1,三百多,缺劳力
合计,,,,,,1067,
注：金额单位为元,,,,,,,
"""


def dibao() -> bytes:
    """低保人员 as the department exports it: text in GBK with commas; one amount in words."""
    grandson = DIBAO.replace("孙子女", "孙子")
    said = {"zhou": ZHOU, "wu": WU, "boy": XIAOCHUAN, "qin": QIN, "liu": LIU}
    cells = {name: one.name for name, one in said.items()} | {f"{name}_id": one.id_number for name, one in said.items()}
    return grandson.format(**cells).encode("gbk")


MENDED_DIBAO = ((LIU.name, "户月保障金（元）", 380),)


def last_year(helper: str) -> bytes:
    """The wrong file: last year's, with another helper and another telephone."""
    book = Workbook()
    tab = book.active
    assert isinstance(tab, Worksheet)
    tab.append(["户编号", "户主姓名", "行政区划", "户籍类型", "户类型", "联系电话", "帮扶责任人"])
    for number, head in ((no(1), ZHOU), (no(2), MA)):
        tab.append([number, head.name, UPPER, "农村", "一般农户", "13900009999", helper])
    return saved(book)


def old_fifteen(one: One) -> str:
    return one.id_number[:6] + one.id_number[8:17]


def parted(one: One) -> str:
    return re.sub(r"(.{6})(.{8})(.{4})", r"\1 \2 \3", one.id_number)


def wrong_digit(one: One) -> str:
    return one.id_number[:17] + ("1" if one.id_number[17] != "1" else "2")
