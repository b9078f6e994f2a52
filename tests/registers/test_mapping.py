"""Which column is which: sure ones go straight on, doubtful ones are asked, what was said is remembered for the office and applied by the command too."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from accounts.roles import Role
from households.models import Household
from registers.models import Batch, BatchState, HeadingMemory
from tests.accounts.factories import OfficeFactory, PositionFactory, RegionFactory
from tests.registers.books import HEAD, ON, book, saved, take

pytestmark = pytest.mark.django_db

USUAL = ("户编号", "户主姓名", "行政区划", "户籍类型", "户类型")
ROW = ("H1", "周守田", "990101100201", "农村", "一般农户")
OWN = ("本地户码", "户主姓名", "所在村居", "户籍类型", "户类型")  # what one office writes


@pytest.fixture(autouse=True)
def ground(county, settings):
    settings.FIXED_TODAY = ON
    return county


@pytest.fixture
def client() -> Client:
    position = PositionFactory(role=Role.REGISTER_ADMIN, region=RegionFactory(code="990101"))
    client = Client()
    client.force_login(position.user)
    client.position = position  # type: ignore[attr-defined]
    return client


def upload(client: Client, content: bytes, name: str = "家庭.xlsx"):
    return client.post(reverse("registers:upload"), {"file": SimpleUploadedFile(name, content), "sheet": "households"})


def answered(client: Client, **chosen: str):
    """Post the mapping page with what it proposes, but for these columns."""
    batch = Batch.objects.latest("pk")
    address = reverse("registers:mapping", args=[batch.pk])
    form = client.get(address).context["form"]
    values = {name: form[name].initial or "" for name in form.fields if name != "tabs"} | chosen
    question = form.question.proposed
    return client.post(address, {"tab": question.tab, "row": question.row, "tabs": form.fields["tabs"].initial, **values})


def test_headings_as_the_template_prints_them_go_straight_on(client):
    answer = upload(client, book(USUAL, ROW))
    batch = Batch.objects.get()
    assert (answer.url, batch.state) == (reverse("registers:batch", args=[batch.pk]), BatchState.QUEUED)


def test_a_missing_column_is_asked_for_and_what_was_said_is_read(client, django_capture_on_commit_callbacks):
    answer = upload(client, book(("青禾县家庭台账",), OWN, ROW))
    batch = Batch.objects.get()
    assert (answer.url, batch.state) == (reverse("registers:mapping", args=[batch.pk]), BatchState.MAPPING)
    page = client.get(answer.url).content.decode()
    for words in ("没有认出必须有的列：户编号、行政区划", "“Sheet1”第2行是表头", "本地户码", "表头一致", "没有认出", "周守田"):
        assert words in page
    with django_capture_on_commit_callbacks(execute=True):
        assert answered(client, column_0="household_no", column_2="region_code").url == reverse("registers:batch", args=[batch.pk])
    batch.refresh_from_db()
    assert (batch.state, batch.new_rows, batch.header_row) == (BatchState.PREVIEWED, 1, 2)
    assert batch.mapping == {
        "tabs": ["Sheet1"], "row": 2, "last_row": 2,
        "columns": {"0": "household_no", "1": "head_name", "2": "region_code", "3": "area_type", "4": "household_kind"},
    }  # fmt: skip
    assert set(HeadingMemory.objects.values_list("heading", "column_code")) == {("本地户码", "household_no"), ("所在村居", "region_code")}


def test_next_time_it_is_remembered_for_the_office_and_by_the_command(client, tmp_path):
    upload(client, book(OWN, ROW))
    answered(client, column_0="household_no", column_2="region_code")
    upload(client, book(OWN, ("H2", *ROW[1:])))
    assert Batch.objects.latest("pk").state == BatchState.QUEUED
    upload(client, book((*OWN, "联糸电话"), (*ROW, "13900001111")))
    page = client.get(reverse("registers:mapping", args=[Batch.objects.latest("pk").pk])).content.decode()
    assert page.count("上次的对应") == 3 and "相近，请确认" in page  # twice in the table, once in the note
    file = tmp_path / "家庭.xlsx"
    file.write_bytes(book(OWN, ROW))
    out = StringIO()
    call_command("import_register", "households", str(file), "--json", "--on", "2026-06-15", stdout=out)
    assert json.loads(out.getvalue())["new"] == 1 and Household.objects.get().household_no == "H1"


def test_another_office_is_asked_again(client):
    upload(client, book(OWN, ROW))
    answered(client, column_0="household_no", column_2="region_code")
    office = OfficeFactory(region=RegionFactory(code="990101"), name="民政局", code="MZ")
    other = PositionFactory(role=Role.REGISTER_ADMIN, region=office.region, office=office)
    assert other.office_id != client.position.office_id
    stranger = Client()
    stranger.force_login(other.user)
    upload(stranger, book(OWN, ROW))
    assert Batch.objects.latest("pk").state == BatchState.MAPPING


def test_a_column_not_taken_stays_not_taken_and_a_correction_back_is_forgotten(client):
    near = (*USUAL, "联糸电话")
    upload(client, book(near, (*ROW, "13900001111")))
    assert answered(client, column_5="").status_code == 302
    assert list(HeadingMemory.objects.values_list("heading", "column_code")) == [("联糸电话", "")]
    upload(client, book(near, ("H2", *ROW[1:], "13900001111")))
    assert Batch.objects.latest("pk").state == BatchState.QUEUED
    Batch.objects.filter(state=BatchState.QUEUED).update(state=BatchState.MAPPING)
    assert answered(client, column_5="phone").status_code == 302
    assert list(HeadingMemory.objects.values_list("heading", "column_code")) == [("联糸电话", "phone")]


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ({}, "还没有对应：户编号、行政区划"),
        ({"column_0": "household_no"}, "还没有对应：行政区划"),
        ({"column_0": "household_no", "column_2": "household_no"}, "“户编号”已经对应了A列"),
        ({"column_0": "no_such_column"}, "column_0"),
    ],
)
def test_what_does_not_add_up_is_refused_and_stays_chosen(client, chosen, words):
    upload(client, book(OWN, ROW))
    answer = answered(client, **chosen)
    page = answer.content.decode()
    assert answer.status_code == 422 and words in page
    assert not chosen or chosen["column_0"] not in {"household_no"} or '<option value="household_no" selected' in page
    assert Batch.objects.get().state == BatchState.MAPPING and not HeadingMemory.objects.exists()


def test_another_heading_row_and_another_tab_can_be_looked_at(client):
    workbook = Workbook()
    workbook.active.append(("封面", "青禾县"))
    tab = workbook.create_sheet("台账")
    for row in (("一", "二", "三", "四", "五"), OWN, ROW):
        tab.append(row)
    upload(client, saved(workbook))
    address = reverse("registers:mapping", args=[Batch.objects.get().pk])
    assert client.get(address).context["question"].proposed.tab == "台账"
    other = client.get(address + "?tab=Sheet&row=1").content.decode()
    assert "“Sheet”第1行是表头" in other and "封面" in other
    assert "“台账”第1、2行是表头" in client.get(address + "?tab=台账&row=1&two=on").content.decode()
    assert client.get(address + "?tab=无&row=999").status_code == 200


def test_tabs_of_one_heading_are_read_together_unless_unticked(client, django_capture_on_commit_callbacks):
    workbook = Workbook()
    workbook.remove(workbook.active)
    for number, town in enumerate(("柳溪镇", "石桥镇", "别的表")):
        tab = workbook.create_sheet(town)
        tab.append(OWN if number < 2 else ("今天", "天气"))
        tab.append((f"H{number}", *ROW[1:]) if number < 2 else ("六月", "晴"))
    upload(client, saved(workbook))
    page = client.get(reverse("registers:mapping", args=[Batch.objects.get().pk])).content.decode()
    assert "别的表（表头不同，不能一起读）" in page
    with django_capture_on_commit_callbacks(execute=True):
        answered(client, column_0="household_no", column_2="region_code")
    assert (Batch.objects.get().new_rows, Batch.objects.get().mapping["tabs"]) == (2, ["柳溪镇", "石桥镇"])


def test_a_file_may_be_dropped_and_a_batch_that_waits_no_more_is_not_asked(client):
    upload(client, book(OWN, ROW))
    batch = Batch.objects.get()
    address = reverse("registers:mapping", args=[batch.pk])
    assert "确认列对应" in client.get(reverse("registers:batch", args=[batch.pk])).content.decode()
    assert client.post(address, {"do": "drop"}).url == reverse("registers:batches")
    assert Batch.objects.get().state == BatchState.DECLINED
    assert client.get(address).url == client.post(address, {"do": "drop"}).url == reverse("registers:batch", args=[batch.pk])


def test_no_raw_number_stands_on_the_page(client):
    upload(client, book((*OWN, "户主证件"), (*ROW, HEAD)))
    page = client.get(reverse("registers:mapping", args=[Batch.objects.get().pk])).content.decode()
    assert HEAD not in page and HEAD[:6] in page


def test_the_mapping_a_batch_was_read_with_is_kept_and_used_again():
    batch = take("households", book(("青禾县",), USUAL, ROW))
    assert batch.mapping["row"] == 2 and batch.mapping["columns"]["0"] == "household_no"
    assert take("households", book(USUAL, ROW)).same_rows == 1


def test_rows_of_every_tab_point_at_their_own_tab():
    workbook = Workbook()
    workbook.remove(workbook.active)
    for town in ("柳溪镇", "石桥镇"):
        tab = workbook.create_sheet(town)
        tab.append(USUAL)
        tab.append(ROW)
        tab.append((f"{town}2", "周守田", "无此村", "农村", "一般农户"))
    batch = take("households", saved(workbook))
    assert (batch.new_rows, batch.rejected_rows, batch.tab_name) == (1, 3, "柳溪镇、石桥镇")
    found = {(problem.tab_name, problem.excel_row, problem.remedy[:12]) for problem in batch.problems.all()}
    assert {(tab, row) for tab, row, _ in found} == {("柳溪镇", 3), ("石桥镇", 3), ("石桥镇", 2)}
    assert any("“柳溪镇”第2行" in problem.remedy for problem in batch.problems.all())
    assert sorted(str(row) for row in batch.rejects.all()) == ["“柳溪镇”第3行", "“石桥镇”第2行", "“石桥镇”第3行"]
