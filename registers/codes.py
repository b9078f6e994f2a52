"""Numbers of things, not of people, that carry a check character. Pure."""

from __future__ import annotations

import re

from registers.cells import BadCell, Raw, tidy
from registers.parsing import check_no_lost_digits

# GB 32100: 31 characters, no I, O, S, V, Z; weights are powers of 3 modulo 31.
CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def credit_check(first: str) -> str:
    """The eighteenth character for the first seventeen."""
    total = sum(CREDIT_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(first))
    return CREDIT_SIGNS[-total % 31]


def credit_code(raw: Raw) -> str:
    """A 统一社会信用代码 with its check character, or the 15-digit registration number of before 2015."""
    check_no_lost_digits(raw)
    value = re.sub(r"[\s-]", "", tidy(raw)).upper()
    if re.fullmatch(r"\d{15}", value):
        return value
    if len(value) != 18:
        raise BadCell(f"信用代码应为18位，现在是{len(value)}位。")
    if wrong := sorted(set(value) - set(CREDIT_SIGNS)):
        raise BadCell(f"信用代码里不会有{'、'.join(wrong)[:20]}。请照营业执照核对。")
    if value[17] != credit_check(value[:17]):
        raise BadCell("信用代码校验不对。请照营业执照核对。")
    return value
