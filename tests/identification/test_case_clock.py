"""The strip of days against hand-made calendars: May Day 2026 with its make-up day, pauses, deadlines past the last loaded year, lights."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.roles import Role
from identification.case_clock import clock_of, short_days
from identification.choices import ApplicationState as S
from identification.models import Application, ClockPause
from identification.steps import start_clock, stop_clock, total_due
from policies.models import Parameter
from tests.identification.factories_cases import case_at, person

pytestmark = pytest.mark.django_db
# 受理 on 27 April 2026, a Monday. 1–5 May off, Saturday 9 May worked instead.
ACCEPTED = date(2026, 4, 27)
MAY = "受 1 2 3 休 休 休 休 休 4 5 6 7 休 8 9 10 11 12 休 休 13 14 15"  # 27 April … 20 May


def running(accepted: date, on: date, *pauses: tuple[str, date, date | None]) -> Application:
    """A case accepted on this day, seen on `on`, with these pauses in its ledger."""
    case = case_at(S.UNDER_INQUIRY)
    Application.objects.filter(pk=case.pk).update(accepted_on=accepted, submitted_on=accepted)
    case.refresh_from_db()
    for reason, start, end in pauses:
        ClockPause.objects.create(application=case, reason=reason, started_on=start, ended_on=end, started_by="镇一窗受理")
    due = total_due(case, accepted)
    case.due_on, case.due_is_provisional = due.on, due.is_provisional
    case.paused_since = next((start for _, start, end in pauses if end is None), None)
    case.save()
    return case


def clock(case: Application, on: date):
    return clock_of(case, list(case.pauses.all()), on, Parameter.objects.numbers(case.accepted_on or on))


def test_may_day_is_off_and_its_make_up_saturday_counts(county):
    seen = clock(running(ACCEPTED, date(2026, 5, 11)), date(2026, 5, 11))
    assert " ".join(cell.text for cell in seen.cells) == MAY
    by_day = {cell.on: cell for cell in seen.cells}
    assert by_day[date(2026, 5, 9)].note == "调休上班" and by_day[date(2026, 5, 9)].kind == "used"
    assert by_day[date(2026, 5, 11)].is_today and by_day[date(2026, 5, 11)].note == "今天"
    assert [cell.on for cell in seen.cells if cell.is_due] == [date(2026, 5, 20)]
    assert (seen.headline, seen.sentence) == ("剩7日", "已用8日，5月20日到期")
    assert seen.label == "时钟带：已用8个工作日，停钟0天，剩7个工作日"


def test_the_month_stands_once_and_days_off_have_no_number(county):
    rows = short_days(clock(running(ACCEPTED, date(2026, 5, 11)), date(2026, 5, 11)).cells)
    assert [number for _, number in rows[:11]] == ["4/27", "28", "29", "30", "·", "·", "·", "·", "·", "5/6", "7"]


@pytest.mark.parametrize(
    ("on", "word", "headline", "css"),
    [
        (date(2026, 6, 15), "正常", "剩14日", "ok"),
        (date(2026, 7, 1), "正常", "剩3日", "ok"),
        (date(2026, 7, 2), "将到期", "剩2日", "warn"),
        (date(2026, 7, 3), "将到期", "剩1日", "warn"),
        (date(2026, 7, 6), "将到期", "今日", "warn"),
        (date(2026, 7, 7), "超期", "超期1日", "bad"),
    ],
)
def test_lights_turn_yellow_two_working_days_before_and_red_the_day_after(county, on, word, headline, css):
    """Accepted on Friday 12 June 2026: 19 June is 端午, so the fifteenth working day is Monday 6 July."""
    case = running(date(2026, 6, 12), on)
    assert case.due_on == date(2026, 7, 6)
    seen = clock(case, on)
    assert (seen.word, seen.headline, seen.light.css) == (word, headline, css)


def test_a_pause_hatches_its_days_and_moves_the_deadline(county):
    """停 on 8 June, back on the 11th: 9, 10 and 11 do not count."""
    case = running(date(2026, 6, 2), date(2026, 6, 15), ("paper", date(2026, 6, 8), date(2026, 6, 11)))
    seen = clock(case, date(2026, 6, 15))
    texts = {cell.on.day: cell.text for cell in seen.cells if cell.on.month == 6}
    assert [texts[day] for day in (8, 9, 10, 11, 12, 15)] == ["4", "停", "停", "停", "5", "6"]
    assert {cell.on.day: cell.note for cell in seen.cells}[10] == "补材料3天"
    assert seen.sentence == f"已用6日，停钟3日，{case.due_on.month}月{case.due_on.day}日到期"
    [row] = seen.ledger
    assert (row.pause.get_reason_display(), row.days) == ("等待补充材料", 3)


def test_while_the_clock_stands_the_page_says_so_instead_of_a_number_of_days(county):
    case = running(date(2026, 6, 2), date(2026, 6, 15), ("objected", date(2026, 6, 10), None))
    seen = clock(case, date(2026, 6, 15))
    assert (seen.word, seen.headline, seen.light.icon) == ("停钟", "停钟，剩9日", "idle")
    assert "恢复计时后顺延" in seen.sentence and "停钟3日" in seen.sentence
    assert [cell.text for cell in seen.cells if date(2026, 6, 11) <= cell.on <= date(2026, 6, 15)] == ["停", "停", "休", "休", "停"]


def test_the_ledger_is_written_by_the_verbs(county):
    case, clerk = case_at(S.UNDER_INQUIRY), person(Role.TOWN_CLERK)
    stop_clock(case, "paper", by=clerk, on=date(2026, 6, 15), note="工资流水")
    case = start_clock(Application.objects.get(pk=case.pk), by=clerk, on=date(2026, 6, 17))
    seen = clock(case, date(2026, 6, 18))
    assert [(row.pause.note, row.days) for row in seen.ledger] == [("工资流水", 2)]
    assert "停钟2日" in seen.sentence


def test_past_the_last_loaded_year_the_date_is_called_provisional(county):
    case = running(date(2026, 12, 21), date(2026, 12, 28))
    seen = clock(case, date(2026, 12, 28))
    assert seen.is_provisional and "暂估" in seen.sentence


@pytest.mark.parametrize(
    ("state", "headline", "sentence"),
    [
        (S.DRAFT, "未提交", "提交后开始计时"),
        (S.SUBMITTED, "剩2日", "应于6月17日前受理"),
        (S.RETURNED, "剩", "应于7月15日前补齐材料"),
        (S.NOT_ACCEPTED, "未受理", "6月15日不予受理"),
        (S.TERMINATED, "用0日", "6月15日终止"),
    ],
)
def test_before_acceptance_and_after_the_end_there_is_no_strip(county, state, headline, sentence):
    seen = clock(case_at(state), date(2026, 6, 15))
    assert not seen.cells and seen.headline.startswith(headline) and seen.sentence == sentence
