"""The synthetic register of people behind `bench import`: 30 columns, three of them sealed, half of the rows known already and a fifth of those changed.

`members` is the widest register of people we have (21 columns; most registers have 10 to 20). Its three sealed cells a row stand for ID number, phone and account:
the third is 患病病种, written differently in every row as an account would be, and sealed and indexed by the same code. Nine more columns are of the kind that real
exports carry and the register passes over; every contender reads them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from households.national_id import check_digit
from registers.sheets import SHEETS
from registers.synthetic.names import COMMON
from registers.synthetic.xlsx import Cell, write_register

ON = date(2026, 6, 15)
PER_HOUSEHOLD = 3
PASSED_OVER = ("年龄", "备注", "状态起止日期", "家庭人口数", "填表日期", "填表人", "所属镇", "序号", "核对情况")
GIVEN = "春生来福秀兰桂英玉珍金山长根德顺广田庆余国柱树林贵连保有才得胜永昌大明义正道全喜双常运兴旺振邦世成栋河中和孝先怀忠继祖凤梅花香娣"
FIRST_DAY, DAYS = date(1945, 1, 1), 27_000
VILLAGES = 72  # of the bench's county (monitoring.bench.screening)
MARITAL, EDUCATION = ("已婚", "未婚", "丧偶", "离异"), ("初中", "小学", "高中", "大专", "文盲")
LABOUR, JOBS = ("普通劳动力", "弱劳动力或半劳动力", "无劳动力"), ("务农", "外出务工", "灵活就业", "无业", "其他")
HEALTH, ILLNESSES = ("长期慢性病", "患有大病"), ("高血压", "糖尿病", "冠心病", "慢阻肺", "脑梗死")


def headings() -> list[str]:
    return [*(column.title for column in SHEETS["members"].columns), *PASSED_OVER]


def household_no(number: int) -> str:
    return f"990101-B{number:07d}"


def id_number(n: int) -> str:
    """An ID number nobody has, another for every n below thirteen million."""
    first = f"990101{FIRST_DAY + timedelta(days=n % DAYS):%Y%m%d}{2 * (n // DAYS) + 1 + (n + 1) % 2:03d}"
    return first + check_digit(first)


def name(n: int) -> str:
    return COMMON[n * 31 % len(COMMON)] + GIVEN[n * 7 % len(GIVEN)] + GIVEN[n // 5 % len(GIVEN)]


def is_known(n: int) -> bool:
    """Every second row stands in the register before the import."""
    return n % 2 == 0


def has_changed(n: int) -> bool:
    """Of the known ones every fifth."""
    return n % 10 == 0


def person(n: int, *, is_old: bool) -> list[Cell]:
    """One row; `is_old`: as the register knew it before."""
    differs = is_old and has_changed(n)
    number = id_number(n)
    place = n % PER_HOUSEHOLD
    phone = f"13{8 if differs else 9}{n:08d}"
    return [
        household_no(n // PER_HOUSEHOLD), name(n), "居民身份证", number, ("户主", "配偶", "之子")[place] if n % 2 == 0 or place < 2 else "之女",
        "男" if int(number[16]) % 2 else "女", date.fromisoformat(f"{number[6:10]}-{number[10:12]}-{number[12:14]}"), "汉族", EDUCATION[n % 5],
        MARITAL[n % 4], "群众", phone, HEALTH[n % 2], f"{ILLNESSES[n % 5]}（病历{n:08d}）", LABOUR[n % 3], "非在校生",
        JOBS[(n + differs) % 5], "正常", date(2024, 1 + n % 12, 1), None, date(2020, 1 + n % 12, 1),
        40 + n % 40, "", "2024-01至今", PER_HOUSEHOLD, date(2026, 6, 1), "柏杨", f"镇{n % 9}", n + 1, "一致",
    ]  # fmt: skip


def write_people(path: Path, rows: int, *, is_old: bool = False) -> int:
    """The file to be imported; `is_old`: what was imported before it. Returns its rows."""
    chosen = range(0, rows, 2) if is_old else range(rows)
    return write_register(path, tab="家庭成员", header=headings(), rows=(person(n, is_old=is_old) for n in chosen))


def write_households(path: Path, rows: int) -> int:
    """The households of so many people."""
    columns = SHEETS["households"].by_code
    codes = ("household_no", "head_name", "region_code", "area_type", "household_kind", "phone")
    return write_register(path, tab="家庭", header=[columns[code].title for code in codes], rows=households(rows))


def households(rows: int) -> Iterator[list[Cell]]:
    for number in range(-(-rows // PER_HOUSEHOLD)):
        town, village = divmod(number % VILLAGES, VILLAGES // 9)
        yield [
            household_no(number), name(number * PER_HOUSEHOLD), f"9901011{town:02d}{201 + village}", "农村", "一般农户", f"137{number:08d}",
        ]  # fmt: skip
