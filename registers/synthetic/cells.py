"""A cell as a clerk leaves it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from registers.sheets.base import Column

SAME = object()


@dataclass(frozen=True)
class Written:
    """What stands in the cell; `is_clear`: it has one reading; `meant`: the clean cell that says the same, where less is said than before."""

    cell: Any
    is_clear: bool = True
    meant: Any = SAME


Habit = Callable[[Random, Column, Any, Any], Written | None]
