"""Writing the facts: one statement for any set of households and any day (design §2.1).

The whole county at night, the changed ones after an import, one household when its page is saved: the same SQL.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection, models

from accounts.lookups import array
from accounts.models import Region
from casework.working_days import add_months, first_of_month
from households import received, vouched
from households.applied import Corner, CountyNumbers, changes_from, county_numbers
from households.choices import ABLE_LABOUR, ABSENT_STATUSES, COUNTED_STATUSES, EXEMPT_VEHICLES, SchoolStatus, SpendingKind
from households.facts_registers import BY_INDEX, register_tables
from households.models import FactsBasis, Household, HouseholdFacts, MemberFacts
from households.new_events import conditions as new_event
from households.planner import know_the_sizes, planned_once
from households.record_choices import ACCIDENTS, UNPAID
from households.relations import CHILDREN, PARENTS, PARENTS_IN_LAW

# 《特困人员认定办法》第八条: an obligor of this age with a low income and low property is without means.
AGED = 70
OLDEST = 150
# A 特困 minor stays one beyond 18 while in compulsory, senior or vocational school (第二十四条).
SCHOOLING = (SchoolStatus.PRIMARY, SchoolStatus.JUNIOR, SchoolStatus.SENIOR, SchoolStatus.VOCATIONAL)
# Schooling that costs a family: all but the compulsory years.
FREE_STAGES = (SchoolStatus.NOT, SchoolStatus.PRIMARY, SchoolStatus.JUNIOR)
RIGID = (SpendingKind.MEDICAL, SpendingKind.EDUCATION, SpendingKind.REHABILITATION, SpendingKind.LOSS)
# Whole numbers of the county that the statement compares with, under their own names.
COUNTS = (
    "students_from", "disabled_from", "many_children_from", "visit_months_alone", "visit_months_tagged", "visit_months_unstable", "visit_months_listed",
    "jobless_months",
)  # fmt: skip
# The basic money of 低保 and of 特困, as the table of payment purposes names it; not care, nor what others are paid for the same purpose.
LIVING = "基本生活"
WORDS_OF = {"dibao": "低保", "tekun": "特困"}
FEW = 0.2  # share of a county up to which households are asked for by index; beyond, the county is made whole
MANY = 200  # households from which on a wrong plan is felt
A_FEW = 10  # households up to which the plan costs more than the reading
STATEMENT = tuple(sorted((Path(__file__).with_name("sql") / "facts").glob("*.sql")))  # one statement, in parts
WRITES = "-- write only what differs"  # where the reading ends
# What a member is taken for; a case asks how the sums stand if one of them is 特困 (rulings B8).
MEMBER_CATEGORY = "CASE WHEN m.id = ANY(%(as_tekun)s::bigint[]) THEN 'tekun' ELSE m.category END"


@dataclass(frozen=True)
class Window:
    """The months income is counted over: [start, end) (rulings B3)."""

    start: date
    end: date


def window_of(on: date, choice: str = "FULL_MONTHS_12") -> Window:
    """FULL_MONTHS_12: the 12 full months before `on`'s month; FULL_MONTHS_6 likewise; ROLLING_YEAR: one year back from the very day."""
    match choice:
        case "FULL_MONTHS_12":
            return Window(add_months(first_of_month(on), -12), first_of_month(on))
        case "FULL_MONTHS_6":
            return Window(add_months(first_of_month(on), -6), first_of_month(on))
        case "ROLLING_YEAR":
            return Window(add_months(on, -12), on)
        case _:
            raise ValueError(choice)


@dataclass(frozen=True)
class Refreshed:
    """How many households were looked at and how many rows were written (0 on a second run over unchanged data)."""

    households: int
    facts_written: int
    members_written: int
    members_forgotten: int

    @property
    def rows(self) -> int:
        return self.facts_written + self.members_written + self.members_forgotten


def refresh_facts(household_ids: Sequence[int] | None, *, county: Region, on: date) -> int:
    """Write the facts of these households (None: the whole county) as of `on`; returns rows written. Raises ParameterMissing."""
    return refresh(household_ids, numbers=county_numbers(county, on), on=on).rows


