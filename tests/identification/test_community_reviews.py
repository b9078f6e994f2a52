"""民主评议: only where wanted, with people and votes as rows; more than half of those present decides."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.roles import Role
from casework.choices import EventKind
from casework.exceptions import StalePage, StepRefused
from casework.models import Event
from identification import community_reviews
from identification.choices import ApplicationState, ReviewOutcome
from identification.community_reviews import Ballot, outcome_of
from identification.models import Application, CasePhoto, CommunityReview
from tests.identification.factories_inquiry import ON, PNG, application, ballots, clerk, person_at, reviewed, wanted
from tests.monitoring.test_pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(county) -> Application:
    return wanted()


@pytest.mark.parametrize(
    ("agree", "against", "abstain", "outcome"),
    [
        (1, 0, 0, ReviewOutcome.AGREED),
        (3, 2, 0, ReviewOutcome.AGREED),
        (3, 3, 0, ReviewOutcome.DOUBTED),  # a tie
        (3, 1, 2, ReviewOutcome.DOUBTED),  # half of those present, abstentions among them
        (4, 1, 2, ReviewOutcome.AGREED),
        (0, 0, 3, ReviewOutcome.DOUBTED),
        (2, 3, 0, ReviewOutcome.DOUBTED),
    ],
)
def test_more_than_half_of_those_present(agree, against, abstain, outcome):
    assert outcome_of(ballots(agree, against, abstain)) == outcome


def test_not_without_being_wanted(county):
    with pytest.raises(StepRefused, match="没有要求民主评议"):
        reviewed(application())


def test_wanted_once_with_its_reason(county):
    case = application()
    with pytest.raises(StepRefused, match="10个字以上"):
        community_reviews.want(case, by=case.accepted_by, on=ON, reason="有争议")
    wanted(case), wanted(case)
    assert Application.objects.get(pk=case.pk).needs_community_review
    assert Event.objects.filter(kind=EventKind.COMMUNITY_REVIEWED).count() == 1


@pytest.mark.parametrize("role", [Role.TOWN_SURVEYOR, Role.TOWN_PANEL, Role.VILLAGE_WORKER, Role.TASKFORCE])
def test_only_the_window_writes_it_down(case, role):
    by = person_at("990101" if role is Role.TASKFORCE else "990101100", role)
    for verb in (lambda: reviewed(case, by=by), lambda: community_reviews.want(case, by=by, on=ON, reason="邻里反映他家在外地有房。")):
        with pytest.raises(StepRefused, match="由镇一窗受理办理"):
            verb()


def test_the_other_towns_window_does_not(case):
    with pytest.raises(StepRefused, match="辖区"):
        reviewed(case, by=clerk("990101101"))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"held_on": ON + timedelta(days=1)}, "不能晚于今天"),
        ({"held_on": ON - timedelta(days=1)}, "才受理"),
        ({"place": " "}, "地点和主持人"),
        ({"host": ""}, "地点和主持人"),
        ({"minutes": "大家同意"}, "10个字以上"),
        ({"ballots": []}, "至少写一名"),
        ({"ballots": [Ballot(" ", "agree")]}, "写姓名、选意见"),
        ({"ballots": [Ballot("王一", "")]}, "写姓名、选意见"),
        ({"ballots": [Ballot("王一", "agree"), Ballot("王一 ", "against")]}, "写了两遍"),
    ],
)
def test_a_record_that_says_too_little_is_refused(case, changes, words):
    with pytest.raises(StepRefused, match=words):
        reviewed(case, **changes)
    assert not CommunityReview.objects.exists()


def test_the_same_form_twice_is_one_review(case):
    key = uuid4()
    assert reviewed(case, form_key=key) == reviewed(case, form_key=key)
    assert CommunityReview.objects.get().votes.count() == 6
    with pytest.raises(StalePage, match="另一件申请"):
        reviewed(wanted(), form_key=key)


def test_only_under_inquiry(case):
    Application.objects.filter(pk=case.pk).update(state=ApplicationState.NOTICE)
    with pytest.raises(StepRefused, match="公示中"):
        reviewed(case)


def posted(**changes) -> dict[str, object]:
    rows = {"votes-TOTAL_FORMS": "3", "votes-INITIAL_FORMS": "0", "votes-0-name": "王一", "votes-0-choice": "agree", "votes-1-name": "赵二"}
    return {
        "form_key": str(uuid4()), "held_on": "2026.6.15", "place": "上湾村委会", "host": "周明", "minutes": "逐一核实收入和房产，大家认为属实。",
        **rows, "votes-1-choice": "agree", **changes,
    }  # fmt: skip


def test_written_down_by_the_page_with_a_photo(case, browser):
    client, url = browser(case.accepted_by), reverse("identification:community_review", args=[case.pk])
    assert "记录评议" in text_of(client.get(url))
    assert client.post(url, posted(photo=SimpleUploadedFile("a.png", PNG))).status_code == 302
    review = CommunityReview.objects.get()
    assert (review.outcome, review.votes.count()) == (ReviewOutcome.AGREED, 2) and CasePhoto.objects.get().review == review
    assert "看会场照片" in text_of(client.get(url))


def test_more_rows_lose_nothing_and_judge_nothing(case, browser):
    client, url = browser(case.accepted_by), reverse("identification:community_review", args=[case.pk])
    page = client.post(url, posted(more="1", minutes="没写完"))
    said = page.content.decode()
    assert (
        page.status_code == 200
        and 'name="votes-6-name"' in said
        and "没写完" in said
        and 'value="王一"' in said
        and "field--bad" not in said
    )
    assert not CommunityReview.objects.exists()


def test_a_refusal_keeps_every_name(case, browser):
    client, url = browser(case.accepted_by), reverse("identification:community_review", args=[case.pk])
    page = client.post(url, posted(**{"votes-1-choice": ""}))
    assert page.status_code == 422 and "写姓名、选意见" in text_of(page) and 'value="赵二"' in page.content.decode()


def test_wanting_one_by_the_page(county, browser):
    case = application()
    client, url = browser(case.accepted_by), reverse("identification:want_review", args=[case.pk])
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "邻里反映他家在外地有房，说法不一。"}).status_code == 302
    assert Application.objects.get(pk=case.pk).needs_community_review


def test_others_of_the_region_read_it(case, browser):
    reviewed(case)
    page = browser(person_at("990101100", Role.TOWN_PANEL)).get(reverse("identification:community_review", args=[case.pk]))
    assert "村民1" in text_of(page) and "记录评议" not in text_of(page)
