"""The stage of the one window's story: the county's own people, two families, the case they come with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command
from playwright.sync_api import FilePayload

from accounts.models import Position, Region, User
from accounts.passwords import issue
from accounts.roles import Role
from casework.choices import PhotoKind
from households.choices import Labour
from households.facts import refresh_facts
from households.models import Household, Vehicle
from identification.models import Application
from identification.one_form.newcomers import add_member
from identification.registration import register_household
from policies.categories import AreaType
from registers.demo.pictures import picture
from tests.households.factories import income as an_income
from tests.households.factories import months_before, settlement, synthetic_id, wages
from tests.stories.conftest import PASSWORD
from tests.stories.windows import Windows

BY_COMMAND = ("regions", "offices", "users")
TOWN, VILLAGE = "990101100", "990101100201"
PEOPLE = (
    "linxiaowen", "tianhe", "luocheng", "shike", "fangning", "jiangxiaoman", "xuwenbo", "duchangqing", "fengchunlai", "yaoqiushi", "majianshe",
    "lujing", "gaoyuan", "fengzhiyuan", "qinlan", "yaolan", "jiangmin", "zhongyi", "baiyang", "wenlan", "miaochunyu", "chengli", "yinjia",
)  # fmt: skip
FIRST_DAY = date(2026, 4, 7)
PHOTO = {kind: FilePayload(name=f"{kind}.png", mimeType="image/png", buffer=picture(kind).content) for kind in PhotoKind}


def lay_ground(settings: Any, tmp_path: Path) -> None:
    """What an installation has before the first sign-in: work days, the law's numbers, the catalogue, regions, offices, people."""
    settings.FIXED_TODAY = FIRST_DAY
    call_command("load_workdays", years=[2025, 2026], verbosity=0)
    call_command("load_parameters", verbosity=0)
    call_command("make_county", "--households=120", "--seed=7", f"--out={tmp_path}", verbosity=0)
    for sheet in BY_COMMAND:
        try:
            call_command("import_register", sheet, str(tmp_path / f"{sheet}.xlsx"), "--on", FIRST_DAY.isoformat(), stdout=StringIO())
        except SystemExit as stop:
            assert stop.code in (None, 0), f"{sheet}: {stop.code}"
    call_command("load_parameters", "demo", verbosity=0)
    call_command("load_policies", stdout=StringIO())
    for username in PEOPLE:
        issue(User.objects.get(username=username), PASSWORD, must_change=False)
    # Who sits at the table and was at the door: present, without a vote.
    Position.objects.filter(user__username="jiangxiaoman").update(roles=[Role.TOWN_PANEL, Role.TOWN_SURVEYOR])


def family(name: str, others: Sequence[tuple[str, str, int, str]], *, age: int, phone: str, **columns: Any) -> Household:
    """A household registered in winter in the main village. `others`: name, relation, age, sex."""
    on, village = date(2026, 1, 8), Region.objects.get(code=VILLAGE)
    household = register_household(
        village, area_type=AreaType.RURAL, address="二组12号", by=Position.objects.get(user__username="linxiaowen"), on=on, phone=phone,
        head_name=name, id_number=synthetic_id(born(age)),
    )  # fmt: skip
    for who, relation, years, sex in others:
        add_member(household, who, synthetic_id(born(years), sex), relation, on=on)
    for member in household.members.select_related("person"):
        member.person.labour = Labour.NONE if member.relation == "30" else Labour.ORDINARY
        member.person.save()
    Household.objects.filter(pk=household.pk).update(**columns)
    household.refresh_from_db()
    return household


def born(years: int) -> date:
    return date(FIRST_DAY.year - years, 1, 15)


def poor_family() -> Household:
    """陈守田户: wages of 300 a month known from the register, a long stay in hospital: below the monitoring line."""
    household = family(
        "陈守田", (("李秋兰", "10", 44, "2"), ("陈小禾", "30", 11, "2")), age=46, phone="13800001357", household_kind="tuopin", risks=["01"]
    )
    head, wife = (member.person for member in household.members.select_related("person").order_by("pk")[:2])
    wages(household, head, "300", FIRST_DAY)
    settlement(household, wife, "9600", date(2026, 2, 20))
    return household


def earning_family() -> Household:
    """赵桂英户: asks as well, and earns too much."""
    household = family("赵有才", (("赵桂英", "10", 40, "2"),), age=42, phone="13800002468")
    head = household.members.order_by("pk")[0].person
    for month in months_before(FIRST_DAY):
        an_income(household, head, "wage", "5200", month)
    # With one car in it the county's vehicle register has been received: who is not in it has none.
    Vehicle.objects.create(
        household=household, person=head, plate="琼A9F8E7", kind="car", value=Decimal(52000), received_on=date(2026, 3, 1)
    )
    return household


def known_to_screening(*households: Household) -> None:
    refresh_facts([one.pk for one in households], county=Region.objects.get(code="990101"), on=FIRST_DAY)


@dataclass
class Stage(Windows):
    """The two families, and the cases they come to have."""

    poor: Household
    earning: Household
    case_pk: int = 0
    proxy_pk: int = 0

    @property
    def case(self) -> Application:
        return Application.objects.for_page().get(pk=self.case_pk)

    @property
    def case_url(self) -> str:
        return f"/cases/{self.case_pk}/"
