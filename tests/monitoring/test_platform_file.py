"""上级下发名单: every row is taken, known before, or told what to mend; the file may be sent twice."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from accounts.models import ReadingLog
from accounts.roles import Role
from casework.exceptions import StepRefused
from casework.models import Event
from casework.package import WorkbookRefused
from monitoring.actions import assign
from monitoring.choices import AlertSource, AlertState
from monitoring.models import Alert, PlatformFile, PlatformRow
from monitoring.platform_file import blockers, read_clues, withdraw
from policies.models import Parameter
from tests.households.factories import HouseholdFactory, PersonFactory, synthetic_id
from tests.monitoring.factories import ON, clerk, officer, worker
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


def sent(client, *rows: list[str], name: str = "下发.xlsx"):
    """The page one comes to."""
    return client.post(ADDRESS, {"file": SimpleUploadedFile(name, book(["省平台下发预警名单"], HEAD, *rows))}, follow=True)


def verdicts(page, verdict: str) -> list[PlatformRow]:
    return list(page.context["batch"].rows.filter(verdict=verdict).select_related("alert"))


@pytest.fixture
def household(county):
    household = HouseholdFactory()
    member = household.members.get()
    member.person = PersonFactory(name="周守田", birth=date(1971, 3, 9), id_number=NUMBER)
    member.save()
    return household


ROW = ["1", "周守田", NUMBER, "大额医疗支出", "上月自付四万二千元"]
ROWS = [
    ROW,
    ["2", "周守田", NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1"), "大额医疗支出", ""],
    ["3", "没有人", synthetic_id(date(1980, 1, 2), area="990317"), "失业", ""],
    ["4", "周守天", NUMBER, "失业", ""],
    ["5", "周守田", NUMBER, "", "没有写事由"],
]


def test_every_row_is_taken_known_or_told(browser, household):
    client = browser(officer())
    page = sent(client, *ROWS)
    assert [row.alert.title for row in verdicts(page, "new")] == ["大额医疗支出"] and verdicts(page, "known") == []
    told = [(row.row_number, row.remedy[:4]) for row in verdicts(page, "refused")]
    assert told == [(4, "证件号码"), (5, "本县在册"), (6, "姓名与登"), (7, "请写明事")]
    assert NUMBER not in page.content.decode() and page.context["batch"].file_hash in text_of(page)
    for _, count, url, _ in page.context["tabs"]:
        assert client.get(url).context["page_obj"].paginator.count == count
    alert = Alert.objects.get()
    assert (alert.household, alert.source, alert.state) == (household, AlertSource.PLATFORM_UP, AlertState.NEW)
    assert alert.reason == "上级平台下发名单：周守田，上月自付四万二千元"
    assert client.get(page.context["alerts_url"]).context["page_obj"].paginator.count == page.context["new"] == 1
    [listed] = client.get(ADDRESS).context["page_obj"]
    assert (listed.new, listed.known, listed.refused) == (1, 0, 4)


def test_the_file_is_sealed_and_the_refused_rows_come_back_to_be_mended(browser, household, settings):
    client = browser(officer())
    page = sent(client, *ROWS)
    batch = page.context["batch"]
    stored = Path(settings.MEDIA_ROOT, batch.file.name).read_bytes()
    assert b"PK" not in stored[:4] and NUMBER.encode() not in stored
    address = reverse("monitoring:platform_refused", args=[batch.pk])
    assert client.post(address, {"purpose": ""}).status_code == 422
    answer = client.post(address, {"purpose": "退省平台核对"})
    tab = load_workbook(BytesIO(answer.content)).active
    lines = [[cell.value for cell in line] for line in tab.iter_rows()]
    assert lines[0][:4] == ["证件号码", "姓名", "事由", "情况"] and len(lines) == 5 and lines[3][:3] == [NUMBER, "周守天", "失业"]
    log = ReadingLog.objects.filter(kind="export").get()
    assert (log.row_count, log.purpose) == (4, "退省平台核对")
    mended = [clue.name for clue in read_clues(answer.content)]
    assert mended == ["周守田", "没有人", "周守天", "周守田"], "mended in Excel it can be sent as it is"


def test_the_same_file_again_writes_nothing_even_when_concluded_since(browser, household):
    client = browser(officer(Role.MONITOR_CENTER))
    content = book(HEAD, ROW)

    def send() -> object:
        return client.post(ADDRESS, {"file": SimpleUploadedFile("下发.xlsx", content)}, follow=True)

    first = send()
    with assert_writes_nothing():
        again = send()
    assert again.context["batch"] == first.context["batch"] and "已经收过，这次一行也没有再登记" in text_of(again)
    known = sent(client, ROW)
    assert len(verdicts(known, "known")) == 1 and Alert.objects.count() == 1, "the same row in another file"
    Alert.objects.update(state=AlertState.CLOSED, closed_on=ON, due_on=None)
    send()
    assert Alert.objects.count() == 1
    assert len(verdicts(sent(client, [*ROW[:4], "本月又自付一万元"]), "new")) == 1


@contextmanager
def assert_writes_nothing():
    before = (PlatformFile.objects.count(), PlatformRow.objects.count(), Alert.objects.count(), Event.objects.count())
    yield
    assert before == (PlatformFile.objects.count(), PlatformRow.objects.count(), Alert.objects.count(), Event.objects.count())


def test_a_file_nobody_has_acted_on_goes_out_as_it_came_in(browser, household):
    client = browser(officer())
    content = book(HEAD, ROW)
    batch = client.post(ADDRESS, {"file": SimpleUploadedFile("下发.xlsx", content)}, follow=True).context["batch"]
    address = reverse("monitoring:withdraw_platform_file", args=[batch.pk])
    assert client.post(address, {"reason": "错"}).status_code == 422
    gone = client.post(address, {"reason": "是别县的名单"}, follow=True)
    assert "它登记的1条线索去掉了" in text_of(gone) and "是别县的名单" in text_of(gone) and not Alert.objects.exists()
    assert (
        "撤回“上级下发名单”" in Event.objects.get(kind="import_withdrawn").sentence and Event.objects.filter(kind="alert_opened").exists()
    )
    second = client.post(address, {"reason": "再撤一次看看"})
    assert second.status_code == 409 and "已经撤回过" in text_of(second)
    anew = client.post(ADDRESS, {"file": SimpleUploadedFile("下发.xlsx", content)}, follow=True)
    assert anew.context["batch"].pk != batch.pk and len(verdicts(anew, "new")) == 1


def test_what_was_built_on_it_stands_in_the_way(browser, household):
    client = browser(officer())
    batch = sent(client, ROW).context["batch"]
    alert = Alert.objects.get()
    later = sent(client, ROW, ["2", "没有人", NUMBER, "失业", ""]).context["batch"]
    assert blockers(batch, ON) == ["1条线索后来的名单里也有"] and blockers(later, ON) == []
    withdraw(later, reason="文件传错了", by=officer(), on=ON)
    assert Alert.objects.get() == alert, "it was there before the second file"
    days = int(Parameter.objects.numbers(ON).number("undo_days", batch.county))
    assert blockers(batch, ON + timedelta(days=days)) == [] and blockers(batch, ON + timedelta(days=days + 1)) == [f"收下已过{days}天"]
    assign(alert, to=worker(alert.village_code), by=clerk(alert.town_code), on=ON)
    with pytest.raises(StepRefused, match="1条线索已有人分派或办理"):
        withdraw(batch, reason="文件传错了", by=officer(), on=ON)
    with pytest.raises(StepRefused, match="您的岗位是"):
        withdraw(batch, reason="文件传错了", by=clerk(), on=ON)
    assert "现在不能撤回" in text_of(client.get(f"{ADDRESS}{batch.pk}/"))


@pytest.mark.parametrize("size", [1, 8])
def test_a_fixed_number_of_questions(browser, household, size, django_assert_max_num_queries):
    client = browser(officer())
    batch = sent(client, *[[str(number), "周守田", NUMBER, f"事由{number}", "情况属实请核对"] for number in range(size)]).context["batch"]
    with django_assert_max_num_queries(24):
        client.get(f"{ADDRESS}{batch.pk}/")


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
