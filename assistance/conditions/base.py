"""A condition of a policy is one small object over the facts, answered by PostgreSQL in three values like a rule (rulings A6, B1).

TRUE is met, FALSE is not, NULL is "cannot say". `shows` is filled with the very values that were compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from django.db.models import BooleanField, Case, F, Q, Value, When

from policies.clauses import Clause
from policies.parameters import DEFINITIONS

NUMBER = "number_"  # a parameter in force, put beside the facts under this name
DAY = "asked_on"  # the day the question is asked


class Scope(Enum):
    """Whose fact is asked."""

    HOUSEHOLD = "户"
    MEMBER = "人"


@dataclass(frozen=True)
class Condition:
    """One condition that policies name by `code`.

    `is_subject`: it says whom the policy is about (a pupil, a house graded D). Not met, the policy is not for them; it never makes 差一项.
    `unknown`: what is missing and who can supply it.
    """

    code: str
    title: str
    scope: Scope
    when: Q
    shows: str
    unknown: str
    clause: Clause
    parameters: tuple[str, ...] = ()
    is_subject: bool = False

    def __post_init__(self) -> None:
        undeclared = [code for code in self.parameters if code not in DEFINITIONS]
        if undeclared:
            raise ValueError(f"{self.code}：没有声明过的参数 {undeclared}")

    @cached_property
    def placeholders(self) -> tuple[str, ...]:
        """Names of the values that `shows` and `unknown` are filled with."""
        return tuple(dict.fromkeys(re.findall(r"{(\w+)}", self.shows + self.unknown)))


def number(code: str) -> F:
    """The number of the law in force on the day the question is asked."""
    return F(f"{NUMBER}{code}")


UNKNOWN = Value(None, output_field=BooleanField())


def decided(*cases: tuple[Q, bool | None], otherwise: bool | None = None) -> Q:
    """The first case that holds gives the answer; None is "cannot say"."""
    return Q(Case(*(When(q, then=answer(value)) for q, value in cases), default=answer(otherwise), output_field=BooleanField()))


def answer(value: bool | None) -> Value:
    return UNKNOWN if value is None else Value(value)


def one_of(path: str, values: Iterable[str]) -> Q:
    """A text fact is one of these; blank is unknown."""
    return decided((Q(**{path: ""}), None), (Q(**{f"{path}__in": [str(value) for value in values]}), True), otherwise=False)
