"""Which sealed values of a household may be shown whole, and the line each look leaves in the household's chain."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from accounts import unmasking
from accounts.models import Position
from accounts.unmasking import Subject
from casework.choices import EventKind
from casework.timeline import record
from households.models import BankBalance, Disability, Household, Illness, Member, Payment, RegisterClaim, Vehicle

OF_PERSON = {"id_number": "证件号码", "phone": "电话", "disease": "病种"}
OF_HOUSEHOLD = {"phone": "联系电话", "bank_account": "一卡通账号"}
OF_RECORD: tuple[tuple[str, type[Any], str, str], ...] = (
    ("disability.certificate", Disability, "certificate", "残疾人证号"),
    ("claim.certificate", RegisterClaim, "certificate", "低保（特困）证号"),
    ("vehicle.plate", Vehicle, "plate", "号牌"),
    ("illness.disease", Illness, "disease", "病种"),
    ("payment.account", Payment, "account", "一卡通账号"),
    ("bank_balance.account", BankBalance, "account", "银行账号"),
    ("bank_balance.authorisation", BankBalance, "authorisation", "授权书号"),
)


def _person(field: str) -> Callable[[Position, int], Subject | None]:
    def find(position: Position, pk: int) -> Subject | None:
        # The household he lives in now, before one he left or one that only claims him.
        members = Member.objects.visible_to(position).filter(person_id=pk).select_related("person", "household")
        member = members.order_by("is_claim", "-left_on", "-pk").first()
        return None if member is None else Subject(getattr(member.person, field), member.person.name, member.household)

    return find


def _household(field: str) -> Callable[[Position, int], Subject | None]:
    def find(position: Position, pk: int) -> Subject | None:
        household = Household.objects.visible_to(position).filter(pk=pk).first()
        return None if household is None else Subject(getattr(household, field), str(household), household)

    return find


def _record(model: type[Any], field: str) -> Callable[[Position, int], Subject | None]:
    def find(position: Position, pk: int) -> Subject | None:
        visible = Household.objects.visible_to(position)
        row = model.objects.filter(pk=pk, household__in=visible).select_related("person", "household").first()
        return None if row is None else Subject(getattr(row, field), str(row.person or row.household), row.household)

    return find


def keep_in_chain(household: Household, by: Position, on: date, field: str, purpose: str) -> None:
    """Who saw what and why stands in the household's own chain, not only with the auditor."""
    record(EventKind.UNMASKED, household=household, by=by, on=on, detail={"field": field, "purpose": purpose})


def register() -> None:
    """Called once when the app is ready."""
    for field, label in OF_PERSON.items():
        unmasking.register(f"person.{field}", label, _person(field))
    for field, label in OF_HOUSEHOLD.items():
        unmasking.register(f"household.{field}", label, _household(field))
    for kind, model, field, label in OF_RECORD:
        unmasking.register(kind, label, _record(model, field))
    unmasking.listen(keep_in_chain)
