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
TUOPIN = Population("TUOPIN", "脱贫户", TUOPIN_Q)
ORDINARY = Population("ORDINARY", "农村或易地搬迁的非脱贫户", (RURAL_Q | Q(is_relocated=True)) & ~TUOPIN_Q)
RURAL = Population("RURAL", "农村户", RURAL_Q)
LISTED = Population("LISTED", "有类别或标识的户", LISTED_Q)
LISTED_OR_PAID = Population("LISTED或在保", "有类别、标识或在保的户", Q(), needs_members=False)
WATCHED = Q(is_watched_refused=True) | Q(is_watched_exited=True)
KNOWN = Population("KNOWN", "有类别或标识、脱贫户、跟踪期内的户", LISTED_Q | TUOPIN_Q | WATCHED)
FAILED_APPLY = Population("FAILED_APPLY", "申请未通过24个月内、无在办申请的户", Q(is_watched_refused=True) & NO_OPEN_CASE)
EXIT_2Y = Population("EXIT_2Y", "退出24个月内、无在办申请的户", Q(is_watched_exited=True) & NO_OPEN_CASE)
