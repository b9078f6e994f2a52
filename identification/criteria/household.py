"""What is asked of a household: 低保, 低保边缘, 刚性支出, 其他困难 (domain §2.2, rulings B8). Money is compared by multiplying, never divided.

Precedence does the "none of the above": a lower category is proposed only where no higher one is surely met.
"""

from __future__ import annotations

from django.db.models import F, Q

from identification.criteria.base import Criterion
from identification.criteria.property import property_criteria
from policies.categories import SupportCategory
from policies.clauses import DIBAO_RULES, LAYERED_HELP, PRODUCT_PRACTICE, RIGID_RULES, TEKUN_RULES, Clause

N = F("income_members")
TEKUN, DIBAO, MARGIN, RIGID, OTHER = SupportCategory
SOMEBODY = Q(income_members__gt=0)
PROPERTY = Clause(DIBAO_RULES, "第十条")
PER_HEAD = "认定收入{recognised}元，{income_members}人，人均{recognised_per_head}元"


def asked_of_all(category: SupportCategory) -> tuple[Criterion, ...]:
    """本地户籍, 配合核对: known in a case from the application; elsewhere nobody has asked yet (proposals.Asked)."""
    return (
        Criterion(
            f"local_of_{category}", "具有本地户籍", category, Q(is_local=True), Clause(DIBAO_RULES, "第四条"), ("is_local",),
            "{local_words}", "具有本地户籍，或在试点地方持有居住证",
        ),
        Criterion(
            f"cooperation_of_{category}", "材料真实，授权并配合核对", category, Q(cooperates=True), Clause(DIBAO_RULES, "第十二条"), ("cooperates",),
            "{cooperation_words}", "签署核对授权书并配合核对",
        ),
    )  # fmt: skip


WHOLE_TEKUN = (
    Criterion(
        "tekun_household", "计入的成员都是特困人员", TEKUN, Q(counted_members__gt=0, income_members=0), Clause(TEKUN_RULES, "第四条"), (),
        "计入{counted_members}人，其中特困人员以外{income_members}人", "计入的成员都符合特困人员条件",
    ),
)  # fmt: skip
OF_DIBAO = (
    Criterion(
        "income_below_dibao_standard", "家庭人均收入低于当地低保标准", DIBAO, SOMEBODY & Q(recognised__lt=F("parameters__dibao_standard") * N),
        Clause(DIBAO_RULES, "第四条"), ("recognised",), f"{PER_HEAD}，低保标准{{dibao_standard}}元/年", "认定收入低于{dibao_total}元",
    ),
    *property_criteria(DIBAO, PROPERTY, strict=True),
    *asked_of_all(DIBAO),
)  # fmt: skip
OF_MARGIN = (
    Criterion(
        "income_below_margin_ceiling", "家庭人均收入低于低保边缘标准", MARGIN, SOMEBODY & Q(recognised__lt=F("parameters__margin_ceiling") * N),
        Clause(DIBAO_RULES, "第八条"), ("recognised",), f"{PER_HEAD}，低保边缘标准{{margin_ceiling}}元/年", "认定收入低于{margin_total}元",
    ),
    *property_criteria(MARGIN, PROPERTY, strict=False),
    Criterion(
        "hardship_of_margin", "有重残、大病成员或没有劳动力（本县另作要求的）", MARGIN,
        Q(parameters__edge_requires_hardship=False) | Q(has_severe_case=True) | Q(has_no_labour=True),
        Clause(PRODUCT_PRACTICE, "2.2"), ("has_severe_case", "has_no_labour"), "{hardship_words}", "有重度残疾或患大病的成员，或没有劳动力",
    ),
    *asked_of_all(MARGIN),
)  # fmt: skip
OF_RIGID = (
    Criterion(
        "income_below_pdi", "家庭人均收入低于上年度居民人均可支配收入", RIGID, SOMEBODY & Q(gross__lt=F("parameters__pdi") * N),
        Clause(RIGID_RULES, "第四条"), ("gross",), "扣减前收入{gross}元，{income_members}人，人均{gross_per_head}元，居民人均可支配收入{pdi}元/年",
        "扣减前收入低于{pdi_total}元",
    ),
    Criterion(
        "rigid_spending_share", "刚性支出超过家庭总收入的规定比例", RIGID,
        Q(rigid_spending__gt=0) & (Q(gross__lte=0) | Q(rigid_spending__gt=F("parameters__rigid_ratio") * F("gross"))),
        Clause(RIGID_RULES, "第四条"), ("rigid_spending", "gross"), "刚性支出{rigid_spending}元，家庭总收入{gross}元，占{rigid_share}，须超过{rigid_ratio}",
        "刚性支出超过{rigid_limit}元",
    ),
    *property_criteria(RIGID, Clause(RIGID_RULES, "第四条"), strict=False),
    *asked_of_all(RIGID),
)  # fmt: skip
OF_OTHER = (
    Criterion(
        "tagged", "防返贫监测对象，未消除", OTHER, Q(has_monitoring_tag=True) | Q(is_identified_now=True), Clause(LAYERED_HELP, "二"), (),
        "{tag_words}", "识别为防返贫监测对象",
    ),
)  # fmt: skip
HOUSEHOLD_CRITERIA = (*WHOLE_TEKUN, *OF_DIBAO, *OF_MARGIN, *OF_RIGID, *OF_OTHER)
