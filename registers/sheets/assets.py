"""财产."""

from decimal import Decimal

from households.choices import AssetKind, EvidenceSource
from registers import parsing, words
from registers.sheets.base import Sheet, col, id_column, ignored, pick

SHEET = Sheet(
    "assets",
    "财产",
    "县专班",
    ("households.Asset",),
    ("household_no", "id_number", "kind", "item", "source"),
    (
        col("household_no", "户编号", parsing.code_text(30), "户编码", "家庭编号", "户号", must_stand=True, help="户编号和证件号码至少填一个"),
        id_column("id_number", "证件号码", "身份证号", "身份证号码", "证件号"),
        pick("kind", "财产类别", AssetKind, {"存款": "financial", "房产": "house", "商铺": "non_residential", "农机": "machinery", "企业": "company"},
             "财产类型", required=True),
        col("item", "项目", parsing.text(60), "财产项目", required=True, help="如存款、自有住房、商铺", example="储蓄存款"),
        col("value", "金额（元）", parsing.money, "金额", "价值"),
        col("area", "面积（平方米）", parsing.decimal(2, Decimal(100000)), "面积", help="房产填"),
        col("as_of", "截至日期", parsing.day, "查询日期", help="不填按取得日期"),
        pick("source", "来源", EvidenceSource, words.SOURCE_WORDS, "数据来源", required=True),
        col("received_on", "取得日期", parsing.day, "走访日期", "采集日期", help="不填按导入当天"),
    ),
    file_words=("财产", "assets"),
    ignored=(ignored("财产按来源和项目各一条，不凭证区分", "凭证", "凭证号"),),
)  # fmt: skip
