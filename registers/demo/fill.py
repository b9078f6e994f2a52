"""Filling the demo's database: ground, registers, screenings and a fortnight of work, each through the product's own door."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.choices import RegionLevel
from accounts.models import Position, Region
from accounts.passwords import issue
from accounts.signing import demo_positions
from households.models import Household
from monitoring.choices import RunState
from monitoring.models import Alert, ScreeningRun
from registers.demo import full_register
from registers.demo.cases import Docket, eligible, meet_today
from registers.demo.clock import FIRST, SECOND, TODAY, WINTER, living_on
from registers.demo.pushes import push_all, supported
from registers.demo.room import furnish
from registers.demo.tracks import FIRST_TRACKS, SECOND_TRACKS, TODAY_TRACKS
from registers.demo.walk import MAIN_VILLAGE, Cast, walk
from registers.synthetic.workbooks import EXPECTED
from registers.tasks import check_quality_nightly

# Opens invented people only; printed on the screen.
PASSWORD = "qinghe-2026-demo"  # nosec B105
BY_WINTER = ("households", "members", "dibao", "tekun", "dibao_margin", "rigid_expenditure", "monitored")
BY_FIRST = (
    "incomes", "spending", "assets", "obligors", "housing", "water", "students", "vehicles", "refused_applications", "exits", "illness", "jobs",
    "public_posts", "real_estate", "companies", "salaries_tax", "loans", "measures",
)  # fmt: skip
BY_SECOND = ("insurance", "disability", "deaths", "disasters", "detentions", "bank_balances", "payments")
BY_TODAY = ("medical",)

Say = Callable[[str], None]


class Timed:
    """Says each step and, when it is done, its seconds."""

    def __init__(self, say: Say) -> None:
        self.say, self.seconds = say, dict[str, float]()

    def step(self, name: str, work: Callable[[], object]) -> None:
        started = time.monotonic()
        told = work() or ""
        took = time.monotonic() - started
        self.seconds[name] = took
        self.say(f"{took:6.1f}秒  {name}{f'：{told}' if told else ''}")


def quietly(command: str, *arguments: str, **options: Any) -> str:
    """Run a command of ours; returns the last line it printed."""
    out = StringIO()
    call_command(command, *arguments, stdout=out, stderr=out, **options)
    lines = out.getvalue().strip().splitlines()
    return lines[-1].strip() if lines else ""


def folder() -> Path:
    return settings.VAR_DIR / "demo-county"


def has_county(households: int, seed: int) -> bool:
    """Whether the workbooks of this size and seed were made before."""
    expected = folder() / EXPECTED
    if not expected.exists():
        return False
    known = json.loads(expected.read_text())
    return (known["households"], known["seed"]) == (households, seed)


def import_sheets(sheets: Iterable[str], on: date) -> str:
    """As the administrator would, file by file; rejected rows are the planted dirt and stay listed with their batch."""
    told: list[str] = []
    for sheet in sheets:
        started = time.monotonic()
        with living_on(on):
            told.append(f"{sheet} {import_sheet(sheet)} {time.monotonic() - started:.1f}秒")
    return "；".join(told)


def import_sheet(sheet: str) -> str:
    out = StringIO()
    try:
        call_command("import_register", sheet, str(folder() / f"{sheet}.xlsx"), "--json", stdout=out)
    except SystemExit as stop:
        if stop.code not in (None, 0, 1):
            raise CommandError(f"{sheet}.xlsx 整表没有导入：{out.getvalue()}") from stop
    counts = json.loads(out.getvalue().strip().splitlines()[-1])
    return f"新增{counts['new']}" + (f" 拒收{counts['rejected']}" if counts["rejected"] else "")


def screen(on: date, *whole: str) -> str:
    with living_on(on):
        told = json.loads(quietly("screen", "--on", on.isoformat(), "--json", *whole))
    return f"{on:%m-%d} {told['households']}户，新开线索{told['opened']}，数据任务{told['data_tasks_opened']}"


def look_at_the_data() -> str:
    """As the night would."""
    with living_on(TODAY):
        return f"{check_quality_nightly()}条"


def give_passwords() -> str:
    """One known password for the people the sign-in page names, and for those of the main town."""
    shown = {position.user_id: position.user for position in demo_positions(TODAY)}
    near = Position.objects.in_force(TODAY).for_frame().filter(region__code__in=[MAIN_VILLAGE, MAIN_VILLAGE[:9]])
    people = shown | {position.user_id: position.user for position in near}
    for user in people.values():
        issue(user, PASSWORD, must_change=False)
    return f"{len(people)}人，口令都是 {PASSWORD}"


class Meanwhile:
    """Work that needs nobody's wait: argon2 takes its time on another core while registers are read."""

    def __init__(self, work: Callable[[], str]) -> None:
        self.pool = ThreadPoolExecutor(1)
        self.promise = self.pool.submit(self._run, work)

    def _run(self, work: Callable[[], str]) -> str:
        try:
            return work()
        finally:
            connection.close()  # this thread's own

    def done(self) -> str:
        with self.pool:
            return self.promise.result()


