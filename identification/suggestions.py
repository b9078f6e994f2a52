"""What else a refused household surely meets: said in its letter, given by direct transfer, never a second application (domain §4a)."""

from __future__ import annotations

from identification.models import Application, Opinion
from policies.categories import PRECEDENCE, SupportCategory


def other_category(opinion: Opinion) -> SupportCategory | None:
    """The deepest category, other than the one put forward, whose household criteria were all surely met when the opinion was made."""
    for category in PRECEDENCE:
        rows = [row for row in opinion.snapshot.get("criteria", []) if row["category"] == category and row["member_id"] is None]
        if category != opinion.category and rows and all(row["answer"] is True for row in rows):
            return category
    return None


def suggestion(application: Application, opinion: Opinion) -> str:
    """One sentence for the letter, or ""."""
    category = other_category(opinion)
    if category is None:
        return ""
    consent = "您已同意直接转入" if application.accepts_transfer else "您同意的"
    return f"。按现有材料，您家符合{category.label}的条件，{consent}，由窗口直接转入办理，不用重新申请"
