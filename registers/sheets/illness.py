"""患病与慢病: one illness a row."""

from households.choices import Health
from households.record_choices import Treatment
from registers import parsing, words
from registers.sheets.base import Sheet, col, id_column, pick

TREATMENT_WORDS = {
    "未治疗": "none", "未治": "none", "在治": "treating", "治疗中": "treating", "已治疗": "treated", "已治": "treated", "治愈": "recovered",
    "已治愈": "recovered", "康复": "recovered",
}  # fmt: skip
SHEET = Sheet(
    "illness",
    "患病与慢病",
    "卫健局、医保局",
    ("households.Illness",),
    ("id_number", "disease"),
    (
        col("name", "姓名", parsing.name, required=True),
        id_column(required=True),
        pick("health", "健康状况", Health, words.HEALTH_WORDS),
        col("disease", "病种名称", parsing.text(60), "疾病名称", "患病病种", "病种", required=True, is_sensitive=True, example="尿毒症"),
        col("is_serious", "是否大病（30种）", parsing.yes_no, "是否大病", "是否30种大病", "是否患大病", required=True, example="是"),
        col("is_chronic_clinic", "是否门诊慢特病", parsing.yes_no, "是否门慢特", "门诊慢特病"),
        col("diagnosed_on", "确诊日期", parsing.day_or_month, "确诊时间"),
        col("hospital", "确诊机构", parsing.text(80), "确诊医院", "诊断机构", example="青禾县人民医院"),
        col("has_family_doctor", "家庭医生签约", parsing.yes_no, "是否家庭医生签约", "是否签约家庭医生", "是否签约"),
        pick("treatment", "救治状态", Treatment, TREATMENT_WORDS, "救治情况"),
    ),
    "一人几种病的，一种病一行。",
    ("患病", "慢病", "大病", "illness"),
)
