"""小额信贷."""

from households.record_choices import LoanStatus
from registers import parsing
from registers.sheets.base import Sheet, col, id_column, ignored, pick

LOAN_WORDS = {
    "未到期": "running",
    "使用中": "running",
    "已逾期": "overdue",
    "已展期": "extended",
    "续贷": "extended",
    "结清": "repaid",
    "已结清": "repaid",
}
SHEET = Sheet(
    "loans",
    "小额信贷",
    "农业农村局",
    ("households.Loan",),
    ("id_number", "project", "started_on"),
    (
        col("name", "姓名", parsing.name, "借款人", "借款人姓名", required=True),
        id_column(required=True),
        col("project", "项目", parsing.text(60), "贷款项目", "项目名称", "贷款品种", required=True, example="脱贫人口小额信贷"),
        col("bank", "贷款银行", parsing.text(60), "放贷银行", "承贷银行", example="青禾农村商业银行"),
        col("amount", "金额", parsing.money, "贷款金额", "放款金额", required=True, example="50000"),
        col("purpose", "用途", parsing.text(60), "贷款用途", example="养羊"),
        col("started_on", "起", parsing.day_or_month, "发放日期", "放款日期", "贷款日期", "开始日期", required=True, example="2025-03-10"),
        col("ended_on", "止", parsing.last_day, "到期日期", "还款日期", "结束日期", example="2028-03-09"),
        pick("status", "状态", LoanStatus, LOAN_WORDS, "贷款状态", "还款状态", required=True),
        col("batch_words", "批次", parsing.text(40), example="2025年第一批"),
        col("department", "责任部门", parsing.text(40), "责任单位", example="农业农村局"),
    ),
    file_words=("信贷", "贷款", "loans"),
    ignored=(ignored("起止请分成两列填", "起止"), ignored("不算收入、支出", "贴息金额", "利率")),
)
