"""`bench screening`, its lists: the very statements of the pages, with every index forbidden on the other side, and the pages themselves."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from monitoring.bench import lists as bench
from tests.households.factories import HouseholdFactory, PersonFactory
from tests.monitoring.factories import ON

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(county, monkeypatch) -> None:
    for name in ("王秀华", "王秀军", "李桂军"):
        member = HouseholdFactory().members.get()
        member.person = PersonFactory(name=name)
        member.save()
    monkeypatch.setattr(bench, "REQUESTS", 2)
    monkeypatch.setattr(bench, "TIMES", 1)


def test_both_lists_are_timed_beside_their_scan_and_their_page(county, people):
    found = {one.name: one for one in bench.lists(county, ON)}
    assert list(found) == ["list_town_page_50", "list_name_search"]
    for one in found.values():
        assert min(one.seconds, one.scan_seconds, one.page_p95) > 0 and one.page_statements > 1


def test_the_floor_uses_no_index_and_the_question_is_the_pages_own(county, people):
    officer = bench.post(bench.Role.TASKFORCE, county)
    with bench.recorded() as asked:
        assert {member.person.name for member in bench.search("王秀", officer).members} == {"王秀华", "王秀军"}
    [(sql, params)] = asked
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(bench.NO_INDEX)
        cursor.execute(f"EXPLAIN {sql}", params)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Seq Scan" in plan and "Index" not in plan
    assert len(bench.a_name(county)) == 2
