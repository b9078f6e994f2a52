"""What a department may see whole: ID number and phone of the person pushed to it, by way of the push and of nothing else (PD-03, SE-06)."""

from __future__ import annotations

from accounts import unmasking
from accounts.models import Position
from accounts.roles import UNMASK_ROLES, Role
from accounts.unmasking import Subject
from assistance.choices import ReferralState
from assistance.models import Referral
from assistance.pushing import subject_of

# 已签收 to 已反馈: whoever has not signed for it, or sent it back, needs no number.
OPEN_TO_DEPARTMENT = (ReferralState.RECEIVED, ReferralState.HELPING, ReferralState.DONE, ReferralState.FED_BACK)
ROLES = UNMASK_ROLES | {Role.DEPT_STAFF}


def may_reveal(referral: Referral, position: Position) -> bool:
    """Whether the form for a whole number stands beside the masked one: never beside what a department has not signed for."""
    return not position.has(Role.DEPT_STAFF) or (referral.state in OPEN_TO_DEPARTMENT and not referral.refusal)


def pushed_to(position: Position, pk: int) -> Referral | None:
    rows = Referral.objects.visible_to(position).select_related("household", "person")
    if position.has(Role.DEPT_STAFF):
        rows = rows.filter(state__in=OPEN_TO_DEPARTMENT, refusal="")
    return rows.filter(pk=pk).first()


def id_number(position: Position, pk: int) -> Subject | None:
    referral = pushed_to(position, pk)
    person = subject_of(referral.household, referral.person) if referral else None
    return Subject(person.id_number, person.name, referral.household) if referral and person else None  # type: ignore[arg-type]


def phone(position: Position, pk: int) -> Subject | None:
    referral = pushed_to(position, pk)
    if referral is None:
        return None
    person = subject_of(referral.household, referral.person)
    value = (person.phone if person else None) or referral.household.phone
    return Subject(value, person.name if person else str(referral.household), referral.household)  # type: ignore[arg-type]


def register() -> None:
    """Called once when the app is ready."""
    unmasking.register("referral.id_number", "证件号码", id_number, roles=ROLES)
    unmasking.register("referral.phone", "电话", phone, roles=ROLES)
