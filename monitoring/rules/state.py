"""Integrity warnings (domain §5.3): I01–I10. They speak of a household without counted members too (rulings B5).

I09 leaves open in the documents what is compared; as of 2026-11 it is this, for the county to confirm. A standard has changed when another figure (per year, the
unit aside) was in force before it; rows that carry the old one over are no change. 低保 households are judged by 低保标准, 特困 households by the 特困基本生活标准 their
county has published; without one, nobody can say. It is looked at for `standard_change_months` from the standard's start on, once its first whole month has begun, in households that
had their category before. What was paid for the last whole month before is compared with the latest month paid since, the whole household together and only the money of that
category: the very same amount is a hit; any other is none, also a lower one; without payments of either month nobody can say.
"""

from django.db.models import F, Q

from households.choices import CareLevel, DisabilityType
from monitoring.choices import RuleClass
from monitoring.rules import populations as who
from monitoring.rules.base import AlertRule, Scope
from policies.clauses import DIBAO_RULES, NATIONAL_CHECKS, PRODUCT_PRACTICE, Clause

OURS = Clause(PRODUCT_PRACTICE, "5.3")
# Who cannot do without help may not be graded 全自理: 极重 by any kind but hearing and speech. And help is for the old, the ill and the disabled.
HELPLESS = [str(kind) for kind in DisabilityType if kind not in {DisabilityType.HEARING, DisabilityType.SPEECH}]
CARE_TOO_LOW = Q(claimed_care=CareLevel.SELF) & Q(disability_level=1) & Q(disability_kind__in=HELPLESS)
CARE_TOO_HIGH = (
    Q(claimed_care__in=[str(CareLevel.HALF), str(CareLevel.FULL)])
    & Q(is_disabled=False) & Q(has_serious_illness=False) & Q(age__lt=F("facts__parameters__tekun_elderly_age"))
)  # fmt: skip

RULES = (
    AlertRule(
        "I01", "已死亡仍在册或在保", RuleClass.STATE, Scope.MEMBER, who.LISTED_OR_PAID,
        when=Q(is_dead=True) & (Q(is_claimed=True) | Q(is_paid_after_death=True)),
        clause=Clause(DIBAO_RULES, "第三十三条"), severity=3, parameters=("payment_months",),
        shows="{name}已有死亡或户籍注销记录", finds="仍在册或在保",
        ask="死亡日期对不对，最后一次发放是哪个月，家里还有谁",
        hint="REVIEW_EXIT",
    ),
    AlertRule(
        "I02", "服刑、强制戒毒仍在册或在保", RuleClass.STATE, Scope.MEMBER, who.LISTED_OR_PAID,
        when=Q(is_held=True) & (Q(is_claimed=True) | Q(is_paid_while_held=True)),
        clause=Clause(DIBAO_RULES, "第三十三条"), severity=3, parameters=("payment_months",),
        shows="{name}登记为服刑或强制戒毒", finds="仍在册或在保",
        ask="从哪天起、判了多久，最后一次发放是哪个月、谁领的，家里其他人的生活怎样",
        hint="REVIEW_EXIT",
    ),
    AlertRule(
        "I03", "同一人列在两类对象", RuleClass.STATE, Scope.MEMBER, who.CLAIMED,
        when=Q(claimed_categories__gt=1),
        clause=OURS, severity=2,
        shows="{name}同时列在{claimed_categories}类对象台账", finds="类别重复",
        ask="现在享受的是哪一类、从哪个月起，另一类是不是该停",
        hint="FALSE",
    ),
    AlertRule(
        "I04", "同一人列在两户", RuleClass.STATE, Scope.MEMBER, who.EVERYBODY,
        when=Q(other_households__gt=0),
        clause=Clause(NATIONAL_CHECKS, "1_12_002"), severity=2,
        shows="{name}另外还列在{other_households}户里，这里只按实际居住的一户计算", finds="同一人列在两户",
        ask="实际住在哪一户，另一户的登记是不是该迁出",
        hint="FALSE",
    ),
    AlertRule(
        "I05", "同一用途重复发放", RuleClass.STATE, Scope.MEMBER, who.PAID_PERSONS,
        when=Q(doubled_purpose__gt=""),
        clause=OURS, severity=2, parameters=("payment_purposes", "payment_months"),
        shows="{name}近期在同一个月领了两种“{doubled_purpose}”补贴", finds="重复发放",
        ask="两笔是哪个部门发的、哪个月开始重的，本人想保留哪一项（就高不就低）",
        hint="REFER", register="payments_loaded",
    ),
    AlertRule(
        "I06", "年龄、就学变化", RuleClass.STATE, Scope.MEMBER, who.KNOWN,
        when=Q(crossed_age__gt=0) | Q(has_left_school=True), member_when=Q(is_counted=True),
        clause=OURS, severity=1, parameters=("crossing_ages", "crossing_months"),
        shows="{name}{crossing}", finds="待遇和档案要跟着变",
        ask="该停的、该办的待遇各是什么（高龄津贴、养老金、儿童保障），现在上学还是就业",
        hint="UPDATE",
    ),
    AlertRule(
        "I07", "证件、认定过期", RuleClass.STATE, Scope.MEMBER, who.LISTED,
        when=Q(has_expired_card=True) | Q(is_rigid_expired=True), member_when=Q(is_counted=True),
        clause=OURS, severity=2,
        shows="{name}的{expired}", finds="已过有效期",
        ask="换证、重新申请办了没有，没办是什么原因；靠它领的待遇要不要停",
        hint="UPDATE",
    ),
    AlertRule(
        "I08", "发放失败或账户名不符", RuleClass.STATE, Scope.HOUSEHOLD, who.PAID,
        when=Q(failed_payments__gt=0) | Q(foreign_accounts__gt=0),
        clause=OURS, severity=2, parameters=("payment_months",),
        shows="近期发放失败或退回、没有补发的{failed_payments}笔，账户名不是家庭成员的{foreign_accounts}笔", finds="钱没有到本人账上",
        ask="一卡通在谁手里、能不能用，账户名和身份证对不对；代领的有没有委托书",
        hint="REFER", register="payments_loaded",
    ),
    AlertRule(
        "I09", "标准调整后发放金额没有变", RuleClass.STATE, Scope.HOUSEHOLD, who.DIBAO_OR_TEKUN,
        when=Q(has_new_standard=True) & Q(paid_since_standard=F("paid_before_standard")),
        clause=OURS, severity=2, parameters=("dibao_standard", "tekun_standard", "standard_change_months", "payment_purposes"),
        shows="{standard_since}起执行新标准，调整前一个月发放{paid_before_standard}元，调整后最近一个月发放{paid_since_standard}元", finds="金额没有跟着变",
        ask="调标核算做了没有，有没有补发；家庭人口、收入这段时间有没有变化",
        hint="REFER", register="payments_loaded",
    ),
    AlertRule(
        "I10", "护理档次与残疾、年龄不符", RuleClass.STATE, Scope.MEMBER, who.CLAIMED,
        when=CARE_TOO_LOW | CARE_TOO_HIGH, member_when=Q(claimed_care__gt=""),
        clause=OURS, severity=2, parameters=("tekun_elderly_age",),
        shows="{name}{age}岁，{disability}，特困台账评为{claimed_care}", finds="两者不符",
        ask="吃饭、穿衣、上下床、如厕、室内行走、洗澡六项哪几项能自己做，上次评估是哪天",
        hint="UPDATE",
    ),
)  # fmt: skip
