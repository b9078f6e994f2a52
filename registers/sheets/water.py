"""饮水安全."""

from households.choices import WaterState
from registers import parsing, words
from registers.sheets.base import Sheet, col, id_column, ignored, pick

SHEET = Sheet(
    "water",
    "饮水安全",
    "水务局",
    ("households.Water",),
    ("id_number", "checked_on"),
    (
        col("head_name", "户主姓名", parsing.name, "户主", "姓名", required=True),
        id_column("id_number", "户主身份证号", "身份证号", "身份证号码", required=True),
        col("supply", "供水方式", parsing.text(30)),
        pick("quantity", "水量", WaterState, words.WATER_WORDS, must_stand=True),
        pick("quality", "水质", WaterState, words.WATER_WORDS, must_stand=True),
        pick("access", "方便程度", WaterState, words.WATER_WORDS, "用水方便程度", must_stand=True),
        pick("reliability", "供水保证率", WaterState, words.WATER_WORDS, "保证率", must_stand=True),
        col("checked_on", "检查日期", parsing.day, "排查日期", required=True),
        col("problem", "问题", parsing.text(200), "存在问题"),
    ),
    file_words=("饮水", "water"),
    ignored=(ignored("处置由推送和反馈记录", "处置"),),
)
