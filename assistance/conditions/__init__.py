"""Every condition a policy may name, by code."""

from assistance.conditions import household, members
from assistance.conditions.base import Condition, Scope

CONDITIONS: dict[str, Condition] = {condition.code: condition for room in (household, members) for condition in room.CONDITIONS}

__all__ = ["CONDITIONS", "Condition", "Scope"]
