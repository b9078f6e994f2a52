"""事实字典: every figure a rule compares, what it means, where it comes from, who can supply it and which rules read it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.choices import Dept
from accounts.permissions import for_roles
from accounts.requests import HouseRequest
from households.fact_words import FactColumn, columns_of
from households.models import HouseholdFacts, MemberFacts
from monitoring.rules import RULES, AlertRule, Scope
from monitoring.rules.values import DATA
from monitoring.views.rules import READERS


@dataclass(frozen=True)
class FactLine:
    """A column of the facts with the rules that read it."""

    fact: FactColumn
    rules: list[AlertRule]

    @property
    def supplier(self) -> str:
        """Who is asked when it is unknown; nobody where the datum is no question to anybody."""
        datum = DATA.get(self.fact.name)
        if datum is None or not self.fact.may_be_unknown:
            return ""
        return str(Dept(datum.supplier).label) if datum.supplier else "村里入户问"


def lines_of(scope: Scope, model: type[models.Model]) -> list[FactLine]:
    return [
        FactLine(fact, [rule for rule in RULES.values() if rule.scope is scope and fact.name in rule.reads]) for fact in columns_of(model)
    ]


@require_safe
@for_roles(*READERS)
def fact_list(request: HouseRequest) -> HttpResponse:
    parts = [("户的事实", lines_of(Scope.HOUSEHOLD, HouseholdFacts)), ("成员的事实", lines_of(Scope.MEMBER, MemberFacts))]
    return render(request, "monitoring/facts.html", {"parts": parts})
