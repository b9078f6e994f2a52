"""岗位 for the 安全管理员: grant, change, end; never for oneself, never two of the three."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.choices import ReadingKind
from accounts.models import Position, ReadingLog, Region
from accounts.roles import Role
from tests.accounts.factories import OfficeFactory, PositionFactory, RegionFactory, UserFactory

LIST, GRANT = reverse("accounts:positions"), reverse("accounts:grant")


@pytest.fixture
def admin(county, client, settings, on):
    settings.FIXED_TODAY = on
    position = PositionFactory(region=county, role=Role.SEC_ADMIN)
    client.force_login(position.user)
    return position


@pytest.fixture
def form(town):
    UserFactory(username="lin", name="林晓雯")
    office = OfficeFactory(region=town)
    return {
        "username": "lin", "office": office.pk, "region": town.pk, "title": "一窗受理",
        "roles": ["town_clerk", "town_surveyor"], "since": "2026.6.1", "until": "",
    }  # fmt: skip


def test_a_granted_position_is_in_force_and_logged(client, admin, form, on):
    assert client.post(GRANT, form).url == LIST
    made = Position.objects.in_force(on).get(user__username="lin")
    assert made.roles == ["town_clerk", "town_surveyor"] and made.since == date(2026, 6, 1)
    line = ReadingLog.objects.get(kind=ReadingKind.POSITION)
    assert line.position_id == admin.pk and "镇一窗受理、镇调查员" in line.purpose
    assert "林晓雯" in client.get(LIST, {"role": "town_clerk", "state": "in_force"}).content.decode()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"roles": ["sys_admin", "audit_admin"]}, "不能由同一人兼任"),
        ({"username": "nobody"}, "没有这个账号"),
        ({"roles": []}, "至少选一个角色"),
        ({"until": "2026-5-1"}, "“止”不能早于“起”"),
        ({"since": "六月"}, "日期写成2026-6-15这样"),
    ],
)
def test_refusals_keep_the_form(client, admin, form, changes, said):
    response = client.post(GRANT, {**form, **changes})
    assert response.status_code == 200 and said in response.content.decode() and "一窗受理" in response.content.decode()
    assert Position.objects.count() == 1


def test_nobody_grants_himself_anything(client, admin, form):
    page = client.post(GRANT, {**form, "username": admin.user.username}).content.decode()
    assert "不能给自己安排岗位" in page
    own = client.post(reverse("accounts:position", args=[admin.pk]), {"roles": ["sec_admin", "taskforce"], "since": "2000-1-1"})
    assert "不能变更自己的岗位" in own.content.decode()
    admin.refresh_from_db()
    assert admin.roles == ["sec_admin"]


def test_three_administrators_stay_three_people_over_several_positions_too(client, admin, form, county):
    PositionFactory(region=county, role=Role.SYS_ADMIN, user__username="luo")
    page = client.post(GRANT, {**form, "username": "luo", "roles": ["audit_admin"], "region": county.pk}).content.decode()
    assert "系统、安全、审计三类管理员须分开" in page


def test_the_last_day_ends_it(client, admin, form, on):
    client.post(GRANT, form)
    made = Position.objects.get(user__username="lin")
    page = reverse("accounts:position", args=[made.pk])
    assert 'value="2026-06-01"' in client.get(page).content.decode()
    client.post(page, {"roles": ["town_clerk"], "since": "2026-6-1", "until": "2026-6-14"})
    assert not Position.objects.in_force(on).filter(pk=made.pk).exists()
    assert Position.objects.in_force(date(2026, 6, 14)).filter(pk=made.pk).exists()
    assert made.pk in [row["position"].pk for row in client.get(LIST, {"state": "ended"}).context["rows"]]


def test_beyond_the_region_there_is_nothing(client, admin, form):
    other = PositionFactory(region=RegionFactory(code="990201", name="邻县"), role=Role.TASKFORCE)
    assert client.get(reverse("accounts:position", args=[other.pk])).status_code == 404
    page = client.post(GRANT, {**form, "region": other.region_id})
    assert page.status_code == 200 and not Position.objects.filter(user__username="lin").exists()
    assert Region.objects.get(code="990201") not in client.get(GRANT).context["form"].fields["region"].queryset


def test_the_same_post_twice_in_one_office_is_refused(client, admin, form):
    client.post(GRANT, form)
    assert client.post(GRANT, form).status_code == 200
    assert Position.objects.filter(user__username="lin").count() == 1
