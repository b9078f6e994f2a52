"""初审意见: who may, what it keeps, what needs a reason, what changes afterwards; and its page."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import override_settings
from django.urls import reverse

from accounts.roles import Role
from casework.choices import EventKind
from casework.exceptions import StalePage, StepRefused
from casework.models import Event
from households.choices import IncomeKind
from households.models import AppliedParameters, Disability
from identification import kin, opinions
from identification.choices import ApplicationState
from identification.criteria import RULES_VERSION
from identification.models import Application, Opinion
from policies.models import Parameter
from tests.accounts.factories import PositionFactory
from tests.households.factories import MemberFactory, income
from tests.identification.factories_inquiry import application, clerk, person_at
from tests.identification.factories_opinion import JUDGEMENT, ON, REASON, family, no_obligors, proposed, ready, registers_received


@pytest.fixture(autouse=True)
def known(county):
    registers_received()


def refused(code: str, case: Application, **changes) -> str:
    with pytest.raises(StepRefused) as refusal:
        proposed(case, **changes)
    assert refusal.value.code == code, refusal.value.reason
    assert not Opinion.objects.filter(application=case).exists()
    return refusal.value.reason


# What it keeps


def test_an_opinion_keeps_what_it_stood_on(county):
    case = ready(family("12000", size=3))
    opinion = proposed(case)
    assert (opinion.category, opinion.proposed_category, opinion.monthly_amount, opinion.proposed_amount) == ("dibao", "dibao", 497, 497)
    assert (opinion.is_current, opinion.is_override, opinion.override_reason, opinion.rules_version) == (True, False, "", RULES_VERSION)
    assert opinion.parameters.dibao_standard == 5985
    assert opinion.snapshot["facts"]["recognised"] == "12000.00"
    lines = list(opinion.lines.order_by("member_id"))
    assert [(line.is_counted, line.category, line.dibao_mode) for line in lines] == [(True, "dibao", "whole")] * 3
    case.refresh_from_db()
    assert case.state == ApplicationState.PROPOSED
    [event] = Event.objects.filter(kind=EventKind.OPINION, subject_id=case.pk)
    assert event.sentence.endswith("提出初审意见：最低生活保障对象，每月497元")


def test_the_numbers_of_the_law_are_kept_even_where_nobody_was_screened_by_them(county):
    case = ready(family())
    opinion = proposed(case)
    assert opinion.parameters_id in set(AppliedParameters.objects.values_list("pk", flat=True))


def test_a_tekun_member_has_a_line_of_his_own(county):
    household = family("5000")
    uncle = MemberFactory(household=household, relation="81")
    uncle.person.birth = date(1950, 1, 1)
    uncle.person.save(update_fields=["birth"])
    income(household, uncle.person, IncomeKind.TRANSFER, "4000", date(2026, 4, 1), item="赡养费")
    no_obligors(uncle.person, household)
    opinion = proposed(ready(household))
    assert (opinion.category, opinion.monthly_amount) == ("dibao", 83)
    assert opinion.lines.get(member=uncle).category == "tekun"


def test_the_tag_needs_a_written_judgement(county):
    case = ready(family("5000", risks=["01"]))
    assert "综合研判" in refused("judgement_missing", case, judgement="困难")
    opinion = proposed(case)
    assert (opinion.has_monitoring_tag, opinion.monitoring_kind, opinion.judgement) == (True, "marginal", JUDGEMENT)


# What needs a reason


@pytest.mark.parametrize(
    "changes",
    [
        {"category": "dibao_margin"},
        {"category": ""},
        {"category": "dibao", "has_monitoring_tag": True, "monitoring_kind": "sudden", "judgement": JUDGEMENT},
        {"monthly_amount": Decimal(100)},
    ],
)
def test_anything_else_than_proposed_needs_ten_characters(county, changes):
    case = ready(family("5000"))
    refused("reason_missing", case, **changes)
    refused("reason_missing", case, **changes, override_reason="就这样定")
    opinion = proposed(case, **changes, override_reason=REASON)
    assert opinion.override_reason == REASON
    assert opinion.proposed_category == "dibao" and opinion.proposed_amount == 83


def test_where_the_criteria_cannot_say_the_clerk_says_why(county):
    case = ready(family("5000", assets=None))
    refused("reason_missing", case, category="dibao")
    opinion = proposed(case, category="dibao", override_reason=REASON)
    assert (opinion.proposed_category, opinion.category) == ("cannot_say", "dibao")


def test_single_dibao_may_be_moved_to_another_member_with_a_reason(county):
    household = family("14000", size=2)
    first, last = household.members.order_by("pk")
    Disability.objects.create(household=household, person=first.person, kind="4", level=1, issued_on=ON, received_on=ON)
    case = ready(household)
    refused("reason_missing", case, lines={last.pk: "single"})
    refused("single_unknown", case, lines={999999: "single"}, override_reason=REASON)
    opinion = proposed(case, lines={last.pk: "single"}, override_reason=REASON)
    assert [line.dibao_mode for line in opinion.lines.order_by("member_id")] == ["", "single"]
    assert opinion.monthly_amount == 400


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"category": "poor"}, "category_missing"),
        ({"category": "", "has_monitoring_tag": True, "monitoring_kind": "sudden"}, "tag_without_category"),
        ({"has_monitoring_tag": True}, "kind_missing"),
        ({"monitoring_kind": "sudden"}, "kind_without_tag"),
        ({"category": "tekun"}, "not_all_tekun"),
        ({"monthly_amount": Decimal(-1)}, "amount_negative"),
    ],
)
def test_results_the_table_does_not_know_are_refused(county, changes, code):
    refused(code, ready(family()), **changes, override_reason=REASON)


# Who may


@pytest.mark.parametrize("role", [role for role in Role if role != Role.TOWN_CLERK])
def test_only_the_window_of_the_town_proposes(county, role):
    place = "990101100" if role.value.startswith("town") else "990101"
    assert "镇一窗受理办理" in refused("wrong_role", ready(), by=person_at(place, role))


def test_a_relative_stays_away(county):
    case, by = ready(), clerk()
    kin.declare(by, case.household.members.first().person, "cousin", by=by, on=ON)
    assert "回避" in refused("not_ready", case, by=by)


def test_a_surveyor_of_the_case_does_not_propose_it(county):
    case = ready()
    surveyed = case.home_visits.get().first_surveyor
    same_person = PositionFactory(region=surveyed.region, role=Role.TOWN_CLERK, user=surveyed.user)
    assert "入户调查员" in refused("not_ready", case, by=same_person)


def test_the_inquiry_must_be_whole(county):
    assert "还没有提请经济状况核对" in refused("not_ready", application())


def test_somebody_was_faster(county):
    case = ready()
    proposed(case)
    with pytest.raises(StalePage):
        proposed(case)
    other = ready(family("6000"))
    with pytest.raises(StalePage):
        proposed(other, version=other.version - 1)
    assert Opinion.objects.filter(application=case).count() == 1 and not other.opinions.exists()


# What happens afterwards


def test_a_new_inquiry_brings_a_new_opinion_and_keeps_the_old(county):
    case = ready(family("5000"))
    first = proposed(case)
    with pytest.raises(StepRefused, match="补充调查的原因"):
        opinions.reinquire(case, by=clerk(), on=ON, note="再查")
    case = opinions.reinquire(case, by=clerk(), on=ON, note="邻居反映还有一处房，要再入户看。")
    assert case.state == ApplicationState.UNDER_INQUIRY
    second = proposed(case, category="dibao_margin", override_reason=REASON)
    first.refresh_from_db()
    assert (first.is_current, second.is_current) == (False, True)


def test_the_same_facts_differ_in_nothing(county):
    case = ready(family("5000", risks=["01"]))
    assert opinions.differences(case) == ["还没有初审意见"]
    proposed(case)
    assert opinions.differences(case) == []


def test_new_evidence_is_told_in_words(county):
    household = family("5000")
    case = ready(household)
    proposed(case)
    income(household, household.members.get().person, IncomeKind.TRANSFER, "2000", date(2026, 4, 1), item="赠与")
    words = opinions.differences(case)
    assert words[0] == "建议类别由“最低生活保障对象”变为“最低生活保障边缘家庭成员”"
    assert words[1] == "建议月保障金额由83元变为未定"
    assert any(line.startswith("“家庭人均收入低于当地低保标准”由符合变为不符合：认定收入7,000.00元") for line in words)


def test_a_corrected_number_of_the_law_is_told(county):
    case = ready(family("5000"))
    proposed(case)
    row = Parameter.objects.get(code="dibao_standard", area_type="rural", valid_from=date(2026, 1, 1))
    row.pk, row.number, row.valid_from = None, Decimal(6600), date(2026, 6, 1)
    row.save()
    assert opinions.differences(case)[0] == "建议月保障金额由83元变为134元"


def test_an_override_is_not_itself_a_difference(county):
    case = ready(family("5000"))
    proposed(case, category="dibao_margin", override_reason=REASON)
    assert opinions.differences(case) == []


# The page


@pytest.fixture
def browser(client):
    def sign_in(position):
        client.force_login(position.user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    with override_settings(FIXED_TODAY=ON):
        yield sign_in


def url(case: Application) -> str:
    return reverse("identification:opinion", args=[case.pk])


def test_the_page_shows_the_sum_the_criteria_and_the_proposal(county, browser, django_assert_max_num_queries):
    case = ready(family("12000", size=2, risks=["01"]))
    page = browser(clerk())
    page.get(url(case))
    with django_assert_max_num_queries(45):
        text = page.get(url(case)).content.decode()
    for words in (
        "认定收入12,000.00元，2人，人均6,000.00元，低保标准5,985.00元/年",
        "不符合",
        "算账表",
        "边缘易致贫户",
        "怎样会不同",
        "认定收入低于11,970.00元",
        "每人明细",
    ):
        assert words in text, words
    assert text.count("btn--go") == 1


def test_others_read_without_a_form(county, browser):
    case = ready(family("5000"))
    text = browser(person_at("990101", Role.TASKFORCE)).get(url(case)).content.decode()
    assert "初审意见由镇一窗受理提出" in text and '<form method="post"' not in text.split("<main")[-1]


def test_what_is_missing_says_who_can_supply_it(county, browser):
    text = browser(clerk()).get(url(ready(family("5000", assets=None)))).content.decode()
    assert "暂不能判断" in text and "金融资产" in text and "经济状况核对或申请人申报" in text


def form_data(case: Application, **changes) -> dict:
    return {"version": case.version, "category": "dibao", "monitoring_kind": "", "judgement": "", "override_reason": "", **changes}


def test_posting_puts_the_opinion_forward(county, browser):
    case = ready(family("5000"))
    answer = browser(clerk()).post(url(case), form_data(case))
    assert answer.status_code == 302 and answer.url == reverse("identification:application", args=[case.pk])
    assert case.opinions.get().category == "dibao"


def test_a_refusal_keeps_what_was_typed(county, browser):
    case = ready(family("5000"))
    answer = browser(clerk()).post(
        url(case), form_data(case, category="dibao_margin", override_reason="太短", judgement="写了很长的研判文字留着")
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "与系统建议不同的理由" in text and "太短" in text and "写了很长的研判文字留着" in text
    assert not case.opinions.exists()


def test_a_stale_page_keeps_what_was_typed_and_may_be_sent_again(county, browser):
    case = ready(family("5000"))
    Application.objects.filter(pk=case.pk).update(version=case.version + 1)
    answer = browser(clerk()).post(url(case), form_data(case, override_reason="这段理由不能丢，再发一次。"))
    assert answer.status_code == 409 and "这段理由不能丢" in answer.content.decode()
    case.refresh_from_db()
    assert browser(clerk()).post(url(case), form_data(case)).status_code == 302


def test_a_double_post_makes_one_opinion(county, browser):
    case = ready(family("5000"))
    page = browser(clerk())
    assert [page.post(url(case), form_data(case)).status_code for _ in range(2)] == [302, 409]
    assert case.opinions.count() == 1


def test_after_the_opinion_the_page_says_what_changed_since(county, browser):
    household = family("5000")
    case = ready(household)
    proposed(case)
    page = browser(clerk())
    assert "与初审时不同" not in page.get(url(case)).content.decode()
    income(household, household.members.get().person, IncomeKind.TRANSFER, "2000", date(2026, 4, 1), item="赠与")
    assert "与初审时不同" in page.get(url(case)).content.decode()


def test_a_closed_case_reads_as_it_was(county, browser):
    household = family("5000")
    case = ready(household)
    proposed(case)
    Application.objects.filter(pk=case.pk).update(state=ApplicationState.TERMINATED, closed_on=ON)
    income(household, household.members.get().person, IncomeKind.TRANSFER, "2000", date(2026, 4, 1), item="赠与")
    text = browser(clerk()).get(url(case)).content.decode()
    assert "认定收入5,000.00元" in text and "7,000" not in text


def test_before_acceptance_the_page_says_so(county, browser):
    case = application(family())
    Application.objects.filter(pk=case.pk).update(accepted_on=None, accepted_by=None, state=ApplicationState.SUBMITTED)
    assert "还没有受理" in browser(clerk()).get(url(case)).content.decode()


def test_a_missing_number_of_the_law_is_said_on_the_page(county, browser):
    case = ready(family())
    Parameter.objects.filter(code="pdi").delete()
    answer = browser(clerk()).get(url(case))
    assert answer.status_code == 409 and "人均可支配收入" in answer.content.decode()
