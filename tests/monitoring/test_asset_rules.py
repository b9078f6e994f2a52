"""Property rules below, at, above and of unknown value: tables a policy officer can read (domain §5.2, §3.5, rulings B12)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from households.models import Asset, BankBalance, Company, Job, RealEstate, SalaryTax
from monitoring.explain import explain_alert
from monitoring.models import Alert, DataTask
from monitoring.runs import screen
from policies.models import Parameter
from tests.households.factories import HouseholdFactory, MemberFactory
from tests.monitoring.test_rules import CANNOT_SAY, HIT, NONE, ON, answer, head


def estate(household, location: str, use: str = "residential", area: str | None = "50", person=None) -> None:
    RealEstate.objects.create(
        household=household, person=person or head(household), location=location, use=use, area=area and Decimal(area), received_on=ON
    )


@pytest.fixture
def registers_received(county):
    """Somebody else's rows are in, so that silence of these registers means none."""
    other = HouseholdFactory()
    estate(other, "别处")
    Company.objects.create(
        household=other, person=head(other), company_name="别家", credit_code="9" * 18, role="shareholder", status="active", received_on=ON
    )
    SalaryTax.objects.create(household=other, person=head(other), employer="别家", month=date(2026, 5, 1), wage=1, received_on=ON)


@pytest.mark.parametrize(
    ("category", "size", "areas", "said"),
    [
        ("dibao", 1, ["300"], NONE),  # one home of any size
        ("dibao", 2, ["40", "40"], NONE),  # two, at the local average of 40 a head
        ("dibao", 2, ["40", "40.01"], HIT),
        ("tekun", 1, ["40", "0.01"], HIT),
        ("dibao", 2, ["40", None], CANNOT_SAY),
        ("dibao_margin", 1, ["300", "300"], NONE),  # two of any size
        ("dibao_margin", 1, ["10", "10", "10"], HIT),
        ("", 1, ["10", "10", "10"], NONE),  # neither category nor tag
    ],
)
def test_a02_homes_beyond_the_limit(county, category, size, areas, said):
    household = HouseholdFactory(category=category, size=size)
    estate(HouseholdFactory(), "别处")
    for number, area in enumerate(areas):
        estate(household, f"文庙路{number}号", area=area)
    assert answer(county, household, "A02") == said


def test_a02_asks_tag_only_households_by_the_limits_of_the_margin(county):
    household = HouseholdFactory(has_monitoring_tag=True)
    for number in range(3):
        estate(household, f"文庙路{number}号")
    assert answer(county, household, "A02") == HIT


def test_a02_a_home_two_of_them_share_is_one(county):
    household = HouseholdFactory(category="dibao", size=2)
    for member in household.members.all():
        estate(household, "文庙路1号", area="300", person=member.person)
    assert answer(county, household, "A02") == NONE


@pytest.mark.parametrize(
    ("uses", "said"), [(["commercial"], NONE), (["residential", "commercial"], HIT), (["commercial"] * 2, HIT), (["garage"], NONE)]
)
def test_a02_a_shop_unless_it_is_the_only_dwelling(county, uses, said):
    household = HouseholdFactory(category="dibao_margin")
    for number, use in enumerate(uses):
        estate(household, f"建设街{number}号", use)
    assert answer(county, household, "A02") == said


def test_a02_silence_of_registry_and_form_is_unknown_and_no_task_per_household(county):
    household = HouseholdFactory(category="dibao")
    assert answer(county, household, "A02") == CANNOT_SAY
    assert not DataTask.objects.filter(datum="不动产登记").exists()


def test_a02_the_form_may_know_of_more_than_the_registry(county):
    household = HouseholdFactory(category="dibao")
    for number in range(3):
        Asset.objects.create(
            household=household, person=head(household), kind="house", item=f"老屋{number}", area=Decimal(20), as_of=date(2026, 5, 1),
            source="declared", received_on=ON,
        )  # fmt: skip
    estate(household, "文庙路1号")
    assert answer(county, household, "A02") == HIT


