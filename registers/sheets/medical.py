"""医保结算: one settlement a row."""

from households.choices import VisitKind
from registers import parsing, words
from registers.sheets.base import Sheet, col, id_column, ignored, pick

SHEET = Sheet(
    "medical",
    "医保自付费用",
    "医保局",
    ("households.Medical",),
    ("id_number", "settled_on", "visit_kind", "settlement_no"),
    (
        col("name", "姓名", parsing.name, "参保人姓名", required=True),
        id_column(required=True),
        pick("visit_kind", "就诊类别", VisitKind, words.VISIT_WORDS, "医疗类别", required=True),
        col("hospital", "就诊机构", parsing.text(80), "医疗机构", "定点医疗机构"),
        col("admitted_on", "入院日期", parsing.day),
        col("discharged_on", "出院日期", parsing.day),
        col("settled_on", "结算日期", parsing.day, "结算时间", required=True),
        col("settlement_no", "结算单号", parsing.code_text(40), "结算编号"),
        col("total", "医疗费总额", parsing.money, "医疗总费用", required=True),
        col("basic_paid", "基本医保支付", parsing.money, "基本医保报销"),
        col("serious_paid", "大病保险支付", parsing.money, "大病保险报销"),
        col("aid_paid", "医疗救助支付", parsing.money, "医疗救助"),
        col("other_paid", "其他支付", parsing.money, "其他"),
        col("self_pay", "个人自付", parsing.money, "个人负担", help="不填按总额减各项支付；填了会核对"),
        col("compliant_self_pay", "合规自付", parsing.money, "政策范围内自付", "政策范围内个人自付", required=True),
    ),
    file_words=("医保", "自付", "medical"),
    ignored=(ignored("以认定的类别为准", "人员类别"), ignored("由总额减各项支付算出", "个人自费", "年度累计")),
)
