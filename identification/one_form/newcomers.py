"""A person enters a household: at registration and as a member added on the form. One person lives in one household."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts.encryption import blind_index
from accounts.models import Position
from casework.exceptions import StepRefused
from households.choices import MemberStatus
from households.models import Household, Member, Person
from households.moves import carry_evidence
from households.names import initials, plain
from households.national_id import BadIdNumber, birth_date, normalise, sex_code


def home_of(id_number: str) -> Household | None:
    """Where the holder of this number lives now; a second register's listing is no home."""
    index = blind_index("id_number", id_number)
    living = Member.objects.living().filter(Q(person__id_index=index) | Q(person__merged__id_index=index))
    member = living.select_related("household__village__parent").first()
    return member.household if member else None


def says_where(home: Household, by: Position | None) -> str:
    """Where somebody lives already, no more than this reader may know."""
    if by is not None and Household.objects.visible_to(by).filter(pk=home.pk).exists():
        return f"{home.village.name}{home.head_name}户（户编号{home.household_no}）"
    town = home.village.parent.name if home.village.parent else "别处"
    return f"{town}的一户，不在您的辖区，请与{town}一窗受理联系"


def person_of(name: str, id_number: str) -> Person:
    """The one row of this person, made where there is none. Raises StepRefused when the number is known under another name, or is wrong."""
    try:
        number = normalise(id_number)
    except BadIdNumber as error:
        raise StepRefused(str(error), "id_number") from None
    known = Person.objects.select_related("merged_into").filter(id_index=blind_index("id_number", number)).first()
    if known is not None:
        if plain(known.name) != plain(name):
            raise StepRefused("这个身份证号登记的是另一个姓名，请对照户口簿核对姓名和号码。", "other_name")
        return known.merged_into or known
    return Person.objects.create(
        name=name.strip(), initials=initials(name), id_number=number, birth=birth_date(number), sex=sex_code(number)
    )


def add_member(
    household: Household, name: str, id_number: str, relation: str, *, on: date, by: Position | None = None
) -> tuple[Member, bool]:
    """The membership and whether it is new; somebody who lives here already is simply found. Raises StepRefused when he lives elsewhere."""
    try:
        with transaction.atomic():
            person = person_of(name, id_number)
            living = Member.objects.living().filter(person=person).select_related("household__village__parent", "person").first()
            if living and living.household_id == household.pk:
                return living, False
            if living:
                raise StepRefused(
                    f"{person.name}已登记在{says_where(living.household, by)}，一个人只在一户。先从那一户迁出，再加到这一户。",
                    "lives_elsewhere",
                )
            Member.objects.filter(household=household, person=person, left_on__isnull=True, is_claim=True).update(is_claim=False)
            member, is_new = Member.objects.get_or_create(
                household=household, person=person, left_on=None, defaults={"relation": relation, "status": MemberStatus.PRESENT, "joined_on": on}
            )  # fmt: skip
    except IntegrityError:
        raise StepRefused("刚才有人登记了同一个人，请重新查一次。", "registered_at_once") from None
    carry_evidence([person.pk])
    return member, is_new
