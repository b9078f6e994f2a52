"""单位."""

from accounts.choices import OfficeKind
from registers import parsing, words
from registers.sheets.base import Sheet, col, pick

DEPARTMENTS = {
    "民政局": "MZ", "农业农村局": "NY", "医保局": "YB", "教体局": "JT", "教育局": "JT", "住建局": "ZJ", "人社局": "RS", "水务局": "SW", "卫健局": "WJ",
    "财政局": "CZ", "残联": "CL", "总工会": "GH", "妇联": "FL", "组织部": "ZZB", "编办": "BB", "公安局": "GA", "应急管理局": "YJ", "税务局": "SJ",
    "市场监管局": "SG",
}  # fmt: skip

SHEET = Sheet(
    "offices",
    "单位",
    "县专班",
    ("accounts.Office",),
    ("code",),
    (
        col("code", "单位代码", parsing.code_text(30), required=True, example="MZ"),
        col("name", "单位名称", parsing.text(80), "单位", required=True, example="青禾县民政局"),
        pick("kind", "单位类别", OfficeKind, words.OFFICE_WORDS, required=True),
        col("region_code", "所在区划", parsing.text(60), "区划代码", "行政区划", required=True, help="区划代码或名称", example="990101"),
        col("dept", "部门代码", parsing.words(DEPARTMENTS | {code: code for code in DEPARTMENTS.values()}), help="县级部门填，如MZ民政局"),
    ),
    file_words=("单位", "offices"),
)
