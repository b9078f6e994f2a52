"""家庭财产: one table of named limits per category (domain §3.5, rulings B12). A limit is inclusive; an unknown item answers "cannot say"."""

from __future__ import annotations

from django.db.models import F, Q

from identification.criteria.base import Criterion, Scope
from policies.categories import SupportCategory
from policies.clauses import Clause


def property_criteria(category: SupportCategory, clause: Clause, *, strict: bool, scope: Scope = Scope.HOUSEHOLD) -> tuple[Criterion, ...]:
    """金融资产, 住房, 机动车, 其他财产. `strict` are the limits of 低保 (and 特困), otherwise those of 低保边缘 and 刚性支出."""
    at = "" if scope is Scope.HOUSEHOLD else "facts__"
    counted = F(f"{at}counted_members")

    def limit(code: str) -> F:
        return F(f"{at}parameters__{code}")

    def is_(**conditions: object) -> Q:
        return Q(**{f"{at}{name}": value for name, value in conditions.items()})

    months = "dibao" if strict else "margin"
    # twelve_assets is an annotation: twelve times the sum, so that the monthly standard is never divided
    assets = Q(twelve_assets__lte=limit(f"financial_assets_months_{months}") * limit("dibao_standard") * counted)
    houses = is_(house_count__lte=limit("house_count_limit"))
    if strict:
        houses = is_(house_count__lte=1) | houses & is_(house_area__lte=limit("house_area_average") * counted)
    cars = is_(vehicle_count=0)
    if not strict:
        cars |= is_(vehicle_count__lte=limit("vehicle_count_limit")) & is_(vehicle_value__lte=limit("vehicle_value_limit"))
    area = "，{house_count_limit}套的人均不超过{house_area_average}平方米" if strict else ""
    car_words = "没有计入的车辆" if strict else "没有，或不超过{vehicle_count_limit}辆、每辆购置价不超过{vehicle_value_limit}元"
    return (
        Criterion(
            f"assets_of_{category}", "金融资产不超过规定月数的低保标准", category, assets, clause, ("financial_assets",),
            f"金融资产{{financial_assets}}元，限{{assets_limit_{months}}}元（{{counted_members}}人，低保月标准的{{assets_months_{months}}}倍）",
            f"金融资产不超过{{assets_limit_{months}}}元", scope,
        ),
        Criterion(
            f"houses_of_{category}", "住房套数和面积符合规定", category, houses, clause, ("house_count", "house_area") if strict else ("house_count",),
            "住房{house_count}套" + ("，{house_area}平方米，人均{house_area_per_head}平方米" if strict else "") + f"；限{{house_count_limit}}套{area}",
            f"住房不超过{{house_count_limit}}套{area}", scope,
        ),
        Criterion(
            f"vehicles_of_{category}", "机动车符合规定", category, cars, clause, ("vehicle_count",) if strict else ("vehicle_count", "vehicle_value"),
            f"计入的车辆{{vehicle_count}}辆，最高购置价{{vehicle_value}}元；规定：{car_words}", car_words, scope,
        ),
        Criterion(
            f"other_property_of_{category}", "没有非居住用房、大型农机船舶、企业", category, is_(barred_property_count=0), clause, ("barred_property_count",),
            "非居住用房、大型农机船舶、企业{barred_property_count}项", "没有非居住用房、大型农机船舶、企业", scope,
        ),
    )  # fmt: skip
