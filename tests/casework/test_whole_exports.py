"""Whole numbers of many rows: one asks with a purpose, another approves, the file goes out once, and all of it is kept (PD-04, PD-08)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.choices import ReadingKind
from accounts.models import Position, ReadingLog
from accounts.roles import Role
from casework.exceptions import StalePage, StepRefused
from casework.inbox import waiting
from casework.models import WholeExport
from casework.whole_exports import address_of, decide
from policies.models import Parameter
from tests.accounts.factories import PositionFactory
from tests.households.factories import HouseholdFactory, synthetic_id

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 15)
PURPOSE = {"purpose": "报县医保局核对参保", "whole": "on"}
MEMBERS = "households:members_export"


@pytest.fixture(autouse=True)
def ground(county: Any, settings: Any) -> Iterator[None]:
    """Three people in the county; whole numbers of up to two may go out on one person's word."""
    settings.FIXED_TODAY = ON
    HouseholdFactory(size=3, village_code_="990101100201")
    Parameter.objects.filter(code="export_whole_rows").update(number=2)
    yield


@pytest.fixture
def admin(county: Any) -> Position:
    return PositionFactory(region=county, role=Role.REGISTER_ADMIN)


@pytest.fixture
def approver(county: Any) -> Position:
    return PositionFactory(region=county, role=Role.SEC_ADMIN)


