"""What the sheets of income and of spending share: whose money, of which month, from where."""

from households.choices import EvidenceSource
from registers import parsing, words
from registers.sheets.base import Column, col, id_column, pick

PERIOD_HEADINGS = ("月份", "年度", "月份或年度", "所属期", "年月", "所属月份")
PERIOD_HELP = "2026-05为一个月；2025为全年，按月平分。走访的全年数按走访前12个整月平分"
KEY = ("household_no", "id_number", "kind", "item", "month", "source", "ref")
OTHER_NUMBERS = ("户编码", "家庭编号", "户号")


def money_columns(kind: Column, item: Column, amount: Column) -> tuple[Column, ...]:
    """The columns of a money row; its kind, item and amount are the sheet's own."""
    return (
        col("household_no", "户编号", parsing.code_text(30), *OTHER_NUMBERS, must_stand=True, help="户编号和证件号码至少填一个"),
        id_column("id_number", "证件号码", "身份证号", "身份证号码", "证件号"),
        kind,
        item,
        col("month", "月份（或年度）", parsing.period, *PERIOD_HEADINGS, required=True, help=PERIOD_HELP),
        amount,
        pick("source", "来源", EvidenceSource, words.SOURCE_WORDS, "数据来源", required=True),
        col("received_on", "取得日期", parsing.day, "走访日期", "采集日期", help="不填按导入当天"),
        col("ref", "凭证", parsing.text(40), "凭证号"),
    )
