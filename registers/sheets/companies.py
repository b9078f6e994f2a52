"""企业与个体: whose part in which enterprise."""

from households.record_choices import CompanyRole, CompanyStatus
from registers import codes, parsing
from registers.sheets.base import Sheet, col, id_column, ignored, pick

ROLE_WORDS = {
    "法人": "legal_person", "法人代表": "legal_person", "企业法人": "legal_person", "投资人": "shareholder", "出资人": "shareholder", "自然人股东": "shareholder",
    "个体": "sole_trader", "个体户": "sole_trader", "经营者": "sole_trader", "社员": "cooperative", "合作社成员": "cooperative", "合作社": "cooperative",
}  # fmt: skip
STATUS_WORDS = {
    "在业": "active", "在营": "active", "开业": "active", "正常": "active", "存续（在营、开业、在册）": "active", "在册": "active", "已注销": "cancelled",
    "吊销，未注销": "revoked", "已吊销": "revoked", "吊销未注销": "revoked",
}  # fmt: skip
SHEET = Sheet(
    "companies",
    "企业与个体",
    "市场监管局",
    ("households.Company",),
    ("id_number", "credit_code", "role"),
    (
        col("name", "姓名", parsing.name, required=True),
        id_column(required=True),
        col("company_name", "企业名称", parsing.text(80), "市场主体名称", "名称", required=True, example="青禾县禾丰小卖部"),
        col(
            "credit_code",
            "信用代码",
            codes.credit_code,
            "统一社会信用代码",
            "统一信用代码",
            "注册号",
            required=True,
            example="92990101MA0EXAMP0L",
        ),
        pick("role", "身份", CompanyRole, ROLE_WORDS, "职务", "人员身份", required=True),
        col("subscribed", "认缴额", parsing.money, "认缴出资额", "认缴资本", "注册资本"),
        col("staff", "从业人数", parsing.whole(0, 999999), "从业人员", "雇工人数", "参保人数", help="个体、企业有没有雇人"),
        pick("status", "状态", CompanyStatus, STATUS_WORDS, "登记状态", "经营状态", "企业状态", required=True),
        col("founded_on", "成立日期", parsing.day_or_month, "注册日期", "成立时间", "登记日期"),
    ),
    file_words=("企业", "市场主体", "companies"),
    ignored=(ignored("认定只看身份、认缴额、从业人数和状态", "经营范围", "住所", "企业类型"),),
)
