"""一卡通发放: one person, one subsidy, one month of one batch a row."""

from households.record_choices import PaymentStatus
from registers import parsing
from registers.sheets.base import Sheet, col, id_column, ignored, pick

PAID_WORDS = {
    "成功": "paid", "已发放": "paid", "已到账": "paid", "发放完成": "paid", "失败": "failed", "未成功": "failed", "退票": "returned", "已退回": "returned",
    "未发放": "pending", "发放中": "pending",
}  # fmt: skip
SHEET = Sheet(
    "payments",
    "一卡通发放",
    "财政局",
    ("households.Payment",),
    ("id_number", "batch_no", "item", "month", "paid_on"),
    (
        col("batch_no", "批次", parsing.code_text(40), "批次号", "发放批次", required=True, example="2026-05-DB"),
        col("item", "补贴项目", parsing.text(40), "项目名称", "补贴名称", "资金项目", required=True, example="农村低保金"),
        col("fund_year", "资金年度", parsing.year, "年度"),
        col("name", "姓名", parsing.name, "领取人", "享受人姓名", required=True),
        id_column(required=True),
        col("month", "所属月份", parsing.month, "补贴月份", "资金所属期", "月份", help="发的是哪个月的；不填按发放日期的月份"),
        col("account", "账号", parsing.account(), "银行账号", "银行帐号", "一卡通账号", "卡号", is_sensitive=True),
        col("account_name", "账户名", parsing.text(60), "银行账户名称", "户名"),
        col("bank", "开户行", parsing.text(60), "开户银行", example="青禾农村商业银行"),
        col("amount", "金额", parsing.money, "发放金额", "补贴金额", required=True),
        col("paid_on", "发放日期", parsing.day, "发放时间", "到账日期"),
        pick("status", "发放状态", PaymentStatus, PAID_WORDS, "状态", required=True),
        col("failure", "失败原因", parsing.text(60), "退回原因", help="发放失败、退回的要填", example=""),
    ),
    "一人一个项目一个月一行。失败后重发的，用新的批次。",
    ("一卡通", "发放", "payments"),
    (ignored("以“家庭”台账为准", "所属镇", "所属村", "联系电话"), ignored("以认定的类别为准", "身份类别")),
)
