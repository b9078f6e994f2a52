"""A new delivery that says otherwise settles what people found wrong in its register, and its withdrawal lets it wait again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from households.models import Household
from monitoring.choices import AlertState, AnswerKind, Outcome
from monitoring.models import Alert, DataAnswer
from registers import undo
from tests.monitoring.factories import ON, AlertFactory
from tests.registers.books import HEAD, NAMES, WIFE, family, person_row, take

pytestmark = pytest.mark.django_db

VISIT = person_row(visit_kind="住院", settled_on="2026-05-20", total=9000, basic_paid=4000, compliant_self_pay=2000, settlement_no="A1")
HOUSE = {"head_name": NAMES[HEAD], "id_number": HEAD, "grade": "D级", "appraised_on": "2025-11-20"}


@pytest.fixture(autouse=True)
def ground(county):
    family()


def wrong(register: str, rule: str, **columns) -> Alert:
    alert = AlertFactory(household=Household.objects.get(), rule=rule)
    Alert.objects.filter(pk=alert.pk).update(
        state=AlertState.CLOSED,
        closed_on=ON,
        due_on=None,
        outcome=Outcome.FALSE,
        outcome_reason="与实际不符",
        wrong_register=register,
        **columns,
    )
    return Alert.objects.get(pk=alert.pk)


def later(sheet: str, *rows, **more):
    return take(sheet, *rows, on=ON + timedelta(days=20), **more)


def delivered() -> list[DataAnswer]:
    return list(DataAnswer.objects.standing().filter(kind=AnswerKind.DELIVERED))


def test_the_row_with_another_value_settles_it_and_the_withdrawal_lets_it_wait():
    take("medical", VISIT)
    alert = wrong("医保结算", "R02")
    assert later("medical", VISIT).same_rows == 1 and not delivered(), "the same again says nothing new"
    later("medical", VISIT | {"basic_paid": 6610}, is_dry_run=True)
    assert not delivered(), "a preview settles nothing"
    batch = later("medical", VISIT | {"basic_paid": 6610})
    assert [(row.alert_id, row.batch_id) for row in delivered()] == [(alert.pk, batch.pk)]
    later("medical", VISIT | {"basic_paid": 6600})
    assert len(delivered()) == 1, "settled once"
    undo.withdraw(later("medical", VISIT | {"basic_paid": 6600}), by="柏杨", reason="文件传错了", on=ON)
    assert len(delivered()) == 1, "another batch's"


def test_a_withdrawn_batch_settles_nothing():
    take("medical", VISIT)
    wrong("医保结算", "R02")
    batch = later("medical", VISIT | {"basic_paid": 6610})
    undo.withdraw(batch, by="柏杨", reason="文件传错了", on=ON)
    assert not delivered() and DataAnswer.objects.get().void_at
    later("medical", VISIT | {"basic_paid": 6610})
    assert len(delivered()) == 1


def test_a_further_settlement_is_a_further_event():
    take("medical", VISIT)
    wrong("医保结算", "R02")
    later("medical", VISIT | {"settlement_no": "A2", "settled_on": "2026-06-20"})
    assert not delivered()


def test_another_register_or_another_member_says_nothing_of_it():
    take(
        "medical",
        VISIT,
        person_row(WIFE, visit_kind="住院", settled_on="2026-05-21", total=300, compliant_self_pay=100, settlement_no="B1"),
    )
    alert = wrong("医保结算", "R02")
    Alert.objects.filter(pk=alert.pk).update(person=Household.objects.get().members.get(person__name=NAMES[HEAD]).person)
    later("housing", HOUSE)
    later(
        "medical",
        person_row(WIFE, visit_kind="住院", settled_on="2026-05-21", total=250, compliant_self_pay=100, settlement_no="B1"),
    )
    assert not delivered()


@pytest.mark.parametrize(("grade", "settles"), [("B级", 1), ("D级", 0)])
def test_where_the_latest_row_holds_a_further_one_settles_it_if_the_facts_differ(grade, settles):
    take("housing", HOUSE)
    wrong("住房鉴定", "R07", concluded_facts={"house_grade": "D"})
    later("housing", HOUSE | {"grade": grade, "appraised_on": "2026-06-30"})
    assert len(delivered()) == settles
