"""The dictionary of fields: where a column lands, and how much of it a county knows; the drawn pages are those of the declaration."""

from __future__ import annotations

from pathlib import Path

import pytest

from accounts.choices import RegionLevel
from accounts.models import Region
from accounts.roles import Role
from registers.dictionary import CHECKS_ONLY, Dictionary
from registers.manual import draw
from registers.sheets import SHEETS
from tests.accounts.factories import PositionFactory
from tests.registers.books import SON, WIFE, family, person_row, take

DRAWN = Path(__file__).resolve().parent.parent.parent / "docs" / "registers"
# Columns that only find somebody or are compared with what stands.
CHECKING = {"head_name", "head_id_number", "relation", "household_kind"}


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_every_column_lands_somewhere_or_is_known_to_check(sheet):
    for entry in Dictionary(sheet).entries():
        assert entry.lands != CHECKS_ONLY or entry.column.code in CHECKING, entry.column.code


def test_the_drawn_pages_are_those_of_the_declaration():
    assert {path.name: path.read_text() for path in DRAWN.glob("*.md")} == draw()


@pytest.mark.django_db
def test_shares_are_counted_within_the_county(county, django_assert_max_num_queries):
    family()
    take(
        "insurance",
        person_row(kind="居民医保", year=2026, status="已参保", paid_on="2025-12-01"),
        person_row(WIFE, kind="居民医保", year=2026, status="未参保"),
    )
    take("insurance", person_row(SON, kind="居民医保", year=2026, status="已参保", subsidy_kind="低保定额资助"))
    position = PositionFactory(region=county, role=Role.REGISTER_ADMIN)
    dictionary = Dictionary(SHEETS["insurance"])
    with django_assert_max_num_queries(2):  # the last batch, and one count
        known = dictionary.known(position)
    shares = {entry.column.code: entry.share for entry in dictionary.entries(known)}
    assert known.total == 3
    assert shares == {
        "name": 100, "id_number": 100, "kind": 100, "year": 100, "status": 100, "paid_on": 33, "personal_paid": 0, "subsidy_kind": 33,
        "subsidy_amount": 0,
    }  # fmt: skip


@pytest.mark.django_db
def test_every_register_is_counted_and_an_empty_one_has_no_share(county):
    position = PositionFactory(region=county, role=Role.REGISTER_ADMIN)
    for sheet in SHEETS.values():
        dictionary = Dictionary(sheet)
        known = dictionary.known(position)
        assert set(known.by_code) == {column.code for column in sheet.columns if dictionary.path(column)}
        assert known.total or all(entry.share is None for entry in dictionary.entries(known))


@pytest.mark.django_db
def test_another_countys_rows_are_not_counted(county):
    family()
    take("jobs", person_row(is_working="否"))
    next_door = Region.objects.create(code="990102", name="邻县", level=RegionLevel.COUNTY)
    position = PositionFactory(region=next_door, role=Role.REGISTER_ADMIN)
    assert Dictionary(SHEETS["jobs"]).known(position).total == 0
