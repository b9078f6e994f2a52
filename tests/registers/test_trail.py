"""The trail: what it records of a change, which tables it watches, and what follows from the rows without it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from households.models import Person
from households.search import persons_named
from registers import trail, undo
from registers.models import Change, ChangeKind
from tests.registers.books import HEAD, ON, family, member_row, number_of, take

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ground(county):
    return county


def test_of_a_change_only_the_columns_that_differ_are_kept():
    family()
    batch = take("members", member_row(HEAD, "户主", name="周守天"))
    [change] = Change.objects.filter(batch=batch, table="households_person")
    assert change.kind == ChangeKind.CHANGED and change.before == {"name": "周守田"} and change.after == {"name": "周守天"}


def test_names_are_found_by_their_pieces_before_and_after_a_withdrawal():
    family()
    batch = take("members", member_row(HEAD, "户主", name="周大田"), member_row(number_of("19900101", 15), "之子", name="周二田"))
    assert persons_named("周大田") and persons_named("二田") and not persons_named("周守田")
    undo.withdraw(batch, by="柏杨", reason="文件传错了", on=ON)
    assert persons_named("周守田") and not persons_named("大田") and not persons_named("二田")
    assert Person.objects.get(name="周守田").initials == "ZST"


def test_a_table_watched_no_longer_loses_its_triggers_and_the_second_time_nothing_is_written():
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TRIGGER registers_record_insert AFTER INSERT ON households_changedhousehold REFERENCING NEW TABLE AS written "
            "FOR EACH STATEMENT EXECUTE FUNCTION registers_record_change('id', '')"
        )
    trail.install()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'households_changedhousehold'::regclass AND tgname LIKE 'registers_record_%'"
        )
        assert cursor.fetchone() == (0,)
    with CaptureQueriesContext(connection) as asked:
        trail.install()
    assert not [query["sql"] for query in asked if query["sql"].startswith(("CREATE", "DROP"))]
