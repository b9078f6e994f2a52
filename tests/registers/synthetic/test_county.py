"""The synthetic county: the same every time, nobody real, in proportion, and with every case in it."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest

from households.national_id import birth_date, check_digit, sex_code
from registers.sheets import SHEETS
from registers.synthetic.county import make
from registers.synthetic.ledger import ledger, persons_by_category
from registers.synthetic.model import LINE, County
from registers.synthetic.staff import people
from registers.synthetic.workbooks import write_county
from registers.synthetic.written import ROWS


@pytest.fixture(scope="module")
def county() -> County:
    return make(6000, 1, 0.003)


@pytest.fixture(scope="module")
def small() -> County:
    return make(200, 7, 0.003)


def test_same_seed_writes_the_same_bytes(tmp_path):
    digests = []
    for name in ("one", "two"):
        write_county(tmp_path / name, households=150, seed=3, dirty=0.01)
        digests.append({path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted((tmp_path / name).iterdir())})
    assert digests[0] == digests[1]
    assert set(digests[0]) == {f"{sheet}.xlsx" for sheet in SHEETS} | {"expected.json"}


def test_another_seed_is_another_county():
    assert [home.head.name for home in make(150, 1, 0).homes] != [home.head.name for home in make(150, 2, 0).homes]


def test_too_small_a_county_is_refused():
    with pytest.raises(ValueError, match="至少120户"):
        make(50, 1, 0)


def test_id_numbers_are_valid_fictional_and_unique(county):
    people = [one for home in county.homes for one in home.people]
    assert len({one.id_number for one in people}) == len(people)
    for one in people:
        assert one.id_number.startswith("99") and one.id_number[17] == check_digit(one.id_number[:17])
        assert birth_date(one.id_number) == one.birth and sex_code(one.id_number) == one.sex


def test_proportions_are_those_of_the_demo_set(county):
    assert len(county.homes) == 6000 and sum(len(home.people) for home in county.homes) == pytest.approx(20_000, rel=0.01)
    assert persons_by_category(county) == {
        "tekun": 520,
        "dibao": 2600,
        "dibao_margin": 620,
        "rigid_expenditure": 160,
        "other_hardship": 200,
    }
    tagged = [home for home in county.homes if home.tagged]
    assert sum(len(home.people) for home in tagged) == pytest.approx(700, abs=10)
    assert sum(len(home.people) for home in tagged if home.category == "other_hardship") == 200
    assert sum(1 for home in county.homes if home.category or home.cared) == pytest.approx(1900, rel=0.03)


def test_every_reachable_row_of_the_tag_table_occurs(small):
    assert set(ledger(small, {})["tag_rows"]) == {"1", "2", "3", "4", "5", "6", "8"}


@pytest.mark.parametrize("rule", ["R01", "R02", "R03", "R04", "R05", "R07", "R08", "R09", "R10", "R12", "R23", "R24", "A01", "I01", "I04"])
def test_every_rule_has_planted_hits(small, rule):
    assert small.planted[rule]


def test_about_three_hundred_hits_are_planted(county):
    assert 260 <= sum(len(found) for found in county.planted.values()) <= 340
    assert 40 <= sum(len(numbers) for numbers in county.unknown.values()) <= 90


def test_families_without_category_stay_clear_of_the_line(county):
    for home in county.homes:
        if not (home.category or home.purpose):
            assert home.gross is not None and home.gross > LINE[home.area] * len(home.payers) * 1.3


def test_heads_come_first_and_nobody_is_older_than_may_be(county):
    for home in county.homes:
        assert [one.relation for one in home.people].count("02") == 1 and home.head.relation == "02"
        assert all(one.birth <= date(2026, 6, 12) and one.age() <= 95 for one in home.people)
        assert home.head.age() >= 18


def test_children_of_school_age_have_a_record_unless_planted(county):
    recorded = {id(row["person"]) for row in county.rows["students"]}
    missing = [
        home.number for home in county.homes for one in home.people if 6 <= one.age() <= 15 and id(one) not in recorded and not one.is_dirty
    ]
    assert sorted(missing) == sorted(county.unknown["school_record"])


def test_payers_of_a_settlement_add_up(county):
    for row in county.rows["medical"]:
        assert row["total"] == row["basic"] + row["serious"] + row["aid"] + row["self_pay"] and row["compliant"] <= row["self_pay"]


def test_staff_names_one_person_per_role_and_a_worker_per_village():
    rows = people()
    assert len({row["username"] for row in rows}) == len(rows)
    by_username = {row["username"]: row for row in rows}
    assert by_username["linxiaowen"]["name"] == "林晓雯" and by_username["luocheng"]["region_code"] == "990101100201"
    assert len({role for row in rows for role in row["roles"].split("、")}) == 17


def test_every_line_can_be_read_by_its_declared_column(small):
    for code, sheet in SHEETS.items():
        for line in ROWS[code](small):
            for column in sheet.columns:
                value = line.get(column.code)
                if value not in (None, ""):
                    column.parse(value if isinstance(value, (str | date, float)) else float(str(value)))


def test_nobody_has_rows_who_is_not_a_member(county):
    members = {one.id_number for home in county.homes for one in home.people if not one.is_dirty}
    for sheet, rows in county.rows.items():
        assert all(row.get("person") is None or row["person"].id_number in members for row in rows), sheet
