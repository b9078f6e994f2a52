"""One-time passwords, the change by the person, the history of five."""

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, identify_hasher
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.choices import ReadingKind
from accounts.exceptions import Refused
from accounts.models import ReadingLog
from accounts.passwords import HISTORY, change, issue
from accounts.roles import Role
from tests.accounts.factories import PositionFactory, UserFactory

PASSWORD = "ling-xi-2026"


@pytest.fixture
def clerk(town):
    position = PositionFactory(region=town, role=Role.TOWN_CLERK, user__username="lin")
    issue(position.user, PASSWORD, must_change=False)
    return position


def test_production_hashes_with_argon2(settings, db):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    user = UserFactory()
    issue(user, PASSWORD)
    assert isinstance(identify_hasher(user.password), Argon2PasswordHasher) and user.check_password(PASSWORD)


def test_an_issued_password_is_made_up_must_be_changed_and_stands_in_no_log(county):
    admin, user = PositionFactory(region=county, role=Role.SYS_ADMIN), UserFactory(username="wang")
    first, second = issue(user, by=admin), issue(user, by=admin)
    assert first != second and len(second) == 14
    user.refresh_from_db()
    assert user.check_password(second) and user.must_change_password
    lines = ReadingLog.objects.filter(kind=ReadingKind.PASSWORD)
    assert {line.position_id for line in lines} == {admin.pk}
    assert not any(plain in f"{line.subject}{line.purpose}{line.who}" for line in lines for plain in (first, second))


def test_the_first_sign_in_leads_to_the_change_and_nowhere_else(client, clerk):
    plain = issue(clerk.user)
    client.post(reverse("accounts:sign_in"), {"username": "lin", "password": plain})
    url = reverse("accounts:change_password")
    assert client.get(reverse("policies:parameters")).url == url
    page = client.get(url)
    assert "先改成自己的口令" in page.content.decode()
    response = client.post(url, {"old": plain, "new": "shan-shui-77", "again": "shan-shui-77"})
    assert response.status_code == 302
    assert client.get(reverse("policies:parameters")).status_code == 200
    clerk.user.refresh_from_db()
    assert not clerk.user.must_change_password


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("wrong", "shan-shui-77", "shan-shui-77", "现在的口令不对"),
        (PASSWORD, "shan-shui-77", "shan-shui-78", "两次输入的新口令不一样"),
        (PASSWORD, "short", "short", "10"),
        (PASSWORD, "1234567890123", "1234567890123", "数字"),
        (PASSWORD, PASSWORD, PASSWORD, "最近5次"),
    ],
)
def test_refusals_say_why(client, clerk, old, new, again, said):
    client.force_login(clerk.user)
    response = client.post(reverse("accounts:change_password"), {"old": old, "new": new, "again": again})
    assert response.status_code == 200 and said in response.content.decode()
    clerk.user.refresh_from_db()
    assert clerk.user.check_password(PASSWORD)


def test_the_last_five_may_not_come_back(clerk):
    used = [f"shan-shui-{number}" for number in range(HISTORY + 1)]
    for plain in used:
        change(clerk.user, plain, by=clerk)
    for plain in used[-HISTORY:]:
        with pytest.raises(Refused, match="最近5次"):
            change(clerk.user, plain, by=clerk)
    change(clerk.user, PASSWORD, by=clerk)
    assert clerk.user.password_history.count() == HISTORY


def test_a_change_ends_other_sessions_and_keeps_this_one(client, clerk, django_user_model):
    other = type(client)()
    for browser in (client, other):
        browser.post(reverse("accounts:sign_in"), {"username": "lin", "password": PASSWORD})
    url = reverse("accounts:change_password")
    client.post(url, {"old": PASSWORD, "new": "shan-shui-77", "again": "shan-shui-77"})
    assert client.get(url).status_code == 200
    assert other.get(url).status_code == 302


def test_the_command_lets_the_first_administrator_in(client, county, capsys):
    position = PositionFactory(region=county, role=Role.SYS_ADMIN)
    call_command("issue_password", position.user.username)
    plain = capsys.readouterr().out.strip().rpartition("：")[2]
    answer = client.post(reverse("accounts:sign_in"), {"username": position.user.username, "password": plain})
    assert answer.status_code == 302
    assert client.get(reverse("accounts:people")).url == reverse("accounts:change_password")


def test_the_command_names_what_is_wrong(county):
    with pytest.raises(CommandError, match="没有账号 nobody"):
        call_command("issue_password", "nobody")
