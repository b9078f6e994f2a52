"""The page of remembered headings: what an office said, taken away and brought back; what is taken away is asked for again."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from registers.asking import memory_of
from registers.models import Batch, BatchState, HeadingMemory
from tests.accounts.factories import OfficeFactory, PositionFactory, RegionFactory
from tests.registers.books import ON, book
from tests.registers.test_mapping import OWN, ROW, answered, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ground(county, settings):
    settings.FIXED_TODAY = ON


@pytest.fixture
def client() -> Client:
    position = PositionFactory(role=Role.REGISTER_ADMIN, region=RegionFactory(code="990101"), user__name="柏杨")
    client = Client()
    client.force_login(position.user)
    client.position = position  # type: ignore[attr-defined]
    return client


def text(client: Client, query: str = "") -> str:
    return re.sub(r"<[^>]+>", " ", client.get(reverse("registers:headings") + query).content.decode())


def said(client: Client) -> HeadingMemory:
    upload(client, book(OWN, ROW))
    answered(client, column_0="household_no", column_2="region_code")
    return HeadingMemory.objects.get(heading="本地户码")


def test_which_heading_of_which_register_was_said_to_be_what_by_whom(client):
    assert "还没有记住的表头" in text(client)
    said(client)
    page = text(client)
    for words in ("家庭", "本地户码", "户编号", "所在村居", "行政区划", "柏杨", client.position.office.name):
        assert words in page
    HeadingMemory.objects.filter(heading="所在村居").update(column_code="")
    assert "不取" in text(client, "?heading=所在")
    HeadingMemory.objects.filter(heading="所在村居").update(column_code="gone_by_now")
    assert "已不在台账里" in text(client)


def test_taken_away_it_is_asked_for_again_and_brought_back_it_is_applied(client):
    memory = said(client)
    assert client.post(reverse("registers:forget_heading", args=[memory.pk])).url == reverse("registers:headings")
    assert "本地户码" not in memory_of("households", office=client.position.office)
    assert "所在村居" in text(client) and "户编号" not in text(client) and "本地户码" in text(client, "?state=forgotten")
    upload(client, book(OWN, ("H2", *ROW[1:])))
    assert Batch.objects.latest("pk").state == BatchState.MAPPING
    Batch.objects.filter(state=BatchState.MAPPING).delete()
    client.post(reverse("registers:restore_heading", args=[memory.pk]))
    assert memory_of("households", office=client.position.office)["本地户码"] == "household_no"
    upload(client, book(OWN, ("H3", *ROW[1:])))
    assert Batch.objects.latest("pk").state == BatchState.QUEUED


def test_said_anew_it_stands_again(client):
    memory = said(client)
    client.post(reverse("registers:forget_heading", args=[memory.pk]))
    upload(client, book(OWN, ("H2", *ROW[1:])))
    answered(client, column_0="household_no", column_2="region_code")
    memory.refresh_from_db()
    assert memory.forgotten_at is None and HeadingMemory.objects.filter(heading="本地户码").count() == 1


def test_filters_and_orders(client):
    said(client)
    assert "没有符合这些条件的" in text(client, "?sheet=dibao")
    assert "本地户码" in text(client, "?sheet=households&order=recent") and "所在村居" not in text(client, "?heading=户码&order=heading")
    assert client.get(reverse("registers:headings") + "?sheet=x&order=x&state=x&page=99").status_code == 200


def test_another_office_sees_and_touches_none(client, django_assert_max_num_queries):
    memory = said(client)
    office = OfficeFactory(region=RegionFactory(code="990101"), name="民政局", code="MZ")
    stranger = Client()
    stranger.force_login(PositionFactory(role=Role.REGISTER_ADMIN, region=office.region, office=office).user)
    assert "还没有记住的表头" in text(stranger)
    for name in ("forget_heading", "restore_heading"):
        assert stranger.post(reverse(f"registers:{name}", args=[memory.pk])).status_code == 404
    text(client)
    with django_assert_max_num_queries(11):
        text(client)


def test_the_pages_of_mapping_and_batches_lead_there(client):
    assert reverse("registers:headings") in client.get(reverse("registers:batches")).content.decode()
    upload(client, book(OWN, ROW))
    page = client.get(reverse("registers:mapping", args=[Batch.objects.latest("pk").pk])).content.decode()
    assert f"{reverse('registers:headings')}?sheet=households" in page
