"""The numbers of the law are asked for once while a page is read, and afresh by whoever writes."""

from datetime import date

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from accounts.models import Region
from policies.middleware import NumbersOfThePage
from policies.models import Parameter

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 15)


def asks_twice(request: HttpRequest) -> HttpResponse:
    first, second = Parameter.objects.numbers(ON), Parameter.objects.numbers(ON)
    assert first.rows.keys() == second.rows.keys()
    Parameter.objects.numbers(date(2026, 1, 1))
    return HttpResponse()


@pytest.mark.parametrize(("method", "statements"), [("GET", 2), ("HEAD", 2), ("POST", 3), ("DELETE", 3)])
def test_a_page_asks_once_for_each_day(county: Region, django_assert_num_queries, method: str, statements: int) -> None:
    with django_assert_num_queries(statements):
        NumbersOfThePage(asks_twice)(RequestFactory().generic(method, "/"))


def test_nothing_is_kept_after_the_page(county: Region, django_assert_num_queries) -> None:
    NumbersOfThePage(asks_twice)(RequestFactory().get("/"))
    with django_assert_num_queries(3):
        asks_twice(HttpRequest())


def test_a_page_that_fails_keeps_nothing_either(county: Region, django_assert_num_queries) -> None:
    def fails(request: HttpRequest) -> HttpResponse:
        raise ValueError

    with pytest.raises(ValueError):
        NumbersOfThePage(fails)(RequestFactory().get("/"))
    with django_assert_num_queries(3):
        asks_twice(HttpRequest())
