"""残疾人证."""

from households.choices import DisabilityType
from registers import parsing, words
from registers.sheets.base import Sheet, col, id_column, ignored, pick

SHEET = Sheet(
    "disability",
    "残疾人",
    "残联",
    ("households.Disability",),
    ("id_number",),
    (
        col("name", "姓名", parsing.name, required=True),
        id_column(required=True),
        col("certificate", "残疾人证号", parsing.code_text(22), "残疾证号", is_sensitive=True, help="20位，补换证22位"),
        pick("kind", "残疾类别", DisabilityType, words.DISABILITY_WORDS, "残疾类型", required=True),
        col("level", "残疾等级", parsing.disability_level, required=True, choices=("一级", "二级", "三级", "四级")),
        col("issued_on", "发证日期", parsing.day, "办证日期", required=True),
        col("expires_on", "有效期", parsing.last_day, "有效期止", "有效期至"),
        col("is_cancelled", "是否注销", parsing.yes_no),
    ),
    file_words=("残疾", "disability"),
    ignored=(ignored("联系方式以“家庭”“家庭成员”台账为准", "监护人", "电话", "联系电话"),),
)
