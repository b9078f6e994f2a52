"""A data-quality rule is one small object: whom it asks, and its checks, each a pair of conditions over the rows it asks.

A check answers in three values (rulings B1): where `hit` holds something is wrong, else where `unknown` holds nobody can say, else nothing is wrong.
The same object answers one household and a county.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cached_property
from typing import Any

from django.db.models import BooleanField, Case, DateField, F, Func, JSONField, Q, QuerySet, Value, When
from django.db.models.fields import BigIntegerField
from django.db.models.functions import Cast, JSONObject

from accounts.models import Region
from households.choices import GONE_STATUSES
from households.facts import latest_birth, window_of
from households.models import Household, Member
from policies.clauses import Clause
from policies.models import Parameter
from policies.parameters import DEFINITIONS
from registers.quality.shown import Compared, Fault, Severity, Subject

NEVER = Q(pk__in=())
NOBODY = Cast(Value(None), BigIntegerField())
NOTHING = Value({}, output_field=JSONField())


class MonthsAfter(Func):
    """The same day some months on, clipped to the month's end (rulings D4): a day, a number."""

    template = "(%(expressions)s))::date"
    arg_joiner = " + make_interval(months => "
    output_field = DateField()


class FirstOfMonth(Func):
    template = "date_trunc('month', %(expressions)s)::date"
    output_field = DateField()


class Unit(Enum):
    """What a rule counts."""

    HOUSEHOLD = "户"
    PERSON = "人"


@dataclass(frozen=True)
class Asked:
    """One county on one day, with the numbers in force. Raises ParameterMissing where one that a rule needs was never set."""

    county: Region
    on: date

    @cached_property
    def numbers(self) -> Any:
        return Parameter.objects.numbers(self.on)

    def number(self, code: str) -> Any:
        return self.numbers.number(code, self.county)

    def born_until(self, code: str, *, more: int = 0) -> Value:
        """The latest day of birth of who is as old as the parameter says, or `more` years older."""
        return Value(latest_birth(int(self.number(code)) + more, self.on))

    @cached_property
    def window(self) -> Any:
        """The months income is counted over (rulings B3)."""
        return window_of(self.on, self.numbers.choice("income_window", self.county))

    @property
    def households(self) -> QuerySet[Household]:
        return Household.objects.filter(county_code=self.county.code)

    @property
    def members(self) -> QuerySet[Member]:
        """Who lives in the county's households, the dead and departed left out."""
        return Member.objects.living().filter(household__county_code=self.county.code).exclude(status__in=GONE_STATUSES)


@dataclass(frozen=True)
class Check:
    """One thing that may be wrong. `fix`: what to do about it. `number`: the national system's own number where it has one.

    `who`: in a rule about households, which of the members it speaks of, as a condition over the rule's `seats`.
    `missing`: what would have to be known where it cannot be said. `fault`: the supervisors' own word for it.
    """

    code: str
    title: str
    fix: str
    hit: Q
    unknown: Q = NEVER
    number: str = ""
    severity: Severity = Severity.WARNS
    missing: str = ""
    fault: Fault | None = None
    who: Q | None = None

    @property
    def answer(self) -> Case:
        """TRUE, NULL or FALSE."""
        return Case(
            When(self.hit, then=Value(True)),
            When(self.unknown, then=Value(None)),
            default=Value(False),
            output_field=BooleanField(null=True),
        )


@dataclass(frozen=True)
class QualityRule:
    """One numbered check or fault of domain §5.4. `rows`: whom it asks on a day, with the values its checks compare as annotations, `compared` the ones to show."""

    code: str
    title: str
    unit: Unit
    population: str
    clause: Clause
    checks: tuple[Check, ...]
    rows: Callable[[Asked], QuerySet[Any]]
    parameters: tuple[str, ...] = ()
    mend: str = "households:members"  # the page of a household where it is put right
    seats: Callable[[QuerySet[Member]], QuerySet[Member]] = lambda members: members  # members with the values `who` compares
    compared: tuple[Compared, ...] = ()
    subject: Subject = Subject.DATA

    def __post_init__(self) -> None:
        if unknown := [code for code in self.parameters if code not in DEFINITIONS]:
            raise ValueError(f"{self.code}：没有声明过的参数 {unknown}")
        if stray := [check.code for check in self.checks if not check.code.startswith(f"{self.code}-")]:
            raise ValueError(f"{self.code}：检查项的编号不属于这条规则 {stray}")

    def answers(self, asked: Asked) -> QuerySet[Any]:
        """(household, person or None, answer of each check, the values compared) of everybody asked: one statement."""
        is_household = self.unit is Unit.HOUSEHOLD
        named: dict[str, Any] = {"q_household": F("pk" if is_household else "household_id")}
        named["q_person"] = NOBODY if is_household else F("person_id")
        named |= {f"q_{number}": check.answer for number, check in enumerate(self.checks)}
        shown = {one.name: F(one.name) for one in self.compared}
        named["q_compared"] = JSONObject(**shown) if shown else NOTHING
        return self.rows(asked).order_by().annotate(**named).values_list(*named)
