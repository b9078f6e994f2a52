"""A small whole world for the tests that walk every address: one county with everything in it, a neighbouring one, one position per role.

Built once per file inside a transaction that is rolled back; each request of a walk is rolled back by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client

from accounts.models import Position, Region, User
from accounts.roles import TOWN_ROLES, Role
from casework.choices import EventKind, PhotoKind
from casework.timeline import record
from households.facts import refresh_facts
from households.models import BankBalance, Disability, Enrolment, Household, Illness, Payment, Person, RegisterClaim, Vehicle
from monitoring.choices import AlertState, Outcome
from monitoring.models import Alert, ScreeningRun, VisitPhoto
from policies.models import Parameter
from registers.demo.walk import Cast
from registers.models import Batch, BatchState, RejectedRow, RowProblem
from tests.accounts.factories import PositionFactory, RegionFactory, UserFactory
from tests.ground import lay_ground
from tests.households.factories import HouseholdFactory, PersonFactory, settlement, synthetic_id
from tests.monitoring.factories import ON, PNG, AlertFactory, DataTaskFactory, visit
from tests.policies.factories import ParameterFactory

SIGNED_IN_BY = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True)
class Secrets:
    """What of one person may be read nowhere but in the answer to an unmasking."""

    id_number: str
    phone: str
    household_phone: str
    account: str
    disease: str
    certificate: str
    claim_certificate: str
    student_no: str
    plate: str

    def items(self) -> dict[str, str]:
        return vars(self)


@dataclass
class World:
    """Everything an address may name. `inside[role]` acts in the county, `outside[role]` the same duty next door."""

    county: Region
    town: Region
    village: Region
    inside: dict[Role, Position] = field(default_factory=dict)
    outside: dict[Role, Position] = field(default_factory=dict)
    made: dict[str, Any] = field(default_factory=dict)
    browsers: dict[int | None, Client] = field(default_factory=dict)
    cookies: dict[int | None, str] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["made"][name]
        except KeyError:
            raise AttributeError(name) from None

    def browser(self, position: Position | None) -> Client:
        """Signed in once and kept: what a walk posts, signing out included, is rolled back around it."""
        key = position.pk if position else None
        if key not in self.browsers:
            client = self.browsers[key] = Client()
            if position is not None:
                client.force_login(position.user, backend=SIGNED_IN_BY)
            self.cookies[key] = client.cookies.output()
        client = self.browsers[key]
        client.cookies.clear()
        client.cookies.load(self.cookies[key].replace("Set-Cookie: ", ""))
        return client


@contextmanager
def rolled_back() -> Iterator[None]:
    """Whatever is written inside is undone: every step of a walk starts from the same world."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def regions(code: str, name: str) -> tuple[Region, Region, Region]:
    county = RegionFactory(code=code, name=name, level="county")
    town = RegionFactory(code=f"{code}100", name=f"{name[:1]}溪镇", level="town", parent=county)
    village = RegionFactory(code=f"{code}100201", name=f"{name[:1]}上湾村", level="village", parent=town)
    return county, town, village


def place_of(role: Role, county: Region, town: Region, village: Region) -> Region:
    """Where the holder of a role sits."""
    if role in TOWN_ROLES:
        return town
    return village if role in {Role.VILLAGE_WORKER, Role.HELPER, Role.CITIZEN} else county


def people(county: Region, town: Region, village: Region) -> dict[Role, Position]:
    return {
        role: PositionFactory(region=place_of(role, county, town, village), role=role, dept="ZJ" if role is Role.DEPT_STAFF else "")
        for role in Role
    }


def build() -> World:
    """About half a second; call it inside a transaction."""
    county, town, village = regions("990101", "青禾县")
    world = World(county, town, village)
    lay_ground(county)
    world.inside = people(county, town, village)
    world.outside = people(*regions("990201", "邻水县"))
    known_person(world)
    alerts(world)
    paperwork(world)
    for position in (*world.inside.values(), *world.outside.values()):
        world.browser(position)
    return world


def colleagues(world: World, *themselves: Role, on: date = ON) -> Cast:
    """Those who take the earlier steps of a case in the walked town: others than the people who will ask, except `themselves`."""
    seats = (
        (Role.TOWN_CLERK, world.town, 2), (Role.TOWN_SURVEYOR, world.town, 2), (Role.TOWN_PANEL, world.town, 4), (Role.VILLAGE_WORKER, world.village, 1),
        (Role.TASKFORCE, world.county, 1), (Role.VERIFY_CENTER, world.county, 1),
    )  # fmt: skip
    chosen = {PositionFactory(region=region, role=role).pk for role, region, many in seats for _ in range(many)}
    chosen |= {world.inside[role].pk for role in themselves}
    cast = Cast(on)
    cast.positions = [one for one in cast.positions if one.pk in chosen]
    return cast


