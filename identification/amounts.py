"""Amounts of support: pure, Decimals in and out."""

from decimal import ROUND_CEILING, Decimal


def top_up_amount(recognised_year: Decimal, standard_year: Decimal, insured: int) -> Decimal:
    """Monthly top-up (补差) of the whole household in whole 元, rounded up once, never negative (rulings B11).

    Months are unrounded twelfths of year figures; computed on the household's total, since a per-head figure times heads drifts by a yuan.
    Raises ValueError when nobody is insured.
    """
    if insured < 1:
        raise ValueError("保障人口至少一人。")
    gap = (standard_year * insured - recognised_year) / 12
    return max(Decimal(0), gap.to_integral_value(rounding=ROUND_CEILING))
