"""Headers, cookies, and settings that fail loudly where a secret is missing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core import checks
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.roles import Role
from tests.accounts.factories import PositionFactory

ROOT = Path(__file__).resolve().parents[2]
# No database is asked for anything here: an address is enough to make it "not the demo".
PRODUCTION = {
    "PATH": os.environ["PATH"],
    "DATABASE_URL": "postgresql://binggui@127.0.0.1:1/binggui",
    "BINGGUI_SECRET_KEY": "s" * 64,
    "BINGGUI_DATA_KEYS": "k1:00112233445566778899aabbccddeeff",
    "BINGGUI_INDEX_KEY": "ab" * 32,
    "BINGGUI_HOSTS": "binggui.county.example",
}


def start(var: Path, without: str = "", **extra: str) -> subprocess.CompletedProcess[str]:
    env = {key: value for key, value in {**PRODUCTION, "BINGGUI_VAR": str(var), **extra}.items() if key != without}
    code = "from config import settings as s; print(s.DEMO, s.DEBUG, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.FIXED_TODAY, s.PASSWORD_HASHERS[0])"
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False)


def test_production_starts_closed_and_with_secure_cookies(tmp_path):
    found = start(tmp_path)
    assert found.returncode == 0, found.stderr
    assert found.stdout.split() == ["False", "False", "True", "True", "None", "django.contrib.auth.hashers.Argon2PasswordHasher"]


@pytest.mark.parametrize("name", ["BINGGUI_SECRET_KEY", "BINGGUI_DATA_KEYS", "BINGGUI_INDEX_KEY", "BINGGUI_HOSTS"])
def test_a_missing_secret_stops_the_start_and_names_itself(tmp_path, name):
    found = start(tmp_path, without=name)
    assert found.returncode != 0 and name.removesuffix("S") in found.stderr
    assert not (tmp_path / "keys").exists()


@pytest.mark.parametrize(("name", "value"), [("BINGGUI_DEBUG", "maybe"), ("BINGGUI_TODAY", "tomorrow")])
def test_an_unreadable_setting_stops_the_start(tmp_path, name, value):
    found = start(tmp_path, **{name: value})
    assert found.returncode != 0 and name in found.stderr


def test_the_system_checks_say_nothing():
    assert [issue for issue in checks.run_checks() if not issue.is_silenced()] == []


@pytest.mark.parametrize("path", ["/accounts/sign-in/", "/accounts/change-nothing/"])
def test_every_answer_carries_the_strict_policy(client, db, path):
    response = client.get(path)
    policy = response["Content-Security-Policy"]
    for directive in (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
    ):
        assert directive in policy
    assert "unsafe" not in policy and "http" not in policy
    assert response["X-Frame-Options"] == "DENY" and response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"


def test_cookies_are_out_of_reach_of_scripts(client, county):
    position = PositionFactory(region=county, role=Role.TASKFORCE)
    client.force_login(position.user)
    client.get(reverse("accounts:change_password"))
    session = client.cookies["sessionid"]
    assert session["httponly"] and session["samesite"] == "Lax" and session["max-age"] in ("", 1800)


def test_the_idle_warning_is_a_file_of_ours_and_only_for_people_signed_in(rf, county):
    request = rf.get("/")
    request.position = None
    assert "script" not in render_to_string("accounts/_idle.html", {"request": request})
    request.position = PositionFactory(region=county)
    html = render_to_string("accounts/_idle.html", {"request": request})
    assert "idle.js" in html and 'data-seconds="1800"' in html
