"""A case whose inquiry is whole, ready for an opinion; and the usual opinion on it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from accounts.models import Position
from households.choices import AssetKind, IncomeKind
from households.models import Asset, Household, Obligor, Person, Vehicle
from identification import means_checks, opinions
from identification.case_facts import facts_of
from identification.choices import MeansResult
from identification.models import Application, Opinion
from tests.households.factories import HouseholdFactory, income, settlement
from tests.identification.factories_inquiry import application, asked, clerk, completed, verifier

ON = date(2026, 6, 15)
JUDGEMENT = "收入低于监测线，自付医疗费用大，家中没有劳动力，自主应对能力弱。"
REASON = "入户看到的情况与登记不一致，按实际情况提出。"


def registers_received() -> None:
    """Settlements and vehicles of somebody else are in, so that silence means none."""
    other = HouseholdFactory()
    person = other.members.get().person
    settlement(other, person, "1", date(2026, 1, 3))
    Vehicle.objects.create(household=other, person=person, plate="别家", kind="car", value=1, received_on=ON)


def family(
    gross: str | None = "5000",
    *,
    size: int = 1,
    assets: str | None = "1000",
    houses: tuple[tuple[str, int], ...] = (("自住房", 60),),
    **columns: Any,
) -> Household:
    """A household whose property was asked; `gross` is one transfer to the head, None: never asked."""
    household: Household = HouseholdFactory(size=size, **columns)
    head: Person = household.members.order_by("pk").first().person  # type: ignore[union-attr]
    if gross is not None:
        income(household, head, IncomeKind.TRANSFER, gross, date(2026, 3, 1), item="赡养费")
    known = {"household": household, "as_of": ON, "source": "visit", "received_on": ON}
    if assets is not None:
        Asset.objects.create(kind=AssetKind.FINANCIAL, item="存款", value=Decimal(assets), **known)
        for item, area in houses:
            Asset.objects.create(kind=AssetKind.HOUSE, item=item, area=area, **known)
    return household


def no_obligors(person: Person, household: Household) -> Obligor:
    return Obligor.objects.create(household=household, person=person, is_none=True, source="declared", received_on=ON)


def ready(household: Household | None = None, *, on: date = ON, result: str = MeansResult.AGREES) -> Application:
    """Accepted, checked and visited: everything the opinion asks for."""
    case = application(household or family(), on=on)
    check = asked(case, on=on)
    means_checks.finish(
        check, by=verifier(), on=on, result=result, findings="查询结果与申报的情况相符。", report_no="HD2026-009", looked_at=["vehicle"]
    )
    completed(case, on=on)
    return Application.objects.for_page().get(pk=case.pk)


def proposed(case: Application | None = None, *, by: Position | None = None, on: date = ON, **changes: Any) -> Opinion:
    """The clerk puts forward what the criteria propose; `changes` replace a field."""
    case = case or ready()
    found = facts_of(case).proposal
    wanted = {
        "category": "" if found.category == "cannot_say" else found.category, "has_monitoring_tag": found.has_monitoring_tag,
        "monitoring_kind": found.monitoring_kind, "judgement": JUDGEMENT, "version": None, **changes,
    }  # fmt: skip
    return opinions.propose(case, by=by or clerk(case.town_code), on=on, **wanted)
