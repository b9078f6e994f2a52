"""支出."""

from households.choices import EvidenceSource, SpendingKind
from registers import parsing, words
from registers.sheets.base import Sheet, col, id_column, pick
from registers.sheets.incomes import PERIOD_HEADINGS, PERIOD_HELP

SHEET = Sheet(
    "spending",
    "支出",
    "县专班",
    ("households.Spending",),
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
        pick("kind", "支出类别", SpendingKind, words.SPENDING_WORDS, "支出类型", required=True),
        col("item", "项目", parsing.text(30), "支出项目", required=True, help="如学费、住宿费、康复训练、自付药费"),
        col("month", "月份（或年度）", parsing.period, *PERIOD_HEADINGS, required=True, help=PERIOD_HELP),
        col("amount", "金额（元）", parsing.money, "金额", "支出金额", required=True, help="单位元，最多两位小数"),
        pick("source", "来源", EvidenceSource, words.SOURCE_WORDS, "数据来源", required=True),
        col("received_on", "取得日期", parsing.day, "走访日期", "采集日期", help="不填按导入当天"),
        col("ref", "凭证", parsing.text(40), "凭证号"),
    ),
    file_words=("支出", "spending"),
)