@pytest.mark.parametrize(
    ("role", "staff", "subscribed", "status", "said"),
    [
        ("sole_trader", 0, "100000", "active", NONE),  # tiny, at the limit
        ("sole_trader", 0, "100000.01", "active", HIT),
        ("sole_trader", 1, "0", "active", HIT),
        ("cooperative", 9, "500000", "active", NONE),
        ("legal_person", 9, "500000", "cancelled", NONE),
        ("sole_trader", None, "1000", "active", CANNOT_SAY),
        ("sole_trader", 0, None, "active", CANNOT_SAY),
        ("sole_trader", None, "100000.01", "active", HIT),  # one sure ground is enough
    ],
)
def test_a03_company_beyond_the_exemption(county, role, staff, subscribed, status, said):
    household = HouseholdFactory(category="dibao")
    Company.objects.create(
        household=household, person=head(household), company_name="禾丰小卖部", credit_code="9" * 18, role=role, status=status, staff=staff,
        subscribed=subscribed and Decimal(subscribed), received_on=ON,
    )  # fmt: skip
    assert answer(county, household, "A03") == said


def test_a03_and_a05_before_the_registers_came(county):
    household = HouseholdFactory(category="dibao")
    assert answer(county, household, "A03") == CANNOT_SAY
    assert answer(county, household, "A05") == CANNOT_SAY
    assert not DataTask.objects.filter(datum__in=["企业登记", "工资社保和计税"]).exists()


def test_a03_and_a05_of_somebody_whom_received_registers_do_not_name(county, registers_received):
    household = HouseholdFactory(category="dibao")
    assert answer(county, household, "A03") == NONE
    assert answer(county, household, "A05") == NONE


@pytest.mark.parametrize(
    ("category", "size", "balance", "said"),
    [
        ("dibao", 1, "17955", NONE),  # 36 months of 5,985 a year
        ("dibao", 1, "17955.01", HIT),
        ("dibao", 2, "35910", NONE),
        ("dibao", 2, "35910.01", HIT),
        ("dibao_margin", 1, "23940", NONE),  # 48 months
        ("dibao_margin", 1, "23940.01", HIT),
        ("dibao", 1, None, CANNOT_SAY),
    ],
)
def test_a04_savings_beyond_the_limit(county, category, size, balance, said):
    household = HouseholdFactory(category=category, size=size)
    if balance is not None:
        BankBalance.objects.create(
            household=household,
            person=head(household),
            bank="农商行",
            asked_on=date(2026, 5, 30),
            balance=Decimal(balance),
            authorisation="SQ1",
            received_on=ON,
        )
    assert answer(county, household, "A04") == said


def test_a04_only_the_latest_answer_of_each_bank_counts(county):
    household = HouseholdFactory(category="dibao")
    for bank, day, balance in (("农商行", date(2026, 1, 5), 90000), ("农商行", date(2026, 5, 30), 9000), ("邮储", date(2026, 5, 30), 8955)):
        BankBalance.objects.create(
            household=household,
            person=head(household),
            bank=bank,
            asked_on=day,
            balance=Decimal(balance),
            authorisation="SQ1",
            received_on=ON,
        )
    assert answer(county, household, "A04") == NONE


def test_a04_an_unknown_is_asked_of_the_centre(county):
    household = HouseholdFactory(category="dibao")
    answer(county, household, "A04")
    assert DataTask.objects.get(household=household, datum="存款和金融资产").supplier == "MZ"


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"wage": "8978"}, NONE),
        ({"wage": "8978.01"}, HIT),
        ({"wage": "8000", "pension": "978.01"}, HIT),
        ({"wage": "8000", "taxed_income": "8978"}, NONE),  # the same money, not twice
        ({"taxed_income": "8978.01"}, HIT),
        ({"housing_fund": "8978.01"}, HIT),
    ],
)
def test_a05_pay_beyond_the_line(county, columns, said):
    household = HouseholdFactory(category="dibao", size=2)
    amounts = {name: Decimal(amount) for name, amount in columns.items()}
    SalaryTax.objects.create(
        household=household, person=head(household), employer="二中", month=date(2025, 6, 1), received_on=ON, **amounts
    )
    for month in (date(2025, 5, 1), date(2026, 6, 1)):  # outside the window
        SalaryTax.objects.create(household=household, person=head(household), employer="二中", month=month, wage=9000, received_on=ON)
    assert answer(county, household, "A05") == said


