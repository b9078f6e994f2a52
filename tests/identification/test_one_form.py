"""The one form itself: its declaration, what it reads, where it lands, and that trying leaves no trace."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from casework.exceptions import StepRefused
from households.choices import EvidenceSource, IncomeKind
from households.models import Asset, Household, HouseholdFacts, Income, Member, Obligor, Person, Spending
from identification import one_form
from identification.form_sheet import REPLACED
from identification.one_form import parsing
from identification.one_form.evidence import split
from tests.households.factories import MemberFactory, months_before, settlement, synthetic_id, wages
from tests.identification.factories_intake import ON, answers, clerk, family, money


def read(household: Household, **typed):
    return one_form.read(
        household, {name.replace("__", "-"): value if isinstance(value, list) else [value] for name, value in typed.items()}, on=ON
    )


def land(household: Household, data, source=EvidenceSource.DECLARED, on=ON):
    one_form.land(household, data, source=source, by=clerk(), on=on)
    return HouseholdFacts.objects.get(pk=household.pk)


# The declaration


def test_fifty_numbers_each_once_and_every_answer_lands_somewhere():
    numbers = [declared.number for declared in one_form.FIELDS]
    assert numbers == list(range(1, 51))
    assert [len(section.fields) for section in one_form.SECTIONS] == [14, 18, 13, 5]
    assert all(declared.lands and declared.label for declared in one_form.FIELDS)
    assert len(REPLACED) == len(set(REPLACED)) == 9


# Amounts, days, numbers


@pytest.mark.parametrize(
    ("written", "read"),
    [("12000", "12000.00"), ("12,000", "12000.00"), ("12，000", "12000.00"), ("￥12000元", "12000.00"), ("0", "0.00"), (" 12000.5 ", "12000.50"), ("１２０", "120.00")],
)  # fmt: skip
def test_amounts_as_people_write_them(written, read):
    assert parsing.amount(written) == Decimal(read)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("1.2万", "“1.2万”应填12,000"), ("3万元", "应填30,000"), ("5千", "应填5,000"), ("12000.555", "最多两位小数"), ("一万二", "应填数字"), ("-5", "不能是负数"),
        ("NaN", "应填数字"), ("99999999999", "金额太大"),
    ],
)  # fmt: skip
def test_amounts_that_are_refused_with_the_right_figure(written, says):
    with pytest.raises(parsing.Unreadable, match=says):
        parsing.amount(written)


@pytest.mark.parametrize("written", ["2026-9-17", "2026.9.17", "20260917", "2026/09/17", "2026年9月17日"])
def test_days_as_people_write_them(written):
    assert parsing.day(written) == date(2026, 9, 17)


@pytest.mark.parametrize(("written", "says"), [("2026-2-30", "没有2026年2月30日"), ("9月17日", "没有看懂"), ("260917", "没有看懂")])
def test_days_that_are_refused(written, says):
    with pytest.raises(parsing.Unreadable, match=says):
        parsing.day(written)


@pytest.mark.parametrize("yuan", ["100.00", "0.01", "-100.01", "0", "99999.99"])
def test_a_year_is_twelve_months_that_sum_to_it_with_the_odd_fen_in_the_last(yuan):
    parts = split(Decimal(yuan))
    assert len(parts) == 12 and sum(parts) == Decimal(yuan) and len(set(parts[:-1])) == 1


# Landing

pytest_county = pytest.mark.usefixtures("county")


@pytest.mark.django_db
@pytest_county
class TestLanding:
    def test_a_yearly_figure_covers_the_twelve_full_months_before(self):
        household = family()
        head = household.members.get().person
        facts = land(
            household, read(household, **{k.replace("-", "__"): v for k, v in money("wage", (head, "务工收入", "12,000.05")).items()}).data
        )
        rows = Income.objects.filter(household=household, kind=IncomeKind.WAGE).order_by("month")
        assert [row.month for row in rows] == months_before(ON) and {row.source for row in rows} == {"declared"}
        assert sum(row.amount for row in rows) == Decimal("12000.05") == facts.wages and facts.is_self_declared

    def test_nothing_said_is_unknown_and_said_nothing_is_zero(self):
        household = family()
        assert land(household, {"household": {"address": "二组"}}).gross is None
        facts = land(household, {"money": {"wage": [], "medical": []}, "property": []})
        assert (facts.gross, facts.medical_deduction, facts.financial_assets, facts.house_count, facts.barred_property_count) == (
            0,
            0,
            0,
            0,
            0,
        )
        assert Asset.objects.filter(household=household, is_none=True).count() == 5

    def test_costs_are_taken_off_and_a_loss_is_negative(self):
        household = family()
        data = read(household, business__said="some", business__0__item="养殖", business__0__amount="1000", business__0__cost="3400").data
        assert land(household, data).business == -2400

    def test_landing_twice_writes_nothing(self):
        household = family(size=2)
        typed = answers(household) | money("wage", (household.members.first().person, "务工收入", 12000)) | {
            "assets-said": ["some"], "assets-0-item": ["house|自住房"], "assets-0-area": ["80"],
        }  # fmt: skip
        data = one_form.read(household, typed, on=ON).data
        land(household, data)
        before = traces()
        land(household, data)
        assert traces() == before

    def test_trying_leaves_no_trace(self):
        household = family()
        land(household, {"household": {"address": "一组"}})
        before = traces()
        head = household.members.get().person_id
        data = {"money": {"wage": [{"who": head, "item": "务工收入", "amount": Decimal(24000)}], "medical": []}, "property": [], "household": {"address": "二组"},
                "newcomers": [{"key": "n0", "name": "王小妹", "id_number": synthetic_id(date(2015, 1, 1), "2", "990771"), "relation": "30"}]}  # fmt: skip
        sheet = one_form.trial(household, data, on=ON)
        assert sheet.gross == Decimal(21600) and sheet.divisor == 2
        assert traces() == before

    def test_what_the_same_source_no_longer_says_becomes_zero(self):
        household = family()
        head = household.members.get().person_id
        land(
            household,
            {
                "money": {
                    "wage": [
                        {"who": head, "item": "务工收入", "amount": Decimal(12000)},
                        {"who": head, "item": "零工收入", "amount": Decimal(600)},
                    ]
                }
            },
        )
        assert land(household, {"money": {"wage": [{"who": head, "item": "零工收入", "amount": Decimal(1200)}]}}).wages == 1200
        assert land(household, {"money": {"wage": []}}).wages == 0

    def test_a_survey_answers_what_only_the_family_said(self):
        household = family()
        head = household.members.get().person_id
        land(
            household,
            {
                "money": {"wage": [{"who": head, "item": "务工收入", "amount": Decimal(12000)}]},
                "property": [{"kind": "house", "item": "自住房", "value": None, "area": Decimal(80)}],
            },
        )
        facts = land(
            household,
            {"money": {"wage": [{"who": head, "item": "零工收入", "amount": Decimal(2400)}]}, "property": []},
            EvidenceSource.VISIT,
        )
        assert (facts.wages, facts.house_count, facts.is_self_declared) == (2400, 0, False)
        assert Income.objects.filter(household=household, source="declared", superseded_at__isnull=False).count() == 12

    def test_a_department_wins_over_the_family_and_is_not_asked_again(self):
        household = family()
        head = household.members.get().person
        wages(household, head, "1000")
        told = read(household, wage__said="some", wage__0__who=str(head.pk), wage__0__item="务工收入", wage__0__amount="5000")
        assert "已由部门提供" in told.errors["wage-0-item"]
        assert "不能选“没有”" in read(household, wage__said="none").errors["wage-said"]

    def test_a_settlement_beats_what_the_form_says_of_medical_costs(self):
        household = family()
        head = household.members.get().person
        settlement(household, head, "4000", date(2026, 3, 3))
        facts = land(household, {"money": {"wage": [], "medical": [{"who": head.pk, "item": "住院自付", "amount": Decimal(9000)}]}})
        assert facts.medical_deduction == 4000 and Spending.objects.filter(superseded_at__isnull=False).count() == 12

    def test_obligors_are_named_or_said_to_be_none(self):
        household = family()
        person = household.members.get().person
        Person.objects.filter(pk=person.pk).update(birth=date(1950, 1, 1))
        assert f"o{person.pk}-said" in one_form.missing(one_form.prefill(household, ON), {}, ON)
        land(household, read(household, **{f"o{person.pk}__said": "none"}).data)
        assert Obligor.objects.get().is_none and f"o{person.pk}-said" not in one_form.missing(one_form.prefill(household, ON), {}, ON)
        typed = {
            f"o{person.pk}__said": "some",
            f"o{person.pk}__0__name": "陈大力",
            f"o{person.pk}__0__relation": "child",
            f"o{person.pk}__0__state": ["disabled"],
        }
        land(household, read(household, **typed).data)
        obligor = Obligor.objects.get()
        assert (obligor.name, obligor.is_severely_disabled, obligor.is_tekun, obligor.yearly_income, obligor.has_low_property) == (
            "陈大力",
            True,
            False,
            None,
            None,
        )

    def test_a_new_member_joins_once_and_one_who_lives_elsewhere_does_not(self):
        household, other = family(), family(head_name="乙家")
        number = synthetic_id(date(2015, 1, 1), "2", "990772")
        told = {"newcomers": [{"key": "n0", "name": "王小妹", "id_number": number, "relation": "30", "health": "healthy"}]}
        assert land(household, told).counted_members == land(household, told).counted_members == 2
        with pytest.raises(StepRefused, match="一个人只在一户"):
            land(other, told)
        assert Member.objects.living().filter(person__name="王小妹").count() == 1

    @pytest.mark.parametrize(("status", "counted"), [("away_working", 2), ("in_prison", 1), ("lives_apart", 2), ("dead", 1)])
    def test_a_changed_status_changes_who_is_counted(self, status, counted):
        household = family()
        child = MemberFactory(household=household, relation="20", person__birth=date(2015, 1, 1)).person
        assert land(household, {"members": {child.pk: {"status": status}}}).counted_members == counted

    def test_words_that_contradict_each_other_are_pointed_at(self):
        household = family()
        told = read(
            household,
            wage__said="none",
            wage__0__item="务工收入",
            wage__0__amount="5",
            property__said="some",
            assets__said="some",
            assets__0__item="house|自住房",
        )
        assert (
            "又写了金额" in told.errors["wage-said"]
            and "至少写一笔" in told.errors["property-said"]
            and "要写面积" in told.errors["assets-0-area"]
        )


def traces() -> dict[str, list[tuple]]:
    """Every row that a form could touch with the transaction that wrote it last."""
    tables = [model._meta.db_table for model in (Household, Person, Member, Income, Spending, Asset, Obligor, HouseholdFacts)]
    seen = {}
    with connection.cursor() as cursor:
        for table in [*tables, "casework_event", "households_changedhousehold"]:
            key = "household_id" if table in ("households_householdfacts", "households_changedhousehold") else "id"
            cursor.execute(f"SELECT {key}, xmin::text, ctid::text FROM {table} ORDER BY 1")
            seen[table] = cursor.fetchall()
    return seen
