"""The timetable: loaded once, kept as the operator changed it, naming tasks that exist."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django_celery_beat.models import PeriodicTask

from config.celery import app
from monitoring.management.commands.load_schedule import TIMETABLE


def load() -> str:
    out = StringIO()
    call_command("load_schedule", stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_loaded_once_and_left_as_the_operator_changed_it() -> None:
    assert f"新增 {len(TIMETABLE)} 条" in load()
    PeriodicTask.objects.filter(name="夜间筛查").update(enabled=False)
    assert "新增 0 条" in load()
    night = PeriodicTask.objects.get(name="夜间筛查")
    assert not night.enabled
    assert (night.crontab, night.interval.every, night.expire_seconds) == (None, 10, 600)
    look = PeriodicTask.objects.get(name="检查数据质量")
    assert (look.crontab.hour, look.crontab.minute, str(look.crontab.timezone)) == ("23", "0", "Asia/Shanghai")
    assert PeriodicTask.objects.get(name="接手中断的筛查").interval.every == 1


@pytest.mark.django_db
def test_a_task_that_moved_is_followed() -> None:
    load()
    once = PeriodicTask.objects.get(name="检查数据质量").crontab  # as it stood before each county had an hour of its own
    PeriodicTask.objects.filter(name="夜间筛查").update(task="monitoring.old.path", crontab=once, interval=None, enabled=False)
    load()
    night = PeriodicTask.objects.get(name="夜间筛查")
    assert (night.task, night.crontab, night.enabled) == ("monitoring.tasks.screen_counties_at_their_hour", None, False)
    assert night.interval.every == 10


def test_every_line_names_a_task_that_exists() -> None:
    app.loader.import_default_modules()
    assert {entry.task for entry in TIMETABLE} <= set(app.tasks)
