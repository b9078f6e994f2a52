"""Signing in and out: lock-out, log lines, the first password, the demo's people, idle time."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as live_settings
from django.urls import reverse
from django.utils import timezone

from accounts.choices import ReadingKind
from accounts.models import ReadingLog
from accounts.passwords import issue
from accounts.roles import Role
from tests.accounts.factories import PositionFactory

PASSWORD = "ling-xi-2026"


@pytest.fixture
def clerk(town):
    position = PositionFactory(region=town, role=Role.TOWN_CLERK, user__username="lin", user__name="林晓雯")
    issue(position.user, PASSWORD, must_change=False)
    return position


def sign_in(client, username="lin", password=PASSWORD, **extra):
    return client.post(reverse("accounts:sign_in"), {"username": username, "password": password, **extra})


def test_the_right_password_opens_the_desk_and_leaves_a_line(client, clerk):
    response = sign_in(client)
    assert response.status_code == 302 and response.url == reverse("casework:desk")
    line = ReadingLog.objects.get(kind=ReadingKind.SIGN_IN)
    assert (line.user_id, line.position_id, line.address) == (clerk.user_id, clerk.pk, "127.0.0.1")


def test_the_wrong_password_says_neither_which_was_wrong_nor_what_was_typed(client, clerk):
    page = sign_in(client, password="wrong-wrong").content.decode()
    assert "账号或口令不对" in page and "wrong-wrong" not in page
    assert ReadingLog.objects.get(kind=ReadingKind.SIGN_IN_FAILED).who == "账号“lin”"


def test_an_id_number_typed_as_the_account_is_not_kept_in_the_log(client, clerk):
    sign_in(client, username="990101199001011234")
    assert "990101199001011234" not in ReadingLog.objects.get(kind=ReadingKind.SIGN_IN_FAILED).who


def test_five_failures_rest_the_account_for_thirty_minutes(client, clerk):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(4):
            assert sign_in(client, password="no").status_code == 200
        locked = sign_in(client, password="no")
        until = timezone.localtime() + timedelta(minutes=30)
        assert locked.status_code == 429 and f"{until:%H:%M}以后可以再试" in locked.content.decode()
        # The right password does not help now, and trying does not prolong the rest.
        clock.shift(timedelta(minutes=20))
        again = sign_in(client)
        assert again.status_code == 429 and f"{until:%H:%M}以后可以再试" in again.content.decode()
        clock.shift(timedelta(minutes=11))
        assert sign_in(client).status_code == 302


def test_a_success_forgets_the_failures(client, clerk):
    for _ in range(4):
        sign_in(client, password="no")
    assert sign_in(client).status_code == 302
    client.post(reverse("accounts:sign_out"))
    for _ in range(4):
        assert sign_in(client, password="no").status_code == 200


def test_the_session_key_changes_on_signing_in(client, clerk):
    client.get(reverse("accounts:choose_position"))
    session = client.session
    session["seen"] = "before"
    session.save()
    before = session.session_key
    sign_in(client)
    assert client.session.session_key != before


def test_next_leads_only_to_our_own_pages(client, clerk):
    assert sign_in(client, next="/households/").url == "/households/"
    client.post(reverse("accounts:sign_out"))
    assert sign_in(client, next="https://evil.example/").url == reverse("casework:desk")


def test_nobody_without_a_position_in_force_comes_in(client, clerk, on):
    clerk.until = timezone.localdate() - timedelta(days=1)
    clerk.save()
    assert "没有在岗的岗位" in sign_in(client).content.decode()


def test_a_closed_account_reads_like_a_wrong_password(client, clerk):
    clerk.user.is_active = False
    clerk.user.save()
    assert "账号或口令不对" in sign_in(client).content.decode()


def test_people_with_several_positions_choose_one(client, clerk, county):
    second = PositionFactory(user=clerk.user, region=county, role=Role.TASKFORCE)
    response = sign_in(client, next="/policies/")
    assert response.url == reverse("accounts:choose_position")
    page = client.get(response.url)
    assert page.wsgi_request.position == clerk
    chosen = client.post(response.url, {"position": second.pk})
    assert chosen.url == "/policies/"
    assert client.get(reverse("accounts:choose_position")).wsgi_request.position == second
    assert client.post(response.url, {"position": PositionFactory(region=county).pk}).status_code == 404


def test_signing_out_is_a_post_and_leaves_a_line(client, clerk):
    sign_in(client)
    assert client.get(reverse("accounts:sign_out")).status_code == 405
    assert client.post(reverse("accounts:sign_out")).url == reverse("accounts:sign_in")
    assert ReadingLog.objects.filter(kind=ReadingKind.SIGN_OUT, who=str(clerk)).count() == 1
    assert client.get(reverse("accounts:choose_position")).status_code == 302


@pytest.mark.parametrize(
    ("role", "home"),
    [(Role.SYS_ADMIN, "accounts:people"), (Role.SEC_ADMIN, "accounts:positions"), (Role.AUDIT_ADMIN, "accounts:reading_log")],
)
def test_administrators_begin_on_their_own_page(client, county, role, home):
    position = PositionFactory(region=county, role=role)
    issue(position.user, PASSWORD, must_change=False)
    assert sign_in(client, position.user.username).url == reverse(home)


def test_the_session_ends_after_thirty_idle_minutes(client, clerk):
    assert live_settings.SESSION_COOKIE_AGE == 30 * 60 and live_settings.SESSION_SAVE_EVERY_REQUEST
    url = reverse("accounts:change_password")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        sign_in(client)
        clock.shift(timedelta(minutes=29))
        assert client.get(url).status_code == 200
        clock.shift(timedelta(minutes=29))
        assert client.get(reverse("accounts:keep_alive")).status_code == 204
        clock.shift(timedelta(minutes=31))
        assert client.get(url).url.startswith(reverse("accounts:sign_in"))
        assert client.get(reverse("accounts:keep_alive")).status_code == 401
    assert "已自动退出" in client.get(reverse("accounts:sign_in") + "?idle=1").content.decode()


def test_personal_pages_enter_no_cache(client, clerk):
    sign_in(client)
    assert client.get(reverse("accounts:change_password"))["Cache-Control"] == "no-store"
    assert client.get("/nowhere/")["Cache-Control"] == "no-store"


class TestDemo:
    def test_the_demo_offers_one_person_per_role_from_the_main_town(self, client, settings, county, town, village, other_village):
        settings.DEMO = True
        PositionFactory(region=other_village, role=Role.VILLAGE_WORKER)
        main = [PositionFactory(region=town, role=role) for role in (Role.TOWN_CLERK, Role.TOWN_HEAD)]
        worker = PositionFactory(region=village, role=Role.VILLAGE_WORKER)
        PositionFactory(region=village, role=Role.VILLAGE_WORKER)
        taskforce = PositionFactory(region=county, roles=[Role.TASKFORCE, Role.MONITOR_CENTER])
        closed = PositionFactory(region=county, role=Role.INSPECTOR, user__is_active=False)
        response = client.get(reverse("accounts:sign_in"))
        assert set(response.context["demo_positions"]) == {*main, worker, taskforce}
        assert closed.user.name not in response.content.decode()

    def test_the_demo_offers_a_second_task_force_position_to_confirm_what_the_first_proposes(self, client, settings, county):
        settings.DEMO = True
        both = {PositionFactory(region=county, role=Role.TASKFORCE) for _ in range(2)}
        PositionFactory(region=county, role=Role.TASKFORCE)
        offered = client.get(reverse("accounts:sign_in")).context["demo_positions"]
        assert len(offered) == 2 and both <= set(offered)

    def test_one_click_signs_in_with_that_position(self, client, settings, county):
        settings.DEMO = True
        first = PositionFactory(region=county, role=Role.TOWN_CLERK, user__must_change_password=True)
        second = PositionFactory(region=county, role=Role.TASKFORCE, user=first.user)
        response = client.post(reverse("accounts:demo_sign_in"), {"position": second.pk})
        assert response.status_code == 302
        assert client.get(reverse("accounts:choose_position")).wsgi_request.position == second

    def test_only_the_offered_people(self, client, settings, county):
        settings.DEMO = True
        PositionFactory(region=county, role=Role.INSPECTOR)
        other = PositionFactory(region=county, role=Role.INSPECTOR)
        assert client.post(reverse("accounts:demo_sign_in"), {"position": other.pk}).status_code == 404

    def test_outside_the_demo_nobody_is_listed_and_nobody_comes_in(self, client, settings, county):
        settings.DEMO = False
        position = PositionFactory(region=county, role=Role.TASKFORCE)
        page = client.get(reverse("accounts:sign_in")).content.decode()
        assert "演示人员" not in page and position.user.name not in page
        assert client.post(reverse("accounts:demo_sign_in"), {"position": position.pk}).status_code == 404
        assert "_auth_user_id" not in client.session
