"""DQ-18 家庭关系: sex and birth against the relation word, one head, one spouse. Every household is asked, those without anybody in them too."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, Max, Min, OuterRef, Q, QuerySet, Subquery

from households.choices import GONE_STATUSES, Sex
from households.models import Member
from households.relations import CHILDREN, HEAD, PARENTS, SPOUSE
from monitoring.findings import prefixed
from policies.clauses import NATIONAL_CHECKS, Clause
from registers.quality.base import Asked, Check, QualityRule, Unit
from registers.quality.populations import ALL_WORDS
from registers.quality.shown import Compared, day, number

# GB/T 4761 words that name one sex; 子 (20, 27) is said of daughters too only by other words.
MEN = (
    "20", "21", "22", "23", "27", "28", "41", "43", "46", "47", "51", "53", "55", "57", "61", "63", "71", "73", "76", "78", "81", "83", "85", "87",
    "89", "93", "95",
)  # fmt: skip
WOMEN = (
    "30", "31", "32", "33", "37", "38", "42", "44", "45", "48", "52", "54", "56", "58", "62", "64", "72", "74", "75", "77", "82", "84", "86", "88",
    "90", "94", "96",
)  # fmt: skip
THERE = Q(members__left_on__isnull=True, members__is_claim=False) & ~Q(members__status__in=GONE_STATUSES)
IS_HEAD, IS_SPOUSE = Q(members__relation=HEAD), Q(members__relation=SPOUSE)
IS_CHILD, IS_PARENT = Q(members__relation__in=CHILDREN), Q(members__relation__in=PARENTS)
NAMED_BY_SEX = Q(members__relation__in=(*MEN, *WOMEN))
OF_WRONG_SEX = Q(relation__in=MEN, person__sex=Sex.FEMALE) | Q(relation__in=WOMEN, person__sex=Sex.MALE)
WRONG_SEX = prefixed(OF_WRONG_SEX, "members__")
NO_BIRTH = Q(members__person__birth__isnull=True)


def rows(asked: Asked) -> QuerySet[Any]:
    return (
        asked.households.order_by()
        .values("pk")
        .annotate(
            heads=Count("members", filter=THERE & IS_HEAD),
            spouses=Count("members", filter=THERE & IS_SPOUSE),
            wrong_sex=Count("members", filter=THERE & WRONG_SEX),
            blank_sex=Count("members", filter=THERE & NAMED_BY_SEX & Q(members__person__sex="")),
            # Of two heads the older is taken: a child older than him is older than both.
            head_born=Min("members__person__birth", filter=THERE & IS_HEAD),
            eldest_child_born=Min("members__person__birth", filter=THERE & IS_CHILD),
            youngest_parent_born=Max("members__person__birth", filter=THERE & IS_PARENT),
            kin=Count("members", filter=THERE & (IS_CHILD | IS_PARENT)),
            kin_unborn=Count("members", filter=THERE & (IS_CHILD | IS_PARENT) & NO_BIRTH),
        )
    )


def seats(members: QuerySet[Member]) -> QuerySet[Member]:
    """Members with the birth their household's head is held to have."""
    heads = Member.objects.living().filter(household=OuterRef("household_id"), relation=HEAD).exclude(status__in=GONE_STATUSES)
    return members.annotate(head_born=Subquery(heads.order_by("person__birth").values("person__birth")[:1]))


RULE = QualityRule(
    "DQ-18",
    "家庭关系",
    Unit.HOUSEHOLD,
    ALL_WORDS,
    Clause(NATIONAL_CHECKS, "数据逻辑性核查"),
    (
        Check(
            "DQ-18-1",
            "性别与关系不符",
            "如“之女”登记为男。对照户口簿，改与户主关系或证件号码。",
            hit=Q(wrong_sex__gt=0),
            unknown=Q(blank_sex__gt=0),
            missing="成员的性别",
            who=OF_WRONG_SEX,
        ),
        Check(
            "DQ-18-2",
            "出生日期与关系不符",
            "子女不晚于户主出生，或父母不早于户主出生。对照户口簿，改与户主关系或出生日期。",
            hit=Q(eldest_child_born__lte=F("head_born")) | Q(youngest_parent_born__gte=F("head_born")),
            unknown=Q(kin_unborn__gt=0) | Q(kin__gt=0, head_born__isnull=True),
            missing="户主、子女或父母的出生日期",
            who=Q(relation__in=CHILDREN, person__birth__lte=F("head_born")) | Q(relation__in=PARENTS, person__birth__gte=F("head_born")),
        ),
        Check(
            "DQ-18-3", "有两个以上配偶", "核对谁是现在的配偶，另一人的关系或人员状态改正。", hit=Q(spouses__gt=1), who=Q(relation=SPOUSE)
        ),
        Check("DQ-18-4", "没有户主", "户主去世、迁出的，办理变更户主；漏登的，从“家庭成员”台账补上。", hit=Q(heads=0)),
        Check(
            "DQ-18-5", "有两个以上户主", "确认现在的户主，其余的改与户主关系；分户的办理分户。", hit=Q(heads__gt=1), who=Q(relation=HEAD)
        ),
    ),
    rows,
    seats=seats,
    compared=(
        Compared("户主", "heads", number("人")),
        Compared("配偶", "spouses", number("人")),
        Compared("性别与关系不符", "wrong_sex", number("人")),
        Compared("户主出生", "head_born", day),
        Compared("最早出生的子女", "eldest_child_born", day),
        Compared("最晚出生的父母", "youngest_parent_born", day),
    ),
)
