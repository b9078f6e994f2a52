"""Walking the demo's alerts through their life by the workflow's own verbs, day by day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import NAMESPACE_URL, uuid5

from accounts.models import Position
from accounts.roles import Role
from monitoring import actions, visits
from monitoring.choices import AlertState, Outcome
from monitoring.models import Alert
from registers.demo.clock import living_on
from registers.demo.tracks import COUNTY_NOTE, ESCALATED, FINDINGS, OTHERWISE, RETURNED, SENT_BACK, Track

SEVERE = 3
MAIN_VILLAGE = "990101100201"


class Cast:
    """Who acts where: the clerk and the surveyor of a town, the workers of a village, the county's 专班."""

    def __init__(self, on: date) -> None:
        self.positions = list(Position.objects.in_force(on).for_frame().order_by("pk"))

    def holding(self, role: Role, region_code: str) -> list[Position]:
        return [one for one in self.positions if one.has(role) and one.region.code == region_code]

    def clerk(self, alert: Alert) -> Position:
        return self.holding(Role.TOWN_CLERK, alert.town_code)[0]

    def surveyor(self, alert: Alert) -> Position:
        return self.holding(Role.TOWN_SURVEYOR, alert.town_code)[0]

    def worker(self, alert: Alert) -> Position:
        workers = self.holding(Role.VILLAGE_WORKER, alert.village_code)
        return workers[alert.pk % len(workers)]

    def county_holding(self, role: Role) -> Position:
        return next(one for one in self.positions if one.has(role))

    @property
    def county(self) -> Position:
        return self.county_holding(Role.TASKFORCE)

    def towns(self) -> list[str]:
        """Codes of the towns with a window, the main one apart."""
        return sorted({one.region.code for one in self.positions if one.has(Role.TOWN_CLERK)} - {MAIN_VILLAGE[:9]})

    def villages(self, town: str) -> list[str]:
        held = {one.region.code for one in self.positions if one.has(Role.VILLAGE_WORKER) and one.region.code.startswith(town)}
        return sorted(held - {MAIN_VILLAGE})

    def department(self, dept: str) -> Position:
        return next(one for one in self.positions if one.has(Role.DEPT_STAFF) and one.office.dept == dept)


def choose(alerts: Sequence[Alert], tracks: Iterable[Track]) -> dict[int, Track]:
    """Which alert goes which way. The main village comes first, so that its pages show every state; else every nth, so that towns and rules mix."""
    waiting = sorted(alerts, key=lambda alert: (alert.village_code != MAIN_VILLAGE, alert.pk * 7919 % 1009))
    tracks, chosen = list(tracks), dict[int, Track]()
    # A small county takes fewer of each, one at least: at most half of its alerts go a way of their own.
    fit = min(1.0, len(waiting) / max(1, 2 * sum(track.count or 0 for track in tracks)))
    for track in tracks:
        taken = waiting if track.count is None else pick(waiting, max(1, round(track.count * fit)))
        chosen |= {alert.pk: track for alert in taken}
        waiting = [alert for alert in waiting if alert.pk not in chosen]
    return chosen


def pick(waiting: list[Alert], count: int) -> list[Alert]:
    """A third from the front (the main village), the others from the end."""
    front = min(len(waiting), max(1, count // 3))
    return waiting[:front] + waiting[front:][::-1][: max(0, count - front)]


def walk(alerts: Sequence[Alert], tracks: Iterable[Track], *, after: date, until: date) -> int:
    """Take the steps of the chosen tracks that lie in (after, until], day by day; returns how many.

    An alert the screening closed in between leaves its track, as it would leave a clerk's list.
    """
    chosen, cast, taken = choose(alerts, tracks), Cast(until), 0
    agenda = sorted(
        (day, place, pk, step) for pk, track in chosen.items() for place, (day, step) in enumerate(track.steps) if after < day <= until
    )
    for day, _, pk, step in agenda:
        alert = Alert.objects.select_related("household__village").get(pk=pk)
        if alert.state == AlertState.CLOSED:
            continue
        with living_on(day):
            take(alert, step, cast, day)
        taken += 1
    return taken


def take(alert: Alert, step: str, cast: Cast, on: date) -> None:
    match step:
        case "assign":
            actions.assign(alert, to=cast.worker(alert), by=cast.clerk(alert), on=on)
        case "county_assign":
            actions.assign(alert, to=cast.worker(alert), by=cast.county, on=on)
        case "return":
            actions.return_to_county(alert, by=cast.clerk(alert), on=on, note=RETURNED)
        case "start":
            actions.start(alert, by=cast.worker(alert), on=on)
        case "verify":
            verify(alert, cast, on)
        case "close":
            actions.close(alert, by=cast.clerk(alert), on=on)
        case "escalate":
            actions.escalate(alert, by=cast.clerk(alert), on=on, note=ESCALATED)
        case "send_back":
            actions.send_back(alert, by=cast.clerk(alert), on=on, note=SENT_BACK)
        case "county_close":
            actions.close(alert, by=cast.county, on=on, note=COUNTY_NOTE)
        case _:
            raise ValueError(step)


def verify(alert: Alert, cast: Cast, on: date) -> None:
    """Two people at the door; the words fit the rule."""
    found = FINDINGS.get(alert.rule, OTHERWISE)
    outcome, findings, reason = found[alert.pk % len(found)]
    if outcome == Outcome.NONE and alert.severity >= SEVERE:
        outcome, reason = Outcome.WATCH, "问题正在解决，下月再看一次"
    visits.verify(
        alert,
        by=cast.worker(alert),
        accompanied_by=cast.surveyor(alert),
        visited_on=on,
        informant=alert.household.head_name,
        findings=findings,
        outcome=outcome,
        outcome_reason=reason,
        form_key=uuid5(NAMESPACE_URL, f"demo:{alert.household.household_no}:{alert.rule}:{alert.person_id}:{on}"),
        on=on,
    )
