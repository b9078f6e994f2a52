"""退出、停保."""

from policies.categories import SupportCategory
from registers import parsing, words
from registers.sheets.base import Sheet, col, id_column, ignored, pick

SHEET = Sheet(
    "exits",
    "退出停保台账",
    "民政局",
    ("households.ExitRecord",),
    ("id_number", "category", "left_on"),
    (
        col("name", "姓名", parsing.name, "户主姓名", required=True),
        id_column("id_number", "身份证号", "户主身份证号", required=True),
        pick("category", "原类别", SupportCategory, words.CATEGORY_WORDS, "原救助类型", "救助类型", required=True),
        col("monthly_amount", "月保障金额", parsing.monthly_money, "户月保障金额（元）"),
        col("reason", "停保原因", parsing.text(60), "退出原因"),
        col("left_on", "停保时间", parsing.day_or_month, "退出月份", "停保日期", "退出时间", required=True),
        col("grace_from", "渐退期起", parsing.day_or_month, "渐退期开始"),
        col("grace_until", "渐退期止", parsing.last_day, "渐退期结束"),
        col("destination", "兜底去向", parsing.text(30), "去向"),
    ),
    file_words=("停保", "退出", "exits"),
    ignored=(ignored("以“家庭”“家庭成员”台账为准", "家庭人口", "住址"),),
)