def opened_on(day: date) -> list[Alert]:
    return list(Alert.objects.filter(opened_on=day).order_by("pk"))


def work_until(first: date, last: date) -> str:
    """The fortnight's steps in (first, last]."""
    steps = walk(opened_on(FIRST), FIRST_TRACKS, after=first, until=last)
    steps += walk(opened_on(SECOND), SECOND_TRACKS, after=first, until=last)
    steps += walk(opened_on(TODAY), TODAY_TRACKS, after=first, until=last)
    return f"{steps}步"


def is_filled() -> bool:
    """The demo's last screening is done and its stamp is of this database."""
    if not stamp().exists():
        return False
    run = ScreeningRun.objects.filter(pk=json.loads(stamp().read_text())["run"], state=RunState.DONE, on=TODAY).first()
    return run is not None


def is_half_filled() -> bool:
    return Region.objects.filter(level=RegionLevel.COUNTY).exists() or Household.objects.exists()


def stamp() -> Path:
    return settings.VAR_DIR / "demo.json"


def fill(timed: Timed, *, households: int, seed: int, until_made: Callable[[], None]) -> None:
    """Everything from an empty, migrated database to 15 June; `until_made` waits for the workbooks."""
    timed.step("工作日和国家参数", lambda: " ".join((quietly("load_workdays"), quietly("load_parameters"))))
    timed.step("示例县台账", until_made)
    timed.step("政策清单", lambda: quietly("load_policies"))
    timed.step("导入区划、单位、人员", lambda: import_sheets(("regions", "offices", "users"), WINTER))
    passwords = Meanwhile(give_passwords)
    timed.step("本县参数", lambda: quietly("load_parameters", "demo"))
    timed.step("1月12日导入家庭、在册台账", lambda: import_sheets(BY_WINTER, WINTER))
    timed.step("6月1日导入收支、住房、学籍", lambda: import_sheets(BY_FIRST, FIRST))
    timed.step("6月1日筛查", lambda: screen(FIRST))
    docket = Docket(Cast(TODAY))
    docket.choose(eligible())
    timed.step("1月至6月推送、落实、反馈", lambda: f"{push_all(supported(120), docket.cast)}步")
    timed.step("5月至6月8日办件", lambda: f"{docket.work(WINTER, SECOND)}步")
    timed.step("6月2日至8日办理线索", lambda: work_until(FIRST, SECOND))
    timed.step("6月8日导入参保、残疾、死亡", lambda: import_sheets(BY_SECOND, SECOND))
    timed.step("6月8日筛查", lambda: screen(SECOND))
    timed.step("6月9日至12日办件", lambda: f"{docket.work(SECOND, date(2026, 6, 12))}步")
    timed.step("6月9日至12日办理线索", lambda: work_until(SECOND, date(2026, 6, 12)))
    timed.step("6月12日导入几个村的成员整册", lambda: full_register.bring(docket.cast, date(2026, 6, 12)))
    timed.step("6月15日导入医保自付", lambda: import_sheets(BY_TODAY, TODAY))
    timed.step("6月15日筛查", lambda: screen(TODAY, "--full"))  # the first settlements: "none" is now known of everybody
    timed.step("6月15日办件", lambda: f"{docket.work(date(2026, 6, 12), TODAY)}步")
    timed.step("6月15日办理线索", lambda: work_until(date(2026, 6, 12), TODAY))
    timed.step("6月15日联审联批", lambda: f"{meet_today(docket.cast, TODAY)}件")
    timed.step("6月15日台账管理员的导入和查重", lambda: furnish(docket.cast, TODAY))
    timed.step("检查数据质量", look_at_the_data)
    timed.step("示例人员口令", passwords.done)
    last = ScreeningRun.objects.filter(state=RunState.DONE).order_by("-pk").first()
    assert last is not None
    stamp().write_text(json.dumps({"run": last.pk, "households": households, "seed": seed}))
