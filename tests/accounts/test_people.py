"""人员 for the 系统管理员: search, close, unlock, one-time password."""

import pytest
from django.urls import reverse

from accounts.choices import ReadingKind
from accounts.models import ReadingLog
from accounts.roles import Role
from tests.accounts.factories import PositionFactory, RegionFactory, UserFactory

LIST = reverse("accounts:people")


@pytest.fixture
def admin(county, client):
    position = PositionFactory(region=county, role=Role.SYS_ADMIN, user__name="罗管理")
    client.force_login(position.user)
    return position


@pytest.fixture
def clerk(town):
    return PositionFactory(region=town, role=Role.TOWN_CLERK, user__username="lin", user__name="林晓雯", title="柳溪镇一窗受理")


def test_the_list_finds_and_filters(client, admin, clerk, django_assert_max_num_queries):
    closed = UserFactory(name="周离岗", is_active=False)
    with django_assert_max_num_queries(10):
        page = client.get(LIST).content.decode()
    assert "柳溪镇一窗受理" in page and "没有在岗的岗位" in page
    found = client.get(LIST, {"q": "晓雯"})
    assert list(found.context["page"]) == [clerk.user] and "账号或姓名" in found.content.decode()
    assert list(client.get(LIST, {"state": "closed"}).context["page"]) == [closed]
    assert "没有符合条件的人员" in client.get(LIST, {"q": "无此人"}).content.decode()


def test_people_of_another_county_are_not_his(client, admin):
    other = PositionFactory(region=RegionFactory(code="990201"), role=Role.TASKFORCE)
    assert other.user not in list(client.get(LIST).context["page"])
    for name in ("set_active", "unlock", "issue_password"):
        assert client.post(reverse(f"accounts:{name}", args=[other.user_id])).status_code == 404


def test_closing_an_account_ends_its_sessions_and_is_logged(client, admin, clerk):
    browser = type(client)()
    browser.force_login(clerk.user)
    client.post(reverse("accounts:set_active", args=[clerk.user_id]), {"active": "0"})
    clerk.user.refresh_from_db()
    assert not clerk.user.is_active
    assert browser.get(reverse("accounts:change_password")).status_code == 302
    line = ReadingLog.objects.get(kind=ReadingKind.ACCOUNT)
    assert line.subject == "停用账号：lin 林晓雯" and line.position_id == admin.pk
    client.post(reverse("accounts:set_active", args=[clerk.user_id]), {"active": "1"})
    clerk.user.refresh_from_db()
    assert clerk.user.is_active


def test_nobody_closes_himself(client, admin):
    response = client.post(reverse("accounts:set_active", args=[admin.user_id]), {"active": "0"}, follow=True)
    assert "不能停用或启用自己的账号" in response.content.decode()
    admin.user.refresh_from_db()
    assert admin.user.is_active


def test_the_one_time_password_is_shown_once_and_works(client, admin, clerk):
    response = client.post(reverse("accounts:issue_password", args=[clerk.user_id]))
    plain = response.context["plain"]
    assert plain in response.content.decode() and response["Cache-Control"] == "no-store"
    assert plain not in client.get(LIST).content.decode()
    browser = type(client)()
    entered = browser.post(reverse("accounts:sign_in"), {"username": "lin", "password": plain})
    assert entered.status_code == 302
    assert browser.get(entered.url).url == reverse("accounts:change_password")
    own = client.post(reverse("accounts:issue_password", args=[admin.user_id]), follow=True)
    assert "自己的口令请在“改口令”里改" in own.content.decode()


def test_unlocking_ends_the_rest(client, admin, clerk):
    browser = type(client)()
    for _ in range(5):
        browser.post(reverse("accounts:sign_in"), {"username": "lin", "password": "no"})
    page = client.get(LIST, {"state": "locked"})
    assert list(page.context["page"]) == [clerk.user] and "已锁定" in page.content.decode()
    response = client.post(reverse("accounts:unlock", args=[clerk.user_id]), {"back": LIST + "?state=locked"})
    assert response.url == LIST + "?state=locked"
    assert not list(client.get(LIST, {"state": "locked"}).context["page"])
    assert browser.post(reverse("accounts:sign_in"), {"username": "lin", "password": "no"}).status_code == 200


def test_back_leads_nowhere_else(client, admin, clerk):
    response = client.post(reverse("accounts:unlock", args=[clerk.user_id]), {"back": "https://evil.example/accounts/people/"})
    assert response.url == LIST
