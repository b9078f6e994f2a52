"""刚性支出困难家庭."""

from registers import parsing
from registers.sheets import claims
from registers.sheets.base import Sheet, col, ignored

SHEET = Sheet(
    "rigid_expenditure",
    "刚性支出台账",
    "民政局",
    ("households.RegisterClaim",),
    ("id_number",),
    (
        *claims.PERSON,
        col("cause", "刚性支出类型", parsing.text(60), "支出类型", "申请原因"),
        col("rigid_share", "占比", parsing.ratio, "刚性支出占比", help="如0.65或65%"),
        col("since", "认定日期", parsing.day, "纳入月份", required=True),
        col("until", "有效期止", parsing.last_day, "有效期至", "有效期", required=True),
    ),
    "有效期到期的不再作为现行认定。",
    ("刚性", "支出型", "rigid_expenditure"),
    ignored=(claims.PLACES, claims.OF_PERSON, claims.OF_HOUSEHOLD, ignored("由“支出”“医保自付”台账算出", "刚性支出金额")),
)
