"""The matcher read again in plain Python: random families, the shipped file of policies, no SQL and none of the matcher's code.

Written from the catalogue's texts and domain §6.4. Answers are True, False or None (cannot say).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

ON = date(2026, 6, 15)
FILE = Path(__file__).resolve().parents[2] / "policies" / "data" / "policies.yaml"
BIRTHS = [date(1940, 1, 1), date(1946, 6, 15), date(1946, 6, 16), date(1961, 3, 1), date(1966, 6, 15), date(1985, 5, 5), date(2006, 2, 2), date(2008, 6, 15), date(2008, 6, 16), date(2010, 6, 15), date(2013, 1, 1), date(2021, 9, 1), None]  # fmt: skip
STAGES = ["preschool", "primary", "junior", "senior", "vocational", "college", "bachelor"]
YES, NO, UNKNOWN = True, False, None


@dataclass
class P:
    """A person in a family."""

    name: str
    birth: date | None
    sex: str = ""
    labour: str = ""
    health: str = ""
    job_status: str = ""
    school_status: str = ""
    status: str = "present"
    category: str = ""
    disability: tuple[str, int] | None = None
    enrolment: tuple[str, str] | None = None

    @property
    def age(self) -> int | None:
        if self.birth is None:
            return None
        return ON.year - self.birth.year - ((ON.month, ON.day) < (self.birth.month, self.birth.day))


@dataclass
class F:
    """A family. `self_pay` of this year in 元; None: no settlement was ever received in the county."""

    people: list[P]
    area_type: str
    household_kind: str
    category: str
    has_monitoring_tag: bool
    risks: list[str]
    grade: str | None
    water: tuple[str, str] | None
    self_pay: int | None
    business: int | None
    grace_until: date | None
    counted: list[P] = field(init=False)

    def __post_init__(self) -> None:
        self.counted = [person for person in self.people if person.status in {"present", "away_working", "studying"}]


def random_family(r: Random, number: int) -> F:
    people = [random_person(r, f"人{number}之{place}") for place in range(r.choice([1, 2, 3, 4]))]
    people[0].status = "present"
    return F(
        people, r.choice(["rural", "rural", "urban"]), r.choice(["tuopin", "ordinary"]),
        r.choice(["", "tekun", "dibao", "dibao_margin", "rigid_expenditure", "other_hardship"]), r.random() < 0.3,
        r.choice([[], ["01"], ["02", "09"], ["03"], ["99"]]), r.choice(["A", "B", "C", "D", "none", None]),
        r.choice([("good", "good"), ("good", "bad"), ("", "good"), None]), r.choice([0, 9999, 10000, 10001]), r.choice([None, 0, 500, -500]),
        r.choice([None, None, date(2026, 6, 14), ON, date(2026, 12, 31)]),
    )  # fmt: skip


def random_person(r: Random, name: str) -> P:
    return P(
        name, r.choice(BIRTHS), r.choice(["1", "2", ""]), r.choice(["ordinary", "skilled", "weak", "lost", "none", ""]), r.choice(["healthy", "serious", "chronic", ""]),
        r.choice(["farming", "migrant", "local_job", "unemployed", ""]), r.choice(["not", "", *STAGES]), r.choice(["present"] * 5 + ["away_working", "in_prison"]),
        r.choice(["", "", "dibao", "tekun"]), r.choice([None, None, ("4", 1), ("1", 2), ("5", 3), ("4", 4)]),
        (r.choice(STAGES), r.choice(["enrolled", "home_taught", "absent", "finished"])) if r.random() < 0.4 else None,
    )  # fmt: skip


def between(age: int | None, low: int, high: int) -> bool | None:
    return None if age is None else low <= age <= high


def both(*answers: bool | None) -> bool | None:
    return NO if NO in answers else UNKNOWN if UNKNOWN in answers else YES


def either(*answers: bool | None) -> bool | None:
    return YES if YES in answers else UNKNOWN if UNKNOWN in answers else NO


def stated(text: str, *wanted: str) -> bool | None:
    return text in wanted if text else None


def at(person: P, asked: bool | None, *stages: str) -> bool | None:
    if person.enrolment:
        stage, attendance = person.enrolment
        return both(attendance in {"enrolled", "home_taught"} and stage in stages, asked)
    return both(stated(person.school_status, *stages), asked)


def severe(person: P) -> bool:
    return person.disability is not None and (person.disability[1] <= 2 or person.disability in {("5", 3), ("6", 3)})


def poorest(family: F, person: P) -> bool:
    return (person.category or family.category) in {"tekun", "dibao"}


def works(person: P, *jobs: str) -> bool | None:
    return either(person.status == "away_working", stated(person.job_status, *jobs))


def nobody_able(family: F) -> bool | None:
    labours = [person.labour for person in family.counted]
    if any(labour in {"ordinary", "skilled", "weak"} for labour in labours):
        return NO
    return UNKNOWN if "" in labours else YES


def inverse(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


HOUSEHOLD: dict[str, Callable[[F], bool | None]] = {
    "lives_in_countryside": lambda f: f.area_type == "rural",
    "lives_in_town": lambda f: f.area_type == "urban",
    "has_unsafe_home": lambda f: None if f.grade is None else f.grade in {"C", "D", "none"},
    "has_unsafe_water": lambda f: None if f.water is None else True if "bad" in f.water else None if "" in f.water else False,
    "has_able_member": lambda f: inverse(nobody_able(f)),
    "has_no_able_member": nobody_able,
    "paid_for_treatment": lambda f: None if f.self_pay is None else f.self_pay > 0,
    "paid_above_insurance_line": lambda f: None if f.self_pay is None else f.self_pay > 10000,
    # the first person's money; a 特困 person's is not the household's (rulings B8)
    "has_own_produce": lambda f: None if f.business is None or f.people[0].category == "tekun" else f.business != 0,
    "in_grace_period": lambda f: f.grace_until is not None and f.grace_until >= ON,
}
MEMBER: dict[str, Callable[[F, P], bool | None]] = {
    "is_tekun": lambda f, p: (p.category or f.category) == "tekun",
    "is_disabled": lambda f, p: p.disability is not None,
    "is_disabled_level_1_2": lambda f, p: p.disability is not None and p.disability[1] <= 2,
    "is_severely_disabled_or_ill": lambda f, p: either(severe(p), stated(p.health, "serious")),
    "is_seriously_ill": lambda f, p: stated(p.health, "serious"),
    "needs_classified_addon": lambda f, p: either(severe(p), between(p.age, 0, 17), between(p.age, 80, 200), stated(p.health, "serious")),
    "is_minor": lambda f, p: between(p.age, 0, 17),
    "is_of_allowance_age": lambda f, p: between(p.age, 80, 200),
    "is_female": lambda f, p: stated(p.sex, "2"),
    "is_insurance_aid_target": lambda f, p: poorest(f, p) or f.has_monitoring_tag or f.household_kind == "tuopin" or severe(p),
    "is_pension_aid_target": lambda f, p: poorest(f, p) or f.has_monitoring_tag or severe(p),
    "is_missing_school": lambda f, p: both(between(p.age, 6, 15), None if p.enrolment is None else p.enrolment[1] == "absent"),
    "is_in_preschool": lambda f, p: at(p, between(p.age, 3, 6), "preschool"),
    "is_in_compulsory_school": lambda f, p: at(p, between(p.age, 6, 15), "primary", "junior"),
    "is_in_senior_school": lambda f, p: at(p, between(p.age, 15, 19), "senior"),
    "is_in_vocational_school": lambda f, p: at(p, between(p.age, 15, 21), "vocational"),
    "is_in_vocational_or_college": lambda f, p: at(p, between(p.age, 15, 25), "vocational", "college"),
    "is_in_higher_education": lambda f, p: at(p, between(p.age, 17, 25), "college", "bachelor"),
    "is_able_to_work": lambda f, p: stated(p.labour, "ordinary", "skilled", "weak"),
    "has_weak_labour": lambda f, p: stated(p.labour, "weak"),
    "is_of_working_age": lambda f, p: between(p.age, 16, 59),
    "is_within_post_age": lambda f, p: between(p.age, 16, 60),
    "is_within_loan_age": lambda f, p: between(p.age, 18, 65),
    "works_away": lambda f, p: works(p, "migrant"),
    "works_for_wages": lambda f, p: works(p, "migrant", "local_job"),
    "is_jobless": lambda f, p: stated(p.job_status, "unemployed"),
}
# Not met, these make 差一项; whatever else is not met says that the policy is for others.
CHANGEABLE = {
    "has_able_member",
    "paid_above_insurance_line",
    "income_below_margin_ceiling",
    "is_disabled_level_1_2",
    "is_within_post_age",
    "is_within_loan_age",
}


@cache
def policies() -> list[dict[str, Any]]:
    """The rows in force on ON that a household can get, straight from the file."""
    rows: dict[str, dict[str, Any]] = {}
    for row in yaml.safe_load(FILE.read_text()):
        if row["from"] <= ON <= row.get("to", date.max):
            rows[row["code"]] = row
    return [
        row for row in rows.values()
        if row["disposition"] != "abolish" and not row.get("for_organisations") and row.get("merged_into", row["code"]) == row["code"]
    ]  # fmt: skip


def meets_target(row: dict[str, Any], family: F, categories: set[str]) -> bool:
    if row.get("for_everybody"):
        return True
    return bool(
        categories & set(row.get("target_categories", ()))
        or (row.get("tagged_or_category") and family.has_monitoring_tag)
        or (row.get("for_tuopin") and family.household_kind == "tuopin")
    )


def verdict(row: dict[str, Any], family: F, person: P | None) -> str:
    if person is None:
        categories = {family.category, *(one.category for one in family.counted)} - {""}
    else:
        categories = {person.category or family.category} - {""}
    risks = row.get("target_risks")
    answers: dict[str, bool | None] = {"target": meets_target(row, family, categories)}
    if risks:
        answers["risk"] = bool(set(risks) & set(family.risks)) if family.risks else None
    for code in row.get("conditions", ()):
        answers[code] = HOUSEHOLD[code](family) if code in HOUSEHOLD else MEMBER[code](family, person)  # type: ignore[arg-type]
    unmet = [code for code, answer in answers.items() if answer is False]
    open_ = len(unmet) + sum(answer is None for answer in answers.values())
    if any(code not in CHANGEABLE for code in unmet) or (open_ > 1 and unmet):
        return "excluded"
    if open_ == 1:
        return "nearly"
    return "to_check" if open_ or row.get("manual_checks") else "fits"


def answers(family: F) -> dict[tuple[str, str], str]:
    """Verdict by policy and name ("" for the household's own), those excluded left out."""
    found = {}
    for row in policies():
        if "income_below_margin_ceiling" in row.get("conditions", ()):
            continue  # money has a twin of its own
        whose: list[P | None] = [*family.counted] if any(code in MEMBER for code in row.get("conditions", ())) else [None]
        for person in whose:
            said = verdict(row, family, person)
            if said != "excluded":
                found[row["code"], person.name if person else ""] = said
    return found
