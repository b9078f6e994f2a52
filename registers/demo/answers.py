"""What a family of the demo answers where the one form asks: the usual word for every question, and what differs from family to family."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from households.choices import CareLevel, Health, JobStatus, Labour, MemberStatus, SchoolStatus
from households.models import Household
from identification import one_form

USUAL: dict[str, Any] = {
    "address": "二组12号", "phone": "19900002468", "risks": ["11"], "ethnicity": "01", "education": "70", "school_status": SchoolStatus.NOT,
    "marital": "20", "health": Health.HEALTHY, "labour": Labour.WEAK, "job_status": JobStatus.FARMING, "care_level": CareLevel.SELF,
    "status": MemberStatus.PRESENT, "disease": "慢性肾病", "needs": ["living"],
    "difficulty": "去年冬天家里有人住院，停工照护，地里的收成只够口粮，借了亲戚的钱还没有还上。",
}  # fmt: skip
ROUNDS = 4
SCHOOLS = ((6, SchoolStatus.PRESCHOOL), (12, SchoolStatus.PRIMARY), (15, SchoolStatus.JUNIOR), (18, SchoolStatus.SENIOR))


def answers(household: Household, on: date, told: Mapping[str, Any] | None = None) -> dict[str, list[str]]:
    """Every question still open for this household, answered; `told` replaces answers by input name. Raises KeyError for a question nobody can answer."""
    ages = {
        member.person_id: on.year - member.person.birth.year
        for member in household.members.living().select_related("person")
        if member.person.birth
    }
    known = one_form.prefill(household, on)
    written = {name: _listed(value) for name, value in (told or {}).items()}
    for _ in range(ROUNDS):  # an answer may bring up another question: who studies is asked for fees
        asked = one_form.missing(known, one_form.read(household, written, on=on, known=known).data, on)
        fresh = {name: _listed(_usual(name, ages)) for name in asked if name not in written}
        if not fresh:
            break
        written |= fresh
    return written


def _usual(name: str, ages: Mapping[int, int]) -> Any:
    prefix, _, asked = name.rpartition("-")
    if asked == "said":
        return "none"
    age = ages.get(int(prefix[1:])) if prefix.startswith("m") and prefix[1:].isdigit() else None
    if age is not None and age < 18:
        minor = {
            "school_status": next((stage for limit, stage in SCHOOLS if age <= limit), SchoolStatus.SENIOR),
            "labour": Labour.NONE,
            "education": "80",
        }
        return minor.get(asked, USUAL[asked])
    if age is not None and age >= 60 and asked == "labour":
        return Labour.NONE
    return USUAL[asked or name]


def _listed(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, (list, tuple)) else [str(value)]


def money(kind: str, *lines: tuple[int | None, str, int]) -> dict[str, Any]:
    """What is typed for one kind of money: person's id or None for the whole household, item, 元 a year."""
    typed: dict[str, Any] = {f"{kind}-said": "some"}
    for number, (who, item, amount) in enumerate(lines):
        typed |= {f"{kind}-{number}-who": who or "", f"{kind}-{number}-item": item, f"{kind}-{number}-amount": amount}
    return typed


def house(area: int, value: int | None = None) -> dict[str, Any]:
    """One house and, with `value`, a deposit."""
    typed: dict[str, Any] = {"assets-said": "some", "assets-0-item": "house|自住房", "assets-0-area": area}
    if value is not None:
        typed |= {"assets-1-item": "financial|储蓄存款", "assets-1-value": value}
    return typed
