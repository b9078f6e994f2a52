"""家庭成员: one row per person and household."""

from households.choices import Health, IdType, JobStatus, Labour, Marital, MemberStatus, SchoolStatus, Sex
from households.relations import RELATIONS
from registers import parsing, words
from registers.sheets.base import Column, Sheet, col, ignored, pick

SHEET = Sheet(
    "members",
    "家庭成员",
    "县专班",
    ("households.Person", "households.Member"),
    ("household_no", "id_number"),
    (
        col("household_no", "户编号", parsing.code_text(30), "户编码", "家庭编号", "户号", required=True, example="990101100201-0001"),
        col("name", "姓名", parsing.name, "成员姓名", "家庭成员姓名", required=True),
        pick("id_type", "证件类型", IdType, words.ID_TYPE_WORDS, help="不填按身份证"),
        Column("id_number", "证件号码", parsing.document_number, ("身份证号", "身份证号码", "家庭成员身份证号", "证件号"), required=True, is_sensitive=True,
               help="身份证18位，末位可为X。整列设成文本。"),
        col("relation", "与户主关系", parsing.words(words.RELATION_WORDS), "户主关系", "关系", required=True, choices=tuple(RELATIONS.values())),
        pick("sex", "性别", Sex, words.SEX_WORDS, help="可不填，按身份证号；填了会核对"),
        col("birth", "出生日期", parsing.birth, "出生年月", help="可不填，按身份证号；填了会核对"),
        col("ethnicity", "民族", parsing.words(words.ETHNICITY_WORDS)),
        col("education", "文化程度", parsing.words(words.EDUCATION_WORDS), "学历"),
        pick("marital", "婚姻状况", Marital, words.MARITAL_WORDS, "婚姻"),
        col("political", "政治面貌", parsing.words(words.POLITICAL_WORDS)),
        col("phone", "联系电话", parsing.phone, "电话", "家庭成员联系电话", is_sensitive=True),
        pick("health", "健康状况", Health, words.HEALTH_WORDS),
        col("disease", "患病病种", parsing.text(60), "病种", "疾病名称", is_sensitive=True),
        pick("labour", "劳动能力", Labour, words.LABOUR_WORDS, "劳动技能"),
        pick("school_status", "在校生状况", SchoolStatus, words.SCHOOL_WORDS),
        pick("job_status", "就业状况", JobStatus, words.JOB_WORDS),
        pick("status", "人员状态", MemberStatus, words.STATUS_WORDS, help="不填按正常"),
        col("status_since", "状态起", parsing.day_or_month, "状态起始日期", "状态开始日期"),
        col("status_until", "状态止", parsing.last_day, "状态终止日期", "状态结束日期"),
        col("joined_on", "加入日期", parsing.day_or_month),
    ),
    "先导“家庭”。同一人列在两户的，两户都留，按常住的一户计算。",
    ("成员", "members"),
    ignored=(ignored("起止请分成两列填", "状态起止日期"), ignored("由出生日期算出", "年龄"), ignored("没有固定的意思", "备注")),
)  # fmt: skip
