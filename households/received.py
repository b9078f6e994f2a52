"""Which registers of a county were ever received: until then their silence is unknown, afterwards it is none (rulings B1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Exists

from accounts.models import Region
from households.models import Company, HouseholdFacts, MemberFacts, RealEstate, SalaryTax


@dataclass(frozen=True)
class Register:
    """`flag` is what the facts statement calls it; `fact` is unknown of everybody of whom nobody else speaks until it is received."""

    flag: str
    model: type[models.Model]
    of: type[models.Model]
    fact: str

    def rows(self, county: Region) -> models.QuerySet[Any]:
        return self.model._default_manager.filter(household__county_code=county.code)

    def waiting(self, county: Region) -> models.QuerySet[Any]:
        path = "county_code" if self.of is HouseholdFacts else "facts__county_code"
        return self.of._default_manager.filter(**{path: county.code, f"{self.fact}__isnull": True})


REGISTERS = (
    Register("estates_loaded", RealEstate, HouseholdFacts, "houses_held"),
    Register("companies_loaded", Company, MemberFacts, "companies"),
    Register("salaries_loaded", SalaryTax, MemberFacts, "reported_income"),
)
FLAGS = tuple(register.flag for register in REGISTERS)


def registers(county: Region) -> dict[str, bool]:
    """By flag, in one query."""
    asked = {register.flag: Exists(register.rows(county)) for register in REGISTERS}
    row: Any = Region.objects.filter(pk=county.pk).values(**asked).get()
    return {flag: bool(row[flag]) for flag in FLAGS}


def arrived(county: Region) -> bool:
    """Whether a register has come whose silence still stands as unknown in somebody's facts."""
    told = registers(county)
    return any(told[register.flag] and register.waiting(county).exists() for register in REGISTERS)
