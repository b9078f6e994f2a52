"""How a compared value reads beside its condition. A missing one reads 不详, never zero."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from assistance.conditions.base import NUMBER, Condition, Scope
from households.choices import Attendance, DisabilityType, HouseGrade, HouseholdKind, JobStatus, Labour, MemberStatus, SchoolStatus, Sex
from policies.categories import SHORT_LABELS, TAG_LABEL, AreaType, SupportCategory
from policies.parameters import DEFINITIONS
from policies.wording import plain_number

Row = Mapping[str, Any]
UNKNOWN = "不详"


@dataclass(frozen=True)
class Shown:
    """A value in words, and the columns it is read from."""

    paths: tuple[str, ...]
    text: Callable[[Row], str]


def money(path: str) -> Shown:
    """元 as 12,000.00, zeros after the point left out."""
    return Shown((path,), lambda row: UNKNOWN if row[path] is None else plain_number(Decimal(row[path]), 2).replace("-", "−"))


def plain(path: str) -> Shown:
    return Shown((path,), lambda row: UNKNOWN if row[path] is None else str(row[path]))


def labelled(path: str, choices: Mapping[Any, Any]) -> Shown:
    labels = {key if isinstance(key, bool) else str(key): str(label) for key, label in choices.items()}
    return Shown((path,), lambda row: labels.get(row[path], "没有登记"))


def disability(row: Row) -> str:
    """残疾人证 of the person; what is not in force reads as none."""
    if not row["is_disabled"]:
        return "没有有效残疾人证"
    return f"{DisabilityType(row['disability_kind']).label}残疾{row['disability_level']}级"


def school(row: Row) -> str:
    """What the school register says, or the household where the register is silent."""
    attendance = row["person__enrolment_records__attendance"]
    if attendance is None:
        stated = row["person__school_status"]
        return str(SchoolStatus(stated).label) if stated else "在校状况没有登记"
    stage = SchoolStatus(row["person__enrolment_records__stage"]).label
    return f"{stage}，{Attendance(attendance).label}"


def work(row: Row) -> str:
    if row["member__status"] == MemberStatus.AWAY_WORKING:
        return "外出务工"
    return str(JobStatus(row["person__job_status"]).label) if row["person__job_status"] else "就业状况没有登记"


def health(row: Row) -> str:
    return {True: "患有大病", False: "没有大病"}.get(row["has_serious_illness"], "健康状况没有登记")


def standing(row: Row) -> str:
    """Category of the person (else of the household), tag and 脱贫户, as the target of a policy reads them."""
    category = row["category"] or row["facts__category"]
    found = [SHORT_LABELS[SupportCategory(category)]] if category else []
    found += [TAG_LABEL] if row["facts__has_monitoring_tag"] else []
    found += ["脱贫户"] if row["facts__household_kind"] == HouseholdKind.TUOPIN else []
    return "、".join(found) or "没有类别和标识"


def grace(row: Row) -> str:
    day = row["household__standing__grace_until"]
    return f"到{day.year}年{day.month}月{day.day}日" if day else "没有登记"


SCHOOL = ("person__enrolment_records__attendance", "person__enrolment_records__stage", "person__school_status")
HOUSEHOLD_VALUES = {
    "area_type": labelled("area_type", dict(AreaType.choices)),
    "house_grade": labelled("house_grade", {grade: "无房" if grade == HouseGrade.NONE else f"鉴定为{grade.label}" for grade in HouseGrade}),
    "water_is_unsafe": labelled("water_is_unsafe", {True: "有不达标项", False: "四项达标"}),
    "able_members": plain("able_members"),
    "labour_unknown": plain("labour_unknown"),
    "income_members": plain("income_members"),
    "self_pay_year": money("self_pay_year"),
    "yearly_self_pay_ordinary": money("parameters__yearly_self_pay_ordinary"),
    "recognised": money("recognised"),
    "margin_ceiling": money("parameters__margin_ceiling"),
    "business": money("business"),
    "grace_until": Shown(("household__standing__grace_until",), grace),
}
MEMBER_VALUES = {
    "name": plain("person__name"),
    "age": plain("age"),
    "sex": labelled("person__sex", dict(Sex.choices)),
    "labour": labelled("person__labour", dict(Labour.choices)),
    "disability": Shown(("is_disabled", "disability_kind", "disability_level"), disability),
    "health": Shown(("has_serious_illness",), health),
    "school": Shown(SCHOOL, school),
    "work": Shown(("member__status", "person__job_status"), work),
    "standing": Shown(("category", "facts__category", "facts__has_monitoring_tag", "facts__household_kind"), standing),
}
# A parameter of a condition may be shown by its own code.
NUMBERS = {code: plain(f"{NUMBER}{code}") for code in DEFINITIONS}


def values_of(scope: Scope) -> Mapping[str, Shown]:
    return NUMBERS | (HOUSEHOLD_VALUES if scope is Scope.HOUSEHOLD else MEMBER_VALUES)


def text_of(condition: Condition, answer: bool | None, row: Row) -> str:
    """What was compared; where nobody can say, what is missing and who supplies it."""
    known = values_of(condition.scope)
    filled = {name: known[name].text(row) for name in condition.placeholders}
    return (condition.unknown if answer is None else condition.shows).format_map(filled)
