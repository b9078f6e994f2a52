"""监测对象: the national export, one row per person. Of its about 110 columns these land; the others are listed, not refused."""

from households.choices import ClearanceMode, HouseholdKind, Risk
from policies.categories import MonitoringKind
from registers import parsing, words
from registers.sheets.base import Sheet, col, id_column, pick

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
        col("person_no", "人编号", parsing.code_text(30)),
        col("name", "姓名", parsing.name, required=True),
        id_column("id_number", "证件号码", "身份证号", "身份证号码", required=True),
        col("relation", "与户主关系", parsing.words(words.RELATION_WORDS)),
        pick("household_kind", "户类型", HouseholdKind, words.HOUSEHOLD_KIND_WORDS | {
            str(label): HouseholdKind.TUOPIN if value == "unstable" else HouseholdKind.ORDINARY for value, label in MonitoringKind.choices}),
        pick("monitoring_kind", "监测对象类别", MonitoringKind, words.MONITORING_WORDS, "监测类别", required=True),
        pick("risk_1", "致贫/返贫风险1", Risk, words.RISK_WORDS, "致贫返贫风险1", "返贫致贫风险1", "风险1", required=True),
        *(pick(f"risk_{n}", f"致贫/返贫风险{n}", Risk, words.RISK_WORDS, f"致贫返贫风险{n}", f"返贫致贫风险{n}", f"风险{n}") for n in (2, 3, 4, 5)),
        col("since", "识别监测时间", parsing.month, "识别时间", "纳入监测时间", required=True, help="YYYYMM，如202403"),
        col("is_cleared", "风险是否已消除", _is_cleared, "风险是否消除", must_stand=True),
        pick("clearance_mode", "风险消除方式", ClearanceMode, {"自然减少": ClearanceMode.NATURAL, "帮扶": ClearanceMode.HELPED}, "消除方式"),
        col("cleared_on", "消除监测时间", parsing.month, "风险消除时间", "消除时间"),
    ),
    file_words=("监测对象", "monitored"),
)  # fmt: skip
