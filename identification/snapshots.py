"""What an opinion and a determination keep of the case: plain JSON, enough to read the whole reasoning again (issue 3, 7).

No numbers of persons, no names of diseases, no addresses: facts, answers, members by name and category, the sum sheet.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from decimal import Decimal
from typing import Any

from households.models import AppliedParameters
from households.sums import LineMark, SumLine, SumSection, SumSheet
from identification.case_facts import Answer, CaseFacts, Missing, OpenQuestion


def as_text(value: Any) -> Any:
    """Decimals and days as text, booleans and whole numbers as they are."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(name): plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return as_text(value)


def snapshot_of(case: CaseFacts) -> dict[str, Any]:
    """JSON of the shape models.Opinion names; `sheet` is the sum sheet without the parameters, which stand in AppliedParameters."""
    sheet = asdict(replace(case.sheet, parameters={}))
    return {
        "on": case.on.isoformat(),
        "window": [day.isoformat() for day in case.window],
        "facts": plain(case.facts),
        "criteria": [plain(asdict(answer)) for answer in case.criteria],
        "members": [
            {"member_id": one.member_id, "name": one.name, "relation": one.relation, "is_counted": one.is_counted, "category": one.category,
             "is_tekun": one.is_tekun, "facts": plain(one.facts)} for one in case.members
        ],
        "open_questions": [plain(asdict(question)) for question in case.open_questions],
        "missing": [plain(asdict(fact)) for fact in case.missing],
        "tag_row": case.proposal.tag_row,
        "amount_words": case.proposal.amounts.words,
        "addon_words": case.proposal.amounts.addon_words,
        "sheet": plain(sheet),
    }  # fmt: skip


def answers_from(snapshot: dict[str, Any]) -> list[Answer]:
    return [Answer(**{**row, "missing": tuple(row["missing"])}) for row in snapshot.get("criteria", [])]


def questions_from(snapshot: dict[str, Any]) -> list[OpenQuestion]:
    return [OpenQuestion(**row) for row in snapshot.get("open_questions", [])]


def missing_from(snapshot: dict[str, Any]) -> list[Missing]:
    return [Missing(**row) for row in snapshot.get("missing", [])]


def sheet_from(snapshot: dict[str, Any], parameters: AppliedParameters) -> SumSheet | None:
    """The sheet as it was when the opinion was given."""
    kept = snapshot.get("sheet")
    if not kept:
        return None
    return SumSheet(
        **{
            **kept,
            "window_start": date.fromisoformat(kept["window_start"]),
            "window_end": date.fromisoformat(kept["window_end"]),
            "sections": [section_from(row) for row in kept["sections"]],
            "lines": [LineMark(**{**row, "yearly": Decimal(row["yearly"])}) for row in kept["lines"]],
            "total": money(kept["total"]),
            "gross": money(kept["gross"]),
            "parameters": parameters.rows,
        }
    )


def section_from(row: dict[str, Any]) -> SumSection:
    lines = [
        SumLine(**{**line, "amount": money(line["amount"]), "months": tuple((date.fromisoformat(day), Decimal(part)) for day, part in line["months"])})
        for line in row["lines"]
    ]  # fmt: skip
    return SumSection(**{**row, "lines": lines, "subtotal": money(row["subtotal"])})


def money(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)
