"""核实不符的数据: the department answers once, its answer reaches the town and the board, and every number opens its rows."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.choices import Dept
from accounts.roles import Role
from casework.exceptions import StalePage, StepRefused
from casework.models import Event
from monitoring.choices import AnswerKind, Outcome
from monitoring.data_answers import LATEST_HOLDS, OF_REGISTER, answer
from monitoring.models import Alert, DataAnswer
from monitoring.owners import OWNERS
from monitoring.wrong_data import ANSWERS
from tests.monitoring.factories import ON, clerk, officer
from tests.monitoring.test_pages import text_of
from tests.monitoring.test_precision import concluded

pytestmark = pytest.mark.django_db
SAID = "结算单重复上传，自付由4860元改为2310元"


@pytest.fixture
def wrong(county) -> Alert:
    return Alert.objects.get(pk=concluded(Outcome.FALSE).pk)


def staff(dept: Dept = Dept.YB):
    return officer(Role.DEPT_STAFF, dept=dept)


def counts(client, query: str = "") -> dict[str, int]:
    return {label: cell.count for label, cell, _ in client.get(reverse("monitoring:wrong_data") + query).context["asked"].tabs}


def test_the_department_answers_once_and_the_town_reads_it(wrong, browser):
    yb, town = browser(staff()), browser(clerk())
    page = yb.get(f"/data-tasks/wrong/{wrong.pk}/")
    assert "二次报销" in text_of(page) and "记下核对结果" in text_of(page)
    assert "等部门核对" in text_of(town.get(f"/alerts/{wrong.pk}/"))
    answered = yb.post(f"/data-tasks/wrong/{wrong.pk}/answer/", {"kind": "corrected", "words": SAID}, follow=True)
    assert "已记为“已更正”" in text_of(answered) and "记下核对结果" not in text_of(answered)
    for address in (f"/alerts/{wrong.pk}/", f"/data-tasks/wrong/{wrong.pk}/"):
        seen = text_of(town.get(address))
        assert "已更正" in seen and SAID in seen and "记下核对结果" not in seen
    assert SAID in Event.objects.get(kind="data_answered", subject_id=wrong.pk).sentence
    again = yb.post(f"/data-tasks/wrong/{wrong.pk}/answer/", {"kind": "confirmed", "words": "系统里核对过，确实没有错"})
    assert again.status_code == 409 and "已标为“已更正”" in text_of(again) and "系统里核对过" in again.content.decode()
    assert DataAnswer.objects.count() == 1
    assert "核实不符的数据" not in text_of(yb.get("/")), "nothing waits any more"


def test_who_answers_and_what_is_asked(wrong, browser):
    with pytest.raises(StepRefused, match="不是本部门"):
        answer(wrong, AnswerKind.CORRECTED, words=SAID, by=staff(Dept.ZJ), on=ON)
    with pytest.raises(StepRefused, match="由报送这份数据的部门"):
        answer(wrong, AnswerKind.CORRECTED, words=SAID, by=officer(), on=ON)
    with pytest.raises(StepRefused, match="根据什么"):
        answer(wrong, AnswerKind.CONFIRMED, words="没有错", by=staff(), on=ON)
    with pytest.raises(StepRefused, match="请选"):
        answer(wrong, AnswerKind.DELIVERED, words=SAID, by=staff(), on=ON)
    yb = browser(staff())
    empty = yb.post(f"/data-tasks/wrong/{wrong.pk}/answer/", {"words": ""})
    assert empty.status_code == 422 and "请选一个核对结果" in text_of(empty)
    assert yb.get(f"/data-tasks/wrong/{wrong.pk}/answer/").status_code == 405
    assert browser(staff(Dept.ZJ)).get(f"/data-tasks/wrong/{wrong.pk}/").status_code == 404
    assert browser(officer()).post(f"/data-tasks/wrong/{wrong.pk}/answer/", {}).status_code == 403
    answer(wrong, AnswerKind.CONFIRMED, words="与医院核对过，金额没有错", by=staff(), on=ON)
    with pytest.raises(StalePage, match="已标为“经核无误”"):
        answer(wrong, AnswerKind.CORRECTED, words=SAID, by=staff(), on=ON)


@pytest.mark.parametrize(
    "columns",
    [
        {"kind": AnswerKind.CORRECTED},
        {"kind": AnswerKind.CORRECTED, "batch_id": 7},
        {"kind": AnswerKind.DELIVERED},
        {"kind": AnswerKind.DELIVERED, "batch_id": 7, "words": ""},
    ],
)
def test_no_answer_without_somebody_and_words(wrong, columns):
    with pytest.raises(IntegrityError), transaction.atomic():
        DataAnswer.objects.create(**{"alert": wrong, "register": "医保结算", "words": SAID, "answered_on": ON, **columns})


def test_every_number_opens_its_rows(wrong, browser):
    answer(wrong, AnswerKind.CORRECTED, words=SAID, by=staff(), on=ON)
    told = Alert.objects.get(pk=concluded(Outcome.FALSE).pk)
    answer(told, AnswerKind.CONFIRMED, words="与医院核对过，金额没有错", by=staff(), on=ON)
    brought = concluded(Outcome.FALSE)
    DataAnswer.objects.create(
        alert=brought, register="医保结算", kind=AnswerKind.DELIVERED, words="新报送的与原来不同", batch_id=7, answered_on=ON
    )
    gone = concluded(Outcome.FALSE)  # its batch was taken back: it waits again
    DataAnswer.objects.create(
        alert=gone,
        register="医保结算",
        kind=AnswerKind.DELIVERED,
        words="新报送的与原来不同",
        batch_id=8,
        answered_on=ON,
        void_at="2026-06-15T08:00Z",
    )
    DataAnswer.objects.create(
        alert=wrong, register="医保结算", kind=AnswerKind.DELIVERED, words="新报送的与原来不同", batch_id=7, answered_on=ON
    )
    client = browser(officer())
    expected = {"全部": 4, "等部门核对": 1, "已更正": 1, "经核无误": 1, "新报送的数据已改": 1}
    assert counts(client) == counts(client, "?answer=waiting") == expected
    board = client.get("/rules-precision/")
    [line] = board.context["returned"]
    assert [cell.count for cell in (line.alerts, *line.answers)] == [4, 1, 1, 1, 1]
    [listed] = client.get("/data-tasks/wrong/").context["lines"]
    tabs = [cell for _, cell, _ in client.get("/data-tasks/wrong/").context["asked"].tabs]
    for cell in (line.alerts, *line.answers, listed.alerts, *listed.answers, *tabs):
        assert client.get(cell.url).context["page_obj"].paginator.count == cell.count, cell.url
    assert client.get("/data-tasks/wrong/").context["page_obj"].object_list[0].pk == gone.pk, "what waits stands first"
    assert "新报送的数据已改，批次已撤回" in text_of(client.get(f"/data-tasks/wrong/{gone.pk}/"))


def test_a_fixed_number_of_questions(wrong, browser, django_assert_max_num_queries):
    for _ in range(6):
        answer(Alert.objects.get(pk=concluded(Outcome.FALSE).pk), AnswerKind.CORRECTED, words=SAID, by=staff(), on=ON)
    client = browser(officer())
    client.get("/data-tasks/wrong/")
    with django_assert_max_num_queries(18):
        client.get("/data-tasks/wrong/")
    with django_assert_max_num_queries(22):
        client.get(f"/data-tasks/wrong/{wrong.pk}/")


def test_every_register_that_comes_back_is_known_by_its_rows():
    assert set(OF_REGISTER) == set(OWNERS) and set(LATEST_HOLDS) < set(OWNERS)
    assert set(ANSWERS) == {"waiting", *AnswerKind.values}
