"""登记新户: a household nobody knew, with its head, at the window or from the village."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from accounts.choices import RegionLevel
from accounts.models import Position, Region
from accounts.roles import Role
from casework.choices import EventKind
from casework.exceptions import StepRefused
from casework.timeline import record
from households.choices import HouseholdKind
from households.facts import refresh_facts
from households.journal import mark_changed
from households.models import Household, Standing
from households.national_id import BadIdNumber, normalise
from households.relations import HEAD
from identification.one_form.newcomers import add_member, home_of, says_where
from identification.workflow import DRAFTERS
from policies.categories import AreaType

# What a household is until the agricultural register says it was once lifted out of poverty.
KIND = {AreaType.RURAL: HouseholdKind.ORDINARY, AreaType.URBAN: HouseholdKind.URBAN}


class LivesElsewhere(StepRefused):
    """The number belongs to somebody who lives in a household already; `home` only where this position may see it."""

    def __init__(self, home: Household, by: Position) -> None:
        super().__init__(f"此人已登记在{says_where(home, by)}，不能再登记一户。", "lives_elsewhere")
        self.home = home if Household.objects.visible_to(by).filter(pk=home.pk).exists() else None


def villages_of(by: Position) -> list[Region]:
    """Where this position may register a household."""
    return list(Region.objects.under(by.region).villages().select_related("parent"))


@transaction.atomic
def register_household(
    village: Region, *, area_type: str, address: str, head_name: str, id_number: str, phone: str, by: Position, on: date
) -> Household:
    """The household, its head and its standing. Birth and sex follow from the number. Raises StepRefused, LivesElsewhere, ParameterMissing."""
    if not by.has(*DRAFTERS):
        raise StepRefused(f"登记新户由{'、'.join(Role(role).label for role in DRAFTERS)}办理，您的岗位是{by.title}。", "wrong_role")
    if village.level != RegionLevel.VILLAGE or not village.code.startswith(by.region.code):
        raise StepRefused("这个村不在您的辖区，请从列表里选。", "village")
    if area_type not in KIND:
        raise StepRefused("请选户籍类型：农村或城市。", "area_type")
    try:
        number = normalise(id_number)
    except BadIdNumber as error:
        raise StepRefused(str(error), "id_number") from None
    if home := home_of(number):
        raise LivesElsewhere(home, by)
    household = Household.objects.create(
        household_no=next_household_no(village), head_name=head_name.strip(), village=village, county_code=village.code[:6],
        town_code=village.code[:9], village_code=village.code, area_type=area_type, household_kind=KIND[AreaType(area_type)],
        address=address.strip(), phone=phone, registered_on=on,
    )  # fmt: skip
    Standing.objects.create(household=household)
    add_member(household, head_name, number, HEAD, on=on, by=by)
    record(EventKind.REGISTERED, household=household, by=by, on=on)
    mark_changed([household.pk])
    refresh_facts([household.pk], county=Region.objects.get(code=village.code[:6]), on=on)
    return household


def next_household_no(village: Region) -> str:
    """户编号 990101100201-0037: the village and its next number; the village's row is held so that nobody takes the same."""
    Region.objects.select_for_update().get(pk=village.pk)
    start = f"{village.code}-"
    numbers = Household.objects.filter(household_no__startswith=start).values_list("household_no", flat=True)
    taken = [int(number.removeprefix(start)) for number in numbers if number.removeprefix(start).isdigit()]
    return f"{start}{max(taken, default=0) + 1:04d}"
