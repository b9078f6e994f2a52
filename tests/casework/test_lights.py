"""Green, yellow and red round a due day (rulings D2)."""

from __future__ import annotations

from datetime import date

import pytest

from casework.lights import light_for
from tests.casework.test_working_days import CALENDAR

DUE = date(2026, 6, 25)  # a Thursday; 19 June is a holiday and the 20th and 21st a weekend


@pytest.mark.parametrize(
    ("on", "css", "text", "days"),
    [
        (date(2026, 6, 15), "ok", "剩7日", 7),
        (date(2026, 6, 22), "ok", "剩3日", 3),
        (date(2026, 6, 23), "warn", "剩2日", 2),
        (date(2026, 6, 24), "warn", "剩1日", 1),
        (date(2026, 6, 25), "warn", "今日", 0),
        (date(2026, 6, 26), "bad", "超期1日", -1),
        (date(2026, 6, 29), "bad", "超期2日", -2),
    ],
)
def test_light_by_working_days_left(on: date, css: str, text: str, days: int) -> None:
    light = light_for(DUE, on, CALENDAR)
    assert (light.css, light.text, light.days) == (css, text, days)


def test_a_holiday_between_does_not_keep_the_light_green() -> None:
    """18 June, due on the 23rd: the holiday and the weekend between are not days left."""
    assert light_for(date(2026, 6, 23), date(2026, 6, 18), CALENDAR).css == "warn"


def test_the_weekend_after_a_friday_is_already_late() -> None:
    assert light_for(date(2026, 6, 26), date(2026, 6, 27), CALENDAR).text == "超期1日"


def test_a_stopped_clock_and_no_limit_are_grey() -> None:
    paused, free = light_for(DUE, date(2026, 7, 30), CALENDAR, is_paused=True), light_for(None, DUE, CALENDAR)
    assert (paused.css, paused.text) == ("idle", "停钟")
    assert (free.css, free.text) == ("idle", "不限期")


def test_colour_never_stands_without_a_shape_and_words() -> None:
    for on in (date(2026, 6, 15), date(2026, 6, 24), DUE, date(2026, 6, 30)):
        light = light_for(DUE, on, CALENDAR)
        assert light.icon and light.text
