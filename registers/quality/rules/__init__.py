"""Every data-quality and supervision rule of the house by code, in the order of domain §5.4. A further one is one more file with a RULE."""

from registers.quality.base import Check, QualityRule
from registers.quality.rules import (
    abilities,
    answered_risks,
    certificates,
    development,
    earnings,
    family,
    fitting,
    grounds,
    hasty,
    incomes,
    insurance,
    late_help,
    phones,
    places,
    safeguards,
    short_of_labour,
    tekun,
    unable,
    unhelped,
    unrecorded,
)

RULES: dict[str, QualityRule] = {
    module.RULE.code: module.RULE
    for module in (
        *(certificates, insurance, tekun, phones, family, abilities, incomes, places),
        *(safeguards, unhelped, grounds, short_of_labour, answered_risks, unrecorded, earnings, development, late_help),
        *(hasty, fitting, unable),
    )
}
CHECKS: dict[str, Check] = {check.code: check for rule in RULES.values() for check in rule.checks}

__all__ = ["CHECKS", "RULES"]
