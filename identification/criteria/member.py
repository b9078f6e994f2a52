"""What is asked of one counted member: 特困 (all four) and 单人保 (in a 低保边缘 household); domain §2.2, rulings B8 and B12."""

from __future__ import annotations

from django.db.models import F, Q

from households.choices import DisabilityType
from identification.criteria.base import Criterion, Scope
from identification.criteria.property import property_criteria
from policies.categories import SupportCategory
from policies.clauses import DIBAO_RULES, TEKUN_RULES, Clause

SIGHT, LIMB, INTELLECT, MIND, MULTIPLE = (
    DisabilityType.SIGHT.value, DisabilityType.LIMB.value, DisabilityType.INTELLECT.value, DisabilityType.MIND.value, DisabilityType.MULTIPLE.value,
)  # fmt: skip
# A 多重 certificate does not say which kinds it joins: where that decides, nobody can say (parts_known is unknown for it, true for others).
JOINED = Q(disability_kind=MULTIPLE, parts_known=False)
NO_LABOUR_CARD = (
    Q(disability_kind__in=[INTELLECT, MIND], disability_level__in=[1, 2, 3])
    | Q(disability_kind=LIMB, disability_level__in=[1, 2])
    | Q(disability_kind=SIGHT, disability_level=1)
    | JOINED & Q(disability_level__in=[1, 2, 3])
)
# Who is 特困 stays so to 18, and beyond while at school (第二十四条).
STAYS = Q(category=SupportCategory.TEKUN.value) & (Q(age__lt=18) | Q(is_in_school=True))
NO_LABOUR = (
    Q(age__gte=F("facts__parameters__tekun_elderly_age")) | Q(age__lt=F("facts__parameters__tekun_minor_age")) | NO_LABOUR_CARD | STAYS
)
OF_TEKUN = (
    Criterion(
        "tekun_no_labour", "没有劳动能力", SupportCategory.TEKUN, NO_LABOUR, Clause(TEKUN_RULES, "第五条"), ("age", "parts_known"),
        "{name}{age}岁{disability_words}", "年满{tekun_elderly_age}岁，或不满{tekun_minor_age}岁，或残疾类别等级符合规定", Scope.MEMBER,
    ),
    Criterion(
        "tekun_no_income", "没有生活来源：本人收入低于低保标准", SupportCategory.TEKUN, Q(own_income__lt=F("facts__parameters__dibao_standard")),
        Clause(TEKUN_RULES, "第六条"), ("own_income",), "{name}本人收入{own_income}元（基础养老金、高龄津贴等不计），低保标准{dibao_standard}元/年",
        "本人收入低于{dibao_standard}元", Scope.MEMBER,
    ),
    *property_criteria(SupportCategory.TEKUN, Clause(TEKUN_RULES, "第七条"), strict=True, scope=Scope.MEMBER),
    Criterion(
        "tekun_no_obligor", "没有法定义务人，或义务人没有履行能力", SupportCategory.TEKUN, Q(obligors_unable=True), Clause(TEKUN_RULES, "第八条"),
        ("obligors_unable",), "{name}：{obligor_words}", "没有赡养、抚养、扶养义务人，或每个义务人都没有履行能力", Scope.MEMBER,
    ),
)  # fmt: skip
SINGLE_GROUND = (
    Q(disability_level__in=[1, 2])
    | Q(disability_kind__in=[INTELLECT, MIND], disability_level=3)
    | JOINED & Q(disability_level=3)
    | Q(has_serious_illness=True)
)
OF_SINGLE = (
    Criterion(
        "single_dibao_ground", "重度残疾，三级智力、精神残疾，或患重特大疾病", SupportCategory.DIBAO, SINGLE_GROUND, Clause(DIBAO_RULES, "第八条"),
        ("parts_known", "has_serious_illness"), "{name}{disability_words}{illness_words}",
        "有一级、二级残疾，或三级智力、精神残疾，或患县里所列的重特大疾病", Scope.MEMBER, is_single=True,
    ),
)  # fmt: skip
MEMBER_CRITERIA = (*OF_TEKUN, *OF_SINGLE)
