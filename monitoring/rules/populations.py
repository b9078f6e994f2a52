"""Who is asked (domain §5; rulings C1). Written over household facts; member rules reach them through `facts__`."""

from django.db.models import Q

from households.choices import HouseholdKind
from monitoring.rules.base import Population
from policies.categories import AreaType, SupportCategory

NO_CATEGORY, NO_TAG, NO_OPEN_CASE = Q(category=""), Q(has_monitoring_tag=False), Q(has_open_case=False)
LISTED_Q = ~Q(category="") | Q(has_monitoring_tag=True)
TUOPIN_Q = Q(household_kind=HouseholdKind.TUOPIN)
RURAL_Q = Q(area_type=AreaType.RURAL)

ALL = Population("ALL", "全部在册户", Q())
EVERYBODY = Population("ALL", "全部在册户", Q(), needs_members=False)
FREE = Population("FREE", "无类别、无标识、无在办申请的户", NO_CATEGORY & NO_TAG & NO_OPEN_CASE)
UNTAGGED = Population("UNTAGGED", "无监测标识、无在办申请的户", NO_TAG & NO_OPEN_CASE)
NO_CASE = Population("NO_CASE", "无在办申请的户", NO_OPEN_CASE)
DIBAO = Population("DIBAO", "低保户", Q(category=SupportCategory.DIBAO))
DIBAO_OR_TEKUN = Population(
    "DIBAO或TEKUN", "低保户、特困户", Q(category__in=[SupportCategory.DIBAO, SupportCategory.TEKUN]), needs_members=False
)
TUOPIN = Population("TUOPIN", "脱贫户", TUOPIN_Q)
ORDINARY = Population("ORDINARY", "农村或易地搬迁的非脱贫户", (RURAL_Q | Q(is_relocated=True)) & ~TUOPIN_Q)
RELOCATED = Population("RELOCATED", "易地搬迁户", Q(is_relocated=True))
RURAL = Population("RURAL", "农村户", RURAL_Q)
LISTED = Population("LISTED", "有类别或标识的户", LISTED_Q)
LISTED_EVEN_EMPTY = Population("LISTED", "有类别或标识的户", LISTED_Q, needs_members=False)
LISTED_OR_PAID = Population("LISTED或在保", "有类别、标识或在保的户", Q(), needs_members=False)
PAID = Population("PAID", "近期有一卡通发放的户", Q(), needs_members=False)
PAID_PERSONS = Population("PAID", "近期有一卡通发放的人", Q(), needs_members=False)
CLAIMED = Population("CLAIMED", "台账所列的人", Q(), needs_members=False)
WATCHED = Q(is_watched_refused=True) | Q(is_watched_exited=True)
KNOWN = Population("KNOWN", "有类别或标识、脱贫户、跟踪期内的户", LISTED_Q | TUOPIN_Q | WATCHED)
# Asked more often than the rest of the households to be visited (domain §5.1 R21, R28).
ALONE_Q = LISTED_Q & (Q(has_scattered_tekun=True) | Q(counted_members=1))
ALONE = Population("ALONE", "有类别或标识的特困分散供养户、单人户", ALONE_Q)
# Whoever is looked after every month by that rule is not asked a second time whether somebody looks after him.
KNOWN_NOT_ALONE = Population("KNOWN_NOT_ALONE", f"{KNOWN.label}（特困分散供养户、单人户由走访规则管）", KNOWN.condition & ~ALONE_Q)
TO_VISIT = Population(
    "TO_VISIT",
    "有类别或标识的户，以及有重病、残疾、多子女或新近灾害意外的脱贫户、跟踪户（特困分散供养户、单人户另查）",
    Q(visit_months__isnull=False) & ~ALONE_Q,
    needs_members=False,
)
KNOWN_IN_BUSINESS = Population(
    "KNOWN_IN_BUSINESS",
    "有类别或标识、脱贫户、跟踪期内的户，上一计算期有经营收入",
    KNOWN.condition & Q(previous_business__isnull=False) & Q(previous_business__gt=0),
)
FAILED_APPLY = Population("FAILED_APPLY", "申请未通过24个月内、无在办申请的户", Q(is_watched_refused=True) & NO_OPEN_CASE)
EXIT_2Y = Population("EXIT_2Y", "退出24个月内、无在办申请的户", Q(is_watched_exited=True) & NO_OPEN_CASE)
