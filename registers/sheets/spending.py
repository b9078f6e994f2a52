"""支出."""

from households.choices import SpendingKind
from registers import parsing, words
from registers.sheets.base import Sheet, col, pick
from registers.sheets.money import KEY, money_columns

SHEET = Sheet(
    "spending",
    "支出",
    "县专班",
    ("households.Spending",),
    KEY,
    money_columns(
        pick("kind", "支出类别", SpendingKind, words.SPENDING_WORDS, "支出类型", required=True),
        col("item", "项目", parsing.text(30), "支出项目", required=True, help="如学费、住宿费、康复训练、自付药费", example="学费"),
        col("amount", "金额（元）", parsing.money, "金额", "支出金额", required=True, help="单位元，最多两位小数"),
    ),
    file_words=("支出", "spending"),
)
