"""Who qualifies, as objects over the facts."""

from identification.criteria.base import Criterion, Scope
from identification.criteria.household import HOUSEHOLD_CRITERIA
from identification.criteria.member import MEMBER_CRITERIA, OF_SINGLE, OF_TEKUN
from policies.categories import SupportCategory

CRITERIA = (*HOUSEHOLD_CRITERIA, *MEMBER_CRITERIA)
# What every opinion and determination says it was judged by. Any change of a criterion takes a new one (tests/identification/test_criteria.py).
RULES_VERSION = "2026.1"


def of_category(category: SupportCategory) -> tuple[Criterion, ...]:
    """The household's criteria of a category; all must hold."""
    return tuple(criterion for criterion in HOUSEHOLD_CRITERIA if criterion.category == category)


__all__ = [
    "CRITERIA",
    "HOUSEHOLD_CRITERIA",
    "MEMBER_CRITERIA",
    "OF_SINGLE",
    "OF_TEKUN",
    "RULES_VERSION",
    "Criterion",
    "Scope",
    "of_category",
]
