"""Refusals of the API: 409 with the reason a page would show; everything else stays REST framework's."""

from __future__ import annotations

from rest_framework.exceptions import NotFound

from casework.api import exception_handler
from casework.exceptions import StalePage, StepRefused


def test_a_refused_step_answers_409_with_code_and_reason() -> None:
    response = exception_handler(StepRefused("还缺第二名核实人。", "second_visitor"), {})
    assert response is not None
    assert (response.status_code, response.data) == (409, {"code": "second_visitor", "message": "还缺第二名核实人。"})


def test_a_stale_page_is_a_refusal_of_its_own_code() -> None:
    response = exception_handler(StalePage("已经是“已办结”。"), {})
    assert response is not None and response.data["code"] == "stale"


def test_other_errors_are_left_to_the_framework() -> None:
    response = exception_handler(NotFound(), {})
    assert response is not None and response.status_code == 404
    assert exception_handler(ZeroDivisionError(), {}) is None
