"""机动车."""

from households.choices import VehicleKind
from registers import parsing, words
from registers.sheets.base import Sheet, col, id_column, pick

SHEET = Sheet(
    "vehicles",
    "车辆",
    "公安局",
    ("households.Vehicle",),
    ("id_number", "plate"),
    (
        col("name", "姓名", parsing.name, "车主姓名", "机动车所有人", required=True),
        id_column(required=True),
        col("plate", "号牌", parsing.code_text(15), "号牌号码", "车牌号", required=True, is_sensitive=True, example="禾A12345"),
        pick("kind", "车型", VehicleKind, words.VEHICLE_WORDS, "车辆类型", required=True),
        col("registered_on", "登记日期", parsing.day, "注册日期", "初次登记日期"),
        col("value", "购置价", parsing.money, "购置价格", "车辆价值"),
        col("is_livelihood", "是否唯一谋生车辆", parsing.yes_no),
    ),
    file_words=("车辆", "vehicles"),
)