def known_person(world: World) -> None:
    """One head of household of whom everything is known that must be guarded."""
    secrets = Secrets(
        id_number=synthetic_id(date(1971, 3, 9), area="990317"), phone="13908881234", household_phone="13707772345",
        account="6217001234567890123", disease="慢性髓系白血病", certificate="99031719710309123542",
        claim_certificate="DB990101202500077", student_no="G990317197103091239", plate="琼A9F8E7",
    )  # fmt: skip
    household: Household = HouseholdFactory(
        size=1, head_name="欧阳守田", category="dibao", phone=secrets.household_phone, bank_account=secrets.account,
        bank_name="青禾农商行", account_name="欧阳守田", address="上湾村三组7号",
    )  # fmt: skip
    member = household.members.get()
    person: Person = PersonFactory(
        name="欧阳守田", birth=date(1971, 3, 9), id_number=secrets.id_number, phone=secrets.phone, disease=secrets.disease
    )
    member.person, before = person, member.person
    member.save()
    before.delete()
    common = {"household": household, "person": person, "received_on": ON - timedelta(days=40)}
    Disability.objects.create(**common, kind="4", level=2, certificate=secrets.certificate, issued_on=date(2020, 5, 1))
    Vehicle.objects.create(**common, plate=secrets.plate, kind="car", value=Decimal(52000))
    Enrolment.objects.create(**common, student_no=secrets.student_no, school="青禾中学", stage="senior", attendance="enrolled")
    RegisterClaim.objects.create(
        **common, register="dibao", category="dibao", certificate=secrets.claim_certificate, since=date(2025, 1, 1)
    )
    Illness.objects.create(**common, disease=secrets.disease, is_serious=True)
    bank = {"account": secrets.account, "bank": "青禾农商行"}
    BankBalance.objects.create(**common, **bank, asked_on=ON, balance=Decimal(820), authorisation=secrets.certificate)
    paid = {"item": "农村低保金", "month": date(2026, 5, 1), "status": "paid", "paid_on": date(2026, 5, 12)}
    Payment.objects.create(**common, **bank, **paid, batch_no="2026-05-DB", amount=Decimal(612))
    settlement(household, person, "4860", ON - timedelta(days=30))
    refresh_facts([household.pk], county=world.county, on=ON)
    for role in (Role.TOWN_CLERK, Role.TASKFORCE):
        record(EventKind.REGISTERED, household=household, by=world.inside[role], on=ON)
    world.made |= {"secrets": secrets, "household": household, "person": person}


def alerts(world: World) -> None:
    """An alert being visited by the village worker, one closed after a visit with a photo, a data task, a finished run."""
    household, worker = world.household, world.inside[Role.VILLAGE_WORKER]
    visiting = AlertFactory(household=household, person=world.person, rule="R04", assigned_to=worker, state=AlertState.VISITING)
    closed: Alert = AlertFactory(household=household, assigned_to=worker, state=AlertState.VISITING)
    verification = visit(closed, worker, accompanied_by=world.inside[Role.TOWN_CLERK])
    photo = VisitPhoto.objects.create(
        verification=verification, kind=PhotoKind.HOUSE, file=ContentFile(PNG, "x.png"), content_type="image/png", size=len(PNG)
    )
    Alert.objects.filter(pk=closed.pk).update(state=AlertState.CLOSED, closed_on=ON, outcome=Outcome.WATCH, due_on=None)
    run = ScreeningRun.objects.create(county=world.county, on=ON, state="done", asked_by="夜间筛查（自动）", households=1)
    task = DataTaskFactory(household=household, person=world.person)
    world.made |= {"alert": visiting, "closed": closed, "photo": photo, "run": run, "task": task}


def paperwork(world: World) -> None:
    """A proposed parameter, a batch with a rejected row that holds the known number, somebody to administer."""
    proposer = PositionFactory(region=world.county, role=Role.TASKFORCE)
    row: Parameter = ParameterFactory(
        region=world.county, area_type="rural", valid_from=date(2026, 7, 1), confirmed_at=None, proposed_by=proposer
    )
    secrets: Secrets = world.secrets
    batch = Batch.objects.create(
        county=world.county, sheet="members", file_name="成员.xlsx", file_hash="0" * 64, state=BatchState.DONE, on=ON, total_rows=1,
        rejected_rows=1, headings=["证件号码", "电话"], asked_by=world.inside[Role.REGISTER_ADMIN], asked_by_name="台账管理员",
    )  # fmt: skip
    RowProblem.objects.create(
        batch=batch, row_number=3, column_letter="C", column_title="证件号码", written=secrets.id_number[:-1] + "9",
        shown=secrets.id_number[:6] + "********" + secrets.id_number[-4:], remedy="身份证号校验位不符，请核对末位",
    )  # fmt: skip
    RejectedRow.objects.create(batch=batch, row_number=3, cells=f'["{secrets.id_number}", "{secrets.phone}"]')
    user: User = UserFactory(username="zhou.li", name="周立")
    position = PositionFactory(region=world.town, role=Role.TOWN_CLERK, user=user)
    world.made |= {"parameter": row, "batch": batch, "user": user, "position": position}
