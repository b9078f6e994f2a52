"""查阅日志 for the 审计管理员."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.choices import ReadingKind
from accounts.models import ReadingLog
from accounts.reading import note
from accounts.roles import Role
from tests.accounts.factories import PositionFactory

LOG = reverse("accounts:reading_log")


@pytest.fixture
def auditor(county, client):
    position = PositionFactory(region=county, role=Role.AUDIT_ADMIN)
    client.force_login(position.user)
    ReadingLog.objects.all().delete()
    return position


def test_filters_by_kind_person_and_day(client, auditor, town):
    clerk = PositionFactory(region=town, user__name="林晓雯")
    note(ReadingKind.UNMASK, by=clerk, subject="张三 证件号码", purpose="核对身份：办理低保")
    note(ReadingKind.READ, by=auditor, subject="户 990101-00001")
    old = note(ReadingKind.EXPORT, by=clerk, row_count=12)
    ReadingLog.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=3))
    today = timezone.localdate().isoformat()

    def found(**query):
        return [line.kind for line in client.get(LOG, query).context["page"]]

    assert found() == ["export", "read", "unmask"]
    assert found(kind="unmask") == ["unmask"]
    assert found(who="晓雯") == ["export", "unmask"]
    assert found(since=today) == ["read", "unmask"] and found(until=(timezone.localdate() - timedelta(days=1)).isoformat()) == ["export"]
    page = client.get(LOG, {"since": "昨天"})
    assert page.status_code == 200 and "日期写成2026-6-15这样" in page.content.decode()
    assert "核对身份：办理低保" in client.get(LOG).content.decode()


def test_pages(client, auditor, django_assert_max_num_queries):
    for number in range(120):
        note(ReadingKind.READ, by=auditor, subject=f"户{number}")
    with django_assert_max_num_queries(8):
        assert len(client.get(LOG, {"page": 3}).context["page"]) == 20


def test_a_line_is_never_changed(auditor):
    line = note(ReadingKind.READ, by=auditor)
    with pytest.raises(TypeError, match="只增不改"):
        line.save()
