"""Loading the working calendar: whole published years, twice without effect, and open deadlines are counted again."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from casework import recount
from casework.models import WorkDay

pytestmark = pytest.mark.django_db


def load(*years: int) -> str:
    out = StringIO()
    call_command("load_workdays", years=list(years), stdout=out)
    return out.getvalue()


def test_a_year_enters_whole_and_only_once() -> None:
    assert "新增 365 天" in load(2026)
    assert "新增 0 天，重算期限 0 件" in load(2026)
    assert WorkDay.objects.get(day=date(2026, 10, 10)).is_working
    assert str(WorkDay.objects.get(day=date(2026, 10, 10))) == "2026-10-10 上班调休上班"


def test_a_year_not_yet_published_is_refused_and_nothing_enters() -> None:
    with pytest.raises(CommandError, match="2040年的放假安排还没有公布"):
        load(2026, 2040)
    assert not WorkDay.objects.exists()


def test_the_calendar_is_read_anew_after_a_year_was_loaded() -> None:
    load(2025)
    assert WorkDay.objects.calendar().add(date(2026, 1, 1), 1).is_provisional
    load(2026)
    due = WorkDay.objects.calendar().add(date(2026, 1, 1), 1)
    assert (due.on, due.is_provisional) == (date(2026, 1, 4), False), "the make-up Sunday after New Year"


def test_the_calendar_costs_one_query_for_many_questions(django_assert_num_queries) -> None:
    load(2026)
    with django_assert_num_queries(1):
        for _ in range(3):
            WorkDay.objects.calendar()


def test_a_fresh_year_makes_every_room_count_again_and_a_known_one_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(recount, "RECOUNTS", [lambda: asked.append("alerts") or 3, lambda: asked.append("cases") or 2])
    assert "重算期限 5 件" in load(2026)
    assert asked == ["alerts", "cases"]
    load(2026)
    assert asked == ["alerts", "cases"]
