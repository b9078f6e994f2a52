"""How a policy's conditions and risks read. The rooms that declare them register their words here when they start; policies only prints them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class ConditionWords:
    """A condition as the policy's page prints it; `parameters` are codes."""

    title: str
    whose: str  # 户 or 人
    clause: str
    parameters: tuple[str, ...] = ()


CONDITIONS: dict[str, ConditionWords] = {}
RISKS: dict[str, str] = {}


def register_conditions(words: Mapping[str, ConditionWords]) -> None:
    CONDITIONS.update(words)


def register_risks(labels: Mapping[str, str]) -> None:
    RISKS.update(labels)
