"""监测对象: the national export, one row per person. Of its about 110 columns these land; the others are listed with the reason why not."""

from households.choices import ClearanceMode, HouseholdKind, Risk
from policies.categories import MonitoringKind
from registers import parsing, words
from registers.sheets.base import Sheet, col, id_column, ignored, pick

STATE = {"是": "是", "否": "否", "已消除": "是", "未消除": "否", "风险已消除": "是", "风险未消除": "否"}


def _is_cleared(raw: parsing.Raw) -> bool:
    return parsing.yes_no(STATE.get(parsing.tidy(raw), raw))


SHEET = Sheet(
    "monitored",
    "监测对象台账",
    "农业农村局",
    ("households.RegisterClaim",),
    ("id_number",),
    (
        col("household_no", "户编号", parsing.code_text(30), "户编码", must_stand=True, help="国家系统的户编号；与本库不同时按证件号码找户"),
        col("person_no", "人编号", parsing.code_text(30), help="国家系统的人编号，照原样保存"),
        col("name", "姓名", parsing.name, required=True),
        id_column("id_number", "证件号码", "身份证号", "身份证号码", required=True),
        col("relation", "与户主关系", parsing.words(words.RELATION_WORDS)),
        pick("household_kind", "户类型", HouseholdKind, words.HOUSEHOLD_KIND_WORDS | {
            str(label): HouseholdKind.TUOPIN if value == "unstable" else HouseholdKind.ORDINARY for value, label in MonitoringKind.choices},
            help="只核对：与“家庭”台账不同的提醒，以家庭台账为准"),
        pick("monitoring_kind", "监测对象类别", MonitoringKind, words.MONITORING_WORDS, "监测类别", required=True),
        pick("risk_1", "致贫/返贫风险1", Risk, words.RISK_WORDS, "致贫返贫风险1", "返贫致贫风险1", "风险1", required=True),
        *(pick(f"risk_{n}", f"致贫/返贫风险{n}", Risk, words.RISK_WORDS, f"致贫返贫风险{n}", f"返贫致贫风险{n}", f"风险{n}") for n in (2, 3, 4, 5)),
        col("since", "识别监测时间", parsing.month, "识别时间", "纳入监测时间", required=True, help="YYYYMM，如202403"),
        col("is_cleared", "风险是否已消除", _is_cleared, "风险是否消除", must_stand=True, choices=("是", "否"), example="否"),
        pick("clearance_mode", "风险消除方式", ClearanceMode, {"自然减少": ClearanceMode.NATURAL, "帮扶": ClearanceMode.HELPED}, "消除方式"),
        col("cleared_on", "消除监测时间", parsing.month, "风险消除时间", "消除时间"),
        col("collector", "信息采集人", parsing.text(40), "采集人", help="填这张表的人，不是帮扶责任人；只用来核查有没有填"),
        col("collector_phone", "信息采集人联系电话", parsing.phone, "采集人联系电话", "采集人电话", is_sensitive=True),
    ),
    file_words=("监测对象", "monitored"),
    ignored=(
        ignored("措施栏没有起止日期，是否在识别之后、是否落实无从判断；措施从“已有帮扶措施”台账导入，一项一行", "实施开发式帮扶措施情况", "产业帮扶", "就业帮扶", "金融帮扶",
                "公益岗位帮扶", "住房安全保障", "饮水安全保障", "健康帮扶", "义务教育保障", "教育帮扶", "其他教育帮扶", "综合保障", "社会帮扶", "搬迁", "生产生活条件改善", "基础设施建设"),
        ignored("以“家庭成员”台账为准", "证件类型", "民族", "政治面貌", "文化程度", "在校生状况", "健康状况", "劳动技能", "家庭成员联系电话"),
        ignored("以“学生”台账为准", "失学或辍学原因", "义务教育阶段未上学原因"),
        ignored("以“参保”台账为准", "是否参加城乡居民基本医疗保险", "是否参加城镇职工基本医疗保险", "是否参加大病保险", "是否参加城乡居民基本养老保险"),
        ignored("以民政认定为准", "享受低保政策情况", "享受特困供养政策情况"),
        ignored("由家庭成员的劳动能力算出", "整户无劳动能力兜底保障户"),
        ignored("从“灾害与意外”台账导入", "因自然灾害子项"),
        ignored("以“收入”“支出”“医保自付”台账为准", "工资性收入", "生产经营性收入", "财产性收入", "转移性收入", "生产经营性支出", "纯收入", "人均纯收入（元）", "理赔收入",
                "合规自付支出", "纳入监测对象的收入参考范围", "人均收入参考范围"),
        ignored("以“危房”“饮水”台账为准", "是否危房户", "是否解决安全饮用水"),
    ),
)  # fmt: skip
