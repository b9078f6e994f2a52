"""Asking for a number of the law: nearest region, area before 城乡统一, latest start, and never None."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.models import Region
from policies.categories import AreaType
from policies.models import Parameter, ParameterMissing
from policies.parameters import DEFINITIONS, Kind, yearly
from policies.wording import CHOICES, COLUMNS, reading
from tests.policies.factories import ParameterFactory

LINE = "low_income_line"


def line(region, area, on):
    return Parameter.objects.value_on(LINE, region, area, on)


def test_the_published_lines_of_the_demo_county(county, on):
    rural, urban = line(county, AreaType.RURAL, on), line(county, AreaType.URBAN, on)
    assert (rural.number, rural.unit) == (Decimal(8978), "元/人·年")
    assert (urban.number, urban.unit) == (Decimal(998), "元/人·月")
    numbers = Parameter.objects.numbers(on)
    assert numbers.per_year(LINE, county, AreaType.RURAL) == Decimal(8978)
    assert numbers.per_year(LINE, county, AreaType.URBAN) == Decimal(11976) == yearly(Decimal(998), "元/人·月")


def test_a_unified_line_serves_both_areas_where_nothing_more_exact_stands(county, town, on):
    ParameterFactory(code=LINE, region=town, number="9048", area_type=AreaType.UNIFIED, valid_from=date(2026, 1, 1))
    assert line(town, AreaType.RURAL, on).number == line(town, AreaType.URBAN, on).number == Decimal(9048)
    # Nearer beats more exact: the county's own rural row no longer answers for this town.
    assert line(county, AreaType.RURAL, on).number == Decimal(8978)
    assert line(Region.objects.get(code="990101101"), AreaType.RURAL, on).number == Decimal(8978)


def test_the_exact_area_comes_before_the_unified_one_of_the_same_region(county, on):
    ParameterFactory(code=LINE, region=county, number="9048", area_type=AreaType.UNIFIED, valid_from=date(2026, 6, 1))
    assert line(county, AreaType.RURAL, on).number == Decimal(8978)


def test_the_latest_start_counts_and_an_end_is_the_last_day(county, on):
    ParameterFactory(code=LINE, region=county, area_type=AreaType.RURAL, number="9500", valid_from=date(2026, 6, 1), valid_to=on)
    assert line(county, AreaType.RURAL, date(2026, 5, 31)).number == Decimal(8978)
    assert line(county, AreaType.RURAL, on).number == Decimal(9500)
    assert line(county, AreaType.RURAL, date(2026, 6, 16)).number == Decimal(8978)


def test_a_row_waiting_for_confirmation_answers_nothing(county, on):
    ParameterFactory(code=LINE, region=county, area_type=AreaType.RURAL, number="9500", valid_from=on, confirmed_at=None)
    assert line(county, AreaType.RURAL, on).number == Decimal(8978)


def test_a_village_asks_its_county_and_the_country(village, on):
    assert line(village, AreaType.RURAL, on).number == Decimal(8978)
    assert Parameter.objects.value_on("rigid_ratio", village, AreaType.RURAL, on).number == Decimal("0.6")


def test_nothing_in_force_raises_with_place_day_and_name(county):
    with pytest.raises(ParameterMissing, match="2020-06-15 起 青禾县（农村） 没有“低收入人口监测线”，请到“政策标准”补录。"):
        line(county, AreaType.RURAL, date(2020, 6, 15))


def test_all_numbers_of_a_day_are_one_query(county, on, django_assert_num_queries):
    with django_assert_num_queries(1):
        numbers = Parameter.objects.numbers(on)
        numbers.per_year(LINE, county, AreaType.RURAL)
        numbers.choice("income_window", county)
        numbers.table("excluded_income", county)


@pytest.mark.parametrize(
    ("number", "unit", "value", "other"),
    [
        ("8978", "元/人·年", "8,978元/人·年", "748.17元/人·月"),
        ("998", "元/人·月", "998元/人·月", "11,976元/人·年"),
        ("9048", "元/人·年", "9,048元/人·年", "754元/人·月"),
    ],
)
def test_a_line_reads_in_both_units(county, number, unit, value, other):
    shown = reading(ParameterFactory(code=LINE, region=county, number=number, unit=unit, valid_from=date(2027, 1, 1)))
    assert (shown.value, shown.other) == (value, other)


def test_every_choice_and_column_has_words():
    for definition in DEFINITIONS.values():
        assert set(definition.choices) <= set(CHOICES) and set(definition.columns) <= set(COLUMNS), definition.code
        assert (definition.kind is Kind.CHOICE) == bool(definition.choices)


def test_shipped_rows_are_confirmed_by_their_file(county):
    assert not Parameter.objects.filter(confirmed_at__isnull=True).exists()
    assert Parameter.objects.filter(confirmed_at__lte=timezone.now(), proposed_by__isnull=True).count() == Parameter.objects.count()
