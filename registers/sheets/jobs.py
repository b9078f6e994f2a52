"""务工月监测: the national export, told again every month."""

from registers import parsing
from registers.sheets.base import Sheet, col, id_column, ignored

SHEET = Sheet(
    "jobs",
    "务工月监测",
    "人社局、农业农村局",
    ("households.Job",),
    ("id_number", "started_on"),
    (
        col("name", "姓名", parsing.name, required=True),
        id_column("id_number", "证件号码", "身份证号", "身份证号码", "证件号", required=True),
        col("as_of", "监测月份", parsing.month, "监测日期", "监测时间", "月份", help="这份表说的是哪个月；不填按导入当天"),
        col("is_working", "是否已务工", parsing.yes_no, "是否务工", required=True, example="是"),
        col("started_on", "开始时间", parsing.month, "务工开始时间", "开始日期", help="YYYY-MM；已务工的要填", example="2026-02"),
        col("ended_on", "结束时间", parsing.last_day, "务工结束时间", "结束日期", help="YYYY-MM"),
        col("province", "务工所在省", parsing.text(20), "务工省份", "务工所在省级", example="省内"),
        col("county_name", "务工所在县", parsing.text(40), "务工县区", "务工所在县级", "务工所在地", example="青禾县"),
        col("employer", "务工企业名称", parsing.text(80), "务工企业", "企业名称", "务工单位", example="青禾县服装厂"),
        col("industry", "所属行业", parsing.text(40), "行业", "从事行业", example="制造业"),
        col("channel", "就业渠道", parsing.text(40), "务工渠道", example="亲友介绍"),
        col("yearly_income", "年收入（元）", parsing.yearly_money, "年收入", "务工年收入"),
        col("months_worked", "务工时长（月）", parsing.whole(0, 99), "务工时长", "务工月数", "务工时长(月)", help="当年务工几个月"),
        col("travel_subsidy", "年度交通费补助", parsing.yearly_money, "交通费补助", "交通补助"),
        col("plans_to_work", "是否计划务工", parsing.yes_no, "是否有务工计划", "计划务工"),
        col("training_wish", "培训意愿", parsing.text(60), "培训需求", example="电工"),
        col("refusals", "拒绝推荐次数", parsing.whole(0, 99), "拒绝岗位推荐次数", help="连续拒绝推荐岗位的次数"),
    ),
    "每月一份。同一段务工（同一开始时间）只记一条，后来的月份更新它。",
    ("务工", "jobs"),
    (
        ignored("按证件号码找人、找户", "户编号", "人编号", "与户主关系", "户类型"),
        ignored("以“家庭成员”台账为准", "联系电话", "家庭成员联系电话"),
        ignored("比较只到县", "务工所在市", "务工所在市级"),
    ),
)
