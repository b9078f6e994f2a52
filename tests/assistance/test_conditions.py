"""Each condition: below, at, above its number; met, not met, unknown; and the value it shows."""

from __future__ import annotations

from datetime import date

import pytest

from assistance.conditions import CONDITIONS, Scope
from assistance.conditions.asking import Answers, ask
from assistance.conditions.values import values_of
from households.facts import refresh_facts
from households.models import Household, Standing
from policies.parameters import DEFINITIONS
from tests.assistance.factories_policies import ON, family, house, water
from tests.households.factories import income, months_before, settlement, wages


def asked(household: Household, on: date = ON) -> Answers:
    refresh_facts([household.pk], county=household.village.parent.parent, on=on)
    answers = ask(household, on=on)
    assert answers is not None
    return answers


def of_household(household: Household, code: str):
    reply = asked(household).household.replies[code]
    return reply.answer, reply.text


def of_head(code: str, **person):
    reply = asked(family(person)).members[0].replies[code]
    return reply.answer, reply.text


@pytest.mark.parametrize("code", sorted(CONDITIONS))
def test_every_condition_is_whole(code):
    condition = CONDITIONS[code]
    assert condition.code == code and condition.title and condition.clause.document.title
    assert condition.shows and condition.unknown
    assert set(condition.placeholders) <= set(values_of(condition.scope))
    assert set(condition.parameters) <= set(DEFINITIONS)


def test_a_household_without_facts_is_not_asked(county):
    assert ask(family({}), on=ON) is None


@pytest.mark.parametrize(
    ("area", "countryside", "town"),
    [("rural", (True, "农村户籍"), (False, "农村户籍")), ("urban", (False, "城市户籍"), (True, "城市户籍"))],
)
def test_countryside_and_town(county, area, countryside, town):
    household = family({}, area_type=area)
    assert of_household(household, "lives_in_countryside") == countryside
    assert of_household(household, "lives_in_town") == town


@pytest.mark.parametrize(
    ("grade", "expected"),
    [
        ("B", (False, "住房鉴定为B级")), ("C", (True, "住房鉴定为C级")), ("D", (True, "住房鉴定为D级")), ("none", (True, "住房无房")),
        (None, (None, "没有住房鉴定，由住建局鉴定")),
    ],
)  # fmt: skip
def test_unsafe_home(county, grade, expected):
    household = family({})
    if grade:
        house(household, grade)
    assert of_household(household, "has_unsafe_home") == expected


@pytest.mark.parametrize(
    ("checked", "expected"),
    [
        (("good", "bad"), (True, "饮水有不达标项")), (("good", "good"), (False, "饮水四项达标")), (("", "good"), (None, "饮水四项指标不全，由水务局检查")),
        (None, (None, "饮水四项指标不全，由水务局检查")),
    ],
)  # fmt: skip
def test_unsafe_water(county, checked, expected):
    household = family({})
    if checked:
        water(household, *checked)
    assert of_household(household, "has_unsafe_water") == expected


@pytest.mark.parametrize(
    ("labours", "able", "none"),
    [
        (["ordinary", ""], (True, "有劳动能力1人"), (False, "有劳动能力1人")),
        (["lost", "none"], (False, "有劳动能力0人"), (True, "有劳动能力0人")),
        (["lost", ""], (None, "1人劳动能力没有登记，村里入户时补"), (None, "1人劳动能力没有登记，村里入户时补")),
    ],
)
def test_a_household_without_labour_is_only_known_when_everybody_was_asked(county, labours, able, none):
    household = family(*({"labour": labour} for labour in labours))
    assert of_household(household, "has_able_member") == able
    assert of_household(household, "has_no_able_member") == none


@pytest.mark.parametrize(
    ("self_pay", "paid", "above"),
    [
        ("0", (False, "本年度自付0元"), (False, "本年度自付0元，起赔线10,000元")),
        ("10000", (True, "本年度自付10,000元"), (False, "本年度自付10,000元，起赔线10,000元")),
        ("10000.01", (True, "本年度自付10,000.01元"), (True, "本年度自付10,000.01元，起赔线10,000元")),
        (None, (None, "还没有收到医保结算，由医保局提供"), (None, "还没有收到医保结算，由医保局提供")),
    ],
)
def test_treatment_paid_out_of_pocket(county, self_pay, paid, above):
    household = family({})
    if self_pay is not None:
        settlement(household, household.members.get().person, self_pay, date(2026, 4, 1))
    assert of_household(household, "paid_for_treatment") == paid
    assert of_household(household, "paid_above_insurance_line") == above


@pytest.mark.parametrize(("yearly", "expected"), [("8977", True), ("8978", False), ("8979", False), (None, None)])
def test_income_below_the_margin_ceiling_at_the_line_is_not_below(county, yearly, expected):
    """One person; wages less 10 % would blur the line, so the money is a transfer."""
    household = family({})
    person = household.members.get().person
    if yearly:
        income(household, person, "transfer", yearly, months_before(ON)[0], item="赡养费")
        settlement(household, person, "0", date(2026, 4, 1))
    answer, text = of_household(household, "income_below_margin_ceiling")
    assert answer is expected
    assert ("标准8,978元/人·年" in text) if yearly else text == "近12个月收入没有登记，走访或核对时补"


