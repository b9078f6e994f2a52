"""`bench screening`, its lists: a town's households of one kind at page 50, and a name of two characters, beside the scan without an index.

The statement is taken as the page's own code writes it, and asked again with every index forbidden; the page is asked through Django's client.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.http import QueryDict
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from accounts.models import Office, Position, Region, User
from accounts.roles import Role
from households.filters import NO_CATEGORY, HouseholdFilter
from households.models import Household
from households.paging import LAST_OFFSET_PAGE, CappedCount, keyset_page
from households.search import search
from households.tables import DEFAULT_ORDER, for_table

TOWN = "990101100"
TIMES, REQUESTS = 5, 40
NO_INDEX = "SET LOCAL enable_indexscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_indexonlyscan = off"
Statements = list[tuple[str, Any]]


@dataclass(frozen=True)
class ListTime:
    """One question: seconds of its statement, of the same without an index, and what 95 of 100 requests of its page stay below."""

    name: str
    seconds: float
    scan_seconds: float
    page_p95: float
    page_statements: int


def lists(county: Region, on: Any) -> Iterator[ListTime]:
    """A county as screening.make_county lays it out, analysed."""
    with county_day(on):
        clerk, officer = post(Role.TOWN_CLERK, Region.objects.get(code=TOWN)), post(Role.TASKFORCE, county)
        query = QueryDict(f"category={NO_CATEGORY}&page={LAST_OFFSET_PAGE}")
        yield measured("list_town_page_50", clerk, f"{reverse('households:list')}?{query.urlencode()}", lambda: page_of(query, clerk))
        name = a_name(county)
        yield measured("list_name_search", officer, f"{reverse('households:search')}?q={name}", lambda: search(name, officer))


def page_of(query: QueryDict, position: Position) -> object:
    """What the list's page asks for its rows (households.views.household_list); its count and its sums are the page's."""
    rows = HouseholdFilter(query, Household.objects.visible_to(position), position=position).qs
    return keyset_page(rows, DEFAULT_ORDER, query, CappedCount(0), for_table(Household.objects.all()))


def a_name(county: Region) -> str:
    """Two characters that somebody of the county is called by."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT left(p.name, 2) FROM households_person p JOIN households_member m ON m.person_id = p.id "
            "JOIN households_household h ON h.id = m.household_id WHERE h.county_code = %s ORDER BY p.id LIMIT 1",
            [county.code],
        )
        return str(cursor.fetchone()[0])


def measured(name: str, position: Position, url: str, ask: Callable[[], object]) -> ListTime:
    with recorded() as asked:
        ask()
    question = [next(one for one in asked if " households_" in one[0].replace('"', " "))]  # what follows fetches by key the rows it named
    client = Client()
    client.force_login(position.user, backend="django.contrib.auth.backends.ModelBackend")
    with recorded() as by_page:
        answer = client.get(url)
    if answer.status_code != 200:
        raise RuntimeError(f"{url}: {answer.status_code}")
    seconds = [timed(lambda: client.get(url)) for _ in range(REQUESTS)]
    return ListTime(name, replayed(question), replayed(question, NO_INDEX), quantiles(seconds, n=20)[-1], len(by_page))


@contextmanager
def recorded() -> Iterator[Statements]:
    """Every statement asked inside, with its values."""
    asked: Statements = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield asked


def replayed(statements: Statements, settings_sql: str = "") -> float:
    """Seconds of all of them, warm, the median of a few; nothing in parallel, JIT off on both sides (rulings E1)."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL jit = off")
        if settings_sql:
            cursor.execute(settings_sql)

        def ask() -> None:
            for sql, params in statements:
                cursor.execute(sql, params)
                cursor.fetchall()

        ask()
        return median(timed(ask) for _ in range(TIMES))


def timed(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


def post(role: Role, region: Region) -> Position:
    office = Office.objects.create(
        code=f"L{region.code}", name=f"{region.name}办公室", kind="taskforce" if role is Role.TASKFORCE else "town", region=region
    )
    user = User.objects.create(username=f"l{region.code}", name="测量员", must_change_password=False)
    return Position.objects.create(user=user, office=office, region=region, title=role.label, roles=[role.value])


def county_day(on: Any) -> override_settings:
    """The county's day, and plain addresses of static files: whether they were collected is no matter here."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    return override_settings(FIXED_TODAY=on, STORAGES={**settings.STORAGES, "staticfiles": plain})
