"""One noun family per file; import from here."""

from households.models.evidence import Asset, Income, Medical, Spending
from households.models.facts import AppliedParameters, HouseholdFacts, MemberFacts
from households.models.household import Household, Member, Person, PersonGram, Standing
from households.models.journal import ChangedHousehold
from households.models.records import (
    Death,
    Disability,
    Enrolment,
    ExitRecord,
    Housing,
    Insurance,
    RefusedApplication,
    RegisterClaim,
    Vehicle,
    Water,
)

__all__ = [
    "AppliedParameters",
    "Asset",
    "ChangedHousehold",
    "Death",
    "Disability",
    "Enrolment",
    "ExitRecord",
    "Household",
    "HouseholdFacts",
    "Housing",
    "Income",
    "Insurance",
    "Medical",
    "Member",
    "MemberFacts",
    "Person",
    "PersonGram",
    "RefusedApplication",
    "RegisterClaim",
    "Spending",
    "Standing",
    "Vehicle",
    "Water",
]
