"""How new every register is, county and town by town: due days at their edges, figures that add up and open their lists, whom a late one is shown to."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Region
from accounts.roles import Role
from casework import desk, inbox
from casework.models import WorkDay
from households.models import Member
from policies.models import Parameter
from registers import freshness, undo
from registers.desk import LATE_SOURCES
from registers.freshness import Freshness, Rhythm
from registers.models import Batch, TownReceipt
from registers.sheets import SHEETS
from registers.sources import SOURCES, departments_of, sheets_of
from tests.accounts.factories import PositionFactory
from tests.households.factories import HouseholdFactory
from tests.registers.books import ON, family, number_of, person_row, take
from tests.registers.test_importing import CASES

pytestmark = pytest.mark.django_db

VISIT = person_row(visit_kind="住院", settled_on="2026-05-20", total=100, compliant_self_pay=50, settlement_no="A1")
OTHER_TOWN = "990101101201"


@pytest.fixture(scope="module")
def sent(standing):
    """One sending of settlements: two rows of one town, one of the other, one refused, two of people in no household; then 低保 of one."""
    from tests.conftest import lay_county

    county = lay_county()
    family()
    there = HouseholdFactory(size=1, village_code_=OTHER_TOWN)
    number = Member.objects.get(household=there).person.id_number.reveal()
    name = Member.objects.get(household=there).person.name
    take(
        "medical", VISIT, VISIT | {"settlement_no": "A2", "settled_on": "2026-04-02"}, VISIT | {"name": "张三", "settlement_no": "A3"},
        VISIT | {"id_number": number, "name": name, "settled_on": "2026-03-31"},
        *(VISIT | {"id_number": number_of("19900101", 40 + serial), "name": "生人"} for serial in (1, 3)),
    )  # fmt: skip
    return county


def position(role: Role, region, dept: str = ""):
    return PositionFactory(region=region, role=role, dept=dept)


def browser(holder) -> Client:
    client = Client()
    client.force_login(holder.user)
    return client


def test_every_sending_is_noted_by_town_and_adds_up(sent):
    assert list(TownReceipt.objects.order_by("town_code").values_list("town_code", "rows", "matched", "rejected", "aside", "last_day")) == [
        ("", 2, 0, 0, 2, date(2026, 5, 20)),
        ("990101100", 3, 2, 1, 0, date(2026, 5, 20)),
        ("990101101", 1, 1, 0, 0, date(2026, 3, 31)),
    ]
    batch = Batch.objects.get(sheet="medical")
    assert (batch.total_rows, batch.new_rows, batch.rejected_rows, batch.aside_rows) == (6, 3, 1, 2)


MONTHLY, QUARTERLY, NEVER = Rhythm(1, 10), Rhythm(3, 10), Rhythm(0, 10)
DUE = [
    # A flow is owed the month after the last it tells of, ten working days after that month is over.
    ("medical", MONTHLY, date(2026, 5, 1), date(2026, 6, 9), date(2026, 7, 14)),
    ("medical", MONTHLY, date(2026, 5, 31), date(2026, 5, 31), date(2026, 7, 14)),
    ("medical", MONTHLY, date(2026, 6, 1), date(2026, 6, 1), date(2026, 8, 14)),
    # Across the year's end: January is over, then ten working days of February with New Year in them.
    ("medical", MONTHLY, date(2025, 12, 31), date(2026, 1, 8), date(2026, 2, 13)),
    ("medical", QUARTERLY, date(2026, 3, 31), date(2026, 4, 2), date(2026, 7, 14)),
    # How things stand: counted from the day it was received, clipped to the month's end.
    ("dibao", MONTHLY, date(2026, 6, 15), date(2026, 6, 15), date(2026, 7, 29)),
    ("dibao", MONTHLY, date(2026, 5, 31), date(2026, 5, 31), date(2026, 7, 14)),
    ("dibao", NEVER, date(2026, 5, 31), date(2026, 5, 31), None),
]


@pytest.mark.parametrize(("sheet", "rhythm", "last_day", "received_on", "due"), DUE)
def test_when_the_next_sending_is_due(sent, sheet, rhythm, last_day, received_on, due):
    assert rhythm.due_on(SOURCES[sheet], last_day, received_on, WorkDay.objects.calendar()) == due


@pytest.mark.parametrize(
    ("on", "css", "since"),
    [
        (date(2026, 7, 9), "ok", None),
        (date(2026, 7, 13), "warn", None),
        (date(2026, 7, 14), "warn", None),
        (date(2026, 7, 15), "bad", date(2026, 7, 15)),
        (date(2026, 7, 20), "bad", date(2026, 7, 15)),
    ],
)
def test_a_register_is_late_from_the_day_after(sent, on, css, since):
    found = Freshness(position(Role.TASKFORCE, sent), on).lines()
    assert found[0].sheet == "medical" and found[1].receipt is None, "what never came stands last"
    lines = {line.sheet: line for line in found}
    line = lines["medical"]
    assert (line.light.css, line.late_since, line.period) == (css, since, "2026年5月")
    assert (line.receipt.rows, line.receipt.matched, line.receipt.aside, line.receipt.rejected) == (6, 3, 2, 1)
    assert (line.receipt.share, line.waiting) == ("50.0%", 2)
    assert lines["dibao"].receipt is None and lines["dibao"].light.text == "尚未收到" and set(lines) == set(SOURCES)


def test_each_town_has_its_own_light_and_strangers_have_none(sent):
    found = Freshness(position(Role.TASKFORCE, sent), date(2026, 7, 1)).lines("medical")
    by_place = {line.town_code or line.place: (line.light.css, line.receipt and line.receipt.rows) for line in found}
    # The other town's last settlements are of March: April was owed by the middle of May.
    assert by_place["990101100"] == ("ok", 3) and by_place["990101101"] == ("bad", 1) and by_place[freshness.NOWHERE] == ("idle", 2)


def test_who_sees_what(sent):
    on, town = date(2026, 7, 15), "990101101"
    theirs = Freshness(position(Role.TOWN_CLERK, Region.objects.get(code=town)), on)
    assert [line.town_code for line in theirs.lines("medical")] == [town]
    assert next(line.receipt.rows for line in theirs.lines() if line.receipt) == 1
    office = Freshness(position(Role.DEPT_STAFF, sent, "YB"), on)
    assert {line.sheet for line in office.lines()} == set(sheets_of("YB")) >= {"medical", "insurance"}
    assert Freshness(position(Role.DEPT_STAFF, sent, "JT"), on).receipts() == {}
    assert [SHEETS[code].owner for code in sheets_of("NY") if not departments_of(SHEETS[code].owner)] == [] == sheets_of("")


def test_a_town_is_told_why_there_is_nothing(sent):
    """The county has 低保 of one town: the other has nobody in it. What nobody sent has not come; neither is a dash."""
    take("dibao", *CASES["dibao"])
    here, there = (Region.objects.get(code=code) for code in ("990101100", "990101101"))
    clerk_there = position(Role.TOWN_CLERK, there)
    lines = {line.sheet: line for line in Freshness(clerk_there, ON).lines()}
    assert (lines["dibao"].light.text, lines["dibao"].is_none_here) == ("本镇没有此类记录", True)
    assert (lines["vehicles"].light.text, lines["vehicles"].is_none_here) == ("尚未收到", False)
    assert {line.sheet: line for line in Freshness(position(Role.TOWN_CLERK, here), ON).lines()}["dibao"].receipt
    page = unescape(re.sub(r"<[^>]+>", "", browser(clerk_there).get(reverse("registers:freshness")).content.decode()))
    assert "县里收到了，里面没有本镇的人" in page and "还没有报送过，用到它的规则不能判断" in page and "—" not in page
    assert all(words in page for words in ("不定期，不算迟", "收到第一份后起算", "本镇有了记录再算"))
    county = position(Role.TASKFORCE, sent)
    town_by_town = {line.town_code: line.light.text for line in Freshness(county, ON).lines("dibao")}
    assert town_by_town["990101101"] == "本镇没有此类记录"
    assert {line.light.text for line in Freshness(county, ON).lines() if line.receipt is None} == {"尚未收到"}


@pytest.mark.parametrize(("on", "late"), [(date(2026, 7, 14), 0), (date(2026, 7, 15), 1)])
def test_a_late_register_lies_on_the_desk_of_its_department(sent, on, late):
    mine = position(Role.DEPT_STAFF, sent, "YB")
    assert LATE_SOURCES in inbox.SOURCES and LATE_SOURCES.count(mine, on) == late == len(LATE_SOURCES.rows(mine, on, 9))
    assert LATE_SOURCES.count(position(Role.DEPT_STAFF, sent, "JT"), on) == 0 == LATE_SOURCES.count(position(Role.TASKFORCE, sent), on)
    if late:
        [todo] = LATE_SOURCES.rows(mine, on, 9)
        assert (todo.household, todo.due_on, todo.ground) == ("医保自付费用", date(2026, 7, 14), "每月，最近一期2026年5月")
        assert browser(mine).get(todo.url).status_code == 200
    facts = {fact.title: fact.value for ask in desk.FACTS if (fact := ask(position(Role.TASKFORCE, sent), on))}
    assert facts["部门数据"] == ("1种迟送" if late else "没有迟送的")


def test_the_latest_sending_counts_and_a_withdrawn_one_does_not(sent):
    asked = Freshness(position(Role.TASKFORCE, sent), date(2026, 8, 1))
    again = take("medical", VISIT | {"settlement_no": "A9", "settled_on": "2026-06-30"}, on=date(2026, 7, 8))

    def line():
        return next(line for line in asked.lines() if line.sheet == "medical")

    assert (line().receipt.rows, line().period, line().receipt.received_on) == (1, "2026年6月", date(2026, 7, 8))
    # A day before it came, it had not come.
    before = Freshness(asked.position, date(2026, 7, 7))
    assert next(line.receipt.rows for line in before.lines() if line.sheet == "medical") == 6
    undo.withdraw(again, by="台账管理员", reason="文件传错了", on=date(2026, 7, 8))
    assert (line().receipt.rows, line().period) == (6, "2026年5月")


def test_a_preview_notes_nothing(sent):
    noted = TownReceipt.objects.count()
    take("medical", VISIT | {"settlement_no": "A9"}, is_dry_run=True)
    assert TownReceipt.objects.count() == noted


LINK = re.compile(r'href="(/registers/[^"]+)">([\d,]+)</a>')


def test_numbers_open_their_batches_for_whoever_may(sent):
    page = browser(position(Role.TASKFORCE, sent)).get(reverse("registers:freshness")).content.decode()
    batch = Batch.objects.get(sheet="medical")
    found = [(unescape(url), number) for url, number in LINK.findall(page)]
    listed = f"/registers/?sheet=medical&state=done&on={ON.isoformat()}"
    assert found == [
        (listed, "6"), (f"/registers/{batch.pk}/?show=aside#list", "2"), (f"/registers/{batch.pk}/?show=rejected#list", "1"),
        ("/registers/?sheet=medical&state=done&aside=1", "2"),
    ]  # fmt: skip
    client = browser(position(Role.REGISTER_ADMIN, sent))
    for url, _ in found:
        assert "医保自付费用" in client.get(url).content.decode()
    assert LINK.findall(browser(position(Role.MONITOR_CENTER, sent)).get(reverse("registers:freshness")).content.decode()) == []


def test_the_workbook_says_what_the_page_says(sent):
    client = browser(position(Role.TASKFORCE, sent))
    answer = client.post(reverse("registers:freshness_export") + "?sheet=medical", {"purpose": "报县专班看各镇进度"})
    cells = list(load_workbook(BytesIO(b"".join(answer.streaming_content))).active.iter_rows(values_only=True))
    head = next(number for number, row in enumerate(cells) if "最近一期" in row)
    place, rows = cells[head].index("镇"), cells[head].index("行数")
    wanted = {(line.place, line.receipt and line.receipt.rows) for line in Freshness(position(Role.TASKFORCE, sent), ON).lines("medical")}
    assert {(row[place], row[rows]) for row in cells[head + 1 :][: len(wanted)]} == wanted


@pytest.mark.parametrize("sendings", [1, 4])
def test_the_page_asks_a_fixed_number_of_questions(sent, sendings, django_assert_max_num_queries):
    for number in range(1, sendings):
        take("medical", VISIT | {"settlement_no": f"B{number}"}, on=ON + timedelta(days=number))
    client = browser(position(Role.TASKFORCE, sent))
    client.get(reverse("registers:freshness"))
    with django_assert_max_num_queries(16):
        assert client.get(reverse("registers:freshness")).status_code == 200


def test_where_nobody_said_how_often_the_page_says_so(sent):
    Parameter.objects.filter(code="source_rhythm").delete()
    page = browser(position(Role.TASKFORCE, sent)).get(reverse("registers:freshness"))
    assert page.status_code == 200 and "多久送一次" in page.content.decode()
    assert LATE_SOURCES.count(position(Role.DEPT_STAFF, sent, "YB"), date(2026, 12, 1)) == 0
