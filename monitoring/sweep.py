"""The night sweep: facts, rules, alerts — for a county or for the households that changed, in a fixed number of statements.

Running it twice on unchanged data opens nothing twice and writes 0 rows.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from time import perf_counter
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.choices import Dept
from accounts.models import Region
from casework.actions import due_after
from casework.timeline import NIGHT_SCREENING
from casework.working_days import DueDate
from households.applied import CountyNumbers, county_numbers
from households.facts import refresh
from households.models import ChangedHousehold, FactsBasis, Household, StaleHousehold
from households.received import names_of
from households.received import registers as registers_of
from households.vouched import WEEK
from monitoring.choices import SELF_CLOSING_STATES, RunStage, RunState
from monitoring.findings import COLUMNS, in_populations, present_answers, statement
from monitoring.handed_on import HandedOn
from monitoring.models import HitEpisode, ScreeningRun
from monitoring.rules import OPENING, AlertRule
from monitoring.rules.values import DATA
from monitoring.silence import MONEY
from monitoring.switches import resting, switched_between
from monitoring.workflow import ALERT
from policies.models import Parameter

SQL = Path(__file__).with_name("sql")
WORK_MEM = "256MB"  # measured: the default spills and costs two to three times (design §8)


@dataclass
class Swept:
    """What a sweep did; the run's row and the command's output are filled from it."""

    households: int = 0
    rows_written: int = 0
    opened: dict[str, int] = field(default_factory=dict)
    kept: dict[str, int] = field(default_factory=dict)
    closed: dict[str, int] = field(default_factory=dict)
    noted: dict[str, int] = field(default_factory=dict)
    cannot_say: dict[str, int] = field(default_factory=dict)
    data_tasks_opened: int = 0
    data_tasks_closed: int = 0
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def per_rule(self) -> dict[str, dict[str, int]]:
        return {
            rule.code: {name: getattr(self, name).get(rule.code, 0) for name in ("opened", "kept", "closed", "noted", "cannot_say")}
            for rule in OPENING
        }


def changed_households(county: Region, on: date) -> list[int]:
    """The journal, those the database has marked, those whose facts change by the calendar alone or whose silence has ended, and those never looked at (rulings E3)."""
    here = Household.objects.filter(county_code=county.code)
    journal = here.filter(pk__in=ChangedHousehold.objects.values("household_id"))
    marked = here.filter(pk__in=StaleHousehold.objects.values("household_id"))
    due, never = here.filter(facts__next_change_on__lte=on), here.filter(facts__isnull=True)
    # of a rule that rests nothing more is heard: its episodes stand as they are until it is switched on again
    ended = HitEpisode.objects.running().filter(silent_until__lt=on).exclude(rule__in=resting(county.code, on))
    heard = here.filter(pk__in=ended.values("household_id"))
    return sorted({pk for households in (journal, marked, due, heard, never) for pk in households.values_list("pk", flat=True)})


def must_be_full(county: Region, on: date) -> bool:
    """All households: the first run, a new month (everybody's window moves), a week since all were made from their evidence, a parameter
    or a rule's switch that came into force or was confirmed since, a run that failed after its facts had moved, or a register that has arrived for the first time, so that its silence now means none (rulings B1)."""
    basis = FactsBasis.objects.filter(county_code=county.code, made_on__gt=on - WEEK).first()
    if basis is None or basis.registers != names_of(registers_of(county, on)):
        return True
    runs = ScreeningRun.objects.filter(county=county)
    broken = runs.filter(state=RunState.FAILED).order_by("-pk").first()
    last = runs.filter(state=RunState.DONE).order_by("-on", "-pk").first()
    if broken and broken.stage_done and (last is None or last.pk < broken.pk):
        return True
    if last is None or (last.on.year, last.on.month) != (on.year, on.month):
        return True
    return switched_between(county, last.on, last.started_at, on) or (
        Parameter.objects.confirmed()
        .filter(
            Q(valid_from__gt=last.on, valid_from__lte=on)
            | Q(confirmed_at__gt=last.started_at, valid_from__lte=on)
            | Q(valid_to__gte=last.on, valid_to__lt=on)
        )
        .exists()
    )


@dataclass
class Sweep:
    """The stages of one run. Each is to be carried out in a transaction of its own, and what it hands on outlives it, so that a later one can be repeated alone.

    Without a run everything happens in the caller's one transaction and is handed on in temporary tables.
    """

    county: Region
    on: date
    household_ids: list[int] | None  # None: the whole county
    run: ScreeningRun | None = None
    by: str = NIGHT_SCREENING
    swept: Swept = field(default_factory=Swept)
    looked_at: datetime = field(default_factory=timezone.now)  # changes told later than this are the next run's

    @cached_property
    def handed_on(self) -> HandedOn | None:
        return HandedOn(self.run) if self.run else None

    @cached_property
    def numbers(self) -> CountyNumbers:
        """Raises ParameterMissing."""
        return county_numbers(self.county, self.on)

    def carry_out(self, stage: RunStage) -> None:
        """One stage, inside the caller's transaction."""
        started = perf_counter()
        settle(WORK_MEM)
        match stage:
            case RunStage.FACTS:
                self.facts()
            case RunStage.RULES:
                self.rules()
            case RunStage.ALERTS:
                self.alerts()
            case _:
                raise ValueError(stage)
        self.swept.seconds[stage] = perf_counter() - started

    def facts(self) -> None:
        if self.handed_on:
            self.handed_on.begin(self.household_ids)
        refreshed = refresh(self.household_ids, numbers=self.numbers, on=self.on)
        self.swept.households, self.swept.rows_written = refreshed.households, refreshed.rows

    def rules(self) -> None:
        with connection.cursor() as cursor, self.tables():
            still = resting(self.county.code, self.on)
            waiting = find(cursor, self.county, self.household_ids, registers_of(self.county, self.on), still, kept=self.handed_on)
            cursor.execute("SELECT rule, count(*) FROM finding WHERE rule <> '' AND answer IS NULL GROUP BY rule")
            # a rule without its register is asked in vain: its one line on the run's page says of how many it cannot say
            in_vain = [rule for rule in waiting if rule.code not in still]
            self.swept.cannot_say = dict(cursor.fetchall()) | in_populations(in_vain, self.county.code, self.household_ids)

    def alerts(self) -> None:
        ids, registers = self.household_ids, registers_of(self.county, self.on)
        with connection.cursor() as cursor, self.tables():
            cursor.execute("DROP TABLE IF EXISTS pg_temp.silent")  # a caller may hold two sweeps
            waiting = rules_for(registers, resting(self.county.code, self.on))[1]
            act(cursor, self.swept, self.numbers, self.on, registers, waiting, run=self.run, by=self.by, only_screened=ids is not None)
        seen = Household.objects.filter(county_code=self.county.code) if ids is None else Household.objects.filter(pk__in=ids)
        ChangedHousehold.objects.filter(changed_at__lte=self.looked_at, household_id__in=seen.values("pk")).delete()
        if self.handed_on:
            self.handed_on.end()

    def tables(self) -> AbstractContextManager[None]:
        return self.handed_on.in_reach() if self.handed_on else nullcontext()


def sweep(
    county: Region, on: date, *, household_ids: list[int] | None, run: ScreeningRun | None = None, by: str = NIGHT_SCREENING
) -> Swept:
    """All stages here and now, the facts in one transaction, rules and alerts in a second. Raises ParameterMissing."""
    work = Sweep(county, on, household_ids, run=run, by=by)
    for stages in ((RunStage.FACTS,), (RunStage.RULES, RunStage.ALERTS)):
        with transaction.atomic():
            for stage in stages:
                work.carry_out(stage)
    return work.swept


def settle(work_mem: str) -> None:
    """Room for the hash tables of one run, and hashing rather than sorting: the planner cannot know how alike the keys of its CTEs are.

    One process without JIT (rulings E1): the county beside it has the other cores.
    """
    settings = {"work_mem": work_mem, "enable_mergejoin": "off", "jit": "off", "max_parallel_workers_per_gather": "0"}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config(name, value, true) FROM unnest(%s::text[], %s::text[]) AS s (name, value)",
            [[*settings], [*settings.values()]],
        )


