"""One known person: the whole numbers are looked for in everything the product says, and found nowhere but where they must be.

Where they must be: the answer to an unmasking, and the rejected rows handed back with a purpose.
"""

from __future__ import annotations

from io import BytesIO, StringIO
from typing import Any
from unittest.mock import patch
from zipfile import ZipFile, is_zipfile

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection, models
from django.http import Http404, HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.fields import SealedField
from accounts.models import ReadingLog
from accounts.roles import Role
from casework.exceptions import StepRefused
from casework.models import Event
from registers.models import RowProblem
from tests.addresses import build_all
from tests.addresses.base import NO_METHOD
from tests.test_permission_matrix import ADDRESSES, TABLE, WALKED, ask
from tests.world import World, rolled_back

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("log_lines")]

# The rows handed back to who sent them hold what they wrote; the purpose stands in the reading log.
MUST_HOLD = {"registers:rejects"}


@pytest.fixture(scope="module")
def world(standing: None) -> World:
    return build_all()


def said(response: HttpResponse) -> str:
    """Body and headers as text; a workbook is unpacked."""
    body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[arg-type]
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    return headers + "\n" + text_of(body)


def text_of(body: bytes) -> str:
    if is_zipfile(BytesIO(body)):
        with ZipFile(BytesIO(body)) as package:
            return "\n".join(package.read(name).decode(errors="replace") for name in package.namelist())
    return body.decode(errors="replace")


def leaks(world: World, text: str) -> list[str]:
    return [name for name, secret in world.secrets.items().items() if secret in text]


@pytest.mark.long
@pytest.mark.parametrize("name", [name for name in WALKED if TABLE[name].get != NO_METHOD])
def test_no_page_and_no_api_answer(world: World, log_lines: StringIO, name: str) -> None:
    for role, position in world.inside.items():
        response = ask(world, position, name, TABLE[name], "get")
        assert not leaks(world, said(response)), f"{name} as {role}"
    assert not leaks(world, log_lines.getvalue()), "in the log"


@pytest.mark.long
@pytest.mark.parametrize("name", [name for name in WALKED if TABLE[name].post != NO_METHOD])
def test_no_answer_to_a_post(world: World, log_lines: StringIO, name: str) -> None:
    """What a form answers, and what it leaves behind in the rows that keep words."""
    if name in {"accounts:unmask", *MUST_HOLD}:
        return
    for role, position in world.inside.items():
        response = ask(world, position, name, TABLE[name], "post")
        assert not leaks(world, said(response)), f"{name} as {role}"
    assert not leaks(world, log_lines.getvalue()), "in the log"


def test_the_lists_do_show_the_person_masked(world: World) -> None:
    """The test of the test: the pages above speak of him."""
    clerk = world.inside[Role.TOWN_CLERK]
    page = said(ask(world, clerk, "households:members", TABLE["households:members"], "get"))
    masked = world.secrets.id_number[:6] + "********" + world.secrets.id_number[-4:]
    assert "欧阳守田" in page and masked in page
    assert masked in said(ask(world, clerk, "api-household-detail", TABLE["api-household-detail"], "get"))


def test_the_unmasking_answers_with_the_one_value_asked_for(world: World, log_lines: StringIO) -> None:
    row = TABLE["accounts:unmask"]
    text = said(ask(world, world.inside[Role.TOWN_CLERK], "accounts:unmask", row, "post"))
    assert leaks(world, text) == ["id_number"]
    assert not leaks(world, said(ask(world, world.inside[Role.COUNTY_LEADER], "accounts:unmask", row, "post")))
    assert not leaks(world, log_lines.getvalue())


def test_rejected_rows_go_back_whole_to_the_register_administrator_alone(world: World) -> None:
    for role, position in world.inside.items():
        found = leaks(world, said(ask(world, position, "registers:rejects", TABLE["registers:rejects"], "post")))
        assert bool(found) == (role is Role.REGISTER_ADMIN), role


