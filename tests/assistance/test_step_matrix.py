"""Every step of a push, asked by every role here and of the next county, and by another department, through the page's own address.

The table of the workflow is the table of the test: who is named there may; who is not may not, and nothing has changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.forms.models import model_to_dict
from django.urls import reverse

from accounts.models import Position
from accounts.roles import Role
from assistance.choices import ReferralState as S
from assistance.models import Feedback, Measure, Need, Referral
from assistance.workflow import REFERRAL
from casework.models import Event
from casework.workflow import Step
from registers.demo.helping import Help
from registers.demo.walk import Cast
from tests.accounts.factories import PositionFactory
from tests.addresses.base import NOT_THERE, NOT_YOURS
from tests.households.factories import HouseholdFactory
from tests.monitoring.factories import ON
from tests.test_permission_matrix import ADDRESSES
from tests.world import World, build, rolled_back

pytestmark = pytest.mark.django_db

MANUAL = [step for step in REFERRAL.steps if not step.automatic]
REFUSED, INCOMPLETE, DONE = 409, 422, 302
# How a push comes to its state, by the demo's own steps.
TO_STATE: dict[str, tuple[str, ...]] = {
    S.PUSHED: (),
    S.RECEIVED: ("receive",),
    S.HELPING: ("receive", "help"),
    S.DONE: ("receive", "help", "done"),
    S.REFUSED: ("receive", "refuse"),
    S.FED_BACK: ("receive", "help", "done", "feed_back"),
}
BASIS = {"reason": "not_eligible", "basis": "农村危房改造办法第五条：另有安全住房"}
TYPED: dict[str, dict[str, Any]] = {
    "receive": {}, "done": {}, "refuse": BASIS, "withdraw": {"note": "应推送水务局"}, "verify": {"answer": "arrived", "words": "房屋已加固"},
    "measure": {"kind": "housing", "carried_out_on": "2026-06-15", "amount": "1,000", "evidence": "竣工验收表第13号", "warned": "1"},
}  # fmt: skip


@pytest.fixture(scope="module")
def pushes(standing: None) -> tuple[World, dict[str, Referral]]:
    """The world, and a push to its department in every open state."""
    world = build()
    cast = Cast(ON)
    return world, {state: pushed(world, cast, steps) for state, steps in TO_STATE.items()}


def pushed(world: World, cast: Cast, steps: tuple[str, ...]) -> Referral:
    one = Help(HouseholdFactory(size=1, village_code_=world.village.code), cast, "housing")
    one.note(date(2026, 5, 6))
    one.answer(date(2026, 5, 6))
    one.push(date(2026, 5, 7))
    for day, step in enumerate(steps, start=1):
        getattr(one, step)(date(2026, 6, day))
    return one.referral


def traces(referral: Referral) -> tuple[Any, ...]:
    """Everything a step could leave behind."""
    counted = tuple(model.objects.count() for model in (Event, Measure, Feedback, Need))
    return model_to_dict(Referral.objects.get(pk=referral.pk)), model_to_dict(Need.objects.get(pk=referral.need_id)), counted


def typed(step: Step, referral: Referral) -> dict[str, Any]:
    data = {"version": referral.version}
    if step.code == "feed_back":
        result = "done" if step.source == S.DONE else "refused"
        return data | {"quarter": referral.first_quarter, "result": result, "words": "已按政策办理，情况见凭证"}
    return data | TYPED[step.code] | ({"form_key": str(uuid4())} if step.code == "measure" else {})


def asking(world: World) -> Iterator[tuple[str, Position, bool]]:
    """Everybody who asks: name, position, whether the push lies outside his scope."""
    for role, position in world.inside.items():
        yield role, position, False
    for role, position in world.outside.items():
        yield f"{role} of the next county", position, True
    yield "another department", PositionFactory(region=world.county, role=Role.DEPT_STAFF, dept="SW"), True


def test_every_open_state_is_reached() -> None:
    assert set(TO_STATE) == {step.source for step in MANUAL}


@pytest.mark.parametrize("step", MANUAL, ids=lambda step: f"{step.code}-{step.source}")
def test_each_step_of_a_push_is_its_roles_alone(pushes: tuple[World, dict[str, Referral]], step: Step) -> None:
    world, in_state = pushes
    referral, wrong = in_state[step.source], []
    assert referral.state == step.source
    address = "assistance:measure" if step.code == "measure" else "assistance:referral_step"
    url = reverse(address, args=[referral.pk] if step.code == "measure" else [referral.pk, step.code])
    data, of_page = typed(step, referral), ADDRESSES[address].roles
    for who, position, is_abroad in asking(world):
        with rolled_back():
            before = traces(referral)
            answer = world.browser(position).post(url, data).status_code
            now = Referral.objects.get(pk=referral.pk).state
            if position.has(*step.roles) and not is_abroad:
                if (answer, now) != (DONE, step.target):
                    wrong.append(f"{who}: {answer}, now {now}")
                continue
            should = {NOT_YOURS} if not position.has(*of_page) else {NOT_THERE} if is_abroad else {REFUSED, INCOMPLETE}
            if answer not in should or traces(referral) != before:
                wrong.append(f"{who}: {answer}, should be {should}")
    assert wrong == []
