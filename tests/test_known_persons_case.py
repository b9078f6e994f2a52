"""The known person applies, is inquired, published, decided and helped: at every stage the pages and papers of his own case are searched for his numbers.

tests/test_no_raw_id.py walks every address once; here one case is followed through all its states, with the numbers typed into the one form and into every free text.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile, is_zipfile

import pytest
from django.http import HttpResponse
from django.test import override_settings
from django.urls import reverse

from accounts.choices import Dept
from accounts.roles import Role
from assistance.models import Feedback, Measure, Need, Referral
from assistance.quarters import Quarter
from casework.models import Event
from households.national_id import check_digit
from identification import county_checks, objections
from identification.choices import ApplicationState, CountyCheckKind
from identification.models import CommunityReview, Determination, Letter, Objection, Opinion, PublicNotice
from registers.demo import meeting
from registers.demo.helping import Help
from registers.demo.lives import Life
from registers.demo.walk import Cast
from tests.accounts.factories import PositionFactory
from tests.monitoring.factories import ON
from tests.test_permission_matrix import ADDRESSES
from tests.world import World, build, colleagues, rolled_back

pytestmark = pytest.mark.django_db

NEWCOMER = "99031720151020304"
REASON = "入户和邻里情况与系统建议不同，已在研判中写明。"


def june(day: int) -> date:
    return date(2026, 6, day)


@dataclass
class Search:
    """Looks into every answer, and remembers what was found and what was looked at."""

    world: World
    secrets: dict[str, str]
    files: Path
    leaks: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    stage: str = ""

    def look(self, name: str, *args: Any, query: str = "", roles: Iterable[Role] = ()) -> None:
        url = reverse(name, args=args) + query
        for role in roles or (Role.TOWN_CLERK, Role.TASKFORCE):
            if role in ADDRESSES[name].roles:
                self.read(name, role, self.world.browser(self.world.inside[role]).get(url))

    def send(self, name: str, *args: Any, role: Role, data: dict[str, Any]) -> None:
        self.read(name, role, self.world.browser(self.world.inside[role]).post(reverse(name, args=args), data))

    def read(self, name: str, role: Role, response: HttpResponse) -> None:
        assert response.status_code < 500, f"{name} as {role}: {response.status_code}"
        text = self.text_of(response)
        if response.status_code == 200:
            self.seen.add(name)
        if "欧阳" in text:
            self.named.add(name)
        for what, secret in self.secrets.items():
            if secret in text:
                self.leaks.append(f"{self.stage}: {name} as {role} says the {what}")

    def text_of(self, response: HttpResponse) -> str:
        """Headers and body as a reader has them: packages unpacked, PDFs as text."""
        body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[arg-type]
        headers = "\n".join(f"{name}: {value}" for name, value in response.items())
        if body.startswith(b"%PDF"):
            sheet = self.files / "sheet.pdf"
            sheet.write_bytes(body)
            return headers + subprocess.run(["pdftotext", "-layout", str(sheet), "-"], capture_output=True, text=True, check=True).stdout
        if is_zipfile(BytesIO(body)):
            with ZipFile(BytesIO(body)) as package:
                return headers + "\n".join(package.read(name).decode(errors="replace") for name in package.namelist())
        return headers + "\n" + body.decode(errors="replace")


@pytest.fixture
def search(tmp_path) -> Iterator[Search]:
    with override_settings(FIXED_TODAY=ON, MEDIA_ROOT=tmp_path, DEMO=False, DEBUG=False), rolled_back():
        world = build()
        for dept in Dept:
            if dept != Dept.ZJ:
                PositionFactory(region=world.county, role=Role.DEPT_STAFF, dept=dept.value)
        yield Search(world, {**world.secrets.items(), "newcomer": NEWCOMER + check_digit(NEWCOMER), "objector": "13966665555"}, tmp_path)


def case_pages(search: Search, life: Life, stage: str, roles: Iterable[Role] = ()) -> None:
    """Every page and paper there is of the case at this stage."""
    search.stage, case, household = stage, life.case, life.household.pk
    for name in (
        "application",
        "form",
        "form_print",
        "papers",
        "opinion",
        "post_notice",
        "plan_visit",
        "ask_means_check",
        "community_review",
    ):
        search.look(f"identification:{name}", case.pk, roles=roles)
    search.look("identification:form", case.pk, query="?all=1", roles=roles)
    search.look("api-application-detail", case.pk, roles=roles)
    for name in ("applications", "means_checks", "home_visits", "notices", "county_checks", "meetings", "kin"):
        search.look(f"identification:{name}", roles=roles)
    for name in ("casework:desk", "api-application-list", "households:list"):
        search.look(name, roles=roles)
    for name in ("identification:household_panel", "assistance:household_panel", "assistance:matches", "assistance:note_need"):
        search.look(name, household, roles=roles)
    for tab in ("detail", "members", "incomes", "spending", "records", "registers", "trail"):
        search.look(f"households:{tab}", household, roles=roles)
    rows: tuple[tuple[str, Iterable[Any]], ...] = (
        ("means_check", case.means_checks.all()), ("home_visit", case.home_visits.all()), ("county_check", case.county_checks.all()),
        ("letter", case.letters.all()), ("letter_pdf", case.letters.all()), ("notice", case.notices.all()), ("notice_print", case.notices.all()),
        ("meeting_item", case.review_items.all()), ("item_votes", case.review_items.all()),
    )  # fmt: skip
    for name, found in rows:
        for row in found:
            search.look(f"identification:{name}", row.pk, roles=roles)
    for item in case.review_items.all():
        for name in ("meeting", "minutes", "minutes_docx", "minutes_pdf"):
            search.look(f"identification:{name}", item.review_id, roles=roles)
    search.look("identification:notices_print", query=f"?village={life.household.village_code}", roles=roles)


def told(world: World) -> dict[str, Any]:
    """His numbers typed wherever the form takes something, a newcomer's number, and more of them in the free text."""
    secrets, person = world.secrets, world.person
    loose = f"住院卡{secrets.account}，电话{secrets.phone}，身份证{secrets.id_number}，借亲戚八千元没有还上。"
    return {
        "phone": secrets.household_phone, "bank_account": secrets.account, "bank_name": "青禾农商行", "account_name": "欧阳守田", f"m{person.pk}-health": "serious",
        f"m{person.pk}-disease": secrets.disease, "difficulty": loose, "assets-said": "some", "assets-0-item": "house|自住房", "assets-0-area": "72",
        "newcomers": "1", "n0-name": "欧阳小田", "n0-id_number": NEWCOMER + check_digit(NEWCOMER), "n0-relation": "20",
    }  # fmt: skip


