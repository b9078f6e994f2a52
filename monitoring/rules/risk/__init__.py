"""Risk warnings (domain §5.1), a file per subject; the list is in the order of their codes."""

from monitoring.rules.risk import benefits, family, home, income, medical, watch, work

RULES = tuple(
    sorted(
        (rule for subject in (income, medical, home, family, watch, work, benefits) for rule in subject.RULES), key=lambda rule: rule.code
    )
)
