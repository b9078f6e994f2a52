"""Household criteria of 特困, 低保, 低保边缘, 刚性支出, 其他困难 (domain §2.2, rulings B8, B12). Money is compared by multiplying, never divided."""

from __future__ import annotations

from django.db.models import F, Q

from identification.criteria.base import Criterion
from policies.categories import SupportCategory
from policies.clauses import DIBAO_RULES, LAYERED_HELP, RIGID_RULES, TEKUN_RULES, Clause

N, COUNTED = F("income_members"), F("counted_members")
STANDARD = F("parameters__dibao_standard")
TEKUN, DIBAO, MARGIN, RIGID, OTHER = SupportCategory
SOMEBODY = Q(income_members__gt=0)
PROPERTY = Clause(DIBAO_RULES, "第十条")


def assets_within(months: str) -> Q:
    """金融资产 per counted member at most so many months of the monthly standard; the limit itself passes."""
    return Q(twelve_assets__lte=F(f"parameters__{months}") * STANDARD * COUNTED)


HOUSES = Q(house_count__lte=F("parameters__house_count_limit"))
STRICT_HOUSES = Q(house_count__lte=1) | HOUSES & Q(house_area__lte=F("parameters__house_area_average") * COUNTED)
CHEAP_CAR = Q(vehicle_count=0) | Q(vehicle_count__lte=F("parameters__vehicle_count_limit")) & Q(
    vehicle_value__lte=F("parameters__vehicle_value_limit")
)
NOTHING_BARRED = Q(barred_property_count=0)
PROPERTY_READS = ("financial_assets", "house_count", "house_area", "vehicle_count", "vehicle_value", "barred_property_count")

CRITERIA = (
    Criterion("tekun_household", "计入的成员都是特困人员", TEKUN, Q(counted_members__gt=0, income_members=0), Clause(TEKUN_RULES, "第四条"), ()),
    Criterion("income_below_dibao_standard", "家庭人均收入低于当地低保标准", DIBAO, SOMEBODY & Q(recognised__lt=STANDARD * N), Clause(DIBAO_RULES, "第四条"), ("recognised",)),
    Criterion("property_of_dibao", "家庭财产符合低保规定", DIBAO, assets_within("financial_assets_months_dibao") & STRICT_HOUSES & Q(vehicle_count=0) & NOTHING_BARRED, PROPERTY, PROPERTY_READS),
    Criterion("income_below_margin_ceiling", "家庭人均收入低于低保边缘标准", MARGIN, SOMEBODY & Q(recognised__lt=F("parameters__margin_ceiling") * N), Clause(DIBAO_RULES, "第八条"), ("recognised",)),
    Criterion("property_of_margin", "家庭财产符合低保边缘规定", MARGIN, assets_within("financial_assets_months_margin") & HOUSES & CHEAP_CAR & NOTHING_BARRED, PROPERTY, PROPERTY_READS),
    Criterion("income_below_pdi", "家庭人均收入低于上年度居民人均可支配收入", RIGID, SOMEBODY & Q(gross__lt=F("parameters__pdi") * N), Clause(RIGID_RULES, "第四条"), ("gross",)),
    Criterion("rigid_spending_share", "刚性支出超过家庭总收入的规定比例", RIGID, Q(rigid_spending__gt=0) & (Q(gross__lte=0) | Q(rigid_spending__gt=F("parameters__rigid_ratio") * F("gross"))), Clause(RIGID_RULES, "第四条"), ("rigid_spending", "gross")),
    Criterion("property_of_rigid", "家庭财产符合刚性支出困难家庭规定", RIGID, assets_within("financial_assets_months_margin") & HOUSES & CHEAP_CAR & NOTHING_BARRED, PROPERTY, PROPERTY_READS),
    Criterion("tagged", "已识别为防返贫监测对象且未消除", OTHER, Q(has_monitoring_tag=True), Clause(LAYERED_HELP, "二"), ()),
)  # fmt: skip


def of_category(category: SupportCategory) -> tuple[Criterion, ...]:
    return tuple(criterion for criterion in CRITERIA if criterion.category == category)
