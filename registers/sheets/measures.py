"""已有措施: what other systems say was done for somebody. Evidence; no push is made of it."""

from households.record_choices import MeasureKind, MeasureStatus
from registers import parsing
from registers.sheets.base import Sheet, col, id_column, ignored, pick

KIND_WORDS = {
    "产业": "industry", "就业": "job", "务工就业": "job", "技能培训": "job", "劳务输出": "job", "外出务工补贴": "job", "交通补贴": "job", "金融": "finance",
    "小额信贷": "finance", "公益岗位": "public_post", "公益岗": "public_post", "住房": "housing", "住房安全": "housing", "危房改造": "housing",
    "饮水": "water", "饮水安全": "water", "健康": "health", "医疗": "health", "义务教育": "compulsory_education", "教育": "education",
    "其他教育帮扶": "education", "雨露计划": "education", "综合": "comprehensive", "低保": "comprehensive", "特困": "comprehensive",
    "临时救助": "comprehensive", "养老保险": "comprehensive", "残疾人补贴": "comprehensive", "社会": "social", "易地搬迁": "relocation",
    "生产生活条件": "conditions", "基础设施": "infrastructure",
}  # fmt: skip
STATUS_WORDS = {"实施": "done", "已落实": "done", "未实施": "not_yet", "未落实": "not_yet", "无劳动力": "no_labour"}
SHEET = Sheet(
    "measures",
    "已有帮扶措施",
    "农业农村局等",
    ("households.PastMeasure",),
    ("id_number", "kind", "item", "started_on"),
    (
        col("name", "姓名", parsing.name, "户主姓名", required=True),
        id_column("id_number", "身份证号", "户主身份证号", required=True),
        pick("kind", "措施类别", MeasureKind, KIND_WORDS, "措施类型", "帮扶类别", "帮扶措施类型", "帮扶措施", required=True),
        col(
            "item",
            "项目",
            parsing.text(60),
            "措施名称",
            "项目名称",
            "措施项目",
            required=True,
            help="照原系统写，如雨露计划、技能培训、交通补贴",
            example="技能培训",
        ),
        col("amount", "金额", parsing.money, "补助金额", "帮扶金额"),
        col("started_on", "起", parsing.day_or_month, "开始时间", "实施时间", "实施日期", "开始日期"),
        col("ended_on", "止", parsing.last_day, "结束时间", "完成时间", "结束日期"),
        pick("status", "状态", MeasureStatus, STATUS_WORDS, "实施情况", "实施状态", required=True),
        col("batch_words", "批次", parsing.text(40), example="2026年第一批"),
        col("department", "责任部门", parsing.text(40), "责任单位", "实施单位", example="农业农村局"),
    ),
    "别的系统里已经实施的措施，作为证据留存；不生成推送。",
    ("帮扶措施", "雨露计划", "measures"),
    (ignored("起止请分成两列填", "起止"), ignored("按身份证号找人、找户", "户编号", "人编号", "与户主关系")),
)
