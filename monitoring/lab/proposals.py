"""A proposed number is tried out by itself, so that its workload stands beside it before the second person confirms it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.signals import post_save

from accounts.today import today
from monitoring.lab.scenarios import ask_for_proposal
from policies.models import Parameter, ParameterMissing


def try_when_proposed(sender: type[Parameter], instance: Parameter, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """Rows loaded from files are confirmed by their source and wait for nobody."""
    if created and not raw and instance.proposed_by_id and instance.confirmed_at is None:
        transaction.on_commit(lambda: try_out(instance.pk))


def try_out(pk: int) -> None:
    row = Parameter.objects.awaiting().select_related("region", "proposed_by").filter(pk=pk).first()
    try:
        if row is not None:
            ask_for_proposal(row, today())
    except ParameterMissing:
        return  # the page says which number is missing when somebody tries it by hand


def listen() -> None:
    post_save.connect(try_when_proposed, sender=Parameter, dispatch_uid="monitoring.lab.proposals")
