"""灾害与意外: what befell a household, found by its head or by who was hurt."""

from households.record_choices import DisasterKind
from registers import parsing
from registers.sheets.base import Sheet, col, id_column, ignored, pick

DISASTER_WORDS = {
    "洪水": "0201", "暴雨洪涝": "0201", "滑坡": "0202", "泥石流": "0202", "崩塌": "0202", "地质": "0202", "旱": "0203", "干旱": "0203", "病虫害": "0204",
    "生物": "0204", "冰雹": "0205", "大风": "0205", "雪灾": "0205", "霜冻": "0205", "台风": "0205", "雷电": "0205", "气象": "0205", "地震灾害": "0206",
    "自然灾害": "0299", "交通": "0501", "车祸": "0501", "火": "0502", "意外": "0599", "意外事故": "0599", "溺水": "0599",
}  # fmt: skip
SHEET = Sheet(
    "disasters",
    "灾害与意外",
    "应急管理局、公安局",
    ("households.Disaster",),
    ("id_number", "happened_on", "kind"),
    (
        col("head_name", "户主姓名", parsing.name, "户主", "姓名", required=True),
        id_column("id_number", "身份证号", "户主身份证号", "户主身份证号码", required=True),
        col("happened_on", "发生日期", parsing.day, "发生时间", "受灾日期", "受灾时间", required=True),
        pick("kind", "类别", DisasterKind, DISASTER_WORDS, "灾害类别", "灾害种类", "事故类别", required=True),
        col("house_loss", "房屋损失", parsing.money, "房屋损失金额"),
        col("crop_loss", "农作物损失", parsing.money, "农作物损失金额"),
        col("loss", "损失金额", parsing.money, "损失合计", "经济损失", "直接经济损失", help="全部损失，含房屋和农作物"),
        col("relief", "救助金额", parsing.money, "救助资金", "已救助金额"),
        col("told", "情况", parsing.text(200), "受灾情况", "基本情况", example="山洪冲毁院墙，玉米绝收2亩"),
    ),
    "一户一次灾害一行。",
    ("灾害", "受灾", "意外", "disasters"),
    (ignored("以“家庭”台账为准", "家庭住址", "联系电话", "所属村"),),
)
