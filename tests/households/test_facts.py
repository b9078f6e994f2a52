"""The facts of a household: what counts, what is left out, what is unknown (rulings B)."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command

from households.choices import EvidenceSource, IncomeKind, MemberStatus, SpendingKind
from households.facts import latest_birth, refresh_facts, window_of
from households.models import (
    Death,
    Disability,
    Household,
    HouseholdFacts,
    Housing,
    Income,
    MemberFacts,
    Spending,
    Vehicle,
    Water,
)
from policies.models import Parameter, ParameterMissing
from tests.households.factories import HouseholdFactory, MemberFactory, PersonFactory, income, settlement, wages

ON = date(2026, 6, 15)


def facts(household: Household, county, on: date = ON) -> HouseholdFacts:
    refresh_facts([household.pk], county=county, on=on)
    return HouseholdFacts.objects.select_related("parameters").get(pk=household.pk)


def head(household: Household):
    return household.members.order_by("pk").first().person


@pytest.mark.parametrize(
    ("on", "choice", "start", "end"),
    [
        (date(2026, 6, 15), "FULL_MONTHS_12", date(2025, 6, 1), date(2026, 6, 1)),
        (date(2026, 6, 1), "FULL_MONTHS_12", date(2025, 6, 1), date(2026, 6, 1)),
        (date(2026, 1, 31), "FULL_MONTHS_12", date(2025, 1, 1), date(2026, 1, 1)),
        (date(2026, 6, 15), "FULL_MONTHS_6", date(2025, 12, 1), date(2026, 6, 1)),
        (date(2026, 6, 15), "ROLLING_YEAR", date(2025, 6, 15), date(2026, 6, 15)),
        (date(2024, 2, 29), "ROLLING_YEAR", date(2023, 2, 28), date(2024, 2, 29)),
    ],
)
def test_window_is_the_full_months_before(on, choice, start, end):
    window = window_of(on, choice)
    assert (window.start, window.end) == (start, end)


@pytest.mark.parametrize(
    ("age", "on", "born"),
    [(18, date(2026, 6, 15), date(2008, 6, 15)), (21, date(2025, 2, 28), date(2004, 2, 28)), (21, date(2025, 3, 1), date(2004, 3, 1))],
)
def test_born_on_29_february_counts_from_1_march(age, on, born):
    assert latest_birth(age, on) == born


def test_employment_cost_is_a_tenth_of_each_earners_wages(county):
    household = HouseholdFactory(size=2, monthly_wage="1000.05")
    row = facts(household, county)
    assert row.wages == Decimal("12000.60")
    assert row.employment_cost == Decimal("1200.06")
    assert row.gross == Decimal("10800.54")


def test_employment_cost_is_capped_by_a_year_of_the_dibao_standard(county):
    household = HouseholdFactory(monthly_wage="6000")
    assert facts(household, county).employment_cost == Decimal(5985)


def test_employment_cost_is_never_rounded_on_the_way(county):
    household = HouseholdFactory()
    income(household, head(household), IncomeKind.WAGE, "1000.01", date(2026, 3, 1))
    row = facts(household, county)
    assert row.gross == Decimal("1000.01") - Decimal("100.001")


def test_urban_line_counts_a_monthly_figure_twelve_times(county):
    household = HouseholdFactory(area_type="urban", monthly_wage="1000")
    assert facts(household, county).parameters.low_income_line == Decimal(11976)


def test_excluded_items_are_left_out_but_shown(county):
    household = HouseholdFactory()
    person = head(household)
    income(household, person, IncomeKind.TRANSFER, "500", date(2026, 3, 1), item="低保金")
    income(household, person, IncomeKind.TRANSFER, "300", date(2026, 3, 1), item="赡养费")
    row = facts(household, county)
    assert (row.transfers, row.excluded, row.gross, row.net) == (Decimal(300), Decimal(500), Decimal(300), Decimal(800))


def test_an_exclusion_that_ended_is_judged_at_the_month_of_the_row(county):
    old = Parameter.objects.get(code="excluded_income")
    table = [{**row, "valid_to": "2025-12-31"} if row["item"] == "基础养老金" else row for row in old.table]
    Parameter.objects.filter(pk=old.pk).update(table=table)
    household = HouseholdFactory()
    for month in (date(2025, 12, 1), date(2026, 1, 1)):
        income(household, head(household), IncomeKind.TRANSFER, "163", month, item="基础养老金")
    row = facts(household, county)
    assert (row.transfers, row.excluded) == (Decimal(163), Decimal(163))


def test_claims_are_a_kind_of_their_own(county):
    household = HouseholdFactory()
    income(household, head(household), IncomeKind.CLAIM, "8000", date(2026, 3, 1), item="商业保险赔付")
    row = facts(household, county)
    assert (row.claims, row.gross) == (Decimal(8000), Decimal(0))


def test_a_business_loss_offsets_and_the_total_is_not_floored(county):
    household = HouseholdFactory()
    person = head(household)
    income(household, person, IncomeKind.BUSINESS, "-9000", date(2026, 3, 1), item="养殖")
    income(household, person, IncomeKind.PROPERTY, "1000", date(2026, 3, 1), item="土地流转")
    assert facts(household, county).gross == Decimal(-8000)


def test_never_asked_is_unknown_and_an_empty_answer_is_zero(county):
    never, zero = HouseholdFactory(), HouseholdFactory()
    income(zero, head(zero), IncomeKind.WAGE, "0", date(2026, 3, 1))
    assert facts(never, county).gross is None
    assert facts(zero, county).gross == 0


def test_rows_outside_the_window_and_superseded_rows_do_not_count(county):
    household = HouseholdFactory()
    person = head(household)
    income(household, person, IncomeKind.WAGE, "100", date(2025, 5, 1))
    income(household, person, IncomeKind.WAGE, "200", date(2026, 6, 1))
    row = income(household, person, IncomeKind.WAGE, "400", date(2026, 5, 1))
    Income.objects.filter(pk=row.pk).update(superseded_at="2026-06-01T00:00:00Z")
    assert facts(household, county).wages is None


def test_only_the_households_own_word_is_marked(county):
    mine, both = HouseholdFactory(), HouseholdFactory()
    for household in (mine, both):
        income(household, head(household), IncomeKind.WAGE, "900", date(2026, 3, 1), source=EvidenceSource.DECLARED)
    income(both, head(both), IncomeKind.WAGE, "900", date(2026, 4, 1))
    assert facts(mine, county).is_self_declared is True
    assert facts(both, county).is_self_declared is False


@pytest.mark.parametrize(
    ("status", "relation", "birth", "counted"),
    [
        (MemberStatus.PRESENT, "20", date(1990, 1, 1), True),
        (MemberStatus.AWAY_WORKING, "20", date(1990, 1, 1), True),
        (MemberStatus.STUDYING, "20", date(2006, 1, 1), True),
        (MemberStatus.MOVED_OUT, "20", date(1990, 1, 1), False),
        (MemberStatus.MARRIED_OUT, "30", date(1990, 1, 1), False),
        (MemberStatus.IN_PRISON, "20", date(1990, 1, 1), False),
        (MemberStatus.IN_REHAB, "20", date(1990, 1, 1), False),
        (MemberStatus.MISSING, "20", date(1990, 1, 1), False),
        (MemberStatus.ENLISTED, "20", date(2004, 1, 1), False),
        (MemberStatus.IN_CARE_HOME, "51", date(1940, 1, 1), False),
        (MemberStatus.LIVES_APART, "20", date(1990, 1, 1), False),
        (MemberStatus.LIVES_APART, "20", date(2008, 6, 16), True),  # still 17
        (MemberStatus.LIVES_APART, "20", date(2008, 6, 15), False),  # 18 today
        (MemberStatus.LIVES_APART, "10", date(1990, 1, 1), True),  # spouse wherever she lives
    ],
)
def test_who_is_counted(county, status, relation, birth, counted):
    household = HouseholdFactory(monthly_wage="1000")
    MemberFactory(household=household, relation=relation, status=status, person=PersonFactory(birth=birth))
    assert facts(household, county).counted_members == (2 if counted else 1)


def test_rows_of_people_not_counted_are_left_out(county):
    household = HouseholdFactory(size=2, monthly_wage="1000")
    prisoner = household.members.last()
    prisoner.status, prisoner.status_since = MemberStatus.IN_PRISON, date(2026, 3, 1)
    prisoner.save()
    income(household, prisoner.person, IncomeKind.WAGE, "5000", date(2026, 2, 1))
    row = facts(household, county)
    assert (row.counted_members, row.wages) == (1, Decimal(12000))
    assert row.has_lost_earner is True


def test_a_dated_status_holds_only_within_its_dates(county):
    household = HouseholdFactory(size=2)
    member = household.members.last()
    member.status, member.status_since, member.status_until = MemberStatus.IN_PRISON, date(2025, 1, 1), date(2026, 6, 14)
    member.save()
    assert facts(household, county).counted_members == 2
    assert facts(household, county, date(2026, 6, 14)).counted_members == 1


def test_a_tekun_member_is_a_unit_of_his_own(county):
    household = HouseholdFactory(size=2, monthly_wage="1000")
    member = household.members.last()
    member.category = "tekun"
    member.save()
    income(household, member.person, IncomeKind.TRANSFER, "700", date(2026, 3, 1), item="赡养费")
    row = facts(household, county)
    assert (row.counted_members, row.income_members, row.transfers) == (2, 1, Decimal(0))


def test_a_person_listed_twice_counts_where_he_lives(county):
    home, other = HouseholdFactory(size=1, monthly_wage="1000"), HouseholdFactory(size=1)
    MemberFactory(household=other, person=head(home), is_claim=True)
    refresh_facts(None, county=county, on=ON)
    assert HouseholdFacts.objects.get(pk=home.pk).counted_members == 1
    assert HouseholdFacts.objects.get(pk=other.pk).counted_members == 1
    assert set(MemberFacts.objects.filter(person=head(home)).values_list("other_households", flat=True)) == {1}


def test_nobody_counted_is_not_assessed(county):
    household = HouseholdFactory(size=1)
    Death.objects.create(household=household, person=head(household), died_on=date(2026, 1, 1), received_on=date(2026, 1, 5))
    row = facts(household, county)
    assert (row.counted_members, row.gross) == (0, None)


def test_self_pay_is_unknown_until_settlements_were_received(county):
    household = HouseholdFactory()
    assert facts(household, county).self_pay_single is None
    other = HouseholdFactory()
    settlement(other, head(other), "10", date(2026, 1, 3))
    assert facts(household, county).self_pay_single == 0


def test_single_yearly_and_window_self_pay(county):
    household = HouseholdFactory(size=2)
    first, second = (member.person for member in household.members.all())
    settlement(household, first, "3000.01", date(2025, 6, 16))
    settlement(household, first, "9999", date(2025, 6, 15))  # a year ago to the day: outside
    settlement(household, second, "2000", date(2026, 1, 1))
    settlement(household, second, "500", date(2026, 6, 15), compliant="100")
    settlement(household, second, "70", date(2026, 5, 1), visit_kind="outpatient")
    row = facts(household, county)
    assert row.self_pay_single == Decimal("3000.01")
    assert row.self_pay_year == Decimal(2500)
    assert row.self_pay_window == Decimal("14999.01")
    assert row.medical_deduction == Decimal("15069.01")


def test_deductions_and_rigid_spending(county):
    household = HouseholdFactory(monthly_wage="1000")
    person = head(household)
    settlement(household, person, "4000", date(2026, 2, 3), compliant="2500")
    for kind, amount in (
        (SpendingKind.EDUCATION, 1200),
        (SpendingKind.REHABILITATION, 300),
        (SpendingKind.LOSS, 50),
        (SpendingKind.LIVING, 9999),
    ):
        Spending.objects.create(
            household=household, person=person, kind=kind, item="x", month=date(2026, 3, 1), amount=amount, source="visit", received_on=ON
        )
    row = facts(household, county)
    assert row.recognised == Decimal(10800) - 2500 - 1200 - 300 - 50
    assert row.rigid_spending == Decimal(4050)


def test_latest_appraisal_counts_and_an_accepted_renovation_mends_it(county):
    household = HouseholdFactory()
    Housing.objects.create(household=household, grade="A", appraised_on=date(2020, 1, 1), received_on=ON)
    Housing.objects.create(household=household, grade="D", appraised_on=date(2025, 1, 1), received_on=ON)
    assert facts(household, county).house_grade == "D"
    Housing.objects.filter(grade="D").update(accepted_on=date(2026, 6, 16))
    assert facts(household, county).house_grade == "D"
    Housing.objects.filter(grade="D").update(accepted_on=date(2026, 6, 15))
    assert facts(household, county).house_grade == "B"


@pytest.mark.parametrize(
    ("quality", "access", "unsafe"), [("good", "fair", False), ("bad", "good", True), ("bad", "", True), ("good", "", None)]
)
def test_water_is_unsafe_on_any_bad_and_unknown_on_any_blank(county, quality, access, unsafe):
    household = HouseholdFactory()
    Water.objects.create(
        household=household, quantity="good", quality=quality, access=access, reliability="good", checked_on=ON, received_on=ON
    )
    assert facts(household, county).water_is_unsafe is unsafe


def test_motorcycles_wheelchairs_and_the_only_livelihood_do_not_count(county):
    household = HouseholdFactory()
    for kind, livelihood, value in (("motorcycle", False, 9000), ("wheelchair", False, 1), ("truck", True, 60000), ("car", False, 50000)):
        Vehicle.objects.create(
            household=household, person=head(household), plate=f"测{kind}", kind=kind, is_livelihood=livelihood, value=value, received_on=ON
        )
    row = facts(household, county)
    assert (row.vehicle_count, row.vehicle_value) == (1, Decimal(50000))


def test_a_car_of_unknown_price_is_unknown(county):
    household = HouseholdFactory()
    Vehicle.objects.create(household=household, person=head(household), plate="测A", kind="car", received_on=ON)
    row = facts(household, county)
    assert (row.vehicle_count, row.vehicle_value) == (1, None)


@pytest.mark.parametrize(
    ("before", "now", "fell"), [("1000", "700", True), ("1000", "700.01", False), (None, "700", None), ("0", "0", False)]
)
def test_income_fall_is_thirty_percent_against_the_window_before(county, before, now, fell):
    household = HouseholdFactory()
    if before is not None:
        income(household, head(household), IncomeKind.TRANSFER, before, date(2025, 3, 1), item="赡养费")
    income(household, head(household), IncomeKind.TRANSFER, now, date(2026, 3, 1), item="赡养费")
    assert facts(household, county).has_income_fall is fell


@pytest.mark.parametrize(
    ("issued", "received", "level", "visited", "new"),
    [
        (date(2026, 5, 20), date(2026, 6, 1), 2, None, True),
        (date(2026, 5, 20), date(2026, 6, 1), 3, None, False),  # limb, third level: not severe
        (date(2025, 6, 15), date(2026, 6, 1), 2, None, False),  # began a year ago
        (date(2026, 4, 20), date(2026, 5, 11), 2, None, False),  # received 35 days ago
        (date(2026, 4, 20), date(2026, 5, 12), 2, None, True),
        (date(2026, 5, 20), date(2026, 6, 1), 2, date(2026, 6, 5), False),  # visited since
    ],
)
def test_a_new_severe_disability(county, issued, received, level, visited, new):
    household = HouseholdFactory(standing__last_visited_on=visited)
    Disability.objects.create(household=household, person=head(household), kind="4", level=level, issued_on=issued, received_on=received)
    assert facts(household, county).has_new_severe_disability is new


def test_a_missing_line_raises_and_writes_nothing(county):
    Parameter.objects.filter(code="low_income_line", area_type="urban").delete()
    HouseholdFactory(area_type="urban")
    with pytest.raises(ParameterMissing, match="没有“低收入人口监测线”"):
        refresh_facts(None, county=county, on=ON)
    assert not HouseholdFacts.objects.exists()


def test_a_second_refresh_writes_nothing(county):
    household = HouseholdFactory(size=3, monthly_wage="1000")
    settlement(household, head(household), "100", date(2026, 2, 3))
    assert refresh_facts(None, county=county, on=ON) > 0
    assert refresh_facts(None, county=county, on=ON) == 0
    assert refresh_facts([household.pk], county=county, on=ON) == 0


def test_a_member_who_left_is_forgotten(county):
    household = HouseholdFactory(size=2)
    refresh_facts(None, county=county, on=ON)
    household.members.order_by("-pk")[:1].get()
    member = household.members.last()
    member.left_on = date(2026, 6, 10)
    member.save()
    refresh_facts([household.pk], county=county, on=ON)
    assert MemberFacts.objects.filter(facts_id=household.pk).count() == 1


def test_a_town_may_have_a_line_of_its_own(county, village, other_village):
    town = village.parent
    Parameter.objects.create(
        code="low_income_line",
        region=town,
        area_type="unified",
        number=9048,
        unit="元/人·年",
        valid_from=date(2026, 1, 1),
        source="本镇",
        confirmed_at="2026-01-01T00:00:00Z",
    )
    here, there = HouseholdFactory(village_code_=village.code), HouseholdFactory(village_code_=other_village.code)
    wages(here, head(here), "1000")
    refresh_facts(None, county=county, on=ON)
    assert HouseholdFacts.objects.get(pk=here.pk).parameters.low_income_line == Decimal(9048)
    assert HouseholdFacts.objects.get(pk=there.pk).parameters.low_income_line == Decimal(8978)


def test_loading_parameters_twice_adds_nothing(county, capsys):
    call_command("load_parameters")
    assert "新增 0 行" in capsys.readouterr().out
