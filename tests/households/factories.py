"""Households and what is known of them. ID numbers are synthetic: area codes 99…, valid check digits."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import count

import factory

from accounts.models import Region
from households.choices import EvidenceSource, HouseholdKind, IncomeKind, Labour, MemberStatus, VisitKind
from households.models import Household, Income, Medical, Member, Person, Standing
from households.national_id import check_digit
from households.relations import HEAD
from policies.categories import AreaType

_sequence = count(1)


def synthetic_id(birth: date = date(1980, 5, 1), sex: str = "1", area: str = "990101") -> str:
    """A number nobody has: fictional area, real check digit. Odd sequence for men, even for women."""
    number = next(_sequence) * 2 + (1 if sex == "1" else 0)
    first = f"{area}{birth:%Y%m%d}{number % 1000:03d}"
    return first + check_digit(first)


class PersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Person

    name = factory.Sequence(lambda n: f"张{'一二三四五六七八九十'[n % 10]}{'东西南北'[n % 4]}")
    birth = date(1980, 5, 1)
    sex = "1"
    labour = Labour.ORDINARY
    # The sequence shifts the birth day so that numbers never run out.
    id_number = factory.LazyAttribute(lambda person: synthetic_id(person.birth, person.sex, f"99{next(_sequence) % 10000:04d}"))


class HouseholdFactory(factory.django.DjangoModelFactory):
    """A rural 一般农户 with `size` ordinary members and, with `monthly_wage`, twelve months of the head's wages before June 2026."""

    class Meta:
        model = Household
        skip_postgeneration_save = True

    class Params:
        village_code_ = "990101100201"

    household_no = factory.Sequence(lambda n: f"990101-{n:05d}")
    head_name = "张家"
    village = factory.LazyAttribute(lambda h: Region.objects.get(code=h.village_code_))
    county_code = factory.LazyAttribute(lambda h: h.village.code[:6])
    town_code = factory.LazyAttribute(lambda h: h.village.code[:9])
    village_code = factory.LazyAttribute(lambda h: h.village.code)
    area_type = AreaType.RURAL
    household_kind = HouseholdKind.ORDINARY
    registered_on = date(2024, 1, 1)

    @factory.post_generation
    def standing(self, create, extracted, **columns):
        Standing.objects.create(household=self, **columns)

    @factory.post_generation
    def size(self, create, extracted, **kwargs):
        for number in range(extracted if extracted is not None else 1):
            MemberFactory(household=self, relation=HEAD if number == 0 else "20")

    @factory.post_generation
    def monthly_wage(self, create, extracted, **kwargs):
        if extracted is not None:
            head = self.members.order_by("pk").first().person
            wages(self, head, extracted)


class MemberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Member

    household = factory.SubFactory(HouseholdFactory)
    person = factory.SubFactory(PersonFactory)
    relation = HEAD
    status = MemberStatus.PRESENT


def months_before(on: date, number: int = 12) -> list[date]:
    """The first days of the full months before `on`'s month, oldest first."""
    index = on.year * 12 + on.month - 1
    return [date((index - back) // 12, (index - back) % 12 + 1, 1) for back in range(number, 0, -1)]


def income(
    household: Household, person: Person | None, kind: str, amount: str | Decimal, month: date, item: str = "务工收入", **columns
) -> Income:
    return Income.objects.create(
        household=household, person=person, kind=kind, item=item, month=month, amount=Decimal(amount),
        **{"source": EvidenceSource.DEPARTMENT, "received_on": month, **columns},
    )  # fmt: skip


def wages(household: Household, person: Person, monthly: str | Decimal, on: date = date(2026, 6, 15)) -> None:
    for month in months_before(on):
        income(household, person, IncomeKind.WAGE, monthly, month)


def settlement(
    household: Household, person: Person, self_pay: str | Decimal, settled_on: date, compliant: str | Decimal | None = None, **columns
) -> Medical:
    paid = Decimal(self_pay)
    return Medical.objects.create(
        household=household, person=person, self_pay=paid, compliant_self_pay=Decimal(compliant) if compliant is not None else paid,
        settled_on=settled_on, received_on=settled_on, source=EvidenceSource.DEPARTMENT,
        **{"visit_kind": VisitKind.INPATIENT, "total": paid * 2, "basic_paid": paid, **columns},
    )  # fmt: skip
