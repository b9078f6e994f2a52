"""核对: authorised by every adult, done by somebody else, what is found counts, what is not found is zero, an objection brings a new one."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.roles import Role
from casework.choices import EventKind
from casework.exceptions import StalePage, StepRefused
from casework.models import Event
from households.choices import EvidenceSource, IncomeKind
from households.models import Asset, ChangedHousehold, HouseholdFacts, Income, Person
from identification import case_facts, means_checks
from identification.choices import ApplicationState, LetterKind, MeansResult
from identification.means_findings import FoundAsset, FoundIncome, shared_out
from identification.models import Application, KinDeclaration, Letter, MeansCheck
from identification.one_form.items import NOT_FOUND
from tests.households.factories import HouseholdFactory, MemberFactory, PersonFactory, income, months_before
from tests.identification.factories_inquiry import ON, application, asked, authorise, clerk, more_found, person_at, surveyor, verifier

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(county) -> Application:
    return application()


def facts_of(case: Application) -> HouseholdFacts:
    return HouseholdFacts.objects.get(household=case.household_id)


def head_of(case: Application) -> Person:
    return case.household.members.order_by("pk").first().person


def finish(check: MeansCheck, **changes) -> MeansCheck:
    known = {
        "by": verifier(), "on": ON, "result": MeansResult.AGREES, "findings": "与银行、人社、不动产数据比对一致。", "report_no": "HD-1"
    }  # fmt: skip
    return means_checks.finish(check, **{**known, **changes})


# Asking


def test_asked_with_its_own_limit(case):
    check = asked(case)
    assert (check.asked_on, check.due_on) == (ON, date(2026, 6, 23))  # five working days; the 19th is 端午
    assert "提请核对" in Event.objects.get(kind=EventKind.MEANS_CHECKED).sentence


@pytest.mark.parametrize("only", [0, 1])
def test_every_adult_must_have_signed(county, only):
    case = application(signed=False)
    if only:
        authorise(case, only=only)
    names = [member.person.name for member in case.household.members.order_by("pk")]
    with pytest.raises(StepRefused, match=f"还缺{names[1]}签字" if only else "没有有效的核对授权书"):
        asked(case)


@pytest.mark.parametrize(
    ("columns", "is_in_force"),
    [
        ({}, True),
        ({"valid_until": ON}, True),
        ({"valid_until": ON - timedelta(days=1)}, False),
        ({"withdrawn_on": ON}, False),
    ],
)
def test_the_authorisation_must_be_in_force_on_the_day(county, columns, is_in_force):
    case = application(signed=False)
    authorise(case, **columns)
    assert (means_checks.not_authorised(case, ON) == "") is is_in_force


def test_a_minor_need_not_sign_an_adult_of_today_must(county):
    household = HouseholdFactory(size=1)
    almost = MemberFactory(household=household, relation="20", person=PersonFactory(birth=date(2008, 6, 16)))
    case = application(household, signed=False)
    authorise(case, only=1)
    assert means_checks.not_authorised(case, ON) == ""
    assert almost.person.name in means_checks.not_authorised(case, ON + timedelta(days=1))


def test_asked_twice_is_refused_and_answered_is_not_asked_again(case):
    check = asked(case)
    with pytest.raises(StepRefused, match="还没有结果"):
        asked(case)
    finish(check)
    with pytest.raises(StepRefused, match="已有结果"):
        asked(case)


def test_only_while_under_inquiry(case):
    Application.objects.filter(pk=case.pk).update(state=ApplicationState.PANEL)
    with pytest.raises(StepRefused, match="待联审联批"):
        asked(case)


@pytest.mark.parametrize("role", [Role.VERIFY_CENTER, Role.TOWN_SURVEYOR, Role.TOWN_PANEL, Role.TASKFORCE, Role.VILLAGE_WORKER])
def test_only_the_window_asks(case, role):
    by = person_at("990101" if role in (Role.VERIFY_CENTER, Role.TASKFORCE) else "990101100", role)
    with pytest.raises(StepRefused, match="由镇一窗受理办理"):
        means_checks.ask(case, by=by, on=ON)


def test_the_other_towns_window_does_not(case):
    with pytest.raises(StepRefused, match="辖区内"):
        means_checks.ask(case, by=clerk("990101101"), on=ON)


# The query and its answer


def test_only_the_center_queries_and_never_who_asked(case):
    check = asked(case)
    with pytest.raises(StepRefused, match="由县核对中心办理"):
        means_checks.start(check, by=surveyor(), on=ON)
    both = verifier(user=check.asked_by.user)
    with pytest.raises(StepRefused, match="不能自己核对"):
        means_checks.start(check, by=both, on=ON)
    with pytest.raises(StepRefused, match="不能自己核对"):
        finish(check, by=both)


def test_kin_stand_aside(case):
    check, by = asked(case), verifier()
    KinDeclaration.objects.create(position=by, person=head_of(case), relation="sibling", declared_on=ON, declared_by=by)
    with pytest.raises(StepRefused, match="须回避"):
        means_checks.start(check, by=by, on=ON)


def test_a_withdrawn_authorisation_stops_the_query_not_the_refusal(case):
    check = asked(case)
    case.authorisations.update(withdrawn_on=ON)
    with pytest.raises(StepRefused, match="没有有效的核对授权书"):
        means_checks.start(check, by=verifier(), on=ON)
    with pytest.raises(StepRefused, match="没有有效的核对授权书"):
        finish(check)
    done = finish(check, result=MeansResult.REFUSED, report_no="", findings="家庭成员撤回授权，没有查询。")
    assert done.result == MeansResult.REFUSED and not Income.objects.filter(source=EvidenceSource.MEANS_CHECK).exists()


def test_started_before_the_withdrawal_may_be_answered(case):
    by = verifier()
    check = means_checks.start(asked(case), by=by, on=ON)
    case.authorisations.update(withdrawn_on=ON)
    assert finish(check, by=by).finished_on == ON


def test_started_twice_is_told_so(case):
    check = means_checks.start(asked(case), by=verifier(), on=ON)
    with pytest.raises(StalePage, match="已经开始核对"):
        means_checks.start(check, by=verifier(), on=ON)


def test_a_stale_page_is_told_so(case):
    check = asked(case)
    means_checks.start(check, by=verifier(), on=ON, version=0)
    with pytest.raises(StalePage, match="刚才有人办过"):
        finish(check, version=0)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"result": "nonsense"}, "请选核对结果"),
        ({"findings": "一致"}, "10个字以上"),
        ({"findings": "户主99010119800501123X名下无房，其余与申报相符。"}, "不要写证件号"),
        ({"report_no": " "}, "报告号"),
        ({"looked_at": ()}, "请勾选"),
        ({"looked_at": ("horoscope",)}, "请勾选"),
        ({"result": MeansResult.MORE_FOUND}, "逐项写明"),
        ({"result": MeansResult.REFUSED, "vehicles": "小型汽车一辆"}, "不能写查到的"),
        ({"found": [FoundAsset("house", "县城商品房")], "looked_at": ("wage",)}, "不在核对范围"),
        ({"found": [FoundIncome("house", "租金", Decimal(1))]}, "不在核对范围"),
        ({"found": [FoundIncome("wage", " ", Decimal(1))]}, "写明项目"),
        ({"found": [FoundIncome("wage", "务工收入", Decimal(-1))]}, "不能为负"),
        ({"found": [FoundAsset("financial", "存款", Decimal(-1))]}, "不能为负"),
        ({"found": [FoundIncome("wage", "务工收入", Decimal(1), months=(date(2026, 6, 1),))]}, "2026年6月不在计算期"),
        ({"found": [FoundIncome("wage", "务工收入", Decimal(1))] * 2}, "写了两遍"),
    ],
)
def test_a_report_that_says_too_little_is_refused(case, changes, words):
    check = asked(case)
    with pytest.raises(StepRefused, match=words):
        finish(check, **changes)
    check.refresh_from_db()
    assert check.finished_on is None and not Income.objects.exists()


def test_somebody_elses_money_is_refused(case):
    with pytest.raises(StepRefused, match="不是这一户"):
        finish(asked(case), found=[FoundIncome("wage", "务工收入", Decimal(1), PersonFactory())])


# What lands


@pytest.mark.parametrize(
    ("amount", "parts", "first", "last"),
    [
        ("24000", 12, "2000", "2000"),
        ("100", 12, "8.33", "8.37"),
        ("-100", 12, "-8.33", "-8.37"),
        ("0.01", 12, "0", "0.01"),
        ("7", 1, "7", "7"),
    ],
)
def test_a_years_amount_is_shared_out_to_the_last_fen(amount, parts, first, last):
    shares = shared_out(Decimal(amount), parts)
    assert (shares[0], shares[-1], sum(shares)) == (Decimal(first), Decimal(last), Decimal(amount))


def test_wages_found_take_the_place_of_wages_declared(case):
    for month in months_before(ON):
        income(case.household, head_of(case), IncomeKind.WAGE, 500, month, source=EvidenceSource.DECLARED)
    more_found(case)
    facts = facts_of(case)
    assert (facts.wages, facts.is_self_declared) == (Decimal(24000), False)
    declared = Income.objects.filter(source=EvidenceSource.DECLARED)
    assert declared.count() == 12 and not declared.filter(superseded_at__isnull=True).exists()
    assert ChangedHousehold.objects.filter(household_id=case.household_id).exists()


def test_months_named_count_each(case):
    months = (date(2026, 4, 1), date(2026, 5, 1))
    row = FoundIncome("wage", "务工收入", Decimal("1500.50"), head_of(case), months)
    finish(asked(case), result=MeansResult.MORE_FOUND, found=[row])
    assert facts_of(case).wages == Decimal(3001)


def test_nothing_found_is_a_known_zero_not_a_blank(case):
    check = finish(asked(case))
    facts = facts_of(case)
    assert (facts.gross, facts.wages, facts.financial_assets, facts.house_count, facts.barred_property_count) == (0, 0, 0, 0, 0)
    assert set(Income.objects.values_list("item", flat=True)) == {NOT_FOUND} and "house" in check.looked_at


def test_what_was_not_looked_at_stays_unknown(case):
    finish(asked(case), looked_at=("financial",))
    facts = facts_of(case)
    assert (facts.gross, facts.financial_assets) == (None, 0)
    assert (facts.house_count, facts.barred_property_count) == (None, None)


def vehicle_answers(case: Application) -> dict[str, bool | None]:
    return {
        one.code: one.answer for one in case_facts.facts_of(case).criteria if one.code in ("vehicles_of_dibao", "vehicles_of_dibao_margin")
    }


@pytest.mark.parametrize(
    ("changes", "dibao", "margin"),
    [
        ({"looked_at": ("financial",)}, None, None),  # nobody looked, and the county's register never came
        ({}, True, True),  # looked, and found none
        ({"found": [FoundAsset("vehicle", "小型轿车", Decimal(79999))]}, False, True),
        ({"found": [FoundAsset("vehicle", "小型轿车", Decimal(80000))]}, False, True),
        ({"found": [FoundAsset("vehicle", "小型轿车", Decimal("80000.01"))]}, False, False),
        ({"found": [FoundAsset("vehicle", "小型轿车")]}, False, None),  # at a price nobody knows
        ({"found": [FoundAsset("vehicle", "小型轿车", Decimal(100)), FoundAsset("vehicle", "货车", Decimal(100))]}, False, False),
        ({"vehicles": "两轮摩托车一辆"}, None, None),  # words alone do not say whether it counts
        ({"vehicles": "两轮摩托车一辆", "found": [FoundAsset("vehicle", "货车", Decimal(100))]}, False, True),
    ],
)
def test_vehicles_looked_for_answer_the_criteria(case, changes, dibao, margin):
    has_more = bool(changes.keys() & {"found", "vehicles"})
    finish(asked(case), result=MeansResult.MORE_FOUND if has_more else MeansResult.AGREES, **changes)
    assert vehicle_answers(case) == {"vehicles_of_dibao": dibao, "vehicles_of_dibao_margin": margin}


def test_the_next_check_takes_the_car_back(case):
    check = finish(asked(case), result=MeansResult.MORE_FOUND, found=[FoundAsset("vehicle", "小型轿车", Decimal(60000))])
    means_checks.tell(check, by=check.asked_by, on=ON)
    following = means_checks.object_(check, by=check.asked_by, on=ON, objection="车去年已经过户给外甥，有过户发票。")
    assert facts_of(case).vehicle_count == 1
    finish(following, findings="车管所确认去年已经过户，户内没有机动车。")
    assert facts_of(case).vehicle_count == 0


def test_a_house_found_is_counted_once_whoever_else_named_it(case):
    Asset.objects.create(
        household=case.household, kind="house", item="自建房", as_of=ON, area=Decimal(90), source=EvidenceSource.DECLARED, received_on=ON
    )
    rows = [FoundAsset("house", "上湾村自建房", area=Decimal(96)), FoundAsset("house", "县城商品房", Decimal(200000), Decimal(80))]
    finish(asked(case), result=MeansResult.MORE_FOUND, found=rows)
    facts = facts_of(case)
    assert (facts.house_count, facts.house_area) == (2, Decimal(176))


# Telling and objecting


def test_more_found_is_told_by_letter_once(case):
    check = more_found(case)
    told = means_checks.tell(check, by=check.asked_by, on=ON)
    assert told.told_on == ON and means_checks.tell(check, by=check.asked_by, on=ON).told_on == ON
    letter = Letter.objects.get(application=case, kind=LetterKind.MEANS_RESULT)
    assert letter.content["items"] == [f"工资性收入（{head_of(case).name}），务工收入，24,000.00元（计算期合计）"]


def test_what_agrees_needs_no_letter(case):
    check = finish(asked(case))
    with pytest.raises(StepRefused, match="不用另行告知"):
        means_checks.tell(check, by=check.asked_by, on=ON)


def test_an_objection_with_proof_brings_the_next_check(case):
    check = more_found(case)
    with pytest.raises(StepRefused, match="先告知"):
        means_checks.object_(check, by=check.asked_by, on=ON, objection="这家企业欠薪没有发，有劳动仲裁书。")
    means_checks.tell(check, by=check.asked_by, on=ON)
    following = means_checks.object_(check, by=check.asked_by, on=ON, objection="这家企业欠薪没有发，有劳动仲裁书。")
    again = means_checks.object_(check, by=check.asked_by, on=ON, objection="这家企业欠薪没有发，有劳动仲裁书。")
    assert following.follows == check and again == following and MeansCheck.objects.count() == 2


def test_the_next_check_speaks_instead_of_the_first(case):
    check = more_found(case, told=True)
    following = means_checks.object_(check, by=check.asked_by, on=ON, objection="这家企业欠薪没有发，有劳动仲裁书。")
    assert facts_of(case).wages == Decimal(24000)
    finish(following, findings="企业确实欠薪，本年没有发放工资。")
    assert facts_of(case).wages == 0
