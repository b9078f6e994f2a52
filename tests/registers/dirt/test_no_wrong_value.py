"""No dirty register yields a wrong value: what lands is what the clean register says, cell by cell, or the cell is named (issue 4, proof 1)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registers.sheets import SHEETS
from tests.registers.dirt.checking import LIGHT, LONG, check
from tests.registers.dirt.test_no_wrong_household import FIRST
from tests.registers.dirt.world import lay_people, lay_regions

OF_PEOPLE = [code for code in SHEETS if code not in (*FIRST, "regions")]


@pytest.fixture(scope="module")
def world(standing) -> None:
    lay_regions()
    lay_people()


@pytest.mark.parametrize("code", OF_PEOPLE)
@LIGHT
@given(seed=st.integers(0, 2**32), dirt=st.sampled_from([0.15, 0.5]))
def test_no_dirty_register_yields_a_wrong_value(world: None, code: str, seed: int, dirt: float) -> None:
    check(code, seed, dirt)


@pytest.mark.long
@pytest.mark.parametrize("code", OF_PEOPLE)
@LONG
@given(seed=st.integers(0, 2**32), dirt=st.sampled_from([0.05, 0.15, 0.5, 1.0]))
def test_no_dirty_register_yields_a_wrong_value_at_length(world: None, code: str, seed: int, dirt: float) -> None:
    check(code, seed, dirt)
