"""申请未通过."""

from registers import parsing, words
from registers.sheets.base import Sheet, col, id_column, ignored

SHEET = Sheet(
    "refused_applications",
    "申请未通过台账",
    "民政局",
    ("households.RefusedApplication",),
    ("application_no",),
    (
        col("application_no", "申请编号", parsing.code_text(40), "受理编号", required=True),
        col("head_name", "户主姓名", parsing.name, "户主"),
        id_column("head_id_number", "户主身份证号"),
        col("name", "申请人姓名", parsing.name, "姓名", required=True),
        id_column("id_number", "申请人身份证号", "身份证号", "身份证号码", "申请人身份证号码", required=True),
        col(
            "category",
            "申请类别",
            parsing.words(words.APPLIED_WORDS),
            "申请类型",
            required=True,
            choices=("低保", "特困", "边缘", "刚性", "监测"),
        ),
        col("accepted_on", "受理日期", parsing.day),
        col("refused_on", "不予确认日期", parsing.day, "不予确认时间", required=True),
        col("stage", "未通过环节", parsing.text(30)),
        col("reason", "未通过原因", parsing.text(200), "不予确认原因"),
        col("told_on", "告知日期", parsing.day),
    ),
    file_words=("未通过", "refused_applications"),
    ignored=(ignored("以户所在的村为准", "镇街"),),
)
