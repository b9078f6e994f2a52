"""`bench pages`: the median server time of every page of the one window and of the registers, in process, at the size of a county."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.models import Sum
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from accounts.models import Position
from accounts.roles import Role
from assistance.kinds import DEPT_OF_NEED
from assistance.models import Referral
from identification.choices import ApplicationState as S
from identification.models import Application, HomeVisit, JointReview, MeansCheck, PublicNotice, ReviewItem
from monitoring.bench.database import scratch_database
from monitoring.bench.screening import ON, make_county, silent, vacuum
from monitoring.models import Alert
from registers.bench.cases import make_cases
from registers.bench.filling import make_posts
from registers.bench.pushes import make_pushes
from registers.models import QualityCount
from registers.quality.lists import ORDERS, SHOWS
from registers.quality.rules import RULES
from registers.quality.run import check_quality

TIMES = 5
TOWN, VILLAGE = "990101100", "990101100201"
HTMX = {"HX-Request": "true"}


@dataclass(frozen=True)
class PageTime:
    """One page for one reader: median milliseconds of the server, and how many statements."""

    name: str
    who: str
    ms: float
    queries: int
    kilobytes: int

    def as_dict(self) -> dict[str, Any]:
        return {"page": self.name, "who": self.who, "ms": round(self.ms, 1), "queries": self.queries, "kb": self.kilobytes}


def measure(households: int, cases: int) -> list[PageTime]:
    """All pages, in a database of its own with as many pushes as cases."""
    with scratch_database(f"binggui_bench_pages_{households}"), county_day():
        make(households, cases)
        return [timed(*page) for page in pages()]


def county_day() -> override_settings:
    """The county's day, and plain addresses of static files: whether they were collected is no matter here."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    return override_settings(FIXED_TODAY=ON, STORAGES={**settings.STORAGES, "staticfiles": plain})


def make(households: int, cases: int) -> None:
    county = make_county(households)
    call_command("load_policies", stdout=silent())
    make_posts(sorted({dept.value for dept in DEPT_OF_NEED.values()}))
    make_cases(county, cases, ON)
    make_pushes(cases, ON)
    check_quality(county, on=ON)
    vacuum()


