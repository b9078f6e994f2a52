"""A whole number: by duty, within scope, with a purpose, with a trace in the log and in the household's chain."""

import pytest
from django.template import Context, Template
from django.urls import reverse

from accounts.choices import ReadingKind
from accounts.models import ReadingLog
from accounts.roles import UNMASK_ROLES, Role
from casework.choices import EventKind
from casework.models import Event
from households.models import Disability
from tests.accounts.factories import PositionFactory
from tests.households.factories import HouseholdFactory

URL = reverse("accounts:unmask")
WHY = {"purpose": "identity", "words": "核对低保申请人"}


@pytest.fixture
def household(county, settings, on):
    settings.FIXED_TODAY = on
    household = HouseholdFactory(size=2)
    household.bank_account, household.phone = "6217000000000001234", "13900001234"
    household.save()
    return household


@pytest.fixture
def head(household):
    return household.members.order_by("pk").first().person


@pytest.fixture
def clerk(client, household, town):
    position = PositionFactory(region=town, role=Role.TOWN_CLERK)
    client.force_login(position.user)
    return position


def ask(client, field, pk, **changes):
    return client.post(URL, {"field": field, "pk": pk, **WHY, **changes})


def test_the_value_is_shown_once_and_both_traces_are_written(client, clerk, household, head, on):
    response = ask(client, "person.id_number", head.pk, back="/households/")
    page = response.content.decode()
    assert response.status_code == 200 and head.id_number.reveal() in page and response["Cache-Control"] == "no-store"
    line = ReadingLog.objects.get(kind=ReadingKind.UNMASK)
    assert (line.position_id, line.subject, line.subject_id) == (clerk.pk, f"{head.name} 证件号码", head.pk)
    assert line.purpose == "核对身份：核对低保申请人"
    event = Event.objects.get(household_id=household.pk, kind=EventKind.UNMASKED)
    assert event.happened_on == on and event.sentence == f"{clerk}查看完整证件号码，用途：核对身份：核对低保申请人"


def test_every_kind_of_value(client, clerk, household, head, on):
    card = Disability.objects.create(
        household=household, person=head, kind="1", level=2, certificate="99010119800501123441", issued_on=on, received_on=on
    )
    for field, pk, plain in (
        ("household.bank_account", household.pk, "6217000000000001234"),
        ("household.phone", household.pk, "13900001234"),
        ("disability.certificate", card.pk, "99010119800501123441"),
    ):
        assert plain in ask(client, field, pk).content.decode()
    assert "没有登记" in ask(client, "person.phone", head.pk).content.decode()


@pytest.mark.parametrize("changes", [{"words": "查"}, {"words": ""}, {"purpose": "curiosity"}, {"purpose": ""}])
def test_without_a_purpose_nothing_is_shown_or_written(client, clerk, head, changes):
    page = ask(client, "person.id_number", head.pk, **changes).content.decode()
    assert head.id_number.reveal() not in page and "还没有显示" in page
    assert not ReadingLog.objects.filter(kind=ReadingKind.UNMASK).exists() and not Event.objects.filter(kind="unmasked").exists()


def test_a_sentence_sent_as_the_purpose_is_kept_as_the_words(client, clerk, head):
    page = client.post(URL, {"field": "person.id_number", "pk": head.pk, "purpose": "核对低保申请人"}).content.decode()
    assert 'value="核对低保申请人"' in page and "请选用途" in page


def test_an_id_number_in_the_words_is_not_kept(client, clerk, head):
    ask(client, "person.id_number", head.pk, words=f"核对{head.id_number.reveal()}")
    assert ReadingLog.objects.get(kind=ReadingKind.UNMASK).purpose == "核对身份：核对<号码18位>"


@pytest.mark.parametrize(("field", "pk"), [("person.id_number", 999999), ("person.name", 1), ("household.phone", 999999)])
def test_what_is_not_there_is_404(client, clerk, field, pk):
    assert ask(client, field, pk).status_code == 404


def test_out_of_region_is_404_and_leaves_no_trace(client, head, household, other_village):
    stranger = PositionFactory(region=other_village.parent, role=Role.TOWN_CLERK)
    client.force_login(stranger.user)
    assert ask(client, "person.id_number", head.pk).status_code == 404
    assert ask(client, "household.phone", household.pk).status_code == 404
    assert not ReadingLog.objects.filter(kind=ReadingKind.UNMASK).exists()


@pytest.mark.parametrize("role", [role for role in Role if role not in UNMASK_ROLES])
def test_other_duties_may_not(client, county, head, role):
    position = PositionFactory(region=county, role=role)
    client.force_login(position.user)
    # A department may ask for whom was pushed to it, and for nobody else: to it this kind is not there.
    assert ask(client, "person.id_number", head.pk).status_code == (404 if role == Role.DEPT_STAFF else 403)


def test_the_form_beside_a_masked_number(rf, clerk, county, head):
    template = Template(
        '{% include "accounts/_unmask.html" with kind="person.id_number" pk=person.pk whose=person.name label="身份证号" %}'
    )
    request = rf.get("/households/7/")
    request.position = clerk
    html = template.render(Context({"request": request, "person": head, "csrf_token": "x"}))
    assert f'name="pk" value="{head.pk}"' in html and 'name="field" value="person.id_number"' in html and "核对身份" in html
    request.position = PositionFactory(region=county, role=Role.COUNTY_LEADER)
    assert "<form" not in template.render(Context({"request": request, "person": head}))
