"""Every rule of the house by code, in the order of domain §5."""

from monitoring.rules import asset, risk, state
from monitoring.rules.base import AlertRule, Population, Scope

RULES: dict[str, AlertRule] = {rule.code: rule for room in (risk, asset, state) for rule in room.RULES}
# Rules that open alerts of their own; the others only label (R25).
OPENING = tuple(rule for rule in RULES.values() if not rule.labels)

__all__ = ["OPENING", "RULES", "AlertRule", "Population", "Scope"]
