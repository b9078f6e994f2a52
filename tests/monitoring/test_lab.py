"""A trial says of a county exactly what `assess` would say if the numbers were in force, and writes nothing."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Value
from django.db.models.functions import Concat
from django.db.utils import InternalError
from django.test.utils import CaptureQueriesContext

from accounts.models import Region
from households.models import FactsBasis, Household, MemberFacts, StaleHousehold
from identification.criteria import OF_TEKUN
from identification.proposals import CANNOT_SAY, with_each_answer, with_member_operands
from monitoring.assessment import assess
from monitoring.lab.changes import Change, rows_for
from monitoring.lab.side import Side
from monitoring.lab.trial import Trial, try_out
from monitoring.runs import screen
from policies.models import Parameter
from tests.conftest import ON, lay_county
from tests.identification import criteria_twin, test_criteria_twin
from tests.identification.factories_opinion import registers_received
from tests.monitoring import test_twin, twin_random

HOUSEHOLDS = 250
HIGHER_LINE = (Change("low_income_line", "rural", Decimal(9948)), Change("low_income_line", "urban", Decimal(13048)))
LINES = ("low_income_line", "margin_ceiling", "pdi", "dibao_standard")
OUTSIDE = {"", CANNOT_SAY}
# Each kind of number: read by rules, by criteria, by the statement of the facts (deductions, ratios, windows).
CHANGES = {
    "line": HIGHER_LINE,
    "standard": (Change("dibao_standard", "rural", Decimal(9600)), Change("margin_ceiling", "rural", Decimal(14400))),
    "threshold": (Change("single_self_pay_tuopin", number=Decimal(2500)), Change("vehicle_value_limit", number=Decimal(60000))),
    "deduction": (Change("employment_cost_ratio", number=Decimal("0.3")),),
    "ratio": (Change("near_line_share", number=Decimal("0.6")), Change("rigid_ratio", number=Decimal("0.05"))),
    "window": (Change("income_window", choice="FULL_MONTHS_6"),),
    "exclusion": (Change("excluded_income", choice="基础养老金"), Change("excluded_income", choice="低保金")),
}


@pytest.fixture(scope="module")
def busy(standing) -> Region:
    county = lay_county()
    random, village = Random(20260615), Region.objects.get(code="990101100201")
    registers_received()
    test_twin.write([twin_random.random_household(random) for _ in range(HOUSEHOLDS)], village)
    Household.objects.update(household_no=Concat(Value("R"), "household_no"))
    test_criteria_twin.write([criteria_twin.random_household(random) for _ in range(HOUSEHOLDS)], village)
    screen(county, on=ON, is_full=True)
    return county


def of_assess(county: Region) -> dict[int, dict[str, Any]]:
    ids = dict(Household.objects.values_list("household_no", "pk"))
    return {ids[row["household_no"]]: row for row in assess(county, ON)}


def tried(county: Region, *changes: Change) -> Trial:
    numbers = Parameter.objects.numbers(ON)
    return try_out(county, numbers, rows_for(changes, numbers, county))


@pytest.mark.parametrize("name", CHANGES)
def test_a_trial_says_what_assess_would_say(busy, name):
    before = of_assess(busy)
    trial = tried(busy, *CHANGES[name])
    numbers = Parameter.objects.numbers(ON)
    for row in rows_for(CHANGES[name], numbers, busy):
        Parameter.objects.filter(code=row.code, region=busy, area_type=row.area_type, valid_from=ON).delete()
        row.confirmed_at = "2026-06-15T00:00:00+08:00"
        row.save()
    after = of_assess(busy)
    moved = {one.household_id: one for one in trial.moved}
    differing = set()
    for pk, was in before.items():
        becomes = after[pk]
        new = set(becomes["alerts"].split(";")) - {""} - set(was["alerts"].split(";"))
        same = [was[key] == becomes[key] for key in ("proposed_category", "proposed_monitoring_kind", "monthly_amount")]
        if not all(same) or new:
            differing.add(pk)
            found = moved[pk]
            assert (plain(found.was), plain(found.becomes)) == (was["proposed_category"], becomes["proposed_category"])
            assert (found.was_kind, found.becomes_kind) == (was["proposed_monitoring_kind"], becomes["proposed_monitoring_kind"])
            assert (found.was_amount, found.becomes_amount) == (was["monthly_amount"], becomes["monthly_amount"])
            assert new <= set(found.new_rules)
    assert differing <= moved.keys()
    assert differing, "the change must move somebody"
    assert trial.households == 2 * HOUSEHOLDS + 1


def plain(state: str) -> str:
    return "other_hardship" if state == "only_missing" else state


def stored() -> dict[str, tuple[int, ...]]:
    """How often each table was written in this transaction, by the server's own count."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_xact_user_tables WHERE schemaname = 'public'")
        return {name: tuple(counts) for name, *counts in cursor.fetchall()}


