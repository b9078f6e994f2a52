"""收入."""

from households.choices import EvidenceSource, IncomeKind
from registers import parsing, words
from registers.sheets.base import Sheet, col, id_column, pick

PERIOD_HEADINGS = ("月份", "年度", "月份或年度", "所属期", "年月", "所属月份")
PERIOD_HELP = "2026-05为一个月；2025为全年，按月平分。走访的全年数按走访前12个整月平分"

SHEET = Sheet(
    "incomes",
    "收入",
    "县专班",
    ("households.Income",),
    ("household_no", "id_number", "kind", "item", "month", "source", "ref"),
    (
        col(
            "household_no",
            "户编号",
            parsing.code_text(30),
            "户编码",
            "家庭编号",
            "户号",
            must_stand=True,
            help="户编号和证件号码至少填一个",
        ),
        id_column("id_number", "证件号码", "身份证号", "身份证号码", "证件号"),
        pick("kind", "收入类别", IncomeKind, words.INCOME_WORDS, "收入类型", required=True),
        col("item", "项目", parsing.text(30), "收入项目", required=True, help="如务工收入、种植、土地流转、养老金、低保金"),
        col("month", "月份（或年度）", parsing.period, *PERIOD_HEADINGS, required=True, help=PERIOD_HELP),
        col("amount", "金额（元）", parsing.signed_money, "金额", "收入金额", required=True, help="单位元，最多两位小数。经营亏损填负数"),
        pick("source", "来源", EvidenceSource, words.SOURCE_WORDS, "数据来源", required=True),
        col("received_on", "取得日期", parsing.day, "走访日期", "采集日期", help="不填按导入当天"),
        col("ref", "凭证", parsing.text(40), "凭证号"),
    ),
    file_words=("收入", "incomes"),
)