@pytest.mark.parametrize("secret", ["id_number", "phone", "account"])
def test_a_number_typed_into_search_is_not_said_again(world: World, log_lines: StringIO, secret: str) -> None:
    number, browser = getattr(world.secrets, secret), world.browser(world.inside[Role.TOWN_CLERK])
    with rolled_back():
        for response in (
            browser.post(reverse("households:search"), {"q": number}),
            browser.get(reverse("households:search"), {"q": number}),
            browser.get(reverse("households:search"), {"q": number}, follow=True),
            browser.post(reverse("households:search"), {"q": number}, follow=True),
        ):
            assert not leaks(world, said(response)), response.request["PATH_INFO"]
        kept = "\n".join(str(session.get_decoded()) for session in Session.objects.all())
        assert not leaks(world, kept), "in a session"
    assert not leaks(world, log_lines.getvalue()), "in the log"


def broken_by(error: Exception) -> Any:
    return patch("accounts.views.reading_log.ReadingLogFilter", side_effect=error)


def test_error_pages_say_nothing_of_what_was_asked(world: World, log_lines: StringIO) -> None:
    """404, 403, 409 and 500 as production shows them: what was typed in the address or stands in the exception stays out."""
    number = world.secrets.id_number
    position = world.inside[Role.AUDIT_ADMIN]
    browser = Client(raise_request_exception=False)
    with rolled_back():
        browser.force_login(position.user, backend="django.contrib.auth.backends.ModelBackend")
        log = reverse("accounts:reading_log")
        answers = [(404, browser.get(f"/nowhere/{number}/")), (403, browser.get(reverse("households:list")))]
        for status, error in (
            (404, Http404(number)),
            (403, PermissionDenied(number)),
            (409, StepRefused("这一步刚才已有人办过。")),
            (500, ValueError(f"cannot read {number} and {world.secrets.phone}")),
        ):
            with broken_by(error):
                answers.append((status, browser.get(log)))
    for status, response in answers:
        assert response.status_code == status
        assert not leaks(world, said(response)), status
        assert "ValueError" not in said(response)
    assert "Internal Server Error" in log_lines.getvalue()
    assert not leaks(world, log_lines.getvalue()), "in the log"


def test_no_event_and_no_line_of_the_reading_log_after_a_whole_working_day(world: World) -> None:
    """Read, searched, unmasked, verified, rejected: what stays behind in words holds no number."""
    clerk = world.browser(world.inside[Role.TOWN_CLERK])
    with rolled_back():
        clerk.post(reverse("households:search"), {"q": world.secrets.id_number})
        row = TABLE["accounts:unmask"]
        clerk.post(reverse("accounts:unmask"), {**row.data(world), "words": f"核对{world.secrets.id_number}与{world.secrets.phone}"})
        world.browser(world.inside[Role.VILLAGE_WORKER]).post(
            reverse("monitoring:verify", args=[world.alert.pk]), TABLE["monitoring:verify"].data(world)
        )
        assert Event.objects.filter(kind="unmasked").exists() and Event.objects.count() > 3
        for model in (Event, ReadingLog, RowProblem):
            assert not leaks(world, dumped(model)), model.__name__


def dumped(model: type[models.Model]) -> str:
    """Every column as the database holds it."""
    return "\n".join(str(row) for row in model._default_manager.values_list())


def test_the_database_holds_the_numbers_nowhere_in_plain(world: World) -> None:
    """Every table of ours, column by column, as stored: sealed columns come out as their mask."""
    for model in apps.get_models():
        if model._meta.managed and model._meta.app_label not in {"contenttypes", "django_celery_beat"}:
            assert not leaks(world, dumped(model)), model.__name__


def test_what_is_sealed_is_sealed_in_the_bytes(world: World) -> None:
    sealed = [(model, field) for model in apps.get_models() for field in model._meta.fields if isinstance(field, SealedField)]
    assert len(sealed) >= 10
    with connection.cursor() as cursor:
        for model, field in sealed:
            cursor.execute(f"SELECT {field.column} FROM {model._meta.db_table} WHERE {field.column} IS NOT NULL")  # names of our own models
            stored = b"".join(bytes(value) for (value,) in cursor.fetchall())
            assert not [name for name, secret in world.secrets.items().items() if secret.encode() in stored], field


def test_commands_print_no_number(world: World) -> None:
    out = StringIO()
    call_command("explain", world.household.household_no, stdout=out)
    assert world.household.household_no in out.getvalue() and not leaks(world, out.getvalue())


def test_every_address_was_looked_at() -> None:
    assert set(WALKED) == set(ADDRESSES)