@pytest.mark.parametrize("name", ["line", "deduction"])
def test_nothing_stored_is_written(busy, name):
    before = stored()
    tried(busy, *CHANGES[name])
    assert {table: counts for table, counts in stored().items() if before.get(table, (0, 0, 0)) != counts} == {}


def test_the_transaction_of_a_trial_may_only_read(busy, monkeypatch):
    """Were a rule to write, the database itself would refuse."""

    def write_something(self, laid):
        Household.objects.update(head_name="改了")

    monkeypatch.setattr(Side, "find", write_something)
    with pytest.raises(InternalError, match="read-only transaction"), transaction.atomic():
        tried(busy, *HIGHER_LINE)
    assert not Household.objects.filter(head_name="改了").exists()
    Household.objects.filter(pk=0).update(head_name="之后又能写")


def test_facts_that_still_hold_are_not_made_again(busy):
    with CaptureQueriesContext(connection) as asked:
        trial = tried(busy, *HIGHER_LINE)
    assert trial.facts_from == ON
    # one household's facts are made: those of members who surely are 特困, on either side
    assert sum("INSERT INTO lab_before_facts" in query["sql"] for query in asked) == 0
    with CaptureQueriesContext(connection) as asked:
        assert tried(busy, *CHANGES["deduction"]).facts_from == ON
    made = [query["sql"] for query in asked if "INSERT INTO lab_after_facts" in query["sql"]]
    assert len(made) == 1


def test_facts_that_no_longer_hold_are_made_for_the_trial_alone(busy):
    """A household whose evidence came in since the screening is counted with it, the others as they stand."""
    whole = tried(busy, *HIGHER_LINE)
    marked = Household.objects.exclude(pk__in=[one.household_id for one in whole.moved]).order_by("pk")[:3]
    StaleHousehold.objects.bulk_create([StaleHousehold(household_id=one.pk) for one in marked], ignore_conflicts=True)
    again = tried(busy, *HIGHER_LINE)
    assert again.facts_from is None
    assert (again.moved, again.totals) == (whole.moved, whole.totals)
    FactsBasis.objects.all().delete()
    anew = tried(busy, *HIGHER_LINE)
    assert (anew.moved, anew.totals) == (whole.moved, whole.totals)


def raised(code: str, share: Decimal) -> list[Change]:
    areas = ("rural", "urban") if code != "pdi" else ("unified",)
    numbers, county = Parameter.objects.numbers(ON), Region.objects.get(code="990101")
    return [Change(code, area, (numbers.number(code, county, area) * share).quantize(Decimal("0.01"))) for area in areas]


@pytest.mark.parametrize("share", ["1.0078", "1.3", "2"])
@pytest.mark.parametrize("code", LINES)
def test_raising_a_line_never_removes_anybody(busy, code, share):
    """From category, tag, or the union of R01 and R05 (rulings C8); for the 低保 standard whoever becomes or may become 特困 by it is left aside."""
    trial = tried(busy, *raised(code, Decimal(share)))
    aside = tekun_households() if code == "dibao_standard" else set()
    for one in trial.moved:
        if one.household_id in aside:
            continue
        assert one.was in OUTSIDE or one.becomes not in OUTSIDE, one
        assert not one.was_kind or one.becomes_kind, one
        assert not {"R01", "R05"} & set(one.gone_rules) or {"R01", "R05"} & set(one.new_rules), one
    if share == "2" and code != "pdi":
        assert any(one.household_id not in aside for one in trial.moved), "the raise reached nobody"


def tekun_households() -> set[int]:
    """Where somebody is, or by a higher standard may become, 特困: his income, what he owns and what others could give are measured by it."""
    [labour] = [criterion for criterion in OF_TEKUN if criterion.code == "tekun_no_labour"]
    rows = with_each_answer(with_member_operands(MemberFacts.objects.filter(is_counted=True)), [labour])
    return set(rows.exclude(is_tekun_no_labour=False, category="").values_list("facts_id", flat=True))
