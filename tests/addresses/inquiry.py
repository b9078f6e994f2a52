"""Addresses of means checks, home visits, community reviews and their photos."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile

from accounts.roles import Role
from casework.choices import PhotoKind
from identification import community_reviews, home_visits, means_checks
from identification.models import Application, CasePhoto
from tests.accounts.factories import PositionFactory
from tests.addresses.base import NO_METHOD, NOT_THERE, Row, thing, verb
from tests.households.factories import HouseholdFactory
from tests.identification.factories_inquiry import ON, PNG, application, authorise, seen
from tests.world import World


def prepare(world: World) -> None:
    """The known person's case under inquiry with an open check, a visit half signed and a photo; another case with nothing asked yet."""
    accepting = PositionFactory(region=world.town, role=Role.TOWN_CLERK)
    first, second = world.inside[Role.TOWN_SURVEYOR], PositionFactory(region=world.town, role=Role.TOWN_SURVEYOR)
    has_case = Application.objects.open().filter(household=world.household).exists()
    case = application(HouseholdFactory(size=1, village_code_=world.village.code) if has_case else world.household, by=accepting)
    check = means_checks.ask(case, by=accepting, on=ON)
    visit = home_visits.plan(case, first=first, second=second, by=accepting, on=ON)
    visit = home_visits.record(visit, by=second, on=ON, found=seen())
    fresh = application(HouseholdFactory(size=1, head_name="方明", village_code_=world.village.code), by=accepting, signed=False)
    authorise(fresh)
    community_reviews.want(fresh, by=accepting, on=ON, reason="邻里反映他家在外地有房，说法不一。")
    photo = CasePhoto.objects.create(
        application=case, visit=visit, kind=PhotoKind.OTHER, file=ContentFile(PNG, "x.png"), content_type="image/png", size=len(PNG)
    )
    world.made |= {
        "inquiry_case": case,
        "fresh_case": fresh,
        "check": check,
        "home_visit": visit,
        "case_photo": photo,
        "second_surveyor": second,
    }


def visit_form(world: World) -> dict[str, Any]:
    return {
        "version": world.home_visit.version, "form_key": str(uuid4()), "visited_on": "2026-06-15", "informant": "户主本人",
        "findings": "三间瓦房，屋内整洁，丈夫卧床。", "neighbours": "邻居王家说一家靠妻子种地。", "difficulty": "丈夫长期卧床，没有人能外出打工。",
        "member_signed": "on",
    }  # fmt: skip


def review_form(world: World) -> dict[str, Any]:
    return {
        "form_key": str(uuid4()), "held_on": "2026-06-15", "place": "上湾村委会", "host": "周明", "minutes": "逐一核实收入和房产，大家认为属实。",
        "votes-TOTAL_FORMS": "1", "votes-INITIAL_FORMS": "0", "votes-0-name": "王一", "votes-0-choice": "agree",
    }  # fmt: skip


ROWS: dict[str, Row] = {
    "identification:means_checks": Row(),
    "identification:means_check": thing("check"),
    "identification:means_check_step": Row(
        get=NO_METHOD, post={Role.VERIFY_CENTER: 302, "*": 409}, abroad=NOT_THERE, of=lambda w: {"pk": w.check.pk, "code": "start"},
        data=lambda w: {"version": w.check.version},
    ),
    "identification:ask_means_check": verb("fresh_case"),
    "identification:community_review": thing("fresh_case", post={Role.TOWN_CLERK: 302, "*": 422}, data=review_form),
    "identification:want_review": verb("fresh_case", data=lambda w: {"reason": "邻里反映他家在外地有房，说法不一。"}),
    "identification:home_visits": Row(),
    "identification:plan_visit": thing(
        "fresh_case", post=302, data=lambda w: {"first": w.inside[Role.TOWN_SURVEYOR].pk, "second": w.second_surveyor.pk}
    ),
    "identification:home_visit": thing("home_visit", post={Role.TOWN_SURVEYOR: 302, "*": 422}, data=visit_form),
    "identification:sign_visit": verb("home_visit", data=lambda w: {"version": w.home_visit.version}),
    "identification:case_photo": thing("case_photo"),
}  # fmt: skip
