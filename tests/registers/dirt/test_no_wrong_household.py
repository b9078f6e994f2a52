"""No dirty list of places, offices, people, households or members yields a wrong one: the registers everything else hangs on (issue 4, proof 1)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.registers.dirt.checking import LIGHT, LONG, check
from tests.registers.dirt.world import lay_regions

FIRST = ("offices", "users", "households", "members")


@pytest.fixture(scope="module")
def world(standing) -> None:
    lay_regions()


@pytest.mark.parametrize("code", FIRST)
@LIGHT
@given(seed=st.integers(0, 2**32), dirt=st.sampled_from([0.15, 0.5]))
def test_no_dirty_list_of_people_yields_a_wrong_value(world: None, code: str, seed: int, dirt: float) -> None:
    check(code, seed, dirt)


@pytest.mark.long
@pytest.mark.parametrize("code", FIRST)
@LONG
@given(seed=st.integers(0, 2**32), dirt=st.sampled_from([0.05, 0.15, 0.5, 1.0]))
def test_no_dirty_list_of_people_yields_a_wrong_value_at_length(world: None, code: str, seed: int, dirt: float) -> None:
    check(code, seed, dirt)
