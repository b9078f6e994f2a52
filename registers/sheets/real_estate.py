"""不动产."""

from decimal import Decimal

from households.record_choices import EstateUse
from registers import parsing
from registers.sheets.base import Sheet, col, id_column, ignored, pick

USE_WORDS = {
    "城镇住宅": "residential", "住房": "residential", "成套住宅": "residential", "商铺": "commercial", "商服": "commercial", "商业服务": "commercial",
    "办公": "commercial", "非居住用房": "commercial", "车库": "garage", "车位": "garage",
}  # fmt: skip
SHEET = Sheet(
    "real_estate",
    "不动产",
    "自然资源局、住建局",
    ("households.RealEstate",),
    ("id_number", "location"),
    (
        col("name", "姓名", parsing.name, "权利人", "权利人姓名", required=True),
        id_column(required=True),
        col(
            "location",
            "坐落",
            parsing.text(120),
            "房屋坐落",
            "不动产坐落",
            "房屋地址",
            required=True,
            example="青禾县城关街道文庙路8号2单元301",
        ),
        pick("use", "用途", EstateUse, USE_WORDS, "房屋用途", "规划用途", required=True),
        col("area", "面积", parsing.decimal(2, Decimal(100000)), "建筑面积", help="平方米", example="96.50"),
        col("registered_on", "登记日期", parsing.day_or_month, "登记时间", "首次登记日期"),
        col("signed_on", "网签日期", parsing.day_or_month, "网签备案日期", "网签时间", help="买了还没有登记的填"),
    ),
    "登记日期和网签日期至少填一个。",
    ("不动产", "房产", "real_estate"),
    (ignored("一处房产按坐落认，不凭证号；共有的各人各报一行", "不动产权证号", "不动产单元号", "共有情况"),),
)
