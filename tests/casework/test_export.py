"""Exports of lists: what the list shows, in its order; masked unless duty, purpose and number of rows allow; logged; one statement whatever the size."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from accounts.choices import ReadingKind
from accounts.models import ReadingLog
from accounts.roles import UNMASK_ROLES, Role
from casework.export import Asked, Column, Sheet
from casework.xlsx_stream import Kind
from households.exports import HOUSEHOLD
from households.models import Household
from policies.models import Parameter
from registers.bench.filling import fill
from tests.addresses import build_all
from tests.households.factories import HouseholdFactory
from tests.monitoring.factories import ON
from tests.world import World, rolled_back

pytestmark = pytest.mark.django_db
PURPOSE = "报县民政局核对名单"


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[World]:
    files = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), override_settings(FIXED_TODAY=ON, MEDIA_ROOT=files, DEMO=False), rolled_back():
        yield build_all()


@pytest.fixture(autouse=True)
def unchanged(world: World) -> Iterator[None]:
    with rolled_back():
        yield


def asked(world: World, role: Role, name: str, query: str = "", **data: str) -> HttpResponse:
    return world.browser(world.inside[role]).post(reverse(name) + query, {"purpose": PURPOSE, **data})


def lines(answer: HttpResponse) -> list[tuple[Any, ...]]:
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[arg-type]
    return list(book.active.iter_rows(values_only=True))


def test_the_sheet_has_title_head_watermark_and_the_lists_rows(world: World) -> None:
    rows = lines(asked(world, Role.TOWN_CLERK, "households:households_export"))
    clerk = world.inside[Role.TOWN_CLERK]
    assert rows[0][0] == "家庭名单"
    assert all(
        word in rows[1][0] for word in ("填报单位：", "填报日期：2026年6月15日", f"制表人：{clerk.user.name}", "审核人：", "负责人：")
    )
    assert all(word in rows[2][0] for word in (clerk.user.name, clerk.title, PURPOSE, f"{len(rows) - 4}户", "号码已隐去"))
    assert rows[3] == tuple(column.title for column in HOUSEHOLD)
    assert "欧阳守田" in [row[0] for row in rows[4:]]


def test_filters_and_order_are_the_pages(world: World) -> None:
    for number in range(3):
        HouseholdFactory(village_code_="990101100201", household_no=f"990101-9{number}", head_name=f"李{number}", category="tekun")
    rows = lines(asked(world, Role.TOWN_CLERK, "households:households_export", "?category=tekun&sort=-no&page=7"))
    assert [row[0] for row in rows[4:]] == ["李2", "李1", "李0"]
    assert "条件：类别为特困" in rows[2][0]


def test_the_page_asks_the_purpose_and_keeps_what_was_chosen(world: World) -> None:
    browser, url = world.browser(world.inside[Role.TOWN_CLERK]), reverse("households:households_export") + "?category=dibao"
    page = browser.get(url).content.decode()
    assert "为什么导出" in page and "类别为低保" in page
    refused = browser.post(url, {"purpose": "看"})
    assert refused.status_code == 422 and "写得太短" in refused.content.decode()
    assert not ReadingLog.objects.filter(kind=ReadingKind.EXPORT).exists()


def test_one_line_of_the_reading_log(world: World) -> None:
    rows = lines(
        asked(world, Role.TOWN_CLERK, "households:households_export", "?category=dibao", purpose=f"{PURPOSE}{world.secrets.id_number}")
    )
    line = ReadingLog.objects.filter(kind=ReadingKind.EXPORT).get()
    assert (line.subject, line.row_count) == ("家庭名单", len(rows) - 4)
    assert "类别为低保" in line.purpose and world.secrets.id_number not in line.purpose


@pytest.mark.parametrize("role", [Role.TOWN_CLERK, Role.REGISTER_ADMIN, Role.COUNTY_LEADER, Role.VILLAGE_WORKER])
def test_whole_numbers_only_for_those_whose_duty_needs_them(world: World, role: Role) -> None:
    answer = asked(world, role, "households:members_export", whole="on")
    if role in UNMASK_ROLES:
        body = ZipFile(BytesIO(b"".join(answer.streaming_content))).read("xl/worksheets/sheet1.xml").decode()  # type: ignore[arg-type]
        assert world.secrets.id_number in body and "含完整号码" in body
        assert ReadingLog.objects.get(kind=ReadingKind.EXPORT).subject == "家庭成员名单（完整号码）"
    else:
        assert answer.status_code == 409 and "不办理需要完整号码的事项" in answer.content.decode()
        assert not ReadingLog.objects.filter(kind=ReadingKind.EXPORT).exists()


def test_whole_numbers_want_a_limit_that_somebody_set(world: World) -> None:
    Parameter.objects.filter(code="export_whole_rows").delete()
    answer = asked(world, Role.TOWN_CLERK, "households:members_export", whole="on")
    assert answer.status_code == 409 and "政策标准里没有" in answer.content.decode()
    page = world.browser(world.inside[Role.TOWN_CLERK]).get(reverse("households:members_export")).content.decode()
    assert "带完整号码</label>" not in page


def test_without_the_purpose_nothing_goes_out_whole(world: World) -> None:
    assert asked(world, Role.TOWN_CLERK, "households:members_export", whole="on", purpose="").status_code == 422


def test_numbers_of_persons_are_text(world: World) -> None:
    body = asked(world, Role.TOWN_CLERK, "households:households_export", whole="on")
    sheet = load_workbook(BytesIO(b"".join(body.streaming_content))).active  # type: ignore[arg-type]
    account = [cell for row in sheet.iter_rows(min_row=5) for cell in row if cell.value == world.secrets.account]
    assert {(cell.data_type, cell.number_format) for cell in account} == {("s", "@")}


def test_a_list_out_of_reach_is_empty(world: World) -> None:
    answer = world.browser(world.outside[Role.TOWN_CLERK]).post(reverse("households:households_export"), {"purpose": PURPOSE})
    assert answer.status_code == 200 and not answer.streaming and "没有可导出的行" in answer.content.decode()


def crowd(world: World, number: int) -> None:
    """Plain rows by the set; only their number matters."""
    first = world.household
    fill(
        Household, f"generate_series(1, {number}) n", household_no="'990101-X' || lpad(n::text, 6, '0')", head_name="'户' || n",
        village_id=str(first.village_id), county_code=f"'{first.county_code}'", town_code=f"'{first.town_code}'",
        village_code=f"'{first.village_code}'", area_type="'rural'", household_kind="'ordinary'", registered_on="'2024-01-01'::date",
    )  # fmt: skip


def statements(world: World) -> int:
    with CaptureQueriesContext(connection) as found:
        b"".join(asked(world, Role.TOWN_CLERK, "households:households_export").streaming_content)  # type: ignore[arg-type]
    return len(found)


def test_as_many_statements_for_five_thousand_rows_as_for_one(world: World) -> None:
    few = statements(world)
    crowd(world, 5_000)
    assert statements(world) == few


def peak(world: World) -> int:
    position = world.inside[Role.TOWN_CLERK]
    sheet = Sheet("家庭名单", Asked(Household.objects.visible_to(position).order_by("household_no"), HOUSEHOLD), position, ON, "户")
    tracemalloc.start()
    for _ in sheet.stream(PURPOSE):
        pass
    high = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return high


@pytest.mark.long
def test_memory_does_not_grow_with_the_rows(world: World) -> None:
    crowd(world, 5_000)
    small = peak(world)
    Household.objects.filter(household_no__startswith="990101-X").delete()
    crowd(world, 20_000)
    assert peak(world) < small * 1.5 and small < 20_000_000


def test_a_column_may_read_several_values_or_an_object(world: World) -> None:
    two = Column("两样", ("a", "b"), shape=lambda a, b: a + b)
    assert two.reader({"b": 0, "a": 1}, False)((2, 40)) == 42
    assert Column("一样", lambda row: row.real, Kind.NUMBER).reader({}, False)(7) == 7
