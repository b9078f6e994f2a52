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
    left_out,
    named_measures,
    outside,
    phones,
    places,
    safeguards,
    schooling,
    short_of_labour,
    silent_pushes,
    tekun,
    unable,
    unattributed,
    unhelped,
    unmonitored,
    unrecorded,
    warned_again,
    work_and_school,
    working_away,
)

RULES: dict[str, QualityRule] = {
    module.RULE.code: module.RULE
    for module in (
        *(certificates, insurance, work_and_school, schooling, tekun, phones, family, abilities, incomes, places),
        *(unmonitored, safeguards, unhelped, grounds, short_of_labour, answered_risks, unrecorded, earnings, named_measures, development),
        *(working_away, unattributed, late_help, outside, hasty, fitting, unable, left_out, silent_pushes, warned_again),
    )
}
CHECKS: dict[str, Check] = {check.code: check for rule in RULES.values() for check in rule.checks}

__all__ = ["CHECKS", "RULES"]
