from __future__ import annotations

import pytest

from accounts.models import ReadingLog
from accounts.roles import Role
from households.facts import refresh_facts
from tests.accounts.factories import PositionFactory
from tests.households.factories import HouseholdFactory


@pytest.fixture
def clerk(client, town):
    client.force_login(PositionFactory(region=town).user)
    return client


def test_the_list_holds_the_region_and_takes_the_pages_filters(clerk, county, other_village):
    mine = HouseholdFactory(category="dibao")
    HouseholdFactory()
    HouseholdFactory(village_code_=other_village.code, category="dibao")
    answer = clerk.get("/api/households/", {"category": "dibao"}).json()
    assert [row["household_no"] for row in answer["results"]] == [mine.household_no]


def test_one_household_comes_masked_and_is_logged(clerk, county, on):
    household = HouseholdFactory(size=2, phone="13912345678", monthly_wage="800")
    refresh_facts(None, county=county, on=on)
    answer = clerk.get(f"/api/households/{household.pk}/")
    body = answer.json()
    assert body["phone"] == "139****5678" and body["facts"]["gross"] is not None
    for member in household.members.all():
        assert member.person.id_number.reveal() not in answer.content.decode()
        assert str(member.person.id_number) in answer.content.decode()
    assert ReadingLog.objects.get(kind="read").subject_id == household.pk


def test_unknown_is_null_and_never_zero(clerk, county, on):
    household = HouseholdFactory()
    refresh_facts(None, county=county, on=on)
    assert clerk.get(f"/api/households/{household.pk}/").json()["facts"]["gross"] is None


def test_out_of_the_region_is_404(clerk, county, other_village):
    assert clerk.get(f"/api/households/{HouseholdFactory(village_code_=other_village.code).pk}/").status_code == 404


def test_it_reads_only(clerk, county):
    household = HouseholdFactory()
    assert clerk.post("/api/households/", {}).status_code == 405
    assert clerk.delete(f"/api/households/{household.pk}/").status_code == 405


@pytest.mark.parametrize("role", [Role.DEPT_STAFF, Role.SYS_ADMIN])
def test_positions_without_case_duty_may_not_look(role, client, county):
    client.force_login(PositionFactory(region=county, role=role).user)
    assert client.get("/api/households/").status_code == 403


def test_strangers_may_not_look(client, county):
    assert client.get("/api/households/").status_code == 403
