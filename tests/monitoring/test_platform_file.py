"""上级下发名单: every row is taken, known before, or told what to mend; the file may be sent twice."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from accounts.roles import Role
from casework.package import WorkbookRefused
from monitoring.choices import AlertSource, AlertState
from monitoring.models import Alert
from monitoring.platform_file import read_clues
from tests.households.factories import HouseholdFactory, PersonFactory, synthetic_id
from tests.monitoring.factories import ON, officer
from tests.monitoring.test_pages import text_of

pytestmark = pytest.mark.django_db
ADDRESS = "/alerts/platform-file/"
NUMBER = synthetic_id(date(1971, 3, 9), area="990317")
HEAD = ["序号", "户主姓名", "身份证号", "预警类型", "预警内容"]


def book(*rows: list[str]) -> bytes:
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()


def sent(client, *rows: list[str]):
    return client.post(ADDRESS, {"file": SimpleUploadedFile("下发.xlsx", book(["省平台下发预警名单"], HEAD, *rows))})


@pytest.fixture
def household(county):
    household = HouseholdFactory()
    member = household.members.get()
    member.person = PersonFactory(name="周守田", birth=date(1971, 3, 9), id_number=NUMBER)
    member.save()
    return household


def test_every_row_is_taken_known_or_told(browser, household):
    client = browser(officer())
    rows = [
        ["1", "周守田", NUMBER, "大额医疗支出", "上月自付四万二千元"],
        ["2", "周守田", NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1"), "大额医疗支出", ""],
        ["3", "没有人", synthetic_id(date(1980, 1, 2), area="990317"), "失业", ""],
        ["4", "周守天", NUMBER, "失业", ""],
        ["5", "周守田", NUMBER, "", "没有写事由"],
    ]
    page = sent(client, *rows)
    taken = page.context["taken"]
    assert [alert.title for alert in taken.new] == ["大额医疗支出"] and taken.known == []
    assert [(one.row, one.remedy[:4]) for one in taken.untaken] == [(4, "证件号码"), (5, "本县在册"), (6, "姓名与登"), (7, "请写明事")]
    assert NUMBER not in page.content.decode() and "没有收下的4行" in text_of(page)
    alert = Alert.objects.get()
    assert (alert.household, alert.source, alert.state) == (household, AlertSource.PLATFORM_UP, AlertState.NEW)
    assert alert.reason == "上级平台下发名单：周守田，上月自付四万二千元"


def test_the_same_file_again_takes_nothing_even_when_concluded_since(browser, household):
    client = browser(officer(Role.MONITOR_CENTER))
    row = ["1", "周守田", NUMBER, "大额医疗支出", "上月自付四万二千元"]
    sent(client, row)
    assert len(sent(client, row).context["taken"].known) == 1
    Alert.objects.update(state=AlertState.CLOSED, closed_on=ON, due_on=None)
    assert len(sent(client, row).context["taken"].known) == 1 and Alert.objects.count() == 1
    assert len(sent(client, [*row[:4], "本月又自付一万元"]).context["taken"].new) == 1


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["姓名", "事由"], ["周守田", "失业"]], "没有找到“证件号码”列"),
        ([HEAD], "没有填写的行"),
        ([[]], "没有找到"),
    ],
)
def test_a_file_that_cannot_be_taken_says_why(rows, said):
    with pytest.raises(WorkbookRefused, match=said):
        read_clues(book(*rows))


def test_what_is_no_workbook_is_refused_on_the_page(browser, county):
    answer = browser(officer()).post(ADDRESS, {"file": SimpleUploadedFile("下发.xlsx", b"not a workbook")})
    assert answer.status_code == 422 and not Alert.objects.exists()
    assert "请选文件" in text_of(browser(officer()).post(ADDRESS, {}))
    assert browser(officer(Role.REGISTER_ADMIN)).get(ADDRESS).status_code == 403