def test_a05_names_the_person_and_the_sum(county):
    household = HouseholdFactory(category="dibao")
    other = MemberFactory(household=household, relation="20").person
    for month in (date(2026, 4, 1), date(2026, 5, 1)):
        SalaryTax.objects.create(household=household, person=other, employer="二中", month=month, wage=5000, received_on=ON)
    assert answer(county, household, "A05") == HIT
    alert = Alert.objects.get(rule="A05")
    assert (alert.person, alert.reason) == (
        other,
        f"{other.name}近12个月的工资、养老金、公积金、计税反映收入10,000.00元，监测线8,978.00元/年，超过监测线",
    )


@pytest.mark.parametrize(("state", "said"), [(True, HIT), (False, NONE), (None, CANNOT_SAY)])
def test_a06_paid_by_the_state(county, state, said):
    household = HouseholdFactory(category="dibao")
    SalaryTax.objects.create(
        household=household, person=head(household), employer="二中", month=date(2026, 5, 1), wage=100, is_state_paid=state, received_on=ON
    )
    assert answer(county, household, "A06") == said


@pytest.mark.parametrize(
    ("rows", "said"), [([{"item": "收割机", "value": 90000}], HIT), ([{"item": "无", "is_none": True}], NONE), ([], CANNOT_SAY)]
)
def test_a07_large_machinery(county, rows, said):
    household = HouseholdFactory(category="dibao_margin")
    for row in rows:
        Asset.objects.create(household=household, kind="machinery", as_of=date(2026, 5, 1), source="means_check", received_on=ON, **row)
    assert answer(county, household, "A07") == said


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ([(date(2026, 5, 1), 2)], NONE),
        ([(date(2026, 5, 1), 3)], HIT),
        ([(date(2026, 5, 1), None)], NONE),  # the register tells refusals, of him none
        ([(date(2026, 4, 1), 3), (date(2026, 5, 1), 0)], NONE),  # he has taken a job since
        ([], NONE),
    ],
)
def test_a08_three_refusals_running(county, told, said):
    household, other = HouseholdFactory(category="dibao"), HouseholdFactory()
    Job.objects.create(household=other, person=head(other), is_working=False, as_of=ON, refusals=0, received_on=ON)
    for month, refusals in told:
        Job.objects.create(
            household=household, person=head(household), is_working=False, started_on=month, as_of=month, refusals=refusals, received_on=ON
        )
    assert answer(county, household, "A08") == said


def test_a08_a_register_that_never_tells_refusals_cannot_say(county):
    household = HouseholdFactory(category="dibao")
    Job.objects.create(household=household, person=head(household), is_working=False, as_of=ON, received_on=ON)
    assert answer(county, household, "A08") == CANNOT_SAY
    assert not DataTask.objects.filter(datum="拒绝推荐岗位次数").exists()


@pytest.mark.parametrize(
    ("status", "since", "category", "said"),
    [
        ("missing", date(2025, 12, 15), "dibao", HIT),  # six months today
        ("missing", date(2025, 12, 16), "dibao", NONE),
        ("missing", None, "dibao", CANNOT_SAY),
        ("moved_out", date(2025, 1, 1), "dibao", HIT),
        ("in_prison", date(2025, 1, 1), "dibao", NONE),  # I02's
        ("missing", date(2025, 1, 1), "", NONE),  # on no register himself
    ],
)
def test_a09_long_away_but_on_a_register(county, status, since, category, said):
    """Speaks of a household where nobody else is left, too (rulings B5)."""
    household = HouseholdFactory(category="dibao", size=0)
    MemberFactory(household=household, relation="02", status=status, status_since=since, category=category)
    assert answer(county, household, "A09") == said