@pytest.mark.parametrize(("amount", "expected"), [("1", True), ("-1", True), ("0", False), (None, None)])
def test_own_produce(county, amount, expected):
    household = family({})
    if amount is not None:
        income(household, household.members.get().person, "business", amount, months_before(ON)[0], item="种植")
    assert of_household(household, "has_own_produce")[0] is expected


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        (date(2026, 6, 14), (False, "渐退期到2026年6月14日")), (date(2026, 6, 15), (True, "渐退期到2026年6月15日")), (date(2026, 12, 31), (True, "渐退期到2026年12月31日")),
        (None, (False, "渐退期没有登记")),
    ],
)  # fmt: skip
def test_grace_period_its_last_day_included(county, until, expected):
    household = family({})
    Standing.objects.filter(household=household).update(grace_until=until)
    assert of_household(household, "in_grace_period") == expected


@pytest.mark.parametrize(
    ("disability", "disabled", "level", "severe"),
    [
        (("4", 2), (True, "王芳：肢体残疾2级"), True, True), (("4", 3), (True, "王芳：肢体残疾3级"), False, None),
        (("5", 3), (True, "王芳：智力残疾3级"), False, True), (None, (False, "王芳：没有有效残疾人证"), False, None),
    ],
)  # fmt: skip
def test_disability(county, disability, disabled, level, severe):
    member = asked(family({"name": "王芳", "disability": disability})).members[0]
    assert (member.replies["is_disabled"].answer, member.replies["is_disabled"].text) == disabled
    assert member.replies["is_disabled_level_1_2"].answer is level
    assert member.replies["is_severely_disabled_or_ill"].answer is severe  # health is blank: cannot say


@pytest.mark.parametrize(
    ("health", "expected"),
    [("serious", (True, "王芳：患有大病")), ("chronic", (False, "王芳：没有大病")), ("", (None, "王芳：健康状况没有登记，村里入户时补"))],
)
def test_serious_illness(county, health, expected):
    assert of_head("is_seriously_ill", name="王芳", health=health) == expected


@pytest.mark.parametrize(
    ("code", "birth", "expected"),
    [
        ("is_minor", date(2008, 6, 16), (True, "王芳17岁")), ("is_minor", date(2008, 6, 15), (False, "王芳18岁")), ("is_minor", None, (None, "王芳：出生日期没有登记，村里入户时补")),
        ("is_of_allowance_age", date(1946, 6, 16), (False, "王芳79岁，年满80岁发放")), ("is_of_allowance_age", date(1946, 6, 15), (True, "王芳80岁，年满80岁发放")),
        ("is_of_working_age", date(2010, 6, 16), (False, "王芳15岁，劳动年龄16至59岁")), ("is_of_working_age", date(2010, 6, 15), (True, "王芳16岁，劳动年龄16至59岁")),
        ("is_of_working_age", date(1966, 6, 16), (True, "王芳59岁，劳动年龄16至59岁")), ("is_of_working_age", date(1966, 6, 15), (False, "王芳60岁，劳动年龄16至59岁")),
        ("is_within_post_age", date(1965, 6, 16), (True, "王芳60岁，岗位16至60岁")), ("is_within_post_age", date(1965, 6, 15), (False, "王芳61岁，岗位16至60岁")),
        ("is_within_loan_age", date(2008, 6, 16), (False, "王芳17岁，借款人18至65岁")), ("is_within_loan_age", date(2008, 6, 15), (True, "王芳18岁，借款人18至65岁")),
        ("is_within_loan_age", date(1960, 6, 16), (True, "王芳65岁，借款人18至65岁")), ("is_within_loan_age", date(1960, 6, 15), (False, "王芳66岁，借款人18至65岁")),
    ],
)  # fmt: skip
def test_ages_on_the_birthday_and_the_day_before(county, code, birth, expected):
    assert of_head(code, name="王芳", birth=birth, id_number=None) == expected


SCHOOLS = {
    "is_in_preschool": ("preschool", date(2022, 6, 1)), "is_in_compulsory_school": ("junior", date(2012, 6, 1)), "is_in_senior_school": ("senior", date(2009, 6, 1)),
    "is_in_vocational_school": ("vocational", date(2009, 6, 1)), "is_in_vocational_or_college": ("college", date(2006, 6, 1)), "is_in_higher_education": ("bachelor", date(2006, 6, 1)),
}  # fmt: skip


