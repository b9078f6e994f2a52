"""Which numbers of the law each corner of a county is judged by on a day."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.choices import RegionLevel
from accounts.models import Region
from casework.working_days import add_months, first_of_month
from households.models import AppliedParameters, Household
from policies.models import Numbers, Parameter
from policies.parameters import DEFINITIONS, YEARLY

LINES = ("low_income_line", "dibao_standard", "margin_ceiling")
AMOUNTS = (
    "single_self_pay_tuopin",
    "yearly_self_pay_tuopin",
    "single_self_pay_ordinary",
    "yearly_self_pay_ordinary",
    "pdi",
    "vehicle_value_limit",
)
RATIOS = ("income_fall_ratio", "near_line_share", "rigid_ratio", "house_area_average")
COUNTS = (
    "vehicle_count_limit",
    "financial_assets_months_dibao",
    "financial_assets_months_margin",
    "house_count_limit",
    "job_refusal_limit",
    "tekun_minor_age",
    "tekun_elderly_age",
)
# Choices of the county that a criterion reads as yes or no: the column, and the parameter behind it.
SWITCHES = {"edge_requires_hardship": "edge_requires_hardship", "is_income_unified": "unified_income_rule"}
# No national default and nothing screened depends on them; kept in `rows` where the county has published them (rulings B11).
WHERE_PUBLISHED = ("tekun_standard", "single_dibao_amount", "classified_addon_amount")
# The standards whose last change is told to the facts, and the column that says since when each holds.
CHANGING = {"dibao_standard": "dibao_standard_since", "tekun_standard": "tekun_standard_since"}
# Kept in `rows` for the explanation and read by the facts statement, county-wide.
COUNTY_WIDE = (
    "employment_cost_ratio",
    "excluded_income",
    "excluded_income_tekun",
    "edge_requires_hardship",
    "income_window",
    "self_pay_visits",
    "yearly_self_pay_unit",
    "unified_income_rule",
    "school_age_from",
    "school_age_to",
    "working_age_from",
    "working_age_to",
    "elderly_age",
    "new_event_months",
    "new_event_received_days",
    "watch_refused_months",
    "watch_exited_months",
    "enlisted_counted",
    "spending_rise_ratio",
    "students_from",
    "student_age_to",
    "disabled_from",
    "many_children_from",
    "visit_months_alone",
    "visit_months_tagged",
    "visit_months_unstable",
    "visit_months_listed",
    "never_visited",
    "company_exempt_subscribed",
    "absence_months",
    "jobless_months",
    "payment_months",
    "standard_change_months",
    "crossing_ages",
    "crossing_months",
    "payment_purposes",
)
BY_AREA = frozenset(code for code, definition in DEFINITIONS.items() if definition.by_area)


@dataclass(frozen=True)
class Corner:
    """Households of one town (or village, when a parameter reaches that deep) and one area type, with the numbers that apply."""

    place: str
    area_type: str
    applied_id: int
    dibao_standard_fen: int
    pdi_fen: int
    income_fall_ratio: Decimal
    dibao_since: date | None
    tekun_since: date | None


@dataclass(frozen=True)
class CountyNumbers:
    """What `refresh_facts` needs: the numbers of the county and the applied set of each corner. `by_village` says how deep the places go."""

    numbers: Numbers
    county: Region
    corners: tuple[Corner, ...]
    by_village: bool

    def number(self, code: str) -> Decimal:
        return self.numbers.number(code, self.county)

    def integer(self, code: str) -> int:
        return int(self.number(code))

    def choice(self, code: str) -> str:
        return self.numbers.choice(code, self.county)


def county_numbers(county: Region, on: date) -> CountyNumbers:
    """Every number for every corner of the county that has households. Raises ParameterMissing naming the first that lacks one."""
    numbers = Parameter.objects.numbers(on)
    sets, by_village = sets_of(numbers, county)
    applied = stored({digest(values): values for values in sets.values()})
    corners = tuple(corner_of(place, area, applied[digest(values)], values) for (place, area), values in sets.items())
    return CountyNumbers(numbers, county, corners, by_village)


def sets_of(numbers: Numbers, county: Region) -> tuple[dict[tuple[str, str], dict[str, Any]], bool]:
    """The columns of AppliedParameters by place and area type, and whether the places are villages. Raises ParameterMissing."""
    by_village = any(row.region and row.region.level == RegionLevel.VILLAGE for rows in numbers.rows.values() for row in rows)
    column = "village_code" if by_village else "town_code"
    places = Household.objects.filter(county_code=county.code).order_by(column, "area_type").values_list(column, "area_type").distinct()
    regions = Region.objects.filter(code__in={place for place, _ in places}).in_bulk(field_name="code")
    return {(place, area): applied_values(numbers, regions[place], area, county) for place, area in places}, by_village


def corner_of(place: str, area_type: str, applied_id: int, values: dict[str, Any]) -> Corner:
    standard, pdi = (int(values[code].scaleb(2)) for code in ("dibao_standard", "pdi"))
    since = (values[column] for column in CHANGING.values())
    return Corner(place, area_type, applied_id, standard, pdi, values["income_fall_ratio"], *since)


def changes_from(numbers: Numbers, county: Region) -> date:
    """A standard that began on this day or later has changed of late (I09)."""
    return add_months(first_of_month(numbers.on), -int(numbers.number("standard_change_months", county)))


def changed_on(numbers: Numbers, code: str, place: Region, area_type: str, county: Region) -> date | None:
    """Since when the standard in force holds; None where none is published, and where it is the first we know of and so young that another may have held before it."""
    since, has_other = numbers.held_since(code, place, area_type) or (date.max, False)
    return since if has_other or since < changes_from(numbers, county) else None


def applied_values(numbers: Numbers, place: Region, area_type: str, county: Region) -> dict[str, Any]:
    """The columns of AppliedParameters for one corner; lines in 元/人·年 whatever unit they were published in."""
    rows = {code: numbers.row(code, place, area_type if code in BY_AREA else "") for code in (*LINES, *AMOUNTS, *RATIOS, *COUNTS)}
    rows |= {code: numbers.row(code, county) for code in COUNTY_WIDE}
    rows |= {code: row for code in WHERE_PUBLISHED if (row := numbers.find(code, place, area_type))}
    values: dict[str, Any] = {code: numbers.per_year(code, place, area_type) for code in LINES}
    values |= {code: rows[code].number for code in (*AMOUNTS, *RATIOS)}
    values |= {code: int(rows[code].number or 0) for code in COUNTS}
    values |= {column: rows[code].choice == "ON" for column, code in SWITCHES.items()}
    values |= {column: changed_on(numbers, code, place, area_type, county) for code, column in CHANGING.items()}
    values["rows"] = {code: described(row) for code, row in rows.items()}
    return values


def described(row: Parameter) -> dict[str, Any]:
    """A parameter row as it reads in an explanation, for ever."""
    return {
        "id": row.pk,
        "title": row.definition.title,
        "value": row.shown if row.table is None else row.table,
        "unit": row.unit,
        "where": row.where,
        "source": row.source,
        "valid_from": row.valid_from.isoformat(),
        "is_provisional": row.is_provisional,
        "is_line": row.code in LINES and set(row.definition.units) == set(YEARLY),
    }


def digest(values: dict[str, Any]) -> str:
    since = {column: str(values[column]) for column in CHANGING.values()}
    text = json.dumps({code: row["id"] for code, row in values["rows"].items()} | since, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def stored(sets: dict[str, dict[str, Any]]) -> dict[str, int]:
    """Ids of the AppliedParameters rows by digest; missing ones are written. At most three statements whatever the county's size."""
    known = dict(AppliedParameters.objects.filter(digest__in=sets).values_list("digest", "pk"))
    missing = [AppliedParameters(digest=key, **values) for key, values in sets.items() if key not in known]
    if missing:
        AppliedParameters.objects.bulk_create(missing, ignore_conflicts=True)
        known = dict(AppliedParameters.objects.filter(digest__in=sets).values_list("digest", "pk"))
    return known
