"""Who is asked (domain §5), as conditions over households; a member reaches them with a prefix. The lists of monitoring.rules.populations, where facts say it."""

from __future__ import annotations

from django.db.models import Q

from households.choices import ClearanceMode
from monitoring.findings import prefixed
from monitoring.rules import populations as who
from policies.categories import SupportCategory

ALL_WORDS = "全部在册户"
KNOWN_WORDS = who.KNOWN.label
EVER_WORDS = "监测对象户，含风险已消除的"
TEKUN_WORDS = "特困人员"
TAGGED_WORDS = "监测对象户，不含风险已消除的"
CLEARED_WORDS = "风险已消除的户"
HELPED_WORDS = "帮扶消除风险的户"


def known(prefix: str = "") -> Q:
    """With a category or the tag, 脱贫户, or on a watch list (domain §2.5)."""
    return prefixed(who.KNOWN.condition, f"{prefix}facts__")


def ever(prefix: str = "") -> Q:
    """The tag in force or cleared."""
    return Q(**{f"{prefix}has_monitoring_tag": True}) | Q(**{f"{prefix}standing__cleared_on__isnull": False})


TAGGED = Q(has_monitoring_tag=True)
CLEARED = Q(has_monitoring_tag=False, standing__cleared_on__isnull=False)
# By help, or nobody says how: then it cannot be said.
MAY_BE_HELPED = CLEARED & ~Q(standing__clearance_mode=ClearanceMode.NATURAL)
TEKUN = Q(category=SupportCategory.TEKUN)
