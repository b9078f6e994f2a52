"""数据新鲜度: how new each department's register is, county and town by town: up to which day, received when, how many rows found somebody, due when.

Read from what every batch noted (registers.receipts) and the day asked for; nothing is counted at night. How often a register is due is the dated
parameter `source_rhythm`, how many working days a department has after that `source_grace_days`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from accounts.choices import RegionLevel
from accounts.models import Position, Region
from casework.lights import Light, light_for
from casework.models import WorkDay
from casework.working_days import WorkCalendar, add_months, first_of_month
from policies.models import Parameter
from registers.models import AsideRow, Batch, TownReceipt
from registers.models.freshness import WHOLE_COUNTY
from registers.sheets import SHEETS
from registers.sources import SOURCES, Source, sheets_of

RHYTHMS = {0: "有了才送", 1: "每月", 3: "每季度", 6: "每半年", 12: "每年"}
NOWHERE = "不在册的人（不知在哪个镇）"
NEVER, NONE_HERE = "尚未收到", "本镇没有此类记录"
MOST = 10_000  # kept rows are counted up to here


@dataclass(frozen=True)
class Rhythm:
    """How often a register is due (0: whenever there is something), and the working days after that."""

    months: int
    grace: int

    @property
    def words(self) -> str:
        return RHYTHMS.get(self.months, f"每{self.months}个月")

    def due_on(self, source: Source, last_day: date, received_on: date, calendar: WorkCalendar) -> date | None:
        """The last day for the next sending. A flow owes the month after the last it tells of, once that is over; a register of how things stand is owed that long after the
        last was received. None where nothing is owed by a day."""
        if not self.months:
            return None
        if source.is_flow:
            over = add_months(first_of_month(last_day), self.months + 1) - timedelta(days=1)
        else:
            over = add_months(received_on, self.months)
        return calendar.add(over, self.grace).on


@dataclass(frozen=True)
class Receipt:
    """The last sending of a register in one place: figures of all its batches of that day."""

    last_day: date
    received_on: date
    rows: int
    matched: int
    rejected: int
    aside: int
    batches: frozenset[int]

    def __or__(self, other: Receipt) -> Receipt:
        """Two places together: the newest day of either, the figures of the newest sending."""
        newest = max(self.received_on, other.received_on)
        last = [one for one in (self, other) if one.received_on == newest]
        return Receipt(
            max(self.last_day, other.last_day), newest, sum(one.rows for one in last), sum(one.matched for one in last),
            sum(one.rejected for one in last), sum(one.aside for one in last), frozenset[int]().union(*(one.batches for one in last)),
        )  # fmt: skip

    @property
    def share(self) -> str:
        """Of how many rows the person was found and the row taken, in percent with one digit, rounded down."""
        tenths = self.matched * 1000 // self.rows if self.rows else 0
        return f"{tenths // 10}.{tenths % 10}%"


@dataclass(frozen=True)
class SourceLine:
    """One register in one place."""

    sheet: str
    place: str
    town_code: str
    rhythm: Rhythm
    receipt: Receipt | None
    due_on: date | None
    light: Light
    waiting: int = 0
    is_none_here: bool = False  # the county has received it, and nobody of this town was in it

    @property
    def why_none(self) -> str:
        """Where there is nothing to show: why."""
        if self.is_none_here:
            return "县里收到了，里面没有本镇的人"
        return "还没有报送过，用到它的规则不能判断"

    @property
    def why_no_day(self) -> str:
        """Where nothing is owed by a day: why."""
        if not self.rhythm.months:
            return "不定期，不算迟"
        return "本镇有了记录再算" if self.is_none_here else "收到第一份后起算"

    @property
    def title(self) -> str:
        return SHEETS[self.sheet].title

    @property
    def owner(self) -> str:
        return SHEETS[self.sheet].owner

    @property
    def is_late(self) -> bool:
        return self.light.css == "bad"

    @property
    def late_since(self) -> date | None:
        return self.due_on + timedelta(days=1) if self.due_on and self.is_late else None

    @property
    def period(self) -> str:
        """A flow by the month it tells of; a register of how things stand by its day."""
        if self.receipt is None:
            return ""
        day = self.receipt.last_day
        return f"{day.year}年{day.month}月" if SOURCES[self.sheet].is_flow else f"{day.year}年{day.month}月{day.day}日"

    @property
    def waiting_words(self) -> str:
        return f"{MOST:,}以上" if self.waiting > MOST else f"{self.waiting:,}"


@dataclass(frozen=True)
class Freshness:
    """Everything a position may see on a day. Raises ParameterMissing where nobody said how often registers are due."""

    position: Position
    on: date

    def rhythms(self) -> dict[str, Rhythm]:
        numbers, county = Parameter.objects.numbers(self.on), self.position.region.code[:6]
        grace = int(numbers.number("source_grace_days", county))
        return {
            row["sheet"]: Rhythm(int(row["months"]), grace) for row in numbers.table("source_rhythm", county) if row["sheet"] in SOURCES
        }

    def receipts(self) -> dict[tuple[str, str], Receipt]:
        """The last sending by (sheet, town). One statement; the index of batches of a county is as long as the county's files."""
        seen = TownReceipt.objects.visible_to(self.position).filter(received_on__lte=self.on)
        names = ("sheet", "town_code", "received_on", "last_day", "rows", "matched", "rejected", "aside", "batch_id")
        inner, values = seen.order_by().values(*names).query.sql_with_params()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT sheet, town_code, max(newest_day), max(received_on), sum(rows), sum(matched), sum(rejected), sum(aside), array_agg(DISTINCT batch_id) FROM "
                "(SELECT r.*, max(received_on) OVER place AS newest, max(last_day) OVER place AS newest_day "
                f"FROM ({inner}) AS r ({', '.join(names)}) WINDOW place AS (PARTITION BY sheet, town_code)) AS last "
                "WHERE received_on = newest GROUP BY sheet, town_code",
                values,
            )
            return {
                (sheet, town): Receipt(day, received, int(rows), int(matched), int(rejected), int(aside), frozenset(batches))
                for sheet, town, day, received, rows, matched, rejected, aside, batches in cursor.fetchall()
            }

    def lines(self, sheet: str = "", town: str = "", *, counted: bool = True) -> list[SourceLine]:
        """Every register of the position: the whole reach, or one town of it; with `sheet` that register town by town. `counted`: with the rows kept aside."""
        rhythms, found, calendar = self.rhythms(), self.receipts(), WorkDay.objects.calendar()
        came = self.came() if sheet or town or len(self.position.region.code) > 6 else frozenset()
        if sheet:
            places = [(region.code, region.name) for region in self.towns()]
            by_town = [
                self._line(sheet, code, name, rhythms.get(sheet), found.get((sheet, code)), calendar, came=came) for code, name in places
            ]
            nowhere = found.get((sheet, ""))
            return by_town if nowhere is None else [*by_town, self._line(sheet, "", NOWHERE, None, nowhere, calendar)]
        whole: dict[str, Receipt] = {}
        for (code, place), receipt in found.items():
            if not town or place == town:
                whole[code] = whole[code] | receipt if code in whole else receipt
        waiting = self.waiting() if counted and not town else {}
        every = [
            self._line(code, town, "", rhythms.get(code), whole.get(code), calendar, waiting.get(code, 0), came=came)
            for code in self.sheets()
        ]
        # What is late or due soonest first, then what nobody owes by a day, last what never came.
        return sorted(every, key=lambda line: (line.receipt is None, line.due_on or date.max))

    def _line(
        self, sheet: str, town: str, place: str, rhythm: Rhythm | None, receipt: Receipt | None, calendar: WorkCalendar, waiting: int = 0, *,
        came: frozenset[str] = frozenset(),
    ) -> SourceLine:  # fmt: skip
        """A register the table does not name is sent whenever there is something."""
        rhythm = rhythm or Rhythm(0, 0)
        due = rhythm.due_on(SOURCES[sheet], receipt.last_day, receipt.received_on, calendar) if receipt else None
        is_none_here = receipt is None and sheet in came
        if receipt is None:
            light = Light("idle", "idle" if is_none_here else "ring", NONE_HERE if is_none_here else NEVER, 0)
        elif due is None:
            light = Light("idle", "idle", rhythm.words, 0)
        else:
            light = light_for(due, self.on, calendar)
        return SourceLine(sheet, place, town, rhythm, receipt, due, light, waiting, is_none_here)

    def came(self) -> frozenset[str]:
        """The registers the county has received by that day, whichever town they told of. One statement."""
        seen = TownReceipt.objects.of_county(self.position.region.code[:6]).filter(received_on__lte=self.on)
        return frozenset(seen.order_by().values_list("sheet", flat=True).distinct())

    def sheets(self) -> Iterable[str]:
        if self.position.office.dept and not self.position.has(*WHOLE_COUNTY):
            return sheets_of(self.position.office.dept)
        return SOURCES

    def towns(self) -> list[Region]:
        reach = self.position.region.code
        return list(Region.objects.filter(level=RegionLevel.TOWN, code__startswith=reach[:9]).order_by("code"))

    def waiting(self) -> dict[str, int]:
        """Rows kept aside that wait for their people, by register, counted up to MOST + 1. One statement."""
        inner, values = Batch.objects.filter(county__code=self.position.region.code[:6]).order_by().values("pk").query.sql_with_params()
        sheets = list(self.sheets())
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT s.sheet, (SELECT count(*) FROM (SELECT FROM "
                f"{AsideRow._meta.db_table} a WHERE a.sheet = s.sheet AND a.state = 'waiting' AND a.batch_id IN ({inner}) LIMIT {MOST + 1}) first) "
                "FROM unnest(%s::text[]) AS s(sheet)",
                [*values, sheets],
            )
            return dict(cursor.fetchall())


def late(position: Position, on: date) -> list[SourceLine]:
    """The registers of a position that are late on a day, the longest first. Raises ParameterMissing, unless nothing ever came."""
    asked = Freshness(position, on)
    if not TownReceipt.objects.visible_to(position).exists():
        return []
    found = [line for line in asked.lines(counted=False) if line.is_late]
    return sorted(found, key=lambda line: (line.due_on or date.max, line.sheet))
