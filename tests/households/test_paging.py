from __future__ import annotations

import pytest
from django.http import QueryDict

from households import paging
from households.models import Household
from households.paging import CappedCount, capped_count, keyset_page
from households.tables import ORDERS
from tests.households.factories import HouseholdFactory


@pytest.fixture
def eleven(county):
    return [HouseholdFactory(household_no=f"990101-{n:03d}", size=0) for n in range(11)]


def walk(order, size, **start):
    """Every page from the first, following only the links; returns the pages' numbers."""
    pages, query = [], QueryDict(mutable=True)
    query.update({"size": str(size), **start})
    while True:
        page = keyset_page(Household.objects.all(), order, query, CappedCount(11))
        pages.append(page)
        if not page.has_next:
            return pages
        query = QueryDict(page.next_url.lstrip("?"))


@pytest.mark.parametrize("code", sorted(ORDERS))
def test_walking_forward_past_the_offset_pages_meets_every_row_once(code, eleven, monkeypatch):
    monkeypatch.setattr(paging, "PAGE_SIZES", (2,))
    monkeypatch.setattr(paging, "LAST_OFFSET_PAGE", 2)
    pages = walk(ORDERS[code], 2)
    numbers = [row.household_no for page in pages for row in page.object_list]
    assert sorted(numbers) == sorted(household.household_no for household in eleven)
    assert [page.number for page in pages] == [1, 2, None, None, None, None]
    expected = list(Household.objects.order_by(*ORDERS[code].fields).values_list("household_no", flat=True))
    assert numbers == expected


def test_walking_back_comes_to_the_same_rows(eleven, monkeypatch):
    monkeypatch.setattr(paging, "PAGE_SIZES", (2,))
    monkeypatch.setattr(paging, "LAST_OFFSET_PAGE", 2)
    last_but_one, last = walk(ORDERS["no"], 2)[-2:]
    back = keyset_page(Household.objects.all(), ORDERS["no"], QueryDict(last.previous_url.lstrip("?")), CappedCount(11))
    assert [row.pk for row in back.object_list] == [row.pk for row in last_but_one.object_list]
    assert back.has_next and back.has_previous


@pytest.mark.parametrize("bad", ["after=nonsense~1~2", "before=~", "page=0", "page=-3", "page=abc", "size=7"])
def test_an_address_that_makes_no_sense_is_the_first_page(bad, eleven):
    page = keyset_page(Household.objects.all(), ORDERS["-recent"], QueryDict(bad), CappedCount(11))
    assert len(page.object_list) == 11


def test_counting_stops_where_nobody_reads_on(eleven, monkeypatch):
    monkeypatch.setattr(paging, "COUNT_CAP", 5)
    count = capped_count(Household.objects.all())
    assert (count.count, count.is_capped, count.count_text) == (5, True, "4+")
    assert CappedCount(3).count_text == "3"
