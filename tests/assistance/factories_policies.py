"""Policies with plain defaults, and families the matcher is asked about."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import factory

from accounts.models import Region
from assistance.matching import Match, Matches, matches
from households.facts import refresh_facts
from households.models import Disability, Enrolment, Household, Housing, Member, Water
from policies.dispositions import AmountRule, ApplyMode, BenefitType, Disposition, PolicyDomain
from policies.models import Policy
from tests.households.factories import HouseholdFactory, MemberFactory, PersonFactory

ON = date(2026, 6, 15)


class PolicyFactory(factory.django.DjangoModelFactory):
    """National, kept, for everybody, without conditions, amount yet to be confirmed."""

    class Meta:
        model = Policy

    code = factory.Sequence(lambda n: f"T-{n:03d}")
    name = factory.LazyAttribute(lambda policy: f"试用政策{policy.code}")
    short_name = factory.LazyAttribute(lambda policy: f"试用{policy.code}")
    dept = "MZ"
    target_text, standard_text, procedure_text = "困难家庭", "由县确认", "向一窗申请"
    domain = PolicyDomain.LIVING
    disposition = Disposition.KEEP
    disposition_reason = "继续执行"
    source = "试用文件"
    valid_from = date(2025, 1, 1)
    benefit_type = BenefitType.CASH
    amount_rule = AmountRule.UNSET
    apply_mode = ApplyMode.APPLY
    for_everybody = True


def monthly(amount: str, **columns: Any) -> dict[str, Any]:
    return {"amount_rule": AmountRule.MONTHLY, "amount_low": Decimal(amount), "amount_high": Decimal(amount), "unit": "元/人·月", **columns}


def family(*people: dict[str, Any], **columns: Any) -> Household:
    """A household of these members (columns of Person; `status`, `category`, `relation`, `disability`, `enrolment` besides). The first is the head."""
    village = Region.objects.get(code=columns.pop("village_code", "990101100201"))
    household: Household = HouseholdFactory(village=village, size=0, **columns)
    for number, said in enumerate(people):
        person_columns = dict(said)
        disability, enrolment = person_columns.pop("disability", None), person_columns.pop("enrolment", None)
        of_member = {name: person_columns.pop(name) for name in ("status", "category") if name in person_columns}
        if person_columns.get("birth", ON) is None:
            person_columns["id_number"] = None  # a number would tell the birthday
        person = PersonFactory(**person_columns)
        member: Member = MemberFactory(household=household, person=person, relation="02" if number == 0 else "20", **of_member)
        if disability:
            kind, level = disability
            Disability.objects.create(
                household=household, person=member.person, kind=kind, level=level, issued_on=date(2020, 1, 1), received_on=date(2020, 2, 1)
            )
        if enrolment:
            stage, attendance = enrolment
            Enrolment.objects.create(household=household, person=member.person, stage=stage, attendance=attendance, received_on=ON)
    return household


def house(household: Household, grade: str) -> None:
    Housing.objects.create(household=household, grade=grade, appraised_on=date(2026, 2, 20), received_on=date(2026, 2, 21))


def water(household: Household, quantity: str = "good", quality: str = "good") -> None:
    Water.objects.create(
        household=household,
        quantity=quantity,
        quality=quality,
        access="good",
        reliability="good",
        checked_on=date(2026, 3, 1),
        received_on=date(2026, 3, 2),
    )


def matched(household: Household, on: date = ON) -> Matches:
    """Facts written, then the matcher asked."""
    county = Region.objects.get(code=household.county_code)
    refresh_facts([household.pk], county=county, on=on)
    household.refresh_from_db()
    return matches(household, on=on)


def match_of(found: Matches, code: str, name: str | None = None) -> Match:
    """The one entry of this policy (and person)."""
    entries = [
        match for heap in (found.fits, found.nearly, found.excluded) for match in heap
        if match.policy.code == code and (name is None or match.person_name in {"", name})
    ]  # fmt: skip
    assert len(entries) == 1, f"{code}: {len(entries)}"
    return entries[0]
