"""收入."""

from households.choices import IncomeKind
from registers import parsing, words
from registers.sheets.base import Sheet, col, pick
from registers.sheets.money import KEY, money_columns

SHEET = Sheet(
    "incomes",
    "收入",
    "县专班",
    ("households.Income",),
    KEY,
    money_columns(
        pick("kind", "收入类别", IncomeKind, words.INCOME_WORDS, "收入类型", required=True),
        col(
            "item",
            "项目",
            parsing.text(30),
            "收入项目",
            required=True,
            help="如务工收入、种植、土地流转、养老金、低保金",
            example="务工收入",
        ),
        col("amount", "金额（元）", parsing.signed_money, "金额", "收入金额", required=True, help="单位元，最多两位小数。经营亏损填负数"),
    ),
    file_words=("收入", "incomes"),
)
