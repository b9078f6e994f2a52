"""区划."""

from accounts.choices import RegionLevel
from registers import parsing, words
from registers.sheets.base import Sheet, col, pick

SHEET = Sheet(
    "regions",
    "区划",
    "县专班",
    ("accounts.Region", "accounts.RegionAlias"),
    ("code",),
    (
        col(
            "code",
            "区划代码",
            parsing.code_text(15),
            "代码",
            "统计用区划代码",
            required=True,
            help="市4位、县6位、镇9位、村12位",
            example="990101100201",
        ),
        col("name", "名称", parsing.text(60), "区划名称", required=True, example="上湾村"),
        col("parent_code", "上级代码", parsing.code_text(15), "上级区划代码", example="990101100"),
        pick("level", "级别", RegionLevel, words.LEVEL_WORDS, "区划级别", required=True),
        col("settlement_code", "城乡分类", parsing.code_text(3), "城乡分类代码", help="3位，如220", example="220"),
        col("former_codes", "曾用代码", parsing.text(200), help="多个用顿号分开"),
        col("former_names", "曾用名", parsing.text(200), "别名", help="合并前的村名、旧镇名，多个用顿号分开。以后各台账写旧名也认得"),
    ),
    "先导这一张。上级须排在下级前面或已在库。",
    ("区划", "regions"),
)
