"""Writing the facts: one statement for any set of households and any day (design §2.1).

The whole county at night, the changed ones after an import, one household when its page is saved: the same SQL.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection, models

from accounts.models import Region
from casework.working_days import add_months, first_of_month
from households.applied import Corner, CountyNumbers, county_numbers
from households.choices import ABLE_LABOUR, COUNTED_STATUSES, EXEMPT_VEHICLES
from households.models import HouseholdFacts, Medical, MemberFacts, Vehicle
from households.relations import CHILDREN

STATEMENT = Path(__file__).with_name("sql") / "facts.sql"


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


def refresh(household_ids: Sequence[int] | None, *, numbers: CountyNumbers, on: date) -> Refreshed:
    """As `refresh_facts`, with the county's numbers already asked for."""
    if household_ids is not None and not household_ids:
        return Refreshed(0, 0, 0, 0)
    values = parameters_of(numbers, on) | {"ids": None if household_ids is None else list(household_ids)}
    with connection.cursor() as cursor:
        cursor.execute(statement(numbers, whole=household_ids is None), values)
        return Refreshed(*cursor.fetchone())


def medical_received(county: Region, on: date) -> bool:
    """Whether this county's settlements of the year up to `on` were ever received: until then their absence is unknown, not zero."""
    return Medical.objects.filter(household__county_code=county.code, settled_on__gt=add_months(on, -12), settled_on__lte=on).exists()


def vehicles_received(county: Region) -> bool:
    """Whether this county's vehicle register was ever received."""
    return Vehicle.objects.filter(household__county_code=county.code).exists()


def parameters_of(numbers: CountyNumbers, on: date) -> dict[str, Any]:
    """Every value the statement is filled with; dates counted here, never in the database."""
    window = window_of(on, numbers.choice("income_window"))
    new_months, received_days = numbers.integer("new_event_months"), numbers.integer("new_event_received_days")
    year_ago = add_months(on, -12)
    return {
        "on": on,
        "year": on.year,
        "county": numbers.county.code,
        "next_first": add_months(first_of_month(on), 1),
        "children": list(CHILDREN),
        "able": [str(labour) for labour in ABLE_LABOUR],
        "counted_statuses": [str(status) for status in COUNTED_STATUSES],
        "exempt_vehicles": [str(kind) for kind in EXEMPT_VEHICLES],
        "start": window.start,
        "end": window.end,
        "start_before": window_of(window.start, numbers.choice("income_window")).start,
        "year_ago": year_ago,
        "new_year": date(on.year, 1, 1),
        "medical_from": min(year_ago, window.start - timedelta(days=1)),
        "new_since": add_months(on, -new_months),
        "new_months": new_months,
        "received_since": on - timedelta(days=received_days),
        "received_days": received_days,
        "cost_ratio": numbers.number("employment_cost_ratio"),
        "enlisted_counted": numbers.choice("enlisted_counted") == "YES",
        "adult_born": latest_birth(18, on),
        "elderly_born": latest_birth(numbers.integer("elderly_age"), on),
        "school_born_until": latest_birth(numbers.integer("school_age_from"), on),
        "school_born_after": latest_birth(numbers.integer("school_age_to") + 1, on),
        "birthdays": birthdays_of_consequence(numbers, on),
        "refused_months": numbers.integer("watch_refused_months"),
        "exited_months": numbers.integer("watch_exited_months"),
        # A register that was never received cannot mean zero (rulings B1).
        "medical_loaded": medical_received(numbers.county, on),
        "vehicles_loaded": vehicles_received(numbers.county),
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


def birthdays_of_consequence(numbers: CountyNumbers, on: date) -> list[date]:
    """Days of birth of those who reach an age that a rule knows before the next first of a month (rulings E3)."""
    ages = {18, numbers.integer("elderly_age"), numbers.integer("school_age_from"), numbers.integer("school_age_to") + 1}
    days = (add_months(first_of_month(on), 1) - on).days
    return sorted({latest_birth(age, on + timedelta(days=offset)) for age in ages for offset in range(1, days + 1)})


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
def columns_of(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(field.column for field in model._meta.concrete_fields if field.column and field.column != "known_on")


def by_corner(numbers: CountyNumbers, value: Callable[[Corner], Any]) -> str:
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
        return "NULL::numeric"  # a county without households yet
    return f"CASE {key} " + " ".join(f"WHEN '{case}' THEN {number}" for case, number in cases) + " END"


def statement(numbers: CountyNumbers, *, whole: bool) -> str:
    """The SQL for a whole county or for `ids`, with the exclusion table as a condition. Only our own column names are put in."""
    conditions = []
    for number, group in enumerate(exclusions(numbers)):
        until = f" AND i.month <= %(to_{number})s" if group.end else ""
        conditions.append(f"i.month >= %(from_{number})s{until} AND i.item = ANY(%(items_{number})s)")
    names = ("income", "spending", "medical", "housing", "water", "asset", "declared", "member")
    sources = dict(zip(names, "iwtrradm", strict=True))
    # What is said of a person holds wherever he lives.
    of_people = (
        "true" if whole else "{alias}.person_id IN (SELECT m.person_id FROM households_member m WHERE m.household_id = ANY(%(ids)s))"
    )
    narrowed = "true" if whole else "{alias}.household_id = ANY(%(ids)s)"
    columns, member_columns = columns_of(HouseholdFacts), columns_of(MemberFacts)
    return STATEMENT.read_text().format(
        applied=by_corner(numbers, lambda corner: corner.applied_id),
        cost_cap=by_corner(numbers, lambda corner: corner.dibao_standard_fen),
        fall_ratio=by_corner(numbers, lambda corner: corner.income_fall_ratio),
        households="h.county_code = %(county)s" + ("" if whole else " AND h.id = ANY(%(ids)s)"),
        insurance_scope=of_people.format(alias="i"),
        claim_scope=of_people.format(alias="c"),
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
        **{f"{name}_scope": narrowed.format(alias=alias) for name, alias in sources.items()},
    )
