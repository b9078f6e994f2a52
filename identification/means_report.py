"""A finished means check in words, for its page and for the letter that tells the applicant."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from identification.means_findings import LOOKED_AT, VEHICLE
from identification.models import MeansCheck


def yuan(amount: Decimal | None) -> str:
    return "不详" if amount is None else f"{amount:,.2f}".replace("-", "−")


@dataclass(frozen=True)
class FoundLine:
    """One row of a report, in words."""

    title: str
    who: str
    item: str
    figure: str


def found_lines(check: MeansCheck) -> list[FoundLine]:
    lines = [FoundLine(row["title"], row["who"], row["item"], figure_of(row)) for row in check.found]
    if check.vehicles:
        lines.append(FoundLine("机动车", "全户", check.vehicles, ""))
    return lines


def figure_of(row: dict[str, Any]) -> str:
    if "amount" in row:
        months = row["months"]
        span = f"每月，{months[0]}至{months[-1]}" if months else "计算期合计"
        return f"{yuan(Decimal(row['amount']))}元（{span}）"
    parts = [f"{yuan(Decimal(row['value']))}元" if row["value"] else "", f"{row['area']}平方米" if row["area"] else ""]
    return "，".join(part for part in parts if part) or "金额、面积不详"


def not_looked_at(check: MeansCheck) -> list[str]:
    return [label for kind, label in LOOKED_AT.items() if kind not in check.looked_at]


def not_found(check: MeansCheck) -> list[str]:
    """Looked at, and nothing there: counted as none."""
    found = {row["kind"] for row in check.found} | ({VEHICLE} if check.vehicles else set())
    return [LOOKED_AT[kind] for kind in check.looked_at if kind not in found]


def found_words(check: MeansCheck) -> list[str]:
    """Each thing found as a line of the letter."""
    return ["，".join(part for part in (f"{line.title}（{line.who}）", line.item, line.figure) if part) for line in found_lines(check)]
