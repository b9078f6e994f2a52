"""Addresses of the precision board and of what people found wrong in the departments' data."""

from __future__ import annotations

from monitoring.choices import AlertState, Outcome
from monitoring.models import Alert
from tests.addresses.base import Row, thing, verb
from tests.monitoring.factories import ON, AlertFactory
from tests.world import World


def prepare(world: World) -> None:
    """A house whose grade is not what the register says; the department of the walk is the one that sends it."""
    alert = AlertFactory(household=world.household, rule="R07", title="住房鉴定为C级或D级")
    Alert.objects.filter(pk=alert.pk).update(
        state=AlertState.CLOSED,
        closed_on=ON,
        due_on=None,
        outcome=Outcome.FALSE,
        outcome_reason="房子去年已经拆了重建",
        wrong_register="住房鉴定",
    )
    world.made["wrong_datum"] = alert


ROWS: dict[str, Row] = {
    "monitoring:precision": Row(query="?rule=R02"),
    "monitoring:wrong_data": Row(query="?register=医保结算"),
    "monitoring:wrong_row": thing("wrong_datum"),
    "monitoring:answer_wrong": verb("wrong_datum", data=lambda w: {"kind": "corrected", "words": "鉴定等级由D级改为B级，附验收单"}),
}
