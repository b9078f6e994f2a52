"""Regions, offices, users and positions with plain defaults."""

from __future__ import annotations

import factory

from accounts.choices import OfficeKind, RegionLevel
from accounts.models import Office, Position, Region, User
from accounts.roles import Role


class RegionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Region
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"99{n:04d}")
    name = factory.LazyAttribute(lambda region: f"区划{region.code}")
    level = RegionLevel.COUNTY


class OfficeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Office
        django_get_or_create = ("code",)

    code = factory.LazyAttribute(lambda office: f"{office.region.code}-{office.kind}-{office.dept}")
    name = factory.LazyAttribute(lambda office: f"{office.region.name}办公室")
    kind = OfficeKind.TOWN
    region = factory.SubFactory(RegionFactory)
    dept = ""


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"user{n}")
    name = factory.Sequence(lambda n: f"人员{n}")
    must_change_password = False


class PositionFactory(factory.django.DjangoModelFactory):
    """`PositionFactory(region=village, role=Role.VILLAGE_WORKER)`; `dept="YB"` for department staff."""

    class Meta:
        model = Position

    class Params:
        role = Role.TOWN_CLERK
        dept = ""

    user = factory.SubFactory(UserFactory)
    region = factory.SubFactory(RegionFactory)
    office = factory.LazyAttribute(
        lambda o: OfficeFactory(region=o.region, kind=OfficeKind.DEPARTMENT if o.dept else OfficeKind.TOWN, dept=o.dept)
    )
    title = factory.LazyAttribute(lambda o: f"{o.region.name} {Role(o.role).label}")
    roles = factory.LazyAttribute(lambda o: [o.role])
