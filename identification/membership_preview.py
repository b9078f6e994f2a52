"""How households stand before and after a change of members: the change is made, looked at, and rolled back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from accounts.models import Position
from households.models import Household, Member
from households.presenters import Figure, income_figure
from households.relations import RELATIONS
from identification.membership import MemberChange, Told, change_members


@dataclass(frozen=True)
class Picture:
    """A household at one moment: who lives there, and its income per head against the line."""

    members: tuple[tuple[str, str], ...]  # name, relation
    figure: Figure


@dataclass(frozen=True)
class Side:
    """One household concerned; `before` None for one that comes into being."""

    household: Household
    before: Picture | None
    after: Picture

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        """Everybody on either side: name, relation before, relation after."""
        before, after = dict(self.before.members if self.before else ()), dict(self.after.members)
        return [(name, before.get(name, "—"), after.get(name, "—")) for name in dict.fromkeys((*before, *after))]


def picture(pk: int) -> Picture:
    household = Household.objects.select_related("facts__parameters").defer("phone", "bank_account").get(pk=pk)
    rows = Member.objects.living().filter(household=household).select_related("person").order_by("relation", "pk")
    twice: dict[str, int] = {}
    members = []
    for row in rows:
        twice[row.person.name] = twice.get(row.person.name, 0) + 1
        name = row.person.name + (f"（{twice[row.person.name]}）" if twice[row.person.name] > 1 else "")
        members.append((name, RELATIONS.get(row.relation, "未登记")))
    return Picture(tuple(members), income_figure(household))


def preview(household: Household, change: MemberChange, told: Told, *, by: Position, on: date) -> list[Side]:
    """Writes nothing. Raises what the change itself would raise."""
    with transaction.atomic():
        concerned = change_members(household, change, told, by=by, on=on)
        after = {pk: picture(pk) for pk in concerned}
        transaction.set_rollback(True)
    known = set(Household.objects.filter(pk__in=concerned).values_list("pk", flat=True))
    return [Side(row, picture(pk) if pk in known else None, after[pk]) for pk, row in concerned.items()]
