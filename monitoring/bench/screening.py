"""`bench screening`: every way of running the sweep beside the bare sum over all evidence (rulings E1, design §6 and §8)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction

from accounts.models import Region
from households.applied import county_numbers
from households.facts import refresh
from households.models import FactsBasis, Household, Income, Medical, Spending
from households.received import registers as registers_of
from monitoring.bench.database import scratch_database
from monitoring.bench.lists import lists, recorded
from monitoring.bench.processes import alone, peak_mb
from monitoring.choices import RunState
from monitoring.findings import statement
from monitoring.runs import screen
from monitoring.sweep import WORK_MEM, Swept, act, find, rules_for, settle

ON = date(2026, 6, 15)
SAMPLE = 500
FLOOR = """
    SELECT sum(s) FROM (
        SELECT household_id, sum(amount) AS s FROM (
            SELECT household_id, amount FROM households_income
            UNION ALL SELECT household_id, amount FROM households_spending
            UNION ALL SELECT household_id, self_pay FROM households_medical) e
        GROUP BY household_id) x
"""


@dataclass(frozen=True)
class Measure:
    """One row of the benchmark: seconds beside the floor of the same run."""

    name: str
    size: int
    seconds: float
    floor_seconds: float
    peak_mb: int  # the most memory of a process that did a full run from the evidence and nothing else
    statements: int = 0  # SQL statements of one such work; 0 where nobody counted them

    def as_dict(self) -> dict[str, Any]:
        return {
            "name": self.name, "size": self.size, "seconds": round(self.seconds, 4), "floor_seconds": round(self.floor_seconds, 4),
            "ratio": round(self.seconds / self.floor_seconds, 3), "peak_mb": self.peak_mb,
            "statements": self.statements,
        }  # fmt: skip


def timed(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


def measure(households: int) -> list[Measure]:
    """All rows for one size, in a database of its own."""
    with scratch_database(f"binggui_bench_{households}"):
        county = make_county(households)
        floor = bare_sum()
        rows: dict[str, float] = {}
        counted: dict[str, int] = {}
        rows["full_first"] = timed(lambda: night(county, is_full=True))
        vacuum()
        rows["full_again"] = median(timed(lambda: night(county, is_full=True)) for _ in range(3))
        with recorded() as asked:
            rows["full_anew"] = timed(lambda: anew(county))
        counted["full_anew"] = len(asked)
        rows["rules_read"] = median(timed(lambda: read_rules(county)) for _ in range(3))
        rows["rules_refresh"] = median(timed(lambda: refresh_rules(county)) for _ in range(3))
        for share in (1, 5):
            touch(share)
            with recorded() as asked_changed:
                rows[f"changed_{share}pct"] = timed(partial(night, county))
            counted[f"changed_{share}pct"] = len(asked_changed)
        one = Household.objects.values_list("pk", flat=True)[households // 2]
        numbers = county_numbers(county, ON)
        rows["one_household"] = median(timed(lambda: refresh([one], numbers=numbers, on=ON)) for _ in range(5))
        rows["naive_orm_sample"] = timed(naive) * households / min(SAMPLE, households)
        peak = alone("monitoring.bench.screening", "memory_of_a_night", county.code)
        found = [Measure(name, households, seconds, floor, peak, counted.get(name, 0)) for name, seconds in rows.items()]
        return found + list(of_lists(county, households, peak))


def of_lists(county: Region, size: int, peak: int) -> Iterator[Measure]:
    """The floor of a list is the scan its indexes spare; its page is a row of its own."""
    for one in lists(county, ON):
        yield Measure(one.name, size, one.seconds, one.scan_seconds, peak, 1)
        yield Measure(f"{one.name}_page_p95", size, one.page_p95, one.scan_seconds, peak, one.page_statements)


def make_county(households: int) -> Region:
    county = Region.objects.create(code="990101", name="示例县", level="county")
    for town in range(9):
        parent = Region.objects.create(code=f"9901011{town:02d}", name=f"镇{town}", level="town", parent=county)
        Region.objects.bulk_create(
            Region(code=f"{parent.code}{number}", name=f"村{number}", level="village", parent=parent) for number in range(201, 209)
        )
    call_command("load_parameters", "demo", stdout=silent())
    with unwatched(), connection.cursor() as cursor, transaction.atomic():
        for text in (Path(__file__).with_name("county.sql")).read_text().split(";\n"):
            if text.strip():
                cursor.execute(text, {"households": households})
    vacuum()
    return county


@contextmanager
def unwatched() -> Iterator[None]:
    """No trigger keeps millions of rows in memory a second time while the county is laid out."""
    tables = [model._meta.db_table for model in apps.get_app_config("households").get_models()]
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def silent() -> Any:
    from io import StringIO

    return StringIO()


def vacuum() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def bare_sum() -> float:
    """The floor: sequential scan forced, nothing in parallel, JIT off, warm, median of three."""
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("SET LOCAL enable_indexscan = off; SET LOCAL enable_indexonlyscan = off; SET LOCAL enable_bitmapscan = off")
        cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL jit = off")
        settle(WORK_MEM)
        cursor.execute(FLOOR)
        return median(timed(lambda: cursor.execute(FLOOR)) for _ in range(3))


def anew(county: Region) -> None:
    """Nothing the database vouches for is taken: every fact from its evidence, as on the first of a month and once a week."""
    FactsBasis.objects.all().delete()
    night(county, is_full=True)


def memory_of_a_night(county_code: str) -> int:
    """MB of a worker that carries out one run in which every fact is made from its evidence."""
    anew(Region.objects.get(code=county_code))
    return peak_mb()


def night(county: Region, *, is_full: bool = False) -> None:
    """A whole run as the worker carries it out: lease, three committed stages, what they hand on. Not full: whoever the database has marked."""
    run = screen(county, on=ON, is_full=is_full)
    if run.state != RunState.DONE or run.is_full is not is_full:
        raise RuntimeError(f"{run}: {run.get_state_display()} {run.error}")


def read_rules(county: Region) -> None:
    sql, values = statement(county.code, rules=rules_for(registers_of(county, ON))[0])
    with transaction.atomic(), connection.cursor() as cursor:
        settle(WORK_MEM)
        cursor.execute(f"SELECT count(*), count(f_reason) FROM ({sql}) f", values)


def refresh_rules(county: Region) -> None:
    numbers = county_numbers(county, ON)
    with transaction.atomic(), connection.cursor() as cursor:
        settle(WORK_MEM)
        registers = registers_of(county, ON)
        waiting = find(cursor, county, None, registers)
        act(cursor, Swept(), numbers, ON, registers, waiting, run=None, by="bench", only_screened=False)


def touch(share: int) -> None:
    """Change one income row of `share` percent of the households; the database marks whose facts are stale."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE households_income SET amount = amount + 100 WHERE month = '2026-05-01' AND kind = 'wage' AND household_id %% 100 < %s",
            [share],
        )


def naive() -> None:
    """What a page-by-page loop would do: a handful of queries per household and sums in Python."""
    for household in Household.objects.all()[:SAMPLE]:
        total = Decimal(0)
        for member in household.members.all():
            for model, column in ((Income, "amount"), (Spending, "amount"), (Medical, "self_pay")):
                for row in model.objects.filter(household=household, person_id=member.person_id):
                    total += getattr(row, column)
        Household.objects.filter(pk=household.pk, category="", has_monitoring_tag=False).exists()
