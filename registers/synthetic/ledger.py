"""expected.json: what was planted, so that tests and measurements know what the product must find."""

from __future__ import annotations

from collections import Counter
from typing import Any

from registers.synthetic.dirt import refused_rows
from registers.synthetic.model import TODAY, County


def ledger(county: County, rows: dict[str, int]) -> dict[str, Any]:
    homes = county.homes
    return {
        "on": TODAY.isoformat(),
        "households": len(homes),
        "people": sum(len(home.people) for home in homes),
        "rows": rows,
        "category_persons": persons_by_category(county),
        "low_income_households": sum(1 for home in homes if home.category or home.cared),
        "tagged_persons": sum(len(home.people) for home in homes if home.tagged),
        "tag_rows": dict(sorted(Counter(tag_row(home.tagged, home.category) for home in homes).items())),
        "rules": {
            rule: {
                "hits": len(found),
                "households": [case["home"].number for case in found],
                "persons": [case["person"].name if case["person"] else "" for case in found],
            }
            for rule, found in sorted(county.planted.items())
        },
        "boundaries": county.boundaries,
        "unknown": {datum: sorted(numbers) for datum, numbers in sorted(county.unknown.items())},
        "dirt": {sheet: dict(sorted(kinds.items())) for sheet, kinds in sorted(county.dirt.items())},
        "refused_rows": refused_rows(county),
    }


def persons_by_category(county: County) -> dict[str, int]:
    counted = {category: len(county.rows[category]) for category in ("tekun", "dibao", "dibao_margin", "rigid_expenditure")}
    others = sum(len(home.people) for home in county.homes if home.category == "other_hardship")
    return counted | {"other_hardship": others}


def tag_row(tagged: bool, category: str) -> str:
    """The row of the tag table (domain §2.4); row 7 needs a local list that no register of this issue brings."""
    order = ("tekun", "dibao", "dibao_margin", "rigid_expenditure", "other_hardship")
    if tagged:
        return str(order.index(category) + 1)
    return "6" if category else "8"
