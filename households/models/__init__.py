"""One noun family per file; import from here."""

from households.models.balances import BankBalance, SalaryTax
from households.models.checked import CheckedValue
from households.models.detentions import Detention
from households.models.disasters import Disaster
from households.models.duplicate import Likeness, MergeMove, MergeState, PersonMerge, SuspectedPair, Verdict
from households.models.evidence import Asset, Income, Medical, Spending
from households.models.facts import AppliedParameters, HouseholdFacts, MemberFacts
from households.models.household import Household, Member, Person, Standing
from households.models.illness import Illness
from households.models.journal import ChangedHousehold
from households.models.obligor import Obligor
from households.models.payments import Loan, PastMeasure, Payment
from households.models.property import Company, RealEstate
from households.models.question import MemberQuestion, QuestionAnswer
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
from households.models.stale import FactsBasis, StaleHousehold
from households.models.work import Job, PublicPost

__all__ = [
    "AppliedParameters",
    "Asset",
    "BankBalance",
    "ChangedHousehold",
    "CheckedValue",
    "Company",
    "Death",
    "Detention",
    "Disability",
    "Disaster",
    "Enrolment",
    "ExitRecord",
    "FactsBasis",
    "Household",
    "HouseholdFacts",
    "Housing",
    "Illness",
    "Income",
    "Insurance",
    "Job",
    "Likeness",
    "Loan",
    "Medical",
    "Member",
    "MemberFacts",
    "MemberQuestion",
    "MergeMove",
    "MergeState",
    "Obligor",
    "PastMeasure",
    "Payment",
    "Person",
    "PersonMerge",
    "PublicPost",
    "QuestionAnswer",
    "RealEstate",
    "RefusedApplication",
    "RegisterClaim",
    "SalaryTax",
    "Spending",
    "StaleHousehold",
    "Standing",
    "SuspectedPair",
    "Vehicle",
    "Verdict",
    "Water",
]
