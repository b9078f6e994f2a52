"""低保人员."""

from registers import parsing
from registers.sheets import claims
from registers.sheets.base import Sheet, col

SHEET = Sheet(
    "dibao",
    "低保人员台账",
    "民政局",
    ("households.RegisterClaim",),
    ("id_number",),
    (
        *claims.PERSON,
        claims.certificate(),
        claims.since("最初享受月"),
        claims.insured_count(),
        col("monthly_amount", "户月保障金额（元）", parsing.monthly_money, "户月保障金（元）", "月保障金额", "合计（元）", required=True),
        claims.dibao_mode(),
        claims.cause(),
    ),
    file_words=("低保人员", "低保家庭", "dibao"),
    ignored=(claims.PLACES, claims.OF_PERSON, claims.OF_HOUSEHOLD),
)
