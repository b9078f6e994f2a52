"""Facts that stand because the database vouches for them are those that would be made anew: whoever wrote, whatever day it is."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.models import Region
from households import facts
from households.applied import county_numbers
from households.models import FactsBasis, Household, HouseholdFacts, Member, MemberFacts, StaleHousehold
from monitoring.sweep import changed_households
from policies.models import Parameter
from tests.households.factories import HouseholdFactory
from tests.monitoring.test_twin import write
from tests.monitoring.twin_random import random_household

ON = date(2026, 6, 2)
HOUSEHOLDS = 150


@pytest.fixture(autouse=True)
def never_whole_for_being_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """So few households would be made whole at once."""
    monkeypatch.setattr(facts, "FEW", 1.0)


def sql(text: str, *values: Any) -> None:
    """As another transaction would write: not the one that made facts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('binggui.refreshing', '', true)")
        cursor.execute(text, values)


def rows() -> list[list[dict[str, Any]]]:
    return [list(HouseholdFacts.objects.order_by("pk").values()), list(MemberFacts.objects.order_by("pk").values())]


def refreshed(county: Region, on: date) -> facts.Refreshed:
    return facts.refresh(None, numbers=county_numbers(county, on), on=on)


def differing(county: Region, on: date) -> list[tuple[str, Any, Any, Any]]:
    """What stands against what the evidence gives, `known_on` aside: it says when a row was last written."""
    stands = rows()
    numbers = county_numbers(county, on)
    with transaction.atomic():
        facts.made(None, numbers, on, facts.parameters_of(numbers, on))
        anew = rows()
        transaction.set_rollback(True)
    found = []
    for old, new in zip(stands, anew, strict=True):
        by_key = {next(iter(row.values())): row for row in new}
        assert {next(iter(row.values())) for row in old} == by_key.keys()
        for row in old:
            key = next(iter(row.values()))
            found += [
                (name, key, value, by_key[key][name]) for name, value in row.items() if name != "known_on" and value != by_key[key][name]
            ]
    return found