def refresh(household_ids: Sequence[int] | None, *, numbers: CountyNumbers, on: date, as_tekun: Sequence[int] = ()) -> Refreshed:
    """As `refresh_facts`, with the county's numbers already asked for. `as_tekun`: members taken as 特困 for this reading.

    The whole county: facts the database vouches for stand, the others are made (households/vouched.py).
    """
    if household_ids is not None and not household_ids:
        return Refreshed(0, 0, 0, 0)
    if household_ids is not None:
        return made(list(household_ids), numbers, on, parameters_of(numbers, on) | {"as_tekun": list(as_tekun)})
    values = parameters_of(numbers, on)
    key = basis(numbers, on, values)
    if not vouched.rests(numbers.county, key, on):
        return made_anew(numbers, on, values, key)
    households, moved = vouched.moved(numbers, on, values)
    if len(moved) > households * FEW:
        return made_anew(numbers, on, values, key)
    return replace(made(moved, numbers, on, values), households=households)


def made_anew(numbers: CountyNumbers, on: date, values: dict[str, Any], key: str) -> Refreshed:
    """Every household of the county from its evidence."""
    refreshed = made(None, numbers, on, values)
    here = received.names_of({name: values[name] for name in received.REGISTERS})
    FactsBasis.objects.update_or_create(county_code=numbers.county.code, defaults={"digest": key, "made_on": on, "registers": here})
    return refreshed


def made(ids: list[int] | None, numbers: CountyNumbers, on: date, values: dict[str, Any]) -> Refreshed:
    """One statement for these households, None: all of the county."""
    if ids is not None and not ids:
        return Refreshed(0, 0, 0, 0)
    if ids is None or len(ids) > MANY:
        know_the_sizes()
    by_index = ids is not None and (len(ids) <= MANY or len(ids) <= FEW * Household.objects.filter(county_code=numbers.county.code).count())
    with planned_once() if ids is not None and len(ids) <= A_FEW else nullcontext(), connection.cursor() as cursor:
        cursor.execute(
            statement(numbers, whole=ids is None, by_index=by_index),
            {"as_tekun": []} | values | {"ids": None if ids is None else array(ids)},
        )
        return Refreshed(*cursor.fetchone()[:4])