def decided(search: Search) -> Life:
    """From the draft to the letter, looked at after every step."""
    world = search.world
    life = Life(world.household, colleagues(world), told(world))
    life.draft(june(1))
    life.fill(june(1))
    case_pages(search, life, "draft")
    life.submit(june(1))
    case_pages(search, life, "submitted")
    life.send_back(june(1), ("deposits",))
    case_pages(search, life, "returned")
    life.bring(june(1))
    life.accept(june(1))
    case_pages(search, life, "accepted")
    life.inquire(june(2))
    case_pages(search, life, "inquired")
    life.propose(june(2), "dibao", REASON)
    case_pages(search, life, "proposed")
    life.post(june(2))
    case_pages(search, life, "notice")
    objected(search, life)
    life.take_down(june(15))
    county_checks.ask(life.case, kind=CountyCheckKind.SAMPLED, by=life.clerk, on=ON)
    life.county_checks(ON)
    case_pages(search, life, "county check")
    sits(search, life)
    return life


def objected(search: Search, life: Life) -> None:
    """Somebody objects and leaves his number; the case is inquired, put forward and posted once more."""
    loose = f"他家有存款，账号{search.secrets['account']}，电话{search.secrets['phone']}。"
    named = {"raised_by_name": "周大海", "raised_by_phone": search.secrets["objector"]}
    objections.object_(life.case, content=loose, by=search.world.inside[Role.VILLAGE_WORKER], on=june(3), **named)
    case_pages(search, life, "objected")
    assert life.case.state == ApplicationState.OBJECTED
    life.settle(june(3), is_upheld=True)
    life.hear_villagers(june(4))
    life.propose(june(4), "dibao", REASON)
    life.post(june(4))