def at(position: Position) -> Client:
    client = Client()
    client.force_login(position.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text(answer: Any) -> str:
    return answer.content.decode()


def asked_by(position: Position, query: str = "") -> WholeExport:
    assert at(position).post(reverse(MEMBERS) + query, PURPOSE).status_code == 302
    return WholeExport.objects.latest("pk")


def cells(answer: Any) -> str:
    return ZipFile(BytesIO(b"".join(answer.streaming_content))).read("xl/worksheets/sheet1.xml").decode()


def numbers() -> list[str]:
    from households.models import Person

    return [person.id_number.reveal() for person in Person.objects.all() if person.id_number]


def test_asked_approved_taken_out_once(admin, approver):
    page = text(at(admin).get(reverse(MEMBERS)))
    assert "超过2人，勾选后是提出申请，安全管理员批准后再导出" in page
    answer = at(admin).post(reverse(MEMBERS), PURPOSE, follow=True)
    assert "已提出申请，等安全管理员批准" in text(answer) and "还在等批准" in text(answer)
    row = WholeExport.objects.get()
    assert (row.title, row.row_count, row.columns, row.purpose) == ("家庭成员名单", 3, "证件号码", "报县医保局核对参保")
    assert waiting(approver, ON, ["whole_exports"]) == {"whole_exports": 1}
    again = at(admin).post(reverse(MEMBERS), PURPOSE)
    assert again.status_code == 409 and "还在等批准" in text(again)

    desk = at(approver)
    assert "家庭成员名单" in text(desk.get(reverse("casework:whole_exports")))
    page = reverse("casework:whole_export", args=[row.pk])
    assert "批准后只能导出一次" in text(desk.get(page))
    assert desk.post(page, {"decision": "approve"}).status_code == 302
    assert waiting(approver, ON, ["whole_exports"]) == {"whole_exports": 0}

    assert "可导出一次" in text(at(admin).get(reverse(MEMBERS))) and "可以导出了" in text(at(admin).get(page))
    sent = at(admin).post(reverse(MEMBERS), PURPOSE)
    file = b"".join(sent.streaming_content)
    body = ZipFile(BytesIO(file)).read("xl/worksheets/sheet1.xml").decode()
    assert all(number in body for number in numbers()) and len(numbers()) == 3
    row.refresh_from_db()
    assert (row.used_rows, row.file_hash) == (3, hashlib.sha256(file).hexdigest())
    told = list(ReadingLog.objects.filter(kind=ReadingKind.EXPORT).order_by("pk").values_list("subject", "row_count", "purpose"))
    assert [subject for subject, _, _ in told] == [
        "家庭成员名单（申请完整号码）",
        "批准家庭成员名单（完整号码）",
        "家庭成员名单（完整号码）",
    ]
    assert {count for _, count, _ in told} == {3} and f"批准（申请{row.pk}）" in told[-1][2]
    # Spent: the next one is asked anew.
    assert at(admin).post(reverse(MEMBERS), PURPOSE).status_code == 302 and WholeExport.objects.count() == 2


def test_masked_needs_nobody(admin):
    sent = at(admin).post(reverse(MEMBERS), {"purpose": "报县医保局核对参保"})
    body = cells(sent)
    assert not any(number in body for number in numbers()) and not WholeExport.objects.exists()


@pytest.mark.parametrize(("limit", "goes_out"), [(2, False), (3, True), (4, True), (0, False), (None, None)])
def test_below_at_and_above_the_number_of_rows(admin, limit, goes_out):
    if limit is None:
        Parameter.objects.filter(code="export_whole_rows").delete()
    else:
        Parameter.objects.filter(code="export_whole_rows").update(number=limit)
    answer = at(admin).post(reverse(MEMBERS), PURPOSE)
    if goes_out is None:
        assert answer.status_code == 409 and "政策标准里没有" in text(answer) and not WholeExport.objects.exists()
    else:
        assert bool(answer.streaming) is goes_out and WholeExport.objects.exists() is not goes_out


def test_refused_with_a_reason_and_asked_again(admin, approver):
    row = asked_by(admin)
    page = reverse("casework:whole_export", args=[row.pk])
    short = at(approver).post(page, {"decision": "refuse", "reason": "不"})
    assert short.status_code == 409 and "至少4个字" in text(short)
    at(approver).post(page, {"decision": "refuse", "reason": "用途没有写明给谁"})
    assert "没有批准：用途没有写明给谁" in text(at(admin).get(reverse(MEMBERS)))
    assert asked_by(admin).pk != row.pk


def test_an_approval_nobody_used_can_be_taken_back(admin, approver):
    row = asked_by(admin)
    decide(row.pk, approve=True, reason="", by=approver)
    with pytest.raises(StalePage):
        decide(row.pk, approve=True, reason="", by=approver)
    decide(row.pk, approve=False, reason="已经不需要了", by=approver)
    assert at(admin).post(reverse(MEMBERS), PURPOSE).status_code == 302  # asked anew, nothing went out
    with pytest.raises(StalePage):
        decide(row.pk, approve=True, reason="", by=approver)


def test_more_rows_than_were_approved_stay(admin, approver):
    decide(asked_by(admin).pk, approve=True, reason="", by=approver)
    HouseholdFactory(size=1, village_code_="990101100201")
    answer = at(admin).post(reverse(MEMBERS), PURPOSE)
    assert answer.status_code == 409 and "批准的是3人，现在有4人" in text(answer)
    assert WholeExport.objects.usable().count() == 1


def test_an_approval_holds_for_its_list_its_conditions_and_its_person(admin, approver, county):
    decide(asked_by(admin, "?village=990101100201").pk, approve=True, reason="", by=approver)
    assert at(admin).post(reverse(MEMBERS), PURPOSE).status_code == 302 and WholeExport.objects.waiting().count() == 1
    colleague = PositionFactory(region=county, role=Role.REGISTER_ADMIN)
    assert at(colleague).post(reverse(MEMBERS) + "?village=990101100201", PURPOSE).status_code == 302
    assert WholeExport.objects.waiting().count() == 2


def test_place_and_order_of_conditions_do_not_matter():
    assert address_of("/a/", {"b": "1", "a": "2", "page": "3", "c": ""}) == "/a/?a=2&b=1" and address_of("/a/", {}) == "/a/"


def test_no_number_is_kept_in_a_request(admin):
    answer = at(admin).post(reverse(MEMBERS) + f"?q={synthetic_id(date(1980, 5, 1), 7)}", PURPOSE)
    assert answer.status_code in (200, 409) and not WholeExport.objects.exists()


# Two people


def test_nobody_approves_his_own(admin):
    row = asked_by(admin)
    same = PositionFactory(region=admin.region, role=Role.SEC_ADMIN, user=admin.user)
    with pytest.raises(StepRefused, match="不能批准自己提出的"):
        decide(row.pk, approve=True, reason="", by=same)
    assert waiting(same, ON, ["whole_exports"]) == {"whole_exports": 0}


def test_the_database_itself_sees_two_people(admin, approver):
    row = asked_by(admin)
    same = PositionFactory(region=admin.region, role=Role.SEC_ADMIN, user=admin.user)
    for columns in (
        {"decided_by": same, "decided_user": admin.user, "decided_at": timezone.now(), "is_approved": True},
        {"decided_by": approver, "decided_user": approver.user},
        {"decided_by": approver, "decided_user": approver.user, "decided_at": timezone.now(), "is_approved": False},
        {"used_at": timezone.now(), "used_rows": 3},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            WholeExport.objects.filter(pk=row.pk).update(**columns)
    decide(row.pk, approve=True, reason="", by=approver)
    with pytest.raises(IntegrityError), transaction.atomic():
        WholeExport.objects.filter(pk=row.pk).update(used_at=timezone.now(), used_rows=4)


@pytest.mark.parametrize("role", [Role.REGISTER_ADMIN, Role.TASKFORCE, Role.AUDIT_ADMIN, Role.SYS_ADMIN, Role.TOWN_CLERK])
def test_only_the_security_administrator_approves(admin, county, role):
    with pytest.raises(StepRefused, match="由安全管理员批准"):
        decide(asked_by(admin).pk, approve=True, reason="", by=PositionFactory(region=county, role=role))


def test_a_request_is_seen_by_who_asked_and_who_decides(admin, approver, county):
    row = asked_by(admin)
    page = reverse("casework:whole_export", args=[row.pk])
    other = PositionFactory(region=county, role=Role.TASKFORCE)
    seen = {who: at(who).get(page).status_code for who in (admin, approver, other)}
    assert list(seen.values()) == [200, 200, 404]
    assert "您没有提出过申请" in text(at(other).get(reverse("casework:whole_exports")))
    assert "等批准" in text(at(admin).get(page)) and 'name="decision"' not in text(at(admin).get(page))


def test_the_list_costs_the_same_for_many(admin, approver, django_assert_max_num_queries):
    asked_by(admin)
    desk, url = at(approver), reverse("casework:whole_exports")
    desk.get(url)
    for number in range(3):
        WholeExport.objects.create(
            asked_by=admin,
            asked_user=admin.user,
            title="名单",
            address=f"/{number}/",
            columns="证件号码",
            row_count=9,
            unit="人",
            purpose="核对",
        )
    with django_assert_max_num_queries(12):
        page = text(desk.get(url + "?state=waiting"))
    assert page.count('class="row"') == 4
    assert "没有这种状态的申请" in text(desk.get(url + "?state=used"))
