"""参保."""

from households.choices import InsuranceKind, InsuranceStatus
from registers import parsing, words
from registers.sheets.base import Sheet, col, id_column, pick

SHEET = Sheet(
    "insurance",
    "参保",
    "医保局、人社局",
    ("households.Insurance",),
    ("id_number", "kind", "year"),
    (
        col("name", "姓名", parsing.name, required=True),
        id_column(required=True),
        pick("kind", "参保险种", InsuranceKind, words.INSURANCE_WORDS, "险种", "参保类型", required=True),
        col("year", "参保年度", parsing.year, "年度", required=True),
        pick("status", "参保状态", InsuranceStatus, words.INSURED_WORDS, required=True),
        col("paid_on", "缴费日期", parsing.day),
        col("personal_paid", "个人缴费", parsing.money, "个人缴费金额"),
        col("subsidy_kind", "资助类别", parsing.text(20)),
        col("subsidy_amount", "资助金额", parsing.money, "代缴金额"),
    ),
    file_words=("参保", "insurance"),
)
