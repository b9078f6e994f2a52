"""学生: school records."""

from households.choices import Attendance, SchoolStatus
from registers import parsing, words
from registers.sheets.base import Sheet, col, id_column, ignored, pick

SHEET = Sheet(
    "students",
    "学生",
    "教体局",
    ("households.Enrolment",),
    ("id_number",),
    (
        col("name", "姓名", parsing.name, "学生姓名", required=True),
        id_column(required=True),
        col("student_no", "学籍号", parsing.code_text(30), is_sensitive=True),
        col("school", "学校", parsing.text(80), "学校名称", "在读学校名称"),
        pick("stage", "学段", SchoolStatus, words.SCHOOL_WORDS, required=True),
        col("grade", "年级", parsing.text(10)),
        col("is_boarding", "是否寄宿", parsing.yes_no),
        pick("attendance", "学籍状态", Attendance, words.ATTENDANCE_WORDS, "在校状态", required=True),
        col("absence_reason", "失学辍学原因", parsing.text(40), "失学或辍学原因", "义务教育阶段未上学原因"),
    ),
    file_words=("学生", "学籍", "students"),
    ignored=(
        ignored("不用于判断", "班级", "家长电话"),
        ignored("从“已有帮扶措施”“一卡通发放”导入", "资助项目", "金额"),
        ignored("以认定和残联台账为准，学校的记号不作数", "是否低保", "是否监测", "是否残疾", "是否特困", "是否孤儿", "是否建档立卡"),
    ),
)