# One raw statement a table: nobody told the journal, and no model's save was called.
WRITES = (
    "UPDATE households_income SET amount = amount + 100 WHERE id % 7 = {n}",
    "UPDATE households_income SET superseded_at = now() WHERE id % 11 = {n}",
    "DELETE FROM households_income WHERE id % 13 = {n}",
    "DELETE FROM households_medical WHERE id % 9 = {n}",
    "UPDATE households_medical SET settled_on = settled_on + 3 WHERE id % 9 = {n}",
    "INSERT INTO households_spending (household_id, person_id, source, received_on, known_at, item, month, amount, ref, kind) "
    "SELECT household_id, person_id, 'visit', '2026-05-01', now(), '学费', '2026-05-01', 30000, gen_random_uuid()::text, 'education' FROM households_member WHERE id % 17 = {n}",
    "INSERT INTO households_asset (household_id, source, received_on, known_at, kind, item, as_of, value, is_none) "
    "SELECT id, 'visit', '2026-05-01', now(), 'financial', gen_random_uuid()::text, date '2026-06-01' + {n} * 4, 900, false FROM households_household WHERE id % 17 = {n}",
    "UPDATE households_member SET status = 'in_prison', status_since = date '2026-06-01' + {n} * 3, status_until = NULL WHERE id % 19 = {n}",
    "UPDATE households_member SET left_on = date '2026-06-01' + {n} * 4 WHERE id % 29 = {n}",
    "UPDATE households_person SET birth = birth + 3 WHERE id % 7 = {n}",
    "UPDATE households_household SET area_type = 'urban', risks = '{{01}}' WHERE id % 23 = {n}",
    "UPDATE households_standing SET refused_on = date '2024-06-01' + {n} * 4, last_visited_on = NULL WHERE household_id % 13 = {n}",
    "UPDATE households_disability SET issued_on = date '2025-06-01' + {n} * 4, received_on = date '2026-05-01' + {n} * 4 WHERE id % 5 = {n}",
    "UPDATE households_disability SET expires_on = date '2026-06-01' + {n} * 4 WHERE id % 5 = {n}",
    "DELETE FROM households_enrolment WHERE id % 9 = {n}",
    "UPDATE households_insurance SET status = 'not_insured' WHERE id % 9 = {n}",
    "UPDATE households_registerclaim SET until = date '2026-06-01' + {n} * 4 WHERE id % 5 = {n}",
    "UPDATE households_death SET died_on = date '2026-06-01' + {n} * 4 WHERE id % 3 = {n}",
    "UPDATE households_housing SET grade = 'D', appraised_on = date '2026-06-01' + {n} * 4 WHERE id % 9 = {n}",
    "UPDATE households_water SET quality = 'bad', checked_on = date '2026-06-01' + {n} * 4 WHERE id % 9 = {n}",
    "DELETE FROM households_vehicle WHERE id % 9 = {n}",
    "UPDATE households_job SET refusals = 3, as_of = date '2026-06-01' + {n} WHERE id % 5 = {n}",
    "UPDATE households_member SET status = 'missing', status_since = date '2025-12-01' + {n} * 4, status_until = NULL WHERE id % 17 = {n}",
    "UPDATE households_registerclaim SET register = 'rigid_expenditure', until = date '2026-06-01' + {n} * 4 WHERE register = 'dibao' AND id % 7 = {n} "
    "AND NOT EXISTS (SELECT 1 FROM households_registerclaim o WHERE o.person_id = households_registerclaim.person_id AND o.register = 'rigid_expenditure')",
    "UPDATE households_detention SET kind = 'prison', started_on = date '2026-06-01' + {n} * 4, ended_on = date '2026-06-10' + {n} * 4 WHERE id % 3 = {n}",
    "UPDATE households_payment SET status = 'failed', account_name = '外人' WHERE id % 7 = {n}",
    "DELETE FROM households_realestate WHERE id % 5 = {n}",
    "UPDATE households_company SET status = 'active', staff = 3 WHERE id % 5 = {n}",
    "UPDATE households_bankbalance SET balance = balance + 1, asked_on = asked_on + {n} WHERE id % 5 = {n}",
    "UPDATE households_salarytax SET wage = coalesce(wage, 0) + 900000 WHERE id % 5 = {n}",
    "UPDATE households_member SET joined_on = date '2025-06-01' + {n} * 4 WHERE id % 7 = {n}",
    "UPDATE households_standing SET last_visited_on = date '2026-05-01' + {n} * 4 WHERE household_id % 5 = {n}",
    "UPDATE households_spending SET amount = amount + 50 WHERE id % 3 = {n}",
    "UPDATE households_illness SET diagnosed_on = date '2025-06-01' + {n} * 4, received_on = date '2026-05-01' + {n} * 4 WHERE id % 5 = {n}",
    "UPDATE households_disaster SET happened_on = happened_on + {n} * 4, received_on = date '2026-05-01' + {n} * 4, loss = 5 WHERE id % 5 = {n}",
    "UPDATE households_registerclaim SET since = date '2025-06-01' + {n} * 4, received_on = date '2026-05-01' + {n} * 4 WHERE id % 5 = {n}",
    "INSERT INTO households_obligor (household_id, person_id, received_on, relation, is_none, is_tekun, is_dibao, birth, yearly_income, has_low_property, "
    "is_severely_disabled, is_incapable, name, ability_words, source) SELECT household_id, person_id, '2026-05-01', 'child', false, false, true, "
    "date '1956-06-01' + {n} * 4, 0, true, false, false, '测', '', 'visit' FROM households_member WHERE id % 17 = {n}",
    "UPDATE households_householdfacts SET gross = 1, next_change_on = NULL WHERE household_id % 9 = {n}",
    "UPDATE households_memberfacts SET age = 1 WHERE member_id % 9 = {n}",
    "DELETE FROM households_memberfacts WHERE member_id % 19 = {n}",
)  # fmt: skip


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.long), pytest.param(3, marks=pytest.mark.long)])
def test_what_stands_is_what_would_be_made_anew(county, village, seed):
    r = Random(seed)
    write([random_household(r) for _ in range(HOUSEHOLDS)], village)
    refreshed(county, ON)
    on = ON
    for text in r.sample(WRITES, len(WRITES)):
        sql(text.format(n=r.randrange(3)).replace("%", "%%"))
        on += timedelta(days=r.choice([0, 1, 1, 2]))
        refreshed(county, on)
        assert differing(county, on) == [], (text, on)


@pytest.mark.long
@pytest.mark.parametrize("seed", [4, 5])
def test_the_calendar_alone_moves_no_more_than_the_rows_say(county, village, seed):
    """Nobody writes anything: day by day through two months, the changed households alone, and the rows are those of that day."""
    r = Random(seed)
    write([random_household(r) for _ in range(HOUSEHOLDS)], village)
    refreshed(county, ON)
    for days in range(1, 45):
        on = ON + timedelta(days=days)
        if on.day == 1:
            refreshed(county, on)
        else:
            facts.refresh(changed_households(county, on), numbers=county_numbers(county, on), on=on)
        assert differing(county, on) == [], on


def test_many_read_by_hashing_are_the_same_as_by_index(county, village, monkeypatch):
    """A file that moves a great part of the county, and nobody beside its households."""
    r = Random(6)
    write([random_household(r) for _ in range(HOUSEHOLDS)], village)
    numbers, ids = county_numbers(county, ON), list(Household.objects.order_by("pk").values_list("pk", flat=True))[::2]
    asked: list[bool] = []
    statement = facts.statement
    monkeypatch.setattr(
        facts, "statement", lambda *given, by_index, **more: asked.append(by_index) or statement(*given, by_index=by_index, **more)
    )
    monkeypatch.setattr(facts, "MANY", 10)
    monkeypatch.setattr(facts, "FEW", 0.4)
    written = facts.refresh(ids, numbers=numbers, on=ON)
    assert (written.households, written.facts_written) == (len(ids), len(ids))
    assert set(HouseholdFacts.objects.values_list("pk", flat=True)) == set(ids)
    assert MemberFacts.objects.exists() and set(MemberFacts.objects.values_list("facts_id", flat=True)) <= set(ids)
    monkeypatch.setattr(facts, "FEW", 0.6)
    assert facts.refresh(ids, numbers=numbers, on=ON).rows == 0
    assert asked == [False, True] and set(StaleHousehold.objects.values_list("household_id", flat=True)).isdisjoint(ids)


