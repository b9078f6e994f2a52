"""待核实成员 on the page: the list with its filters, on the desk of the town's clerk, answered there or by the change of members it leads to."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Position
from accounts.roles import Role
from casework.models import Event
from households.models import Member, MemberQuestion
from households.questions import ask
from tests.accounts.factories import PositionFactory
from tests.households.factories import HouseholdFactory
from tests.identification.factories_intake import clerk

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 15)
WHY = "整册列了这一户，没有列此人"


@pytest.fixture(autouse=True)
def the_day(settings: Any, county: Any) -> None:
    settings.FIXED_TODAY = ON


def at_desk(position: Position) -> Client:
    client = Client()
    client.force_login(position.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def missing(head: str = "陈守田", village: str = "990101100201") -> MemberQuestion:
    """A question about the last of a family of three."""
    household = HouseholdFactory(size=3, head_name=head, village_code_=village)
    member = household.members.order_by("pk").last()
    member.person.name = f"{head[0]}小甲"
    member.person.save()
    assert ask({member.pk: WHY}, batch_id=7, on=ON) == 1
    return MemberQuestion.objects.get(member=member)


def text(response: Any) -> str:
    return response.content.decode()


def test_one_answer_for_a_household_left_out_whole():
    desk, household = at_desk(clerk()), HouseholdFactory(size=3, head_name="陈守田", village_code_="990101100201")
    why = "家庭整册没有列这一户"
    assert ask({member.pk: why for member in household.members.all()}, batch_id=7, on=ON, whole_home=True) == 3
    url = reverse("households:question", args=[MemberQuestion.objects.earliest("pk").pk])
    assert "全户都核实过了" in text(desk.get(url))
    answer = {"evidence": "6月15日入户，三人都见到。", "document": "户口簿"}
    assert "全户3人" in text(desk.post(url, {**answer, "whole_home": "on"}, follow=True))
    assert not MemberQuestion.objects.open().exists() and Event.objects.filter(household_id=household.pk).count() == 3


def test_a_single_question_offers_no_answer_for_others():
    question = missing()
    page = text(at_desk(clerk()).get(reverse("households:question", args=[question.pk])))
    assert "记为仍在户" in page and "全户都核实过了" not in page


LIST = "households:questions"


def test_the_list_its_filters_and_its_empty_words():
    desk = at_desk(clerk())
    assert "没有等着核实的成员" in text(desk.get(reverse(LIST)))
    question = missing()
    missing("方宁", "990101100202")
    page = text(desk.get(reverse(LIST)))
    assert "2人" in page and "陈小甲" in page and WHY in page and "柳下湾村方宁户" in page
    for query, names in (
        ("place=990101100201", "陈"),
        ("q=方宁", "方"),
        ("batch=7", "陈方"),
        ("state=still_here", ""),
        ("state=all", "陈方"),
        ("place=x&state=y", "陈方"),
    ):
        page = text(desk.get(reverse(LIST) + "?" + query))
        assert [name for name in "陈方" if f"{name}小甲" in page] == list(names), query
    Member.objects.filter(pk=question.member_id).update(left_on=ON, status="moved_out")
    assert "陈小甲" not in text(desk.get(reverse(LIST)))
    assert "2026年6月15日迁出" in text(desk.get(reverse(LIST) + "?state=left"))


def test_the_number_of_queries_does_not_grow(django_assert_max_num_queries):
    desk = at_desk(clerk())
    missing()
    desk.get(reverse(LIST))
    with CaptureQueriesContext(connection) as one:
        desk.get(reverse(LIST))
    for number in range(4):
        missing(f"{'方秦柏周'[number]}宁")
    with django_assert_max_num_queries(len(one)):
        desk.get(reverse(LIST))


def test_nobody_reads_across_his_border():
    question = missing(village="990101101201")
    desk = at_desk(clerk())
    assert "陈小甲" not in text(desk.get(reverse(LIST) + "?state=all"))
    assert desk.get(reverse("households:question", args=[question.pk])).status_code == 404


def test_it_stands_on_the_desk_of_the_clerk_and_of_nobody_else(county):
    question = missing()
    page = text(at_desk(clerk()).get(reverse("casework:desk")))
    assert "陈小甲（陈守田户）" in page and "核实还在不在户" in page and reverse("households:question", args=[question.pk]) in page
    assert "核实还在不在户" not in text(at_desk(PositionFactory(region=county, role=Role.REGISTER_ADMIN)).get(reverse("casework:desk")))


def test_still_here_is_written_with_its_evidence():
    question, desk = missing(), at_desk(clerk())
    url = reverse("households:question", args=[question.pk])
    page = text(desk.get(url))
    assert "陈小甲还在不在这一户" in page and "问的是这一位" in page and f"?change=death&amp;member={question.member_id}" in page
    assert desk.post(url, {}).status_code == 422
    refused = desk.post(url, {"evidence": "在家", "document": "户口簿"})
    assert refused.status_code == 409 and "怎么核实的（6个字以上）" in text(refused) and 'value="户口簿"' in text(refused)
    done = desk.post(url, {"evidence": "入户见到本人，邻居证实。", "document": "户口簿"}, follow=True)
    assert "仍在户。入户见到本人，邻居证实。，凭户口簿" in text(done).replace("\n", "") and "不用再核实" in text(done)
    assert "陈小甲仍在这一户" in Event.objects.get().sentence
    again = desk.post(url, {"evidence": "又核实了一次，仍在。", "document": "户口簿"})
    assert again.status_code == 409 and "刚才有人答过" in text(again)


def test_who_only_reads_sees_who_answers(county):
    question = missing()
    reader = at_desk(PositionFactory(region=county, role=Role.TASKFORCE))
    url = reverse("households:question", args=[question.pk])
    assert "由柳溪镇的镇一窗受理核实" in text(reader.get(url)) and "记为仍在户" not in text(reader.get(url))
    assert reader.post(url, {"evidence": "入户见到本人，邻居证实。", "document": "户口簿"}).status_code == 409


def test_the_change_of_members_it_leads_to_has_him_ticked():
    question, desk = missing(), at_desk(clerk())
    page = desk.get(reverse("identification:membership", args=[question.household_id]) + f"?change=death&member={question.member_id}")
    form = page.context["form"]
    assert {name: form[name].value() for name in form.fields if name.startswith("going-")} == {
        f"going-{member.pk}": member.pk == question.member_id for member in form.members
    }
