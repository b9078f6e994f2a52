"""Labour of a household, as its facts count it (rulings B13): whoever is not said to have or not to have any leaves it open."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q

LABOUR_WORDS = "成员的劳动能力"
VALUES: dict[str, Any] = {"able": F("facts__able_members"), "unsaid": F("facts__labour_unknown"), "counted": F("facts__counted_members")}
HAS_LABOUR = Q(able__gt=0)
NO_LABOUR = Q(counted__gt=0, able=0, unsaid=0)
# Nobody is said to have any, and of somebody nothing is said, or nobody is counted.
LABOUR_OPEN = Q(able__isnull=True) | Q(counted=0) | Q(able=0, unsaid__gt=0)