@pytest.mark.parametrize("code", sorted(SCHOOLS))
@pytest.mark.parametrize(
    ("register", "said", "expected"),
    [
        ("enrolled", "", True), ("home_taught", "", True), ("absent", "", False), ("finished", "", False),
        (None, "stage", True), (None, "not", False), (None, "", None), ("finished", "stage", False),
    ],
)  # fmt: skip
def test_pupils_by_the_school_register_then_by_the_households_word(county, code, register, said, expected):
    stage, birth = SCHOOLS[code]
    enrolment = (stage, register) if register else None
    answer, text = of_head(code, name="小明", birth=birth, school_status=stage if said == "stage" else said, enrolment=enrolment)
    assert answer is expected
    assert text.startswith("小明：")


@pytest.mark.parametrize("code", sorted(SCHOOLS))
def test_nobody_asks_an_old_man_whether_he_goes_to_school(county, code):
    assert of_head(code, birth=date(1950, 1, 1), school_status="")[0] is False


@pytest.mark.parametrize(
    ("birth", "attendance", "expected"),
    [
        (date(2014, 1, 1), "absent", True),
        (date(2014, 1, 1), "enrolled", False),
        (date(2014, 1, 1), None, None),
        (date(2009, 1, 1), "absent", False),
    ],
)
def test_missing_school(county, birth, attendance, expected):
    assert of_head("is_missing_school", birth=birth, enrolment=("primary", attendance) if attendance else None)[0] is expected


@pytest.mark.parametrize(
    ("code", "person", "expected"),
    [
        ("is_able_to_work", {"labour": "skilled"}, (True, "王芳：技能劳动力")), ("is_able_to_work", {"labour": "lost"}, (False, "王芳：丧失劳动力")),
        ("is_able_to_work", {"labour": ""}, (None, "王芳：劳动能力没有登记，村里入户时补")),
        ("has_weak_labour", {"labour": "weak"}, (True, "王芳：弱劳动力或半劳动力")), ("has_weak_labour", {"labour": "ordinary"}, (False, "王芳：普通劳动力")),
        ("works_away", {"status": "away_working"}, (True, "王芳：外出务工")), ("works_away", {"job_status": "migrant"}, (True, "王芳：外出务工")),
        ("works_away", {"job_status": "local_job"}, (False, "王芳：就近就业")), ("works_away", {}, (None, "王芳：就业状况没有登记，村里入户时补")),
        ("works_for_wages", {"job_status": "local_job"}, (True, "王芳：就近就业")), ("works_for_wages", {"job_status": "farming"}, (False, "王芳：务农")),
        ("is_jobless", {"job_status": "unemployed"}, (True, "王芳：无业")), ("is_jobless", {"job_status": "farming"}, (False, "王芳：务农")),
        ("is_female", {"sex": "2"}, (True, "王芳：女")), ("is_female", {"sex": "1"}, (False, "王芳：男")), ("is_female", {"sex": ""}, (None, "王芳：性别没有登记")),
    ],
)  # fmt: skip
def test_labour_work_and_sex(county, code, person, expected):
    assert of_head(code, name="王芳", **person) == expected


@pytest.mark.parametrize(
    ("household", "person", "insurance", "pension"),
    [
        ({"category": "dibao"}, {}, True, True), ({"category": "dibao_margin"}, {}, False, False), ({"category": "dibao_margin"}, {"category": "dibao"}, True, True),
        ({"has_monitoring_tag": True, "category": "other_hardship"}, {}, True, True), ({"household_kind": "tuopin"}, {}, True, False), ({}, {"disability": ("4", 1)}, True, True), ({}, {}, False, False),
    ],
)  # fmt: skip
def test_whose_insurance_is_paid(county, household, person, insurance, pension):
    member = asked(family(person, **household)).members[0]
    assert member.replies["is_insurance_aid_target"].answer is insurance
    assert member.replies["is_pension_aid_target"].answer is pension


def test_classified_addon_unknown_health_of_a_grown_up_is_unknown(county):
    assert of_head("needs_classified_addon", birth=date(1980, 1, 1), health="")[0] is None
    assert of_head("needs_classified_addon", birth=date(1980, 1, 1), health="healthy")[0] is False
    assert of_head("needs_classified_addon", birth=date(2015, 1, 1), health="")[0] is True
    assert of_head("needs_classified_addon", birth=date(1940, 1, 1), health="healthy")[0] is True


def test_a_tekun_person_in_a_household_of_another_category(county):
    replies = [member.replies["is_tekun"].answer for member in asked(family({}, {"category": "tekun"}, category="dibao")).members]
    assert sorted(replies) == [False, True]


def test_only_counted_members_are_asked(county):
    assert len(asked(family({}, {"status": "in_prison"})).members) == 1


def test_two_statements_and_the_parameters_whatever_the_household(county, django_assert_num_queries):
    for people in (1, 6):
        household = family(*({"disability": ("4", 2)} for _ in range(people)))
        wages(household, household.members.first().person, "1000")
        refresh_facts([household.pk], county=county, on=ON)
        with django_assert_num_queries(3):
            ask(household, on=ON)


def test_scopes_are_told_apart():
    assert {condition.scope for condition in CONDITIONS.values()} == {Scope.HOUSEHOLD, Scope.MEMBER}
