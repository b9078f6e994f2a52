"""The ledger: every cell is the length of the list it opens; lights in words; two quarters of silence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts import fields
from accounts.encryption import unseal
from accounts.models import Position, ReadingLog
from accounts.roles import Role
from assistance.choices import NeedKind, ReferralState
from assistance.desk import silent_pushes
from assistance.exports import listed_rows
from assistance.feedback import feed_back
from assistance.filters import ReferralFilter
from assistance.ledger import COLUMNS, STAGES, cell
from assistance.ledger_page import LedgerPage
from assistance.models import Referral
from assistance.quarters import Quarter
from assistance.trend import Point, TrendChart
from tests.assistance.factories_assistance import ON, clerk, family, officer, pushed, referral_at, refused, staff
from tests.conftest import lay_county

S = ReferralState
Q1, Q2 = Quarter(2026, 1), Quarter(2026, 2)
READERS = {
    "county": lambda: officer(),
    "inspector": lambda: officer(Role.INSPECTOR),
    "town": lambda: clerk(),
    "other town": lambda: clerk("990101101", Role.TOWN_HEAD),
    "department": lambda: staff("ZJ"),
}


@pytest.fixture(scope="module")
def pushes(standing) -> SimpleNamespace:
    """Two departments, two towns, two quarters, every state."""
    lay_county()
    far = "990101101201"
    made = SimpleNamespace()
    for state in S:
        referral_at(state, pushed_on=date(2026, 5, 6))
    made.old = pushed(family(far, has_monitoring_tag=True, monitoring_kind="unstable"), on=date(2025, 11, 3))
    helping = referral_at(S.HELPING, family(far, category="dibao"), pushed_on=date(2026, 2, 3), on=date(2026, 2, 9))
    feed_back(helping, quarter=Q1, result="helping", words="正在施工，墙体已加固", by=staff(), on=date(2026, 3, 24))
    refused(pushed(family(far), on=date(2026, 5, 8), kind=NeedKind.WATER, words="水质浑浊不能喝"), staff("SW"))
    pushed(on=date(2026, 6, 3), kind=NeedKind.WATER, words="水质浑浊不能喝")
    return made


def read(position: Position, query: dict[str, str] | None = None) -> LedgerPage:
    return LedgerPage(ReferralFilter.read(query or {}, position, ON), position, ON)


def links(html: str) -> Iterator[tuple[int, str]]:
    """(number shown, address) of every cell that opens a list."""
    for url, text in re.findall(r'<a[^>]*href="(/help/pushes/\?[^"]*)"[^>]*>([\d,]+)(?:人次)?</a>', html):
        yield int(text.replace(",", "")), unescape(url)


@pytest.mark.parametrize("who", READERS)
@pytest.mark.parametrize(
    "query", ["", "?quarter=2026Q1", "?quarter=2025Q4", "?quarter=2026Q3", "?town=990101101", "?category=dibao", "?category=tagged"]
)
def test_every_number_is_the_length_of_its_list(who, query, pushes) -> None:
    client = Client()
    client.force_login(READERS[who]().user)
    page = client.get(reverse("assistance:ledger") + query)
    assert page.status_code == 200
    followed = list(links(page.content.decode()))
    for number, url in followed:
        opened = client.get(url)
        assert opened.context["page_obj"].paginator.count == number, url
    if not query:
        assert followed


def test_the_numbers_are_those_of_the_rows(pushes) -> None:
    page = read(officer())
    by_title = {line.title: [one.count for one in line.cells] for line in page.lines}
    # 推送 签收 已落实 不符合 已反馈 未反馈: seven states of May, one of November, one of February; withdrawn ones count nowhere.
    assert by_title["住建局"] == [9, 7, 3, 1, 2, 7]
    assert by_title["水务局"] == [1, 1, 0, 1, 0, 1], "what was pushed in June belongs to the third quarter"
    assert [one.count for one in page.total_cells] == [10, 8, 3, 2, 2, 8]
    assert page.total_share == "20.0%"


def test_departments_and_towns_read_their_own(pushes) -> None:
    assert [line.dept for line in read(staff("SW")).lines] == ["SW"]
    assert read(clerk("990101101")).total["pushed"] == 3
    assert [line.dept for line in read(clerk()).lines] == ["ZJ"], "the water push of June is of the next quarter"


@pytest.mark.parametrize("column", COLUMNS)
def test_one_function_says_what_a_cell_is(column, pushes) -> None:
    position = officer()
    asked = ReferralFilter.read({"quarter": "2026Q2", "column": column, "dept": "ZJ"}, position, ON)
    assert set(asked.referrals()) == set(cell(Q2, column, position, ON, dept="ZJ"))


def test_every_push_is_at_one_stage(pushes) -> None:
    position = officer()
    whole = cell(Q2, "pushed", position, ON)
    parts = [whole.filter(stage.condition(Q2, ON)) for stage in STAGES.values()]
    assert sum(part.count() for part in parts) == whole.count() == sum(bar.total for bar in read(position).stage_chart.bars)
    assert len({pk for part in parts for pk in part.values_list("pk", flat=True)}) == whole.count()


def test_two_quarters_of_silence_are_red_one_is_yellow(pushes, client) -> None:
    """Pushed in November: the fourth quarter and the first went by unanswered."""
    assert list(cell(Q1, "silent", officer(), ON)) == [pushes.old]
    fact = silent_pushes(officer(), ON)
    assert fact and fact.value == "1件" and silent_pushes(staff(), ON) is None
    line = next(line for line in read(officer()).lines if line.dept == "ZJ")
    assert (line.silent.count, line.missed.count) == (1, 1)
    client.force_login(officer().user)
    assert "2季" in client.get(reverse("assistance:ledger")).content.decode()


LIGHTS = [
    (date(2026, 6, 15), "bad", "2人次逾期未签收"),
    (date(2026, 6, 25), "bad", "7人次逾期未反馈"),
]


@pytest.mark.parametrize(("on", "css", "text"), LIGHTS)
def test_the_light_in_words(on, css, text, pushes) -> None:
    position = officer()
    page = LedgerPage(ReferralFilter.read({"quarter": "2026Q2"}, position, on), position, on)
    light = next(line.light for line in page.lines if line.dept == "ZJ")
    assert (light.css, light.text) == (css, text)


@pytest.mark.usefixtures("county")
@pytest.mark.parametrize(
    ("on", "css", "text"),
    [
        (date(2026, 6, 16), "idle", "6月20日截止"),
        (date(2026, 6, 17), "warn", "3天内截止"),
        (date(2026, 6, 20), "warn", "今天截止"),
        (date(2026, 6, 21), "bad", "1人次逾期未反馈"),
    ],
)
def test_the_last_days_are_yellow(on, css, text) -> None:
    referral_at(S.RECEIVED, pushed_on=date(2026, 5, 6))
    position = officer()
    light = LedgerPage(ReferralFilter.read({}, position, on), position, on).lines[0].light
    assert (light.css, light.text) == (css, text)


def test_the_page_costs_the_same_however_many_rows(pushes, client, django_assert_max_num_queries) -> None:
    client.force_login(officer().user)
    client.get(reverse("assistance:ledger"))
    with django_assert_max_num_queries(34):
        client.get(reverse("assistance:ledger"))
    for number in range(3):
        pushed(family(), on=date(2026, 5, 4 + number))
    with django_assert_max_num_queries(34):
        client.get(reverse("assistance:ledger"))
    with django_assert_max_num_queries(30):
        client.get(reverse("assistance:referrals"))


def test_the_export_carries_the_head_the_matrix_and_the_masked_list(pushes, client) -> None:
    by = officer()
    person = pushes.old.household.members.get().person
    type(person).objects.filter(pk=person.pk).update(name="=HYPERLINK(1)")
    client.force_login(by.user)
    answer = client.get(reverse("assistance:ledger_export"), {"quarter": "2026Q2"})
    book = load_workbook(BytesIO(answer.content))
    matrix, listed = book["部门反馈台账"], book["推送清单"]
    assert matrix["A1"].value == "部门反馈台账（2026年二季度）" and matrix["A2"].value.startswith("填报单位：")
    assert "制表人：" in str([one.value for one in matrix[2]])
    assert [one.value for one in matrix[4]][:7] == ["住建局", 9, 7, 3, 1, 2, 7]
    assert listed.max_row - 3 == cell(Q2, "pushed", by, ON).count()
    text = " ".join(str(one.value) for row in listed.iter_rows() for one in row)
    for referral in Referral.objects.all():
        assert referral.household.members.get().person.id_number.reveal() not in text
    names = {one[2].value: one[2].data_type for one in listed.iter_rows(min_row=4)}
    assert names["=HYPERLINK(1)"] == "s", "a name is never a formula"
    assert ReadingLog.objects.filter(kind="export", row_count=10).exists()


def test_the_export_asks_the_same_whatever_its_length(pushes, django_assert_num_queries, monkeypatch) -> None:
    unsealed: list[bytes] = []
    monkeypatch.setattr(fields, "unseal", lambda sealed: unsealed.append(sealed) or unseal(sealed))
    rows = cell(Q2, "pushed", officer(), ON)
    for few in (rows.filter(pk=pushes.old.pk), rows):
        with django_assert_num_queries(3):
            listed = listed_rows(few, Q2.code)
        assert len(listed) == few.count()
        assert len(unsealed) <= len(listed), "only the number that is printed"
        unsealed.clear()


def test_the_curve_leaves_out_quarters_without_pushes() -> None:
    chart = TrendChart(
        "季度反馈率", [Point("25三季", None), Point("25四季", 40), Point("26一季", 80), Point("26二季", 60)], last_is_open=True
    )
    assert [dot.percent for dot in chart.dots] == [40, 80, 60] and chart.floor == 40
    assert len(chart.solid.split()) == 2 and chart.has_open_end
    assert chart.sentence == "季度反馈率：25四季40%，26一季80%，26二季60%（最后一季未到截止日）"
    assert TrendChart("季度反馈率", [], last_is_open=True).sentence == "季度反馈率：还没有"
