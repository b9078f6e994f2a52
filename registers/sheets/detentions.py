"""服刑与强制戒毒."""

from households.record_choices import DetentionKind
from registers import parsing
from registers.sheets.base import Sheet, col, id_column, pick

DETENTION_WORDS = {
    "服刑人员": "prison", "监狱服刑": "prison", "在押": "custody", "羁押人员": "custody", "看守所羁押": "custody", "强戒": "rehab",
    "强制隔离戒毒": "rehab", "强制戒毒人员": "rehab",
}  # fmt: skip
SHEET = Sheet(
    "detentions",
    "服刑与强制戒毒",
    "公安局、司法局",
    ("households.Detention", "households.Member"),
    ("id_number", "kind", "started_on"),
    (
        col("name", "姓名", parsing.name, required=True),
        id_column(required=True),
        pick("kind", "类别", DetentionKind, DETENTION_WORDS, "人员类别", "羁押类别", required=True),
        col("started_on", "起始日期", parsing.day_or_month, "起始时间", "开始日期", "收押日期", "入所日期", required=True),
        col(
            "ended_on",
            "终止日期",
            parsing.last_day,
            "终止时间",
            "结束日期",
            "释放日期",
            "刑满日期",
            help="不填是还没有期满",
            example="2028-05-31",
        ),
        col("held_by", "执行单位", parsing.text(60), "羁押单位", "执行机关", example="省第二监狱"),
        col("reported_by", "来源", parsing.text(40), "数据来源", example="公安"),
    ),
    "导入后，服刑和强制戒毒的成员，人员状态随起止日期改变，其间不计入人口；羁押的仍计入。",
    ("服刑", "戒毒", "detentions"),
)
