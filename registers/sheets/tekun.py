"""特困人员."""

from households.choices import CareLevel, SupportMode
from registers import parsing
from registers.sheets import claims
from registers.sheets.base import Sheet, col, ignored, pick

SHEET = Sheet(
    "tekun",
    "特困人员台账",
    "民政局",
    ("households.RegisterClaim",),
    ("id_number",),
    (
        *claims.PERSON,
        claims.certificate(),
        claims.since("最初享受月"),
        pick("support_mode", "供养方式", SupportMode, {"集中": "central", "分散": "scattered"}, "救助供养方式", required=True),
        pick(
            "care_level",
            "生活自理能力",
            CareLevel,
            {"自理": "self", "半自理": "half", "部分丧失": "half", "不能自理": "full", "完全丧失": "full"},
            "自理能力",
        ),
        col("monthly_amount", "基本生活总费用（元）", parsing.monthly_money, "月保障金额"),
        claims.cause(),
    ),
    file_words=("特困", "tekun"),
    ignored=(
        claims.PLACES,
        claims.OF_PERSON,
        claims.OF_HOUSEHOLD,
        ignored("由名单数出", "特困人员", "特困人员数"),
        ignored("从“一卡通发放”导入", "照料护理总费用（元）"),
        ignored("不用于判断", "电表号"),
    ),
)
