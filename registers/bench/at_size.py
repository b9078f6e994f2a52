"""`bench import --county`: a whole batch — preview, confirmation, withdrawal — in a screened county, and how the pages answer meanwhile and afterwards.

The seconds of a batch are CPU seconds of its process and of its backend, the floor `read_and_copy` of the same file. A page's seconds are its 95th percentile in this
process while the import runs in another; beside it the same page with nobody at work.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.models import Office, Position, Region, User
from accounts.roles import Role
from monitoring.bench.processes import peak_mb, start, wait
from monitoring.bench.screening import ON, vacuum
from monitoring.sweep import sweep
from registers.bench.export import Measure
from registers.bench.filling import make_posts
from registers.bench.importing import MODULE, read_floor, stood
from registers.bench.pages import TOWN, county_day, holder

HOUSEHOLDS = 30_000
CALM = 30  # answers of each page with nobody at work
Page = tuple[str, Position, str]


def measure(number: int, households: int = HOUSEHOLDS) -> list[Measure]:
    """A batch of `number` people beside a county of so many households."""
    with tempfile.TemporaryDirectory() as folder, stood(Path(folder), number, households) as (database, path), county_day():
        floor = read_floor(database, path)
        make_readers()
        sweep(Region.objects.get(level="county"), ON, household_ids=None)
        vacuum()
        lists = list_pages()
        calm = {name: p95([answer(position, url) for _ in range(CALM)]) for name, position, url in lists}
        rows, busy = [], {name: list[float]() for name, _, _ in lists}
        batch_id, seconds, peak = beside(lists, busy, "preview", path)
        rows.append(Measure("preview", number, seconds, floor, peak))
        rows += afterwards("previewed", number, batch_id)
        _, seconds, peak = beside(lists, busy, "confirm", batch_id)
        rows.append(Measure("confirm", number, seconds, floor, peak))
        rows += afterwards("entered", number, batch_id)
        _, seconds, peak = beside(lists, busy, "undo", batch_id)
        rows.append(Measure("undo", number, seconds, floor, peak))
        return [*rows, *(Measure(f"p95 {name}", number, p95(busy[name]), calm[name], peak_mb()) for name, _, _ in lists)]


def make_readers() -> None:
    """Somebody in every post, and one who brings the registers."""
    make_posts(["MZ"])
    user = User.objects.create(username="b-admin", name="柏杨", must_change_password=False)
    office = Office.objects.filter(region__level="county")[0]
    Position.objects.create(user=user, office=office, region=office.region, title="台账管理员", roles=[Role.REGISTER_ADMIN.value])


def list_pages() -> list[Page]:
    county, clerk, admin = holder(Role.TASKFORCE), holder(Role.TOWN_CLERK, TOWN), holder(Role.REGISTER_ADMIN)
    return [
        ("households, county", county, reverse("households:list")), ("households, town", clerk, reverse("households:list")),
        ("alerts, county", county, reverse("monitoring:alerts")), ("alerts, town", clerk, reverse("monitoring:alerts")),
        ("batches", admin, reverse("registers:batches")),
    ]  # fmt: skip


def afterwards(when: str, number: int, batch_id: int) -> list[Measure]:
    """Pages over what the batch wrote, its own lists among them, with nobody at work."""
    admin = holder(Role.REGISTER_ADMIN)
    batch = reverse("registers:batch", args=[batch_id])
    pages = [("batch", batch), ("its changes", f"{batch}?show=changed"), ("its changes, page 40", f"{batch}?show=changed&page=40")]
    if when == "entered":
        pages += [
            ("fill rates", reverse("registers:fields_of", args=["members"])), ("monthly table", reverse("registers:report", args=["monthly"])),
            ("withdrawal asked", reverse("registers:withdraw", args=[batch_id])),
        ]  # fmt: skip
    found = []
    for name, url in pages:
        answer(admin, url)
        found.append(Measure(f"{when}: {name}", number, p95([answer(admin, url) for _ in range(10)]), 0.2, peak_mb()))
    return found


def beside(pages: list[Page], busy: dict[str, list[float]], work: str, *given: Any) -> Any:
    """Do the work in another process and ask for the pages in turn until it is done."""
    child, answered = start(MODULE, work, *given)
    while child.is_alive():
        for name, position, url in pages:
            busy[name].append(answer(position, url))
    return wait(child, answered)


CLIENTS: dict[int, Client] = {}


def answer(position: Position, url: str) -> float:
    """Seconds of one answer. Raises AssertionError unless it is 200."""
    client = CLIENTS.get(position.pk)
    if client is None:
        client = CLIENTS[position.pk] = Client()
        client.force_login(position.user, backend="django.contrib.auth.backends.ModelBackend")
        client.get(url)

    started = perf_counter()
    found = client.get(url)
    assert found.status_code == 200, (url, found.status_code)
    return perf_counter() - started


def p95(seconds: list[float]) -> float:
    return quantiles(seconds, n=20, method="inclusive")[-1]
