"""No dirty list of villages yields a wrong place: every other register is found by it (issue 4, proof 1)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.registers.dirt.checking import LIGHT, LONG, check
from tests.registers.dirt.world import lay_towns


@pytest.fixture(scope="module")
def world(standing) -> None:
    lay_towns()


@LIGHT
@given(seed=st.integers(0, 2**32), dirt=st.sampled_from([0.15, 0.5]))
def test_no_dirty_list_of_villages_yields_a_wrong_place(world: None, seed: int, dirt: float) -> None:
    check("regions", seed, dirt)


@pytest.mark.long
@LONG
@given(seed=st.integers(0, 2**32), dirt=st.sampled_from([0.05, 0.15, 0.5, 1.0]))
def test_no_dirty_list_of_villages_yields_a_wrong_place_at_length(world: None, seed: int, dirt: float) -> None:
    check("regions", seed, dirt)
