"""Who qualifies, as objects over the facts."""

from identification.criteria.base import Criterion
from identification.criteria.household import CRITERIA, of_category

__all__ = ["CRITERIA", "Criterion", "of_category"]
