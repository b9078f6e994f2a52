"""低保边缘."""

from registers.sheets import claims
from registers.sheets.base import Sheet

SHEET = Sheet(
    "dibao_margin",
    "低保边缘台账",
    "民政局",
    ("households.RegisterClaim",),
    ("id_number",),
    (*claims.PERSON, claims.insured_count(), claims.since("纳入月份"), claims.cause()),
    file_words=("边缘家庭", "低保边缘", "dibao_margin"),
)
