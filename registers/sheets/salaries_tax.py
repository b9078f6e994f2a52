"""工资、养老金、公积金、计税收入: one employer or fund and one month a row."""

from registers import parsing
from registers.sheets.base import Sheet, col, id_column

SHEET = Sheet(
    "salaries_tax",
    "工资社保与计税",
    "人社局、税务局、财政局",
    ("households.SalaryTax",),
    ("id_number", "employer", "month"),
    (
        col("name", "姓名", parsing.name, required=True),
        id_column(required=True),
        col("employer", "单位", parsing.text(80), "单位名称", "工作单位", "扣缴单位", "发放单位", example="青禾县第二中学"),
        col("month", "月份", parsing.month, "所属月份", "所属期", "税款所属期", "年月", required=True, help="一个月一行"),
        col("wage", "工资", parsing.money, "应发工资", "工资收入"),
        col("pension", "养老金", parsing.money, "养老待遇"),
        col("housing_fund", "公积金", parsing.money, "住房公积金", "公积金缴存额"),
        col("taxed_income", "计税收入", parsing.money, "个税收入", "应税收入", "收入额"),
        col("is_state_paid", "财政供养", parsing.yes_no, "是否财政供养", "财政供养人员"),
    ),
    "工资、养老金、公积金、计税收入、财政供养至少填一项。只用来核对，不另计收入。",
    ("工资", "公积金", "计税", "salaries_tax"),
)
