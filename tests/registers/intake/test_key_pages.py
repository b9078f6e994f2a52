"""The page of 接口密钥 as the 安全管理员 uses it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import ReadingLog
from accounts.roles import Role
from registers.intake import keys
from registers.models import SystemKey
from tests.monitoring.conftest import browser, the_day
from tests.monitoring.factories import ON, officer

__all__ = ["browser", "the_day"]
pytestmark = pytest.mark.django_db
LIST = reverse("registers:keys")


def filled(importer, **changes):
    return {"name": "县医保信息平台", "position": importer.pk, "sheets": ["medical", "illness"], "until": "2026-12-31"} | changes


def test_issue_show_once_and_stop(browser):
    importer = officer(Role.REGISTER_ADMIN)
    page = browser(officer(Role.SEC_ADMIN))
    assert "还没有发过接口密钥" in page.get(LIST).content.decode()
    issued = page.post(LIST, filled(importer))
    (text,) = set(re.findall(r"bg_[\w-]{43}", issued.content.decode()))
    assert issued.headers["Cache-Control"] == "no-store" and keys.holder_of(text, on=ON)
    listed = page.get(LIST).content.decode()
    assert "县医保信息平台" in listed and "没用过" in listed and text not in listed
    key = SystemKey.objects.get()
    stopped = page.post(reverse("registers:revoke_key", args=[key.pk]), follow=True).content.decode()
    assert "已停用，从现在起送不进来" in stopped and keys.holder_of(text, on=ON) is None
    again = page.post(reverse("registers:revoke_key", args=[key.pk]), follow=True).content.decode()
    assert "已经停用" in again
    assert ReadingLog.objects.filter(subject__startswith="停用接口密钥").count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "请写系统名称"),
        ({"sheets": []}, "至少选一种台账"),
        ({"sheets": ["users"]}, "请从列表里选"),
        ({"position": ""}, "请选岗位"),
        ({"until": "2028-01-01"}, "最长一年"),
        ({"until": "明天"}, "日期写成"),
    ],
)
def test_what_is_missing_is_said(browser, changes, words):
    importer = officer(Role.REGISTER_ADMIN)
    said = browser(officer(Role.SEC_ADMIN)).post(LIST, filled(importer, **changes))
    assert said.status_code == 422 and words in said.content.decode() and not SystemKey.objects.exists()


def test_only_register_administrators_are_offered(browser):
    importer, other = officer(Role.REGISTER_ADMIN), officer(Role.TASKFORCE)
    page = browser(officer(Role.SEC_ADMIN)).get(LIST).content.decode()
    assert f'value="{importer.pk}"' in page and f'value="{other.pk}"' not in page


@pytest.mark.parametrize(
    ("until", "light"),
    [(ON - timedelta(days=1), "已到期"), (ON, "还有0天到期"), (ON + timedelta(days=30), "还有30天到期"), (ON + timedelta(days=31), "可用")],
)
def test_lights(until, light):
    from registers.intake.pages import light_of

    assert light_of(SystemKey(until=until), ON).text == light


def test_the_number_of_queries_does_not_grow(browser):
    importer, by = officer(Role.REGISTER_ADMIN), officer(Role.SEC_ADMIN)
    page = browser(by)
    page.get(LIST)

    def count() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as asked:
            page.get(LIST)
        return len(asked)

    keys.issue("一", position=importer, sheets=["medical"], until=ON, by=by, on=ON)
    one = count()
    for number in range(5):
        keys.issue(f"系统{number}", position=importer, sheets=["medical"], until=ON, by=by, on=ON)
    assert count() == one
