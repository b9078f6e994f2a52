"""家庭."""

from households.choices import HouseholdKind
from policies.categories import AreaType
from registers import parsing, words
from registers.sheets.base import Sheet, col, id_column, pick

REGION_HEADINGS = ("所属村", "行政村", "村（社区）", "行政区划代码", "区划代码", "所属社", "所属社区", "村名")

SHEET = Sheet(
    "households",
    "家庭",
    "县专班",
    ("households.Household", "households.Standing"),
    ("household_no",),
    (
        col("household_no", "户编号", parsing.code_text(30), "户编码", "家庭编号", "户号", required=True, example="990101100201-0001"),
        col("head_name", "户主姓名", parsing.name, "户主", required=True),
        id_column("head_id_number", "户主身份证号"),
        col(
            "region_code",
            "行政区划",
            parsing.text(60),
            *REGION_HEADINGS,
            required=True,
            help="12位区划代码，或村名、旧村名",
            example="上湾村",
        ),
        pick("area_type", "户籍类型", AreaType, words.AREA_TYPE_WORDS, "城乡", "户口性质", required=True),
        pick("household_kind", "户类型", HouseholdKind, words.HOUSEHOLD_KIND_WORDS, "农户类型", required=True),
        col("is_relocated", "是否易地搬迁户", parsing.yes_no, "易地搬迁", "是否易地扶贫搬迁户", help="是或否"),
        col("settlement", "安置区", parsing.text(60), "安置点"),
        col("address", "家庭住址", parsing.text(200), "住址", "地址"),
        col("phone", "联系电话", parsing.phone, "电话", "户主电话", is_sensitive=True),
        col("bank_account", "一卡通账号", parsing.account(), "银行帐号", "银行账号", is_sensitive=True),
        col("bank_name", "开户银行", parsing.text(60), "开户行"),
        col("account_name", "账户名", parsing.text(60), "银行账户名称"),
        col("helper", "帮扶责任人", parsing.text(40), "帮扶人", "帮扶联系人"),
        col("registered_on", "建档日期", parsing.day_or_month, "建档时间"),
    ),
    "户主由“家庭成员”里与户主关系为户主的那一行确定。",
    ("家庭", "户", "households"),
)