def basis(numbers: CountyNumbers, on: date, values: dict[str, Any]) -> str:
    """What facts rest on beside the rows of a household: the statement with the numbers of each corner, the window, what was ever received.

    Days are counted from the first of the month: what moves within it is in `next_change_on`.
    """
    rest = dated_values(numbers, first_of_month(on)) | {name: values[name] for name in ("start", "end", *received.REGISTERS)}
    text = statement(numbers, whole=True) + json.dumps(rest, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def parameters_of(numbers: CountyNumbers, on: date) -> dict[str, Any]:
    """Every value the statement is filled with. A register that was never received cannot mean zero (rulings B1)."""
    return dated_values(numbers, on) | received.registers(numbers.county, on)


def dated_values(numbers: CountyNumbers, on: date) -> dict[str, Any]:
    """The numbers of the law and the dates on `on`; dates counted here, never in the database."""
    window = window_of(on, numbers.choice("income_window"))
    before = window_of(window.start, numbers.choice("income_window"))
    new_months, received_days = numbers.integer("new_event_months"), numbers.integer("new_event_received_days")
    year_ago = add_months(on, -12)
    # from the first of a month on, so that a birthday passes on a day the calendar knows
    crossed_after = add_months(first_of_month(on), -numbers.integer("crossing_months")) - timedelta(days=1)
    ages = sorted((int(row["age"]) for row in numbers.numbers.table("crossing_ages", numbers.county)), reverse=True)
    purposes = numbers.numbers.table("payment_purposes", numbers.county)
    changed = changes_from(numbers.numbers, numbers.county)
    since = [day for corner in numbers.corners for day in (corner.dibao_since, corner.tekun_since) if day and day >= changed]
    return {
        "on": on,
        "year": on.year,
        "county": numbers.county.code,
        # a window that rolls with the day moves every day
        "next_first": on + timedelta(days=1) if numbers.choice("income_window") == "ROLLING_YEAR" else add_months(first_of_month(on), 1),
        "seen": on,
        "children": list(CHILDREN),
        "parents": list(PARENTS),
        "parents_in_law": list(PARENTS_IN_LAW),
        "schooling": [str(stage) for stage in SCHOOLING],
        "rigid_kinds": [str(kind) for kind in RIGID],
        "costly_stages": [str(stage) for stage in SchoolStatus if stage not in FREE_STAGES],
        "student_born": latest_birth(numbers.integer("student_age_to") + 1, on),
        "rise_ratio": numbers.number("spending_rise_ratio"),
        **{code: numbers.integer(code) for code in COUNTS},
        "never_visited_overdue": numbers.choice("never_visited") == "OVERDUE",
        "accidents": [str(kind) for kind in ACCIDENTS],
        "able": [str(labour) for labour in ABLE_LABOUR],
        "counted_statuses": [str(status) for status in COUNTED_STATUSES],
        "exempt_vehicles": [str(kind) for kind in EXEMPT_VEHICLES],
        "start": window.start,
        "end": window.end,
        "start_before": before.start,
        "year_ago": year_ago,
        "new_year": date(on.year, 1, 1),
        "medical_from": min(year_ago, before.start - timedelta(days=1)),
        "new_since": add_months(on, -new_months),
        "new_months": new_months,
        "received_since": on - timedelta(days=received_days),
        "received_days": received_days,
        "absent_statuses": [str(status) for status in ABSENT_STATUSES],
        "absence_months": numbers.integer("absence_months"),
        "crossing_births": [born for age in ages for born in (latest_birth(age, crossed_after), latest_birth(age, on))],
        "crossed_ages": [0, *(said for age in ages for said in (age, 0))],
        "unpaid": [str(status) for status in UNPAID],
        "paid_from": add_months(first_of_month(on), -numbers.integer("payment_months")),
        # the months of payments I09 compares reach back to the last whole one before a standard that has changed; None: none has
        "changed_from": changed,
        "adjusted_from": add_months(first_of_month(min(since)), -1) if since else None,
        **{
            f"{category}_money": [row["item"] for row in purposes if row["purpose"] == LIVING and word in row["item"]]
            for category, word in WORDS_OF.items()
        },
        "paid_items": [row["item"] for row in purposes],
        "paid_purposes": [row["purpose"] for row in purposes],
        "company_exempt": int(numbers.number("company_exempt_subscribed").scaleb(2)),
        "cost_ratio": numbers.number("employment_cost_ratio"),
        "work_born_until": latest_birth(numbers.integer("working_age_from"), on),
        "work_born_after": latest_birth(numbers.integer("working_age_to") + 1, on),
        "enlisted_counted": numbers.choice("enlisted_counted") == "YES",
        "adult_born": latest_birth(18, on),
        "elderly_born": latest_birth(numbers.integer("elderly_age"), on),
        "tekun_minor_born": latest_birth(numbers.integer("tekun_minor_age"), on),
        "tekun_elderly_born": latest_birth(numbers.integer("tekun_elderly_age"), on),
        "aged_born": latest_birth(AGED, on),
        "tekun_items": [row["item"] for row in numbers.numbers.table("excluded_income_tekun", numbers.county)],
        "school_born_until": latest_birth(numbers.integer("school_age_from"), on),
        "school_born_after": latest_birth(numbers.integer("school_age_to") + 1, on),
        "oldest": OLDEST,
        # the latest day of birth of each age, oldest first: completed years are those not yet passed over
        "birth_by_age": [latest_birth(age, on) for age in range(OLDEST, 0, -1)],
        "month": on.month,
        "day": on.day,
        "this_first": first_of_month(on),
        "refused_months": numbers.integer("watch_refused_months"),
        "exited_months": numbers.integer("watch_exited_months"),
        **{f"items_{number}": group.items for number, group in enumerate(exclusions(numbers))},
        **{f"from_{number}": group.start for number, group in enumerate(exclusions(numbers))},
        **{f"to_{number}": group.end for number, group in enumerate(exclusions(numbers))},
    }


@dataclass(frozen=True)
class Exclusion:
    """Items not counted as income in the months [start, end]; open-ended when `end` is None (domain §3.2)."""

    items: list[str]
    start: date
    end: date | None


def latest_birth(age: int, on: date) -> date:
    """The latest day of birth of somebody who has completed `age` years on `on`; born on 29 February counts from 1 March (rulings D4)."""
    return add_months(on, -12 * age)


def exclusions(numbers: CountyNumbers) -> list[Exclusion]:
    groups: dict[tuple[date, date | None], list[str]] = {}
    for row in numbers.numbers.table("excluded_income", numbers.county):
        end = date.fromisoformat(row["valid_to"]) if row.get("valid_to") else None
        groups.setdefault((date.fromisoformat(row["valid_from"]), end), []).append(row["item"])
    return [
        Exclusion(items, start, end)
        for (start, end), items in sorted(groups.items(), key=lambda pair: (pair[0][0], pair[0][1] or date.max))
    ]


@cache
def text_of_statement() -> str:
    return "".join(part.read_text() for part in STATEMENT)


@cache
def columns_of(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(field.column for field in model._meta.concrete_fields if field.column and field.column != "known_on")


def by_corner(numbers: CountyNumbers, value: Callable[[Corner], Any], nobody: str = "NULL::numeric") -> str:
    """A number of the law as an expression over the household's corner: the planner sees no join, so its estimates stay right."""
    by_area: dict[str, set[Any]] = {}
    for corner in numbers.corners:
        by_area.setdefault(corner.area_type, set()).add(value(corner))
    if all(len(values) == 1 for values in by_area.values()):
        cases = [(area, values.pop()) for area, values in sorted(by_area.items())]
        key = "h.area_type"
    else:
        cases = [(f"{corner.area_type} {corner.place}", value(corner)) for corner in numbers.corners]
        key = "h.area_type || ' ' || " + ("h.village_code" if numbers.by_village else "h.town_code")
    if not cases:
        return nobody  # a county without households yet
    return f"CASE {key} " + " ".join(f"WHEN '{case}' THEN {number}" for case, number in cases) + " END"


def as_date(day: date | None) -> str:
    """A day of a corner as SQL."""
    return f"'{day:%Y-%m-%d}'::date" if day else "NULL::date"


def statement(numbers: CountyNumbers, *, whole: bool, writes: bool = True, by_index: bool = True) -> str:
    """The SQL for a whole county or for `ids`, with the exclusion table as a condition. Only our own column names are put in.

    `by_index`: `ids` are few, each asked for by index; many are read as a county is, by hashing.

    Without `writes` it ends behind the two sets of fresh facts, for a caller who puts his own SELECT there.
    """
    conditions = []
    for number, group in enumerate(exclusions(numbers)):
        until = f" AND i.month <= %(to_{number})s" if group.end else ""
        conditions.append(f"i.month >= %(from_{number})s{until} AND i.item = ANY(%(items_{number})s)")
    names = ("income", "spending", "medical", "housing", "water", "asset", "declared", "member", "disaster")
    sources = dict(zip(names, "iwtrradmx", strict=True))
    by_index = by_index and not whole
    among = "= ANY(%(ids)s::bigint[])" if by_index else "IN (SELECT id FROM scope)"
    narrowed = "true" if whole else f"{{alias}}.household_id {among}"
    columns, member_columns = columns_of(HouseholdFacts), columns_of(MemberFacts)
    text = text_of_statement()
    return (text if writes else text.partition(WRITES)[0]).format(
        applied=by_corner(numbers, lambda corner: corner.applied_id),
        cost_cap=by_corner(numbers, lambda corner: corner.dibao_standard_fen),
        pdi=by_corner(numbers, lambda corner: corner.pdi_fen),
        member_category=MEMBER_CATEGORY,
        # a reading for a case asks what happened, not what is still unverified
        last_visited_on="s.last_visited_on" if writes else "NULL::date",
        one_by_one=BY_INDEX if by_index else "",
        dibao_since=by_corner(numbers, lambda corner: as_date(corner.dibao_since), as_date(None)),
        tekun_since=by_corner(numbers, lambda corner: as_date(corner.tekun_since), as_date(None)),
        fall_ratio=by_corner(numbers, lambda corner: corner.income_fall_ratio),
        households="h.county_code = %(county)s" + ("" if whole else " AND h.id = ANY(%(ids)s::bigint[])"),
        **new_event("dibao", "c.since", "c.received_on"),
        **new_event("illness", "i.diagnosed_on", "i.received_on"),
        **new_event("harm", "d.happened_on", "d.received_on"),
        excluded=" OR ".join(conditions) or "false",
        visits="t.visit_kind = 'inpatient'" if numbers.choice("self_pay_visits") == "INPATIENT" else "true",
        year_sum="sum" if numbers.choice("yearly_self_pay_unit") == "HOUSEHOLD" else "max",
        columns=", ".join(columns),
        new_columns=", ".join(f"n.{column}" for column in columns),
        old_columns=", ".join(f"o.{column}" for column in columns),
        updates=", ".join(f"{column} = EXCLUDED.{column}" for column in columns if column != "household_id"),
        member_columns=", ".join(member_columns),
        new_member_columns=", ".join(f"n.{column}" for column in member_columns),
        old_member_columns=", ".join(f"o.{column}" for column in member_columns),
        member_updates=", ".join(f"{column} = EXCLUDED.{column}" for column in member_columns if column != "member_id"),
        **register_tables(by_index=by_index),
        **{f"{name}_scope": narrowed.format(alias=alias) for name, alias in sources.items()},
    )