def sits(search: Search, life: Life) -> None:
    review = meeting.call(life.town, [life.case], life.cast, ON)
    present = meeting.open_(review, ON)
    item = review.items.select_related("application__household__village", "opinion", "review__town", "review__host").get()
    case_pages(search, life, "meeting")
    meeting.ballots(item, present, ON)
    head = search.world.inside[Role.TOWN_HEAD]
    search.send("identification:item_step", item.pk, "confirm", role=Role.TOWN_HEAD, data={"version": life.case.version})
    assert life.case.state == ApplicationState.CONFIRMED and life.case.determination.confirmed_by == head


def helped(search: Search, life: Life, kind: str) -> None:
    """A need of his pushed, worked on and fed back; the department reads its own pages."""
    world = search.world
    both = (Role.TASKFORCE, Role.TOWN_CLERK, Role.DEPT_STAFF)
    one = Help(world.household, Cast(ON), kind, world.person)
    loose = f"请打电话{search.secrets['phone']}联系，治{search.secrets['disease']}花了不少钱。"
    one.note(date(2026, 5, 11), loose)
    one.answer(date(2026, 5, 11))
    search.stage = f"need {kind}"
    search.look("assistance:needs", roles=both)
    search.look("assistance:push", roles=both)
    need = Need.objects.get(pk=one.need_pk)
    search.send("assistance:push", role=Role.TASKFORCE, data={"need": f"{need.pk}:{need.version}"})
    one.push(date(2026, 5, 12))
    for step, day in (("", 0), ("receive", 13), ("help", 14), ("done", 15), ("feed_back", 0), ("verify", 0)):
        if step:
            getattr(one, step)(date(2026, 5, day) if day else ON)
        pushed_pages(search, one, f"{kind} {step or 'push'}", both)


def pushed_pages(search: Search, one: Help, stage: str, roles: Iterable[Role]) -> None:
    search.stage, quarter = stage, Quarter.of(ON).code
    for name in ("referral", "measure"):
        search.look(f"assistance:{name}", one.pk, roles=roles)
    for name in ("referrals", "to_receive", "working", "feedback", "feedback_workbook"):
        search.look(f"assistance:{name}", roles=roles)
    for name in ("ledger", "ledger_export"):
        search.look(f"assistance:{name}", query=f"?quarter={quarter}", roles=roles)
    search.look("casework:desk", roles=roles)


PAPERS = {
    "application", "form", "form_print", "papers", "opinion", "means_check", "home_visit", "county_check", "letter", "letter_pdf", "notice", "notice_print",
    "meeting_item", "meeting", "minutes", "minutes_docx", "minutes_pdf",
}  # fmt: skip


@pytest.mark.long
def test_no_page_or_paper_of_his_case_says_a_number_of_his(search: Search, log_lines: StringIO) -> None:
    life = decided(search)
    case_pages(search, life, "confirmed", roles=tuple(Role))
    for kind in ("housing", "medical"):
        helped(search, life, kind)
    assert search.leaks == []
    assert {f"identification:{name}" for name in PAPERS} <= search.seen
    assert {"assistance:referral", "assistance:feedback_workbook", "assistance:push", "assistance:ledger_export"} <= search.seen
    # The test of the test: the papers do speak of him, the notices by half a name.
    assert {f"identification:{name}" for name in PAPERS - {"minutes_docx"}} <= search.named
    assert not [name for name, secret in search.secrets.items() if secret in log_lines.getvalue()], "in the log"
    kept = (Event, Letter, Opinion, PublicNotice, Objection, Determination, CommunityReview, Need, Referral, Measure, Feedback)
    for model in kept:
        rows = "\n".join(str(row) for row in model._default_manager.values_list())
        assert not [name for name, secret in search.secrets.items() if secret in rows], model.__name__
