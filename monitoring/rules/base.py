"""A rule is one small object: its `when` is one Q over the facts, answered by PostgreSQL in three values.

TRUE is a hit, FALSE is none, NULL is "cannot say": a missing operand stays NULL through AND, OR and < (rulings B1), so nothing unknown
ever reads as no. The same object answers one household and a county.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

from django.db.models import Expression, F, Q

from households.received import REGISTERS
from monitoring.choices import RuleClass, RuleMode
from policies.clauses import Clause
from policies.parameters import DEFINITIONS


class Scope(Enum):
    """Over which facts a rule is asked (rulings A9)."""

    HOUSEHOLD = "户"
    MEMBER = "人"


@dataclass(frozen=True)
class Population:
    """Who is asked: a condition on household facts that is never unknown."""

    name: str
    label: str
    condition: Q
    needs_members: bool = True  # integrity rules still speak of a household without counted members (rulings B5)

    def __and__(self, other: Population) -> Population:
        return Population(
            f"{self.name}和{other.name}", f"{self.label}，{other.label}", self.condition & other.condition, self.needs_members
        )


@dataclass(frozen=True)
class AlertRule:
    """One warning rule. `shows` is filled from VALUES with what the database compared, `finds` says what that means; `ask` is for the visitor."""

    code: str
    title: str
    rule_class: RuleClass
    scope: Scope
    population: Population
    when: Q
    clause: Clause
    severity: int
    shows: str
    finds: str
    ask: str
    hint: str = ""
    parameters: tuple[str, ...] = ()
    severe_when: Q | None = None
    member_when: Q = field(default_factory=Q)  # which members are asked at all
    labels: str = ""  # a rule that labels other rules' alerts instead of opening its own (R25)
    labelled: tuple[str, ...] = ()
    starts: str = RuleMode.ON  # until a county switches it: a rule that comes with a new version only counts (SHADOW)
    register: str = ""  # of households.received: until the county has received it, the rule can say nothing of anybody

    def __post_init__(self) -> None:
        unknown = [code for code in self.parameters if code not in DEFINITIONS]
        if unknown:
            raise ValueError(f"{self.code}：没有声明过的参数 {unknown}")
        if self.register and self.register not in REGISTERS:
            raise ValueError(f"{self.code}：没有声明过的登记册 {self.register}")

    @cached_property
    def reads(self) -> tuple[str, ...]:
        """Names of the facts the condition compares, parameters left out."""
        return tuple(dict.fromkeys(name for name in names_in(self.when) if not name.startswith(("parameters__", "facts__parameters__"))))

    @property
    def because(self) -> str:
        """The reason's template."""
        return f"{self.shows}，{self.finds}"

    @cached_property
    def placeholders(self) -> tuple[str, ...]:
        return tuple(re.findall(r"{(\w+)}", self.shows))


def names_in(node: object) -> list[str]:
    """Field names a Q or expression refers to, lookups stripped."""
    if isinstance(node, Q):
        return [name for child in node.children for name in names_in(child)]
    if isinstance(node, tuple):
        path, value = node
        head, _, lookup = path.rpartition("__")
        name = head if lookup in {"lt", "lte", "gt", "gte", "in", "isnull", "exact"} else path
        return [name, *(names_in(value) if isinstance(value, Q | Expression | F) else [])]
    if isinstance(node, F):
        return [node.name]  # type: ignore[attr-defined]  # not in the stubs
    if isinstance(node, Expression):
        return [name for child in node.get_source_expressions() for name in names_in(child)]
    return []
