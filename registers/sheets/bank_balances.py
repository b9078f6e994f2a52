"""银行余额: only what a bank answered to an authorisation."""

from registers import parsing
from registers.sheets.base import Sheet, col, id_column

SHEET = Sheet(
    "bank_balances",
    "银行余额",
    "核对中心",
    ("households.BankBalance",),
    ("id_number", "bank", "account", "asked_on"),
    (
        col("name", "姓名", parsing.name, "户名", required=True),
        id_column(required=True),
        col("bank", "银行", parsing.text(60), "银行名称", "开户银行", "开户行", required=True, example="青禾农村商业银行"),
        col("account", "账号", parsing.account(), "银行账号", "银行帐号", "帐号", "卡号", is_sensitive=True, help="同一银行有几个账号的要填"),
        col("asked_on", "查询日", parsing.day, "查询日期", "截至日期", required=True),
        col("balance", "余额", parsing.money, "账户余额", "存款余额", required=True),
        col("authorisation", "授权书号", parsing.code_text(40), "授权书编号", "授权编号", required=True, is_sensitive=True,
            help="本人或户签的核对授权书。没有授权书号的不收", example="SQ2026-0001"),
    ),
    "银行余额凭授权书查，没有授权书号的行不收。",
    ("银行", "余额", "存款", "bank_balances"),
)  # fmt: skip