def find(
    cursor: Any,
    county: Region,
    household_ids: list[int] | None,
    registers: dict[str, bool],
    still: frozenset[str] = frozenset(),
    *,
    kept: HandedOn | None = None,
) -> tuple[AlertRule, ...]:
    """Fill the tables: `finding` with every hit and cannot-say, `present` with what the rules now say of alerts they no longer support. Temporary
    ones, or those a run hands on, where `screened` stands already.

    Returns the rules that wait for a register or rest (`still`): nobody is read for them, they open nothing, and their alerts stand.
    """
    asking, waiting = rules_for(registers, still)
    cursor.execute(
        "DROP TABLE IF EXISTS pg_temp.screened, pg_temp.finding, pg_temp.gone, pg_temp.present, pg_temp.silent"
    )  # a caller may hold two sweeps
    table = kept.table if kept else "CREATE TEMP TABLE {} ON COMMIT DROP AS".format
    if kept:
        kept.clear()
    elif household_ids is not None:
        cursor.execute("CREATE TEMP TABLE screened ON COMMIT DROP AS SELECT unnest(%s::bigint[]) AS household_id", [household_ids])
    columns = ", ".join(COLUMNS)
    sql, values = statement(county.code, among="" if household_ids is None else "screened", rules=asking)
    cursor.execute(f"{table('finding')} SELECT * FROM ({sql}) AS f ({columns})", values)
    within = "" if household_ids is None else "AND a.household_id IN (SELECT household_id FROM screened)"
    cursor.execute(
        f"{table('gone')} SELECT a.id AS alert_id, a.household_id, a.rule FROM monitoring_alert a "
        "LEFT JOIN finding f ON f.household_id = a.household_id AND f.rule = a.rule AND coalesce(f.person_id, 0) = coalesce(a.person_id, 0) "
        f"WHERE a.source = 'rule' AND a.state <> 'closed' AND a.county_code = %s AND f.rule IS NULL AND a.rule <> ALL(%s) {within}",
        [county.code, [rule.code for rule in waiting]],
    )
    cursor.execute("SELECT DISTINCT rule FROM gone")
    unsupported = {rule for (rule,) in cursor.fetchall()}
    if asked_again := tuple(rule for rule in asking if rule.code in unsupported):
        sql, values = present_answers(county.code, among="gone", rules=asked_again)
        cursor.execute(f"{table('present')} SELECT * FROM ({sql}) AS f ({columns})", values)
    else:
        cursor.execute(f"{table('present')} SELECT * FROM finding WITH NO DATA")
    return waiting


