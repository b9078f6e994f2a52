"""成员与户的变动 on the page of a batch: said to be a full register, listed by kind, searched, exported, entered."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from households.models import MemberQuestion
from registers import batches
from registers.models import Batch, BatchState
from tests.registers.books import HEAD, ON, SON, WIFE, family, household_row, member_row, number_of, take
from tests.registers.test_pages import signed_in

pytestmark = pytest.mark.django_db
OTHER = number_of("19580101", 51)


@pytest.fixture(autouse=True)
def ground(county, settings):
    settings.FIXED_TODAY = ON
    family()
    take("households", household_row("H2", OTHER, head_name="方宁"))
    take("members", member_row(OTHER, "户主", "H2", name="方宁"))
    return county


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def batch() -> Batch:
    """周小川 is left out, 吴桂兰 listed with 方宁."""
    return take(
        "members", member_row(HEAD, "户主"), member_row(WIFE, "配偶", "H2"), member_row(OTHER, "户主", "H2", name="方宁"), is_dry_run=True
    )


def said(client, batch, **data):
    answer = client.post(reverse("registers:cover", args=[batch.pk]), data, follow=True)
    batches.run(batch.pk)
    batch.refresh_from_db()
    return text(answer)


def url(batch, query="") -> str:
    return reverse("registers:batch", args=[batch.pk]) + query


def test_from_the_question_to_the_ledger(batch):
    admin = signed_in()
    page = text(admin.get(url(batch)))
    assert "是不是整册" in page and "柳上湾村" in page and 'value="990101100201" checked' in page and "没有按整册比对" in page
    assert "没有勾选村" in said(admin, batch)
    assert "按1个村的整册重新比对" in said(admin, batch, village="990101100201")
    page = text(admin.get(url(batch)))
    assert "<b>2</b>成员与户的变动" in page and "其中1人待核实" in page and "的整册。" in page
    assert "吴桂兰" in page and "婚嫁到另一户" in page and "2026年6月15日" in page and "与户主关系是配偶" in page
    assert "周小川" in page and "不动，问镇里" in page and SON not in page and SON[:6] + "********" in page
    admin.post(reverse("registers:confirm", args=[batch.pk]))
    batches.run(batch.pk)
    batch.refresh_from_db()
    assert batch.state == BatchState.DONE and MemberQuestion.objects.open().count() == 1
    assert "撤回" in text(admin.get(url(batch)))


def test_by_kind_and_by_name(batch):
    admin = signed_in()
    said(admin, batch, village="990101100201")
    for query, here, gone in (
        ("&kind=absent", "不动，问镇里", "婚嫁到另一户<span"), ("&kind=marriage", "与户主关系是配偶", "不动，问镇里"), ("&q=周小川", "不动，问镇里", "与户主关系是配偶"),
        ("&q=H2", "与户主关系是配偶", "不动，问镇里"), ("&q=无此人", "没有符合条件的变动", "不动，问镇里"), ("&kind=x", "不动，问镇里", "没有符合条件"),
    ):  # fmt: skip
        page = text(admin.get(url(batch, "?show=movements" + query)))
        assert here in page and gone not in page, query


def test_a_register_of_households_is_asked_the_same(batch):
    admin = signed_in()
    homes = take(
        "households", household_row(head_name="吴桂兰", phone=None), household_row("H9", SON, head_name="冯立", phone=None), is_dry_run=True
    )
    page = text(admin.get(url(homes)))
    assert "是不是整册" in page and "户主写了另一人的只改户主姓名" in page
    said(admin, homes, village="990101100201")
    page = text(admin.get(url(homes, "?show=movements")))
    for words in ("变更户主", "新列入的户", "库里没有</span>", "家庭整册没有列这一户", "方宁", "不动，问镇里", "没有列的户不删"):
        assert words in page, words


def test_a_file_taken_for_full_by_mistake_is_compared_again(batch):
    admin = signed_in()
    said(admin, batch, village="990101100201")
    assert "不作整册" in said(admin, batch, none="1") and (batch.covers, batch.movements) == ([], {})


def test_only_the_administrator_says_so(batch):
    taskforce = signed_in(Role.TASKFORCE)
    assert "按整册比对" not in text(taskforce.get(url(batch))).replace("没有按整册比对", "")
    assert taskforce.post(reverse("registers:cover", args=[batch.pk]), {"village": "990101100201"}).status_code == 403


def test_the_list_goes_out_as_it_is_narrowed(batch):
    admin = signed_in()
    said(admin, batch, village="990101100201")
    answer = admin.post(reverse("registers:movements_export", args=[batch.pk]) + "?kind=absent", {"purpose": "发镇里核实"})
    assert answer.status_code == 200 and b"".join(answer.streaming_content)[:2] == b"PK"


def test_the_page_asks_as_often_for_many_as_for_one(batch):
    admin = signed_in()
    said(admin, batch, village="990101100201")
    admin.get(url(batch, "?show=movements"))
    with CaptureQueriesContext(connection) as several:
        admin.get(url(batch, "?show=movements"))
    with CaptureQueriesContext(connection) as one:
        admin.get(url(batch, "?show=movements&kind=absent"))
    assert len(several) == len(one)
