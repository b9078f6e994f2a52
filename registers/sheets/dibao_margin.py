"""低保边缘."""

from registers.sheets import claims
from registers.sheets.base import Sheet, ignored

SHEET = Sheet(
    "dibao_margin",
    "低保边缘台账",
    "民政局",
    ("households.RegisterClaim",),
    ("id_number",),
    (*claims.PERSON, claims.insured_count(), claims.since("纳入月份"), claims.cause()),
    file_words=("边缘家庭", "低保边缘", "dibao_margin"),
    ignored=(
        claims.PLACES,
        claims.OF_PERSON,
        claims.OF_HOUSEHOLD,
        ignored("以“收入”台账和核对为准", "月收入"),
        ignored("以“家庭”台账的户类型为准", "是否属脱贫享受政策人口"),
    ),
)
