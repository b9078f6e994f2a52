"""One household if something happened: judged as `assess` judges, and left as it was."""

from __future__ import annotations

import pytest
from django.db import connection
from django.urls import reverse

from accounts.models import Region
from accounts.roles import Role
from households.facts import refresh_facts
from households.models import Household, HouseholdFacts
from monitoring.models import Alert, DataTask
from tests.conftest import lay_county
from tests.households.factories import wages
from tests.identification.factories_opinion import family, registers_received
from tests.monitoring.factories import ON, clerk, officer


@pytest.fixture(scope="module")
def busy(standing) -> Region:
    """Two people living on one wage of 24,000 a year, asked of property."""
    county = lay_county()
    registers_received()
    household = family(None, size=2, head_name="郑大力")
    wages(household, household.members.order_by("pk")[0].person, "2000")
    refresh_facts(None, county=county, on=ON)
    return county


@pytest.fixture
def household(busy) -> Household:
    return Household.objects.get(head_name="郑大力")


def ask(browser, household: Household, happening: str, amount: str = "", place: int = 0, by=None):
    member = household.members.order_by("pk")[place]
    address = reverse("monitoring:what_if", kwargs={"pk": household.pk})
    return browser(by or officer()).post(address, {"member": member.pk, "happening": happening, "amount": amount})


def kept() -> tuple:
    return list(HouseholdFacts.objects.order_by("pk").values()), Alert.objects.count(), DataTask.objects.count()


def written() -> dict[str, int]:
    """Rows of each table, whatever its model."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_stat_user_tables WHERE schemaname = 'public' ORDER BY 1")
        tables = [name for (name,) in cursor.fetchall() if not name.startswith(("django_session", "accounts_"))]
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}', count(*) FROM {name}" for name in tables))
        return dict(cursor.fetchall())


@pytest.mark.parametrize(
    ("happening", "amount", "gross", "counted", "new"),
    [
        ("lose_work", "", ("21,600.00元", "0.00元"), ("2", "2"), {"R01"}),
        ("operation", "30000", ("21,600.00元", "21,600.00元"), ("2", "2"), {"R04", "R05"}),
        ("operation", "3000", ("21,600.00元", "21,600.00元"), ("2", "2"), set()),
        # whoever is left was never asked for an income of his own: unknown is not zero
        ("death", "", ("21,600.00元", "不详"), ("2", "1"), set()),
        ("prison", "", ("21,600.00元", "不详"), ("2", "1"), set()),
        ("find_work", "1000", ("21,600.00元", "32,400.00元"), ("2", "2"), set()),
        ("disability", "", ("21,600.00元", "21,600.00元"), ("2", "2"), set()),
    ],
)
def test_facts_rules_and_category_before_and_after(household, browser, happening, amount, gross, counted, new):
    before, rows = kept(), written()
    answer = ask(browser, household, happening, amount).context["answer"]
    facts = {line.label: (line.before, line.after) for line in answer.facts}
    assert facts["家庭收入（民政口径）"] == gross
    assert facts["计入人口"] == counted
    assert new <= {code for code, _, change in answer.rules if change == "新成立"}
    assert kept() == before and written() == rows


def test_the_category_and_the_money_move(household, browser):
    answer = ask(browser, household, "lose_work").context["answer"]
    assert answer.categories == ("不在类别", "低保")
    assert answer.amounts[0] == "—" and answer.amounts[1].endswith("元")
    assert not answer.is_open


def test_a_threshold_is_below_at_and_above(household, browser):
    """R04 asks for more than 10,000 at once."""
    for amount, hit in (("9999.99", False), ("10000", False), ("10000.01", True)):
        answer = ask(browser, household, "operation", amount).context["answer"]
        assert ("R04" in {code for code, _, _ in answer.rules}) is hit, amount


@pytest.mark.parametrize(
    ("happening", "amount", "place", "words"),
    [
        ("operation", "", 0, "请填自付金额"),
        ("find_work", "0", 0, "请填每月工资"),
        ("operation", "三万", 0, "只填数字"),
        ("lose_work", "", 1, "没有工资记录"),
        ("wins_lottery", "", 0, "wins_lottery"),
    ],
)
def test_what_cannot_be_asked_is_said(household, browser, happening, amount, place, words):
    answer = ask(browser, household, happening, amount, place)
    assert answer.status_code == 422 and words in answer.content.decode()


def test_a_member_of_another_household_is_refused(household, browser):
    other = Household.objects.exclude(pk=household.pk)[0]
    sent = {"member": other.members.get().pk, "happening": "death", "amount": ""}
    assert browser(officer()).post(reverse("monitoring:what_if", kwargs={"pk": household.pk}), sent).status_code == 422


def test_an_unknown_income_stays_unknown(busy, browser):
    silent = family(None, head_name="没问过")
    answer = ask(browser, silent, "operation", "30000").context["answer"]
    assert ("不详", "不详") in {(line.before, line.after) for line in answer.facts if line.label == "家庭收入（民政口径）"}
    assert answer.is_open


def test_only_those_who_may_see_the_household_ask(household, browser):
    address = reverse("monitoring:what_if", kwargs={"pk": household.pk})
    assert "如果……会怎样" in browser(clerk()).get(address).content.decode()
    assert browser(clerk("990101101")).get(address).status_code == 404
    assert browser(officer(Role.SYS_ADMIN)).get(address).status_code == 403
    assert address in browser(clerk()).get(reverse("monitoring:household_panel", kwargs={"pk": household.pk})).content.decode()
