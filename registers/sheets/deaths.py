"""死亡、户籍注销、火化."""

from registers import parsing
from registers.sheets.base import Sheet, col, id_column

SHEET = Sheet(
    "deaths",
    "户籍注销与火化",
    "公安局、民政局",
    ("households.Death", "households.Member"),
    ("id_number",),
    (
        col("name", "姓名", parsing.name, "死者姓名", required=True),
        id_column(required=True),
        col("died_on", "死亡日期", parsing.day, "死亡时间", required=True),
        col("cancelled_on", "注销日期", parsing.day, "户籍注销日期"),
        col("cremated_on", "火化日期", parsing.day),
        col("reported_by", "来源", parsing.text(40), "数据来源"),
    ),
    "导入后成员的人员状态改为死亡，从死亡日期起不再计入人口。",
    ("死亡", "火化", "注销", "deaths"),
)