@pytest.mark.parametrize(
    ("status", "since", "visited_on", "said"),
    [
        # since when he is away nobody knows: six months without a visit are six months without contact
        ("missing", None, date(2025, 12, 15), HIT),
        ("missing", None, date(2025, 12, 16), CANNOT_SAY),
        ("missing", date(2025, 12, 16), date(2025, 1, 1), NONE),  # it is known since when
        # at work elsewhere, and nobody at home to ask
        ("away_working", date(2025, 12, 15), date(2025, 12, 15), HIT),
        ("away_working", date(2025, 12, 15), date(2025, 12, 16), NONE),
        ("away_working", date(2025, 12, 16), date(2025, 12, 15), NONE),
        ("away_working", None, date(2025, 12, 15), HIT),
        ("away_working", date(2025, 1, 1), None, CANNOT_SAY),
        ("studying", date(2025, 1, 1), date(2025, 1, 1), NONE),
    ],
)
def test_a09_without_contact_by_visits(county, status, since, visited_on, said):
    household = HouseholdFactory(category="dibao", size=0, standing__last_visited_on=visited_on)
    MemberFactory(household=household, relation="02", status=status, status_since=since, category="dibao")
    assert answer(county, household, "A09") == said


def test_a09_somebody_at_home_hears_of_who_works_away(county):
    household = HouseholdFactory(category="dibao", size=1, standing__last_visited_on=date(2025, 1, 1))
    MemberFactory(household=household, relation="30", status="away_working", status_since=date(2025, 1, 1), category="dibao")
    assert answer(county, household, "A09") == NONE


def test_a09_never_visited_is_as_the_county_says(county):
    Parameter.objects.filter(code="never_visited").update(choice="OVERDUE")
    household = HouseholdFactory(category="dibao", size=0)
    MemberFactory(household=household, relation="02", status="away_working", status_since=date(2025, 1, 1), category="dibao")
    assert answer(county, household, "A09") == HIT


def test_a09_by_visits_turns_on_the_day_and_no_sooner(county):
    household = HouseholdFactory(category="dibao", size=0, standing__last_visited_on=date(2025, 12, 20))
    MemberFactory(household=household, relation="02", status="away_working", status_since=date(2025, 1, 1), category="dibao")
    screen(county, on=ON, is_full=True)
    screen(county, on=date(2026, 6, 19))
    assert not Alert.objects.filter(rule="A09").exists()
    screen(county, on=date(2026, 6, 20))
    alert = Alert.objects.get(rule="A09")
    assert alert.reason.endswith("在册，登记为不在家，最近走访这一户2025-12-20，离家或失去联系已到规定的时间")


def test_a09_turns_on_the_day_and_no_sooner(county):
    household = HouseholdFactory(category="dibao", size=0)
    MemberFactory(household=household, relation="02", status="missing", status_since=date(2025, 12, 20), category="dibao")
    screen(county, on=ON, is_full=True)
    screen(county, on=date(2026, 6, 19))
    assert not Alert.objects.filter(rule="A09").exists()
    screen(county, on=date(2026, 6, 20))
    assert Alert.objects.get(rule="A09").household == household


def test_an_explanation_shows_the_rows_behind_the_compared_values(county):
    household = HouseholdFactory(category="dibao", size=1)
    for number in range(3):
        estate(household, f"文庙路{number}号", area="60")
    BankBalance.objects.create(
        household=household,
        person=head(household),
        bank="农商行",
        asked_on=date(2026, 5, 30),
        balance=Decimal(90000),
        authorisation="SQ1",
        received_on=ON,
    )
    screen(county, on=ON, is_full=True)
    told = list(explain_alert(Alert.objects.get(household=household, rule="A02")))
    assert "名下住房套数：3套" in told
    assert f"原始记录：不动产登记（{head(household).name}）住宅，文庙路0号，60.00平方米，2026-06-15收到" in told
    told = list(explain_alert(Alert.objects.get(household=household, rule="A04")))
    assert "存款和金融资产：90,000.00元" in told
    assert f"原始记录：银行余额（凭授权）（{head(household).name}）农商行，90,000.00元，2026-05-30，2026-06-15收到" in told
    assert any("低保家庭金融资产上限" in line for line in told)
