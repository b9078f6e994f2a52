"""The import pages: who may, what they show, the rejected rows mended and sent again, and no raw number anywhere."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.choices import ReadingKind
from accounts.models import Position, ReadingLog
from accounts.roles import Role
from households.models import Household, Member, Person
from registers.models import Batch, BatchState
from tests.accounts.factories import PositionFactory, RegionFactory
from tests.registers.books import HEAD, ON, WIFE, family, household_row, member_row, number_of, register, take

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ground(county, settings):
    settings.FIXED_TODAY = ON
    return county


def signed_in(role: Role = Role.REGISTER_ADMIN, code: str = "990101") -> Client:
    position: Position = PositionFactory(role=role, region=RegionFactory(code=code))
    client = Client()
    client.force_login(position.user)
    client.position = position  # type: ignore[attr-defined]
    return client


def upload(client: Client, content: bytes, name: str = "家庭.xlsx", **form: str):
    return client.post(reverse("registers:upload"), {"file": SimpleUploadedFile(name, content), "sheet": "households", **form})


def bad_batch(client: Client) -> Batch:
    """One good row, two bad ones with raw numbers in them."""
    family()
    wrong = HEAD[:17] + ("1" if HEAD[17] != "1" else "2")
    return take(
        "members",
        member_row(wrong, "之子", name="周丙"),
        member_row(number_of("19850505", 61), "儿媳妇子", name="郑丁"),
        member_row(number_of("19880808", 71), "之子", name="周戊"),
        by=client.position,  # type: ignore[attr-defined]
    )


def test_a_file_goes_from_upload_by_preview_to_the_register(django_capture_on_commit_callbacks):
    client = signed_in()
    with django_capture_on_commit_callbacks(execute=True):
        answer = upload(client, register("households", household_row()))
    batch = Batch.objects.get()
    assert answer.status_code == 302 and answer.url == reverse("registers:batch", args=[batch.pk])
    page = client.get(answer.url).content.decode()
    assert "待确认" in page and "户主姓名 周守田" in page and "139****1111" in page and "13900001111" not in page
    assert not Household.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("registers:confirm", args=[batch.pk]))
    page = client.get(answer.url).content.decode()
    assert "已入库" in page and "撤回" in page
    assert Household.objects.get().household_no == "H1"


def test_a_file_left_out_writes_nothing_and_says_who_decided(django_capture_on_commit_callbacks):
    client = signed_in()
    with django_capture_on_commit_callbacks(execute=True):
        answer = upload(client, register("households", household_row()), sheet="")
    client.post(answer.url + "decline/")
    page = client.get(answer.url).content.decode()
    assert "不入库" in page and "决定不入库" in page and "撤回</a>" not in page
    assert not Household.objects.exists()
    assert "已经不在“待确认”" in client.post(answer.url + "confirm/", follow=True).content.decode()


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "文件是空的"), (b"%PDF-1.7", "PDF文件"), (b"PK\x03\x04", "文件不完整或已损坏"), (b"a,b\n1,2", "文件名是.xlsx，内容却是.csv")],
)
def test_a_wrong_file_is_refused_on_the_form_which_keeps_what_was_chosen(content, words):
    answer = upload(signed_in(), content)
    page = answer.content.decode()
    assert answer.status_code == 422 and words in page
    assert '<option value="households" selected' in page
    assert not Batch.objects.exists()


def test_a_file_too_large_is_refused(settings):
    settings.UPLOAD_LIMIT_MB = 0
    answer = upload(signed_in(), register("households", household_row()))
    assert answer.status_code == 422 and "文件超过0MB" in answer.content.decode()


def test_an_unrecognised_register_is_refused_on_the_form():
    from tests.registers.books import book

    answer = upload(signed_in(), book(("今天", "天气"), ("六月", "晴")), sheet="")
    assert answer.status_code == 422 and "从表头认不出是哪种台账" in answer.content.decode()


def test_a_form_posted_twice_makes_one_batch():
    client, content = signed_in(), register("households", household_row())
    first, second = (upload(client, content) for _ in range(2))
    assert first.url == second.url and Batch.objects.count() == 1


def test_a_batch_under_way_shows_progress_and_asks_again():
    client = signed_in()
    batch = Batch.objects.get(pk=upload(client, register("households", household_row())).url.strip("/").split("/")[-1])
    Batch.objects.filter(pk=batch.pk).update(state=BatchState.READING, total_rows=2000, done_rows=500)
    page = client.get(reverse("registers:batch", args=[batch.pk])).content.decode()
    assert '<progress id="batch-progress" max="2000" value="500">' in page and 'hx-trigger="every 2s"' in page
    assert "看最新进度" in page  # works by reloading, too
    part = client.get(reverse("registers:batch", args=[batch.pk]), headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div id="batch"') and "<html" not in part


def test_reasons_name_row_column_value_and_remedy_and_filter_by_column():
    client = signed_in()
    batch = bad_batch(client)
    page = client.get(reverse("registers:batch", args=[batch.pk])).content.decode()
    for words in ("<b>2</b>拒收", "2行 ", "C列", "末位校验不对", "儿媳妇子", "代码表里没有。可选：儿媳", f"990101********{HEAD[14:17]}"):
        assert words in page
    only = client.get(reverse("registers:batch", args=[batch.pk]) + "?column=与户主关系").content.decode()
    assert "儿媳妇子" in only and "末位校验不对" not in only


def test_no_raw_number_on_any_page():
    client = signed_in()
    batch = bad_batch(client)
    raw = {json.loads(reject.cells.reveal())[2] for reject in batch.rejects.all()} | {HEAD, WIFE}
    for address in (reverse("registers:batches"), reverse("registers:batch", args=[batch.pk]), reverse("registers:upload")):
        page = client.get(address).content.decode()
        assert not [number for number in raw if str(number) in page]


def test_rejected_rows_are_downloaded_mended_and_taken():
    client = signed_in()
    batch = bad_batch(client)
    answer = client.post(reverse("registers:rejects", args=[batch.pk]), {"purpose": "退石桥镇改后重报"})
    assert answer.status_code == 200 and "attachment" in answer["Content-Disposition"]
    log = ReadingLog.objects.get(kind=ReadingKind.EXPORT)
    assert (log.row_count, log.purpose, log.subject_id) == (2, "退石桥镇改后重报", batch.pk)
    workbook = load_workbook(BytesIO(answer.content))
    tab = workbook.active
    assert [cell.value for cell in tab[1]] == [*batch.headings, "拒收原因"]
    assert tab.max_row == 3
    number = batch.headings.index("证件号码") + 1
    relation = batch.headings.index("与户主关系") + 1
    assert "末位校验不对" in tab.cell(2, number).comment.text and tab.cell(2, number).number_format == "@"
    assert "原第3行与户主关系：代码表里没有" in tab.cell(3, len(batch.headings) + 1).value
    tab.cell(2, number).value = number_of("19920202", 81)
    tab.cell(3, relation).value = "儿媳"
    stream = BytesIO()
    workbook.save(stream)
    again = take("members", stream.getvalue())
    assert (again.new_rows, again.rejected_rows, again.unknown_columns) == (2, 0, [])
    assert Member.objects.count() == 6 and Person.objects.filter(name="郑丁").exists()


@pytest.mark.parametrize("purpose", ["", "看"])
def test_no_download_without_a_purpose(purpose):
    client = signed_in()
    batch = bad_batch(client)
    answer = client.post(reverse("registers:rejects", args=[batch.pk]), {"purpose": purpose})
    assert answer.status_code == 422 and "用途" in answer.content.decode()
    assert not ReadingLog.objects.filter(kind=ReadingKind.EXPORT).exists()


def test_a_batch_without_rejected_rows_has_nothing_to_download():
    client = signed_in()
    batch = take("households", household_row(), by=client.position)
    answer = client.post(reverse("registers:rejects", args=[batch.pk]), {"purpose": "核对报表"}, follow=True)
    assert "没有拒收的行，不用下载" in answer.content.decode()


@pytest.mark.parametrize("sheet", ["members", "dibao", "incomes"])
def test_templates_are_handed_out(sheet):
    answer = signed_in().get(reverse("registers:template", args=[sheet]))
    tab = load_workbook(BytesIO(answer.content)).worksheets
    assert [cell.value for cell in tab[0][1]][:2] and tab[1].title == "填表说明"
    assert signed_in().get(reverse("registers:template", args=["nothing"])).status_code == 404


def test_the_taskforce_looks_but_does_not_import():
    client = signed_in(Role.TASKFORCE)
    batch = bad_batch(client)
    page = client.get(reverse("registers:batch", args=[batch.pk])).content.decode()
    assert "<b>2</b>拒收" in page and "下载拒收表" not in page
    assert "导入一份台账" not in client.get(reverse("registers:batches")).content.decode()
    assert client.get(reverse("registers:upload")).status_code == 403
    assert client.post(reverse("registers:rejects", args=[batch.pk]), {"purpose": "核对报表"}).status_code == 403


@pytest.mark.parametrize("role", [Role.TOWN_CLERK, Role.VILLAGE_WORKER, Role.DEPT_STAFF, Role.SYS_ADMIN, Role.AUDIT_ADMIN])
def test_others_see_nothing(role):
    client = signed_in(role)
    assert [client.get(reverse(f"registers:{name}")).status_code for name in ("batches", "upload")] == [403, 403]


def test_another_county_s_batch_does_not_exist():
    batch = bad_batch(signed_in())
    client = signed_in(code="990102")
    assert client.get(reverse("registers:batch", args=[batch.pk])).status_code == 404
    assert client.post(reverse("registers:rejects", args=[batch.pk]), {"purpose": "核对报表"}).status_code == 404
    assert client.post(reverse("registers:retry", args=[batch.pk])).status_code == 404


def test_a_failed_batch_can_be_tried_again():
    client = signed_in()
    batch = take("households", household_row(), by=client.position)
    assert "没有中断" in client.post(reverse("registers:retry", args=[batch.pk]), follow=True).content.decode()
    Batch.objects.filter(pk=batch.pk).update(state=BatchState.FAILED, refusal="读到一半停下了")
    assert "再试一次" in client.get(reverse("registers:batch", args=[batch.pk])).content.decode()
    client.post(reverse("registers:retry", args=[batch.pk]))
    assert Batch.objects.get(pk=batch.pk).state == BatchState.QUEUED


def test_the_list_filters_by_register_and_says_why_it_is_empty():
    client = signed_in()
    assert "还没有导入过台账" in client.get(reverse("registers:batches")).content.decode()
    take("households", household_row(), by=client.position)
    assert "家庭" in client.get(reverse("registers:batches") + "?sheet=households").content.decode()
    assert "没有符合这些条件的批次" in client.get(reverse("registers:batches") + "?sheet=water").content.decode()


def test_query_counts_do_not_grow(django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = signed_in()
    family()
    take("households", household_row(), by=client.position)
    addresses = [reverse("registers:batches")]
    counts = []
    for number in (1, 8):
        for _ in range(number):
            take("households", *[household_row(f"X{line}", region_code="无此村") for line in range(number)], by=client.position)
        addresses = [reverse("registers:batches"), reverse("registers:batch", args=[Batch.objects.latest("pk").pk])]
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            counts.append(len(queries))
    assert counts[:2] == counts[2:]


def test_every_count_opens_the_list_it_counts():
    client = signed_in()
    batch = bad_batch(client)
    take("members", member_row(WIFE, "配偶", labour="普通劳动力"), by=client.position)
    changed = Batch.objects.latest("pk")
    for shown, name, number in ((batch, "rejected", 2), (batch, "new", 1), (changed, "changed", 1)):
        answer = client.get(reverse("registers:batch", args=[shown.pk]) + f"?show={name}")
        assert answer.context["page_obj"].paginator.count == number, name
    page = answer.content.decode()
    assert "<del>（空）</del>" in page and "<ins>普通劳动力</ins>" in page and "劳动能力" in page


def test_the_new_rows_are_found_by_name():
    client = signed_in()
    family()
    batch = Batch.objects.latest("pk")
    Batch.objects.update(county=RegionFactory(code="990101"))
    address = reverse("registers:batch", args=[batch.pk])
    assert "周小川" in client.get(address + "?show=new&q=小川").content.decode()
    page = client.get(address + "?show=new&q=无此人").content.decode()
    assert "没有新增的行" in page and "看全部" in page


def test_the_list_is_ordered_and_narrowed_by_state_and_person():
    client = signed_in()
    take("households", household_row(), household_row("H2"), by=client.position)
    take("households", household_row("H3"), by=client.position, is_dry_run=True)
    page = client.get(reverse("registers:batches") + "?order=rows")
    assert [view.batch.total_rows for view in page.context["batches"]] == [2, 1]
    page = client.get(reverse("registers:batches") + "?state=previewed")
    assert [view.batch.total_rows for view in page.context["batches"]] == [1] and "去确认" in page.content.decode()
    assert not client.get(reverse("registers:batches") + "?by=没有这个人").context["batches"]


def test_a_batch_is_taken_back_by_page_with_a_reason():
    client = signed_in()
    batch = take("households", household_row(), by=client.position)
    address = reverse("registers:withdraw", args=[batch.pk])
    assert "可以撤回" in client.get(address).content.decode()
    assert client.post(address, {"reason": "错"}).status_code == 422
    page = client.post(address, {"reason": "文件传错了，是去年的"}, follow=True).content.decode()
    assert "已撤回" in page and "文件传错了，是去年的" in page and not Household.objects.exists()
    assert "已经撤回过" in client.get(address, follow=True).content.decode()


def test_what_blocks_a_withdrawal_is_listed_with_links():
    client = signed_in()
    batch = take("households", household_row(), by=client.position)
    take("members", member_row(HEAD, "户主"), by=client.position)
    page = client.get(reverse("registers:withdraw", args=[batch.pk])).content.decode()
    assert "现在不能撤回" in page and "家庭成员1条挂在这一批新建的户上" in page
    assert reverse("households:detail", args=[Household.objects.get().pk]) in page
    assert client.post(reverse("registers:withdraw", args=[batch.pk]), {"reason": "文件传错了"}).status_code == 422
    assert Household.objects.exists()


@pytest.mark.parametrize("verb", ["confirm", "decline", "choose", "withdraw"])
def test_only_the_county_s_own_administrator_decides(verb):
    batch = take("households", household_row(), by=signed_in().position, is_dry_run=verb != "withdraw")
    address = reverse(f"registers:{verb}", args=[batch.pk])
    assert signed_in(Role.TASKFORCE).post(address).status_code == 403
    assert signed_in(code="990102").post(address).status_code == 404
