"""Families nobody had in a register: they come to the window, are registered there, and say on the one form who they are and what they live on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from accounts.models import Position, Region
from households.choices import Labour, SchoolStatus
from households.models import Household
from households.national_id import check_digit
from identification.registration import register_household
from policies.categories import AreaType
from registers.demo.answers import money
from registers.synthetic import names


@dataclass(frozen=True)
class Kind:
    """What a family is like; money in 元 a year. `rest`: (relation, age, sex) of everybody but the head."""

    name: str
    age: int
    rest: tuple[tuple[str, int, str], ...]
    wages: int = 0
    farming: int = 0
    self_pay: int = 0
    deposit: int = 0
    risks: tuple[str, ...] = ()


WIFE, SON, DAUGHTER, MOTHER = ("10", 44, "2"), ("20", 15, "1"), ("30", 11, "2"), ("52", 71, "2")
KINDS = (
    Kind("低保", 47, (WIFE, DAUGHTER), wages=3600, farming=5200, deposit=2000),
    Kind("低保，监测对象", 45, (WIFE, SON), farming=8600, self_pay=3000, risks=("01", "11")),
    Kind("低保边缘", 43, (WIFE, SON, DAUGHTER), wages=19200, farming=9000, deposit=6000),
    Kind("特困", 72, ()),
    Kind("低保", 51, (MOTHER,), farming=4800),
    Kind("低保边缘，监测对象", 46, (WIFE, MOTHER), wages=14400, farming=7200, risks=("12",)),
    Kind("刚性支出", 40, (WIFE, SON), wages=78000, self_pay=44500, deposit=9000),
    Kind("低保", 38, (DAUGHTER,), wages=4200, deposit=800),
    Kind("不符合", 42, (WIFE, SON), wages=96000, deposit=30000),
    Kind("低保，监测对象", 49, (WIFE, DAUGHTER, MOTHER), wages=6000, farming=6400, risks=("03",)),
)  # fmt: skip
BY_NAME = {kind.name: kind for kind in KINDS}


def written_id(rng: Random, age: int, sex: str, on: date) -> str:
    """An invented number of a fictional area with a true check digit."""
    birth = date(on.year - age - 1, rng.randint(7, 12), rng.randint(1, 28))
    order = rng.randrange(100, 499) * 2 + (sex == "1")
    first = f"990101{birth:%Y%m%d}{order:03d}"
    return first + check_digit(first)


def arrive(kind: Kind, number: int, village: Region, *, by: Position, on: date) -> tuple[Household, dict[str, Any]]:
    """The family registered at the window, and what it will say on the form."""
    rng = Random(f"来窗口的第{number}户")
    sex = "2" if not kind.rest and number % 2 else "1"
    surname = names.surname(rng)
    household = register_household(
        village, area_type=AreaType.RURAL, address=f"{'一二三四五六'[number % 6]}组{number % 40 + 1}号", by=by, on=on, phone=f"1990200{number:04d}",
        head_name=surname + names.given(rng, sex, on.year - kind.age), id_number=written_id(rng, kind.age, sex, on),
    )  # fmt: skip
    return household, said(kind, household, surname, rng, on)


def said(kind: Kind, household: Household, surname: str, rng: Random, on: date) -> dict[str, Any]:
    """Inputs of the form by name; what is not here is answered in the usual way."""
    head = household.members.get().person_id
    told: dict[str, Any] = {
        "newcomers": len(kind.rest),
        "assets-said": "some",
        "assets-0-item": "house|自住房",
        "assets-0-area": 26 * (len(kind.rest) + 1),
    }
    if kind.risks:
        told["risks"] = list(kind.risks)
    if kind.deposit:
        told |= {"assets-1-item": "financial|储蓄存款", "assets-1-value": kind.deposit}
    if kind.wages:
        told |= money("wage", (head, "务工收入", kind.wages))
    if kind.farming:
        told |= money("business", (None, "种植", kind.farming))
    if kind.self_pay:
        told |= money("medical", (head, "住院自付", kind.self_pay))
    for number, (relation, age, sex) in enumerate(kind.rest):
        told |= dict(newcomer(f"n{number}", relation, age, sex, surname, rng, on))
    return told


def newcomer(key: str, relation: str, age: int, sex: str, surname: str, rng: Random, on: date) -> Iterator[tuple[str, Any]]:
    family = surname if relation in ("20", "30") else names.surname(rng)
    yield f"{key}-name", family + names.given(rng, sex, on.year - age)
    yield f"{key}-id_number", written_id(rng, age, sex, on)
    yield f"{key}-relation", relation
    if age < 18:
        yield f"{key}-school_status", SchoolStatus.PRIMARY if age <= 12 else SchoolStatus.JUNIOR
        yield f"{key}-labour", Labour.NONE
        yield f"{key}-education", "80"
    elif age >= 60:
        yield f"{key}-labour", Labour.NONE
