"""公益岗位."""

from households.record_choices import PostKind
from registers import parsing
from registers.sheets.base import Sheet, col, id_column, ignored, pick

POST_WORDS = {
    "保洁员": "cleaning", "环卫": "cleaning", "护林员": "forest", "生态护林员": "forest", "护河员": "river", "河道管护": "river", "护路员": "road",
    "公路养护": "road", "道路养护": "road", "网格员": "grid", "照料护理": "care", "护理": "care", "护理员": "care",
}  # fmt: skip
SHEET = Sheet(
    "public_posts",
    "公益岗位",
    "人社局",
    ("households.PublicPost",),
    ("id_number", "kind", "started_on"),
    (
        col("name", "姓名", parsing.name, required=True),
        id_column(required=True),
        pick("kind", "岗位类别", PostKind, POST_WORDS, "岗位类型", "岗位名称", "岗位", required=True),
        col("employer", "用人单位", parsing.text(80), "聘用单位", "单位", example="柳溪镇上湾村民委员会"),
        col(
            "started_on",
            "起",
            parsing.day_or_month,
            "开始日期",
            "起始日期",
            "上岗日期",
            "上岗时间",
            "开始时间",
            required=True,
            example="2026-01-01",
        ),
        col("ended_on", "止", parsing.last_day, "结束日期", "终止日期", "离岗日期", "离岗时间", "结束时间", example="2026-12-31"),
        col("monthly_subsidy", "月补贴", parsing.monthly_money, "月补贴标准", "岗位补贴", "月补贴金额", example="800"),
        col("attendance", "考勤", parsing.text(40), "考勤情况", example="满勤"),
        col("agreement_no", "协议号", parsing.code_text(40), "协议编号", "合同编号"),
    ),
    file_words=("公益岗", "公岗", "public_posts"),
    ignored=(ignored("起止请分成两列填", "起止", "起止时间"), ignored("以“家庭成员”台账为准", "联系电话")),
)