def timed(name: str, position: Position, url: str, headers: dict[str, str] | None = None) -> PageTime:
    """Once for the counts, then the median of five. Raises AssertionError for a page that does not answer 200."""
    client = Client(headers=headers or {})
    client.force_login(position.user, backend="django.contrib.auth.backends.ModelBackend")
    client.get(url)
    asked: list[str] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        answer = client.get(url)
    assert answer.status_code == 200, (name, url, answer.status_code)
    seconds = median(elapsed(lambda: client.get(url)) for _ in range(TIMES))
    return PageTime(name, Role(position.roles[0]).label, seconds * 1000, len(asked), len(answer.content) // 1024)


def elapsed(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


def holder(role: Role, code: str = "990101", dept: str = "") -> Position:
    rows = Position.objects.for_frame().filter(region__code=code, roles__contains=[role.value], **({"office__dept": dept} if dept else {}))
    return rows.order_by("pk")[0]


def pages() -> Iterator[tuple[Any, ...]]:
    """Name, reader, address, headers."""
    county, clerk, village = holder(Role.TASKFORCE), holder(Role.TOWN_CLERK, TOWN), holder(Role.VILLAGE_WORKER, VILLAGE)
    head, staff, center = holder(Role.TOWN_HEAD, TOWN), holder(Role.DEPT_STAFF, dept="MZ"), holder(Role.VERIFY_CENTER)
    surveyor = holder(Role.TOWN_SURVEYOR, TOWN)
    for who in (county, clerk, village, staff, center):
        yield "desk", who, reverse("casework:desk")
        yield "desk, whole office", who, reverse("casework:desk") + "?who=office"
    yield from case_pages(county, clerk)
    yield from inquiry_pages(county, clerk, center, surveyor)
    yield from meeting_pages(county, clerk, head)
    yield from push_pages(county, clerk, staff)
    yield from household_pages(county, clerk)
    yield from register_pages(county, clerk)


def case_pages(county: Position, clerk: Position) -> Iterator[tuple[Any, ...]]:
    listed = reverse("identification:applications")
    for who in (county, clerk):
        yield "applications", who, listed
        yield "… of one state", who, listed + "?state=under_inquiry"
        yield "… by name", who, listed + "?name=户主12"
        yield "… paused", who, listed + "?due=paused"
        yield "… closed", who, listed + "?state=confirmed"
        yield "… page 20", who, listed + "?page=20"
    cases = Application.objects.filter(town_code=TOWN)
    for state in (S.UNDER_INQUIRY, S.NOTICE, S.CONFIRMED):
        case = cases.filter(state=state)[0]
        yield f"application, {state.value}", clerk, reverse("identification:application", args=[case.pk])
    yield "one form", clerk, reverse("identification:form", args=[cases.filter(state=S.DRAFT)[0].pk])
    yield "papers", clerk, reverse("identification:papers", args=[cases.filter(state=S.SUBMITTED)[0].pk])
    for state in (S.UNDER_INQUIRY, S.PANEL, S.CONFIRMED):
        yield f"opinion, {state.value}", clerk, reverse("identification:opinion", args=[cases.filter(state=state)[0].pk])


def inquiry_pages(county: Position, clerk: Position, center: Position, surveyor: Position) -> Iterator[tuple[Any, ...]]:
    for who in (county, clerk, center):
        yield "means checks", who, reverse("identification:means_checks")
    check = MeansCheck.objects.filter(finished_on__isnull=True)[0]
    yield "means check", center, reverse("identification:means_check", args=[check.pk])
    for who in (county, clerk, surveyor):
        yield "home visits", who, reverse("identification:home_visits")
    visit = HomeVisit.objects.filter(completed_on__isnull=True, application__town_code=TOWN)[0]
    yield "home visit", surveyor, reverse("identification:home_visit", args=[visit.pk])


def meeting_pages(county: Position, clerk: Position, head: Position) -> Iterator[tuple[Any, ...]]:
    for who in (county, clerk):
        yield "notices", who, reverse("identification:notices")
        yield "… taken down", who, reverse("identification:notices") + "?tab=ended"
        yield "… long term", who, reverse("identification:notices") + "?tab=long"
    notice = PublicNotice.objects.filter(application__state=S.NOTICE, application__town_code=TOWN)[0]
    yield "notice", clerk, reverse("identification:notice", args=[notice.pk])
    for who in (county, clerk, head):
        yield "meetings", who, reverse("identification:meetings")
    review = JointReview.objects.get(state="open")
    item = ReviewItem.objects.filter(review=review, result="").order_by("order")[4]
    for who in (clerk, head):
        yield "meeting", who, reverse("identification:meeting", args=[review.pk])
        yield "meeting item", who, reverse("identification:meeting_item", args=[item.pk])
    yield "minutes", clerk, reverse("identification:minutes", args=[JointReview.objects.filter(town=clerk.region, state="closed")[0].pk])
    for who in (county, clerk):
        yield "county checks", who, reverse("identification:county_checks")


def push_pages(county: Position, clerk: Position, staff: Position) -> Iterator[tuple[Any, ...]]:
    for who in (county, clerk):
        yield "needs", who, reverse("assistance:needs")
    yield "push", county, reverse("assistance:push")
    for who in (county, clerk, staff):
        yield "pushes", who, reverse("assistance:referrals")
    yield "to receive", staff, reverse("assistance:to_receive")
    yield "working", staff, reverse("assistance:working")
    theirs = Referral.objects.filter(dept="MZ", state="helping")[0]
    for who in (county, staff):
        yield "push page", who, reverse("assistance:referral", args=[theirs.pk])
    yield "feedback", staff, reverse("assistance:feedback")
    for quarter in ("2025Q4", "2026Q2"):
        for who in (county, clerk):
            yield f"ledger {quarter}", who, reverse("assistance:ledger") + f"?quarter={quarter}"
    for who in (county, staff):
        yield "policies", who, reverse("policies:catalogue")
    yield "policy", county, reverse("policies:policy", args=["ZC-01"])


def household_pages(county: Position, clerk: Position) -> Iterator[tuple[Any, ...]]:
    household = Application.objects.filter(town_code=TOWN, state=S.UNDER_INQUIRY).filter(household__referrals__isnull=False)[0].household_id
    for who in (county, clerk):
        yield "households", who, reverse("households:list")
        yield "household", who, reverse("households:detail", args=[household])
        yield "its matches", who, reverse("assistance:matches", args=[household])
    for name in ("identification:household_panel", "assistance:household_panel", "assistance:matches_panel", "monitoring:household_panel"):
        yield f"panel {name.split(':')[0]} {name.split('_')[0].split(':')[1]}", clerk, reverse(name, args=[household]), HTMX
    for who in (county, clerk):
        yield "alerts", who, reverse("monitoring:alerts")
    alert = Alert.objects.filter(town_code=TOWN)[0]
    yield "alert", clerk, reverse("monitoring:alert", args=[alert.pk])
    yield "board", county, reverse("monitoring:board")


def register_pages(county: Position, clerk: Position) -> Iterator[tuple[Any, ...]]:
    """The table of numbers, and of its rules the one with most rows and the one that names members, in every order."""
    sums = dict(QualityCount.objects.filter(code__in=RULES).values_list("code").annotate(n=Sum("faulty") + Sum("unknown")).order_by("n"))
    fullest = list(sums)[-1]
    for who in (county, clerk):
        yield "data quality", who, reverse("registers:quality")
        for code in dict.fromkeys((fullest, "DQ-18")):
            listed = reverse("registers:quality_list", args=[code])
            for order, (title, _) in ORDERS.items():
                yield f"… {code}, {title}", who, f"{listed}?order={order}"
            for shown in filter(None, SHOWS):
                yield f"… {code}, {shown}, last page", who, f"{listed}?show={shown}&page=40"
            yield f"… {code}, by name", who, f"{listed}?name=户主12"
        yield "questions", who, reverse("households:questions")
    yield "data quality of one town", county, reverse("registers:quality") + f"?town={TOWN}"
    yield "batches", county, reverse("registers:batches")
    yield "fields", county, reverse("registers:fields")
    yield "fill rates", county, reverse("registers:fields_of", args=["members"])