def made_anew(county: Region, monkeypatch: pytest.MonkeyPatch, on: date) -> bool:
    """Whether a run over the county makes every household from its evidence."""
    asked: list[bool] = []
    made = facts.made
    with monkeypatch.context() as patched:
        patched.setattr(facts, "made", lambda ids, *others: asked.append(ids is None) or made(ids, *others))
        refreshed(county, on)
    return asked == [True]


def test_all_are_made_anew_after_a_week_and_in_a_new_month_and_by_new_numbers(county, monkeypatch):
    for _ in range(20):
        HouseholdFactory(size=2, monthly_wage="1000")
    assert made_anew(county, monkeypatch, ON)
    assert not made_anew(county, monkeypatch, ON)
    assert not made_anew(county, monkeypatch, ON + timedelta(days=6))
    assert made_anew(county, monkeypatch, ON + timedelta(days=7))
    assert made_anew(county, monkeypatch, date(2026, 6, 30))
    assert not made_anew(county, monkeypatch, date(2026, 6, 30))
    assert made_anew(county, monkeypatch, date(2026, 7, 1))
    Parameter.objects.filter(code="employment_cost_ratio").update(number="0.2")
    assert made_anew(county, monkeypatch, date(2026, 7, 2))
    assert not made_anew(county, monkeypatch, date(2026, 7, 2))


def test_a_day_before_the_last_is_made_anew(county, monkeypatch):
    HouseholdFactory(size=2, monthly_wage="1000")
    refreshed(county, ON)
    assert made_anew(county, monkeypatch, ON - timedelta(days=1))


def test_a_register_that_arrives_for_the_first_time_makes_all_anew(county, monkeypatch):
    household = HouseholdFactory(size=2, monthly_wage="1000")
    refreshed(county, ON)
    person = household.members.first().person
    sql(
        "INSERT INTO households_vehicle (household_id, person_id, received_on, kind, value, is_livelihood) VALUES (%s, %s, '2026-05-01', 'car', 1, false)",
        household.pk, person.pk,
    )  # fmt: skip
    assert made_anew(county, monkeypatch, ON)


def test_a_mark_set_by_others_stays_until_the_facts_are_made(county):
    one, other = HouseholdFactory(monthly_wage="1000"), HouseholdFactory(monthly_wage="1000")
    refreshed(county, ON)
    assert not StaleHousehold.objects.exists()
    sql("UPDATE households_income SET amount = amount + 1")
    facts.refresh_facts([one.pk], county=county, on=ON)
    assert set(StaleHousehold.objects.values_list("household_id", flat=True)) == {other.pk}
    assert other.pk in changed_households(county, ON) and one.pk not in changed_households(county, ON)


def test_making_facts_marks_nothing_and_touching_them_does(county):
    household = HouseholdFactory(size=2, monthly_wage="1000")
    refreshed(county, ON)
    sql("UPDATE households_income SET amount = 5000")
    refreshed(county, ON)
    assert not StaleHousehold.objects.exists()
    sql("UPDATE households_householdfacts SET gross = 1")
    assert StaleHousehold.objects.filter(household_id=household.pk).exists()


def test_a_paper_moves_the_household_where_the_person_lives(county):
    former, now = HouseholdFactory(monthly_wage="1000"), HouseholdFactory(monthly_wage="1000")
    person = former.members.get().person
    sql("INSERT INTO households_disability (household_id, person_id, received_on, kind, level, issued_on, is_cancelled) "
        "VALUES (%s, %s, '2026-01-01', '4', 1, '2026-01-01', false)", former.pk, person.pk)  # fmt: skip
    Member.objects.filter(household=former).update(household=now, relation="20")
    refreshed(county, ON)
    sql("DELETE FROM households_disability")
    assert now.pk in set(StaleHousehold.objects.values_list("household_id", flat=True))


READ = """
SELECT c.relname FROM pg_class c
WHERE c.relkind = 'r' AND c.relname LIKE 'households\\_%%' AND (
    SELECT count(*) FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname LIKE 'households\\_stale\\_%%' AND t.tgenabled = 'A') = 0
"""


def test_every_table_the_facts_are_read_from_is_watched(county):
    """A table that the statement begins to read needs the triggers of migration 0009, always awake."""
    with connection.cursor() as cursor:
        cursor.execute(READ.replace("%%", "%"))
        silent = {name for (name,) in cursor.fetchall()}
    text = facts.statement(county_numbers(county, ON), whole=True)
    assert {name for name in silent if name in text} <= {"households_stalehousehold"}


def test_the_basis_is_one_row_a_county(county):
    HouseholdFactory(monthly_wage="1000")
    refreshed(county, ON)
    refreshed(county, ON + timedelta(days=8))
    assert FactsBasis.objects.get().made_on == ON + timedelta(days=8)