def rules_for(registers: dict[str, bool], still: frozenset[str] = frozenset()) -> tuple[tuple[AlertRule, ...], tuple[AlertRule, ...]]:
    """The rules that can be asked, and those whose register has not come or that only count or are off (`still`)."""
    waiting = tuple(rule for rule in OPENING if rule.code in still or (rule.register and not registers[rule.register]))
    return tuple(rule for rule in OPENING if rule not in waiting), waiting


def act(
    cursor: Any, swept: Swept, numbers: CountyNumbers, on: date, registers: dict[str, bool], waiting: tuple[AlertRule, ...], *,
    run: ScreeningRun | None, by: str, only_screened: bool,
) -> None:  # fmt: skip
    """Open, close, note, keep the hits as episodes, ask for data: one statement each over `finding`."""
    due = due_after(ALERT, ALERT.initial, on, numbers.county.code, numbers.numbers) or DueDate(on, False)
    data = {name: datum for name, datum in DATA.items() if not datum.is_register and (not datum.register or registers[datum.register])}
    values = {
        "on": on, "by": by, "county": numbers.county.code, "run": run.pk if run else None,
        "due_on": due.on, "due_is_provisional": due.is_provisional,
        "self_closing": [str(state) for state in SELF_CLOSING_STATES],
        "silence_days": numbers.integer("alert_silence_days"), "change_share": numbers.number("silence_change_share"), "money": list(MONEY),
        "waiting": [rule.code for rule in waiting],
        "codes": [rule.code for rule in OPENING], "titles": [rule.title for rule in OPENING],
        "names": list(data), "data": [datum.label for datum in data.values()], "suppliers": [str(datum.supplier) for datum in data.values()],
        "depts": Dept.values, "dept_names": Dept.labels,
    }  # fmt: skip
    screened = "household_id IN (SELECT household_id FROM screened)" if only_screened else "true"

    def ask(name: str, alias: str = "") -> list[tuple[Any, ...]]:
        text = (SQL / f"{name}.sql").read_text()
        if alias:
            text = text.format(screened=(f"{alias}." if only_screened else "") + screened)
        cursor.execute(text, values)
        return cursor.fetchall()

    swept.closed = dict(ask("close"))
    swept.noted = dict(ask("note"))
    cursor.execute((SQL / "silent.sql").read_text(), values)
    swept.opened = dict(ask("open"))
    ask("episodes", "e")
    [(swept.data_tasks_opened, swept.data_tasks_closed)] = ask("data_tasks", "t")
    cursor.execute(
        "SELECT a.rule, count(*) FROM monitoring_alert a JOIN finding f ON f.rule = a.rule AND f.household_id = a.household_id "
        "AND f.person_id IS NOT DISTINCT FROM a.person_id AND f.answer WHERE a.state <> 'closed' AND a.source = 'rule' GROUP BY a.rule"
    )
    swept.kept = {rule: count - swept.opened.get(rule, 0) for rule, count in cursor.fetchall()}
