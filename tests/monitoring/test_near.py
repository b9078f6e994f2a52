"""略高于监测线: on the line and up to a fifth above it, of those nobody has listed (rulings C3). The line of the demo county is 8,978 a year, a fifth above it 10,773.60."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from households.choices import IncomeKind
from households.facts import refresh_facts
from households.models import Household, HouseholdFacts, Standing
from monitoring.near import near_the_line
from tests.households.factories import HouseholdFactory, income
from tests.monitoring.factories import ON, clerk, officer

pytestmark = pytest.mark.django_db
LIST = reverse("monitoring:near")


def earning(county, amount: str | None, size: int = 1, **columns) -> Household:
    """A household with so much 赡养费 in the window; None: nobody was asked."""
    household = HouseholdFactory(size=size, **columns)
    if amount is not None:
        head = household.members.order_by("pk").first().person
        income(household, head, IncomeKind.TRANSFER, amount, date(2026, 3, 1), item="赡养费")
    refresh_facts([household.pk], county=county, on=ON)
    return household


@pytest.mark.parametrize(
    ("gross", "size", "listed"),
    [
        ("8977.99", 1, False), ("8978", 1, True), ("8978.01", 1, True), ("10773.59", 1, True), ("10773.60", 1, False), ("17955.99", 2, False),
        ("17956", 2, True), ("21547.20", 2, False), (None, 1, False),
    ],
)  # fmt: skip
def test_below_at_within_and_above(county, gross, size, listed):
    household = earning(county, gross, size)
    assert near_the_line(officer()).filter(pk=household.pk).exists() == listed


@pytest.mark.parametrize("columns", [{"category": "dibao_margin"}, {"has_monitoring_tag": True}])
def test_who_is_listed_already_is_left_out(county, columns):
    earning(county, "9000", **columns)
    assert not near_the_line(officer()).exists()


def test_who_has_an_open_case_is_left_out(county):
    household = earning(county, "9000")
    Standing.objects.update_or_create(household=household, defaults={"has_open_case": True})
    refresh_facts([household.pk], county=county, on=ON)
    assert not near_the_line(officer()).exists()


def test_nearest_first_and_never_rounded(county):
    far, near, middle = earning(county, "10000"), earning(county, "8978"), earning(county, "26934.01", 3)
    rows = list(near_the_line(officer()))
    assert [row.pk for row in rows] == [near.pk, middle.pk, far.pk]
    assert rows[0].above == 0 and 0 < rows[1].above < Decimal("0.01") and rows[2].per_head == 10000


def test_scope_and_page(county, browser):
    ours, theirs = earning(county, "9000"), earning(county, "9100", village_code_="990101101201")
    page = browser(clerk()).get(LIST)
    assert [row.pk for row in page.context["page_obj"]] == [ours.pk]
    assert "9,000.00" in page.content.decode() and "22.00" in page.content.decode()
    everything = browser(officer(Role.TASKFORCE))
    assert {row.pk for row in everything.get(LIST).context["page_obj"]} == {ours.pk, theirs.pk}
    assert [row.pk for row in everything.get(f"{LIST}?place=990101101").context["page_obj"]] == [theirs.pk]
    assert "没有符合条件的户" in everything.get(f"{LIST}?q=没有这个人").content.decode()


def test_nobody_near(county, browser):
    assert "没有略高于监测线的户" in browser(clerk()).get(LIST).content.decode()


def test_the_number_of_queries_does_not_grow(county, browser):
    page = browser(clerk())

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            page.get(LIST)
        return len(asked)

    earning(county, "9000")
    page.get(LIST)
    one = count()
    for _ in range(4):
        earning(county, "9000")
    assert HouseholdFacts.objects.count() == 5 and count() == one


def test_it_goes_out_as_it_is_shown(county, browser):
    earning(county, "9000")
    sent = browser(clerk()).post(reverse("monitoring:near_export"), {"purpose": "村里逐户走访"})
    assert sent.status_code == 200 and "spreadsheetml" in sent.headers["Content-Type"]
