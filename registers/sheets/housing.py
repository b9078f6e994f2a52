"""住房安全鉴定."""

from households.choices import HouseGrade
from registers import parsing, words
from registers.sheets.base import Sheet, col, id_column, ignored, pick

SHEET = Sheet(
    "housing",
    "住房安全鉴定",
    "住建局",
    ("households.Housing",),
    ("id_number", "appraised_on"),
    (
        col("head_name", "户主姓名", parsing.name, "姓名", "户主", required=True),
        id_column("id_number", "户主身份证号", "身份证号", "身份证号码", required=True),
        pick("grade", "鉴定等级", HouseGrade, words.GRADE_WORDS, "房屋等级", "危房等级", "住房等级", required=True),
        col("appraiser", "鉴定机构", parsing.text(60), "鉴定单位"),
        col("appraised_on", "鉴定日期", parsing.day, "鉴定时间", required=True),
        col("renovation", "改造方式", parsing.text(20)),
        col("accepted_on", "验收日期", parsing.day, "竣工验收日期"),
        col("is_only_home", "是否唯一住房", parsing.yes_no),
        col("is_occupied", "是否入住", parsing.yes_no),
    ),
    file_words=("危房", "住房", "housing"),
    ignored=(ignored("判断住房安全只看鉴定和验收；补助从“一卡通发放”导入", "房屋地址", "开工日期", "竣工日期", "补助金额"),),
)
