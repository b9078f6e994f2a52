"""Families and what fits, nearly fits and is excluded, with the compared values."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from accounts.roles import Role
from assistance.matching import Verdict, matches, offered, yearly_worth
from assistance.models import Measure, Need, Referral
from households.facts import refresh_facts
from policies.dispositions import AmountRule, Disposition
from policies.models import Policy
from tests.accounts.factories import PositionFactory
from tests.assistance.factories_policies import ON, PolicyFactory, family, house, match_of, matched, monthly, water
from tests.households.factories import settlement


def codes(heap) -> set[str]:
    return {match.policy.code for match in heap}


def texts(match) -> dict[str, str]:
    return {finding.title: finding.text for finding in match.findings}


# The shipped catalogue, family by family


def test_a_dibao_family_with_a_disabled_wife_and_a_pupil(catalogue):
    household = family(
        {"name": "陈守田", "birth": date(1970, 1, 1), "labour": "ordinary", "health": "healthy", "job_status": "farming", "sex": "1", "school_status": "not"},
        {"name": "周桂兰", "birth": date(1972, 1, 1), "labour": "weak", "disability": ("4", 2), "health": "disabled", "job_status": "unemployed", "sex": "2", "school_status": "not"},
        {"name": "陈小雨", "birth": date(2013, 9, 1), "labour": "none", "health": "healthy", "sex": "2", "job_status": "student", "enrolment": ("junior", "enrolled")},
        category="dibao",
    )  # fmt: skip
    settlement(household, household.members.first().person, "0", date(2026, 3, 1))
    house(household, "B")
    water(household)
    found = matched(household)
    fits = {(match.policy.code, match.person_name) for match in found.fits}
    assert fits == {
        ("ZC-01", ""), ("ZC-03", "周桂兰"), ("ZC-03", "陈小雨"), ("ZC-09", "周桂兰"), ("ZC-10", "周桂兰"),
        ("ZC-14", "陈守田"), ("ZC-14", "周桂兰"), ("ZC-14", "陈小雨"), ("ZC-17", ""), ("ZC-19", ""), ("ZC-22", "陈小雨"), ("ZC-28", "陈小雨"),
        ("ZC-32", ""), ("ZC-33", "周桂兰"), ("ZC-36", "陈守田"), ("ZC-36", "周桂兰"), ("ZC-38", "周桂兰"), ("ZC-45", ""),
        ("ZC-49", "陈守田"), ("ZC-49", "周桂兰"), ("ZC-51", "周桂兰"), ("ZC-55", ""), ("ZC-57", ""),
    }  # fmt: skip
    assert texts(match_of(found, "ZC-10"))["残疾一级或二级"] == "周桂兰：肢体残疾2级"
    assert "陈小雨：初中，在校" in texts(match_of(found, "ZC-22")).values()
    assert codes(found.nearly) >= {"ZC-40", "ZC-43"}  # something a person checks
    reasons = {match.policy.code: [finding.text for finding in match.unmet] for match in found.excluded}
    assert reasons["ZC-29"] == ["住房鉴定为B级"]
    assert reasons["ZC-04"][0] == "低保"
    assert reasons["ZC-31"] == ["饮水四项达标"]


@pytest.mark.parametrize(
    ("household", "fits", "not_fits"),
    [
        ({"category": "dibao"}, {"ZC-01", "ZC-32"}, {"ZC-07", "ZC-34"}),
        ({"category": "rigid_expenditure"}, {"ZC-07", "ZC-17"}, {"ZC-01", "ZC-32"}),
        ({"category": "other_hardship", "has_monitoring_tag": True}, {"ZC-17", "ZC-55"}, {"ZC-01"}),
        ({"household_kind": "tuopin"}, {"ZC-14"}, {"ZC-01", "ZC-17", "ZC-58"}),
        ({}, set(), {"ZC-01", "ZC-14", "ZC-17", "ZC-55"}),
    ],
)
def test_targets_by_category_tag_and_tuopin(catalogue, household, fits, not_fits):
    found = matched(family({}, **household))
    assert fits <= codes(found.fits)
    assert not not_fits & (codes(found.fits) | codes(found.nearly))


def test_a_tekun_person_in_a_dibao_household(catalogue):
    found = matched(family({"name": "张三"}, {"name": "张老", "category": "tekun"}, category="dibao"))
    assert [match.person_name for match in found.fits if match.policy.code == "ZC-04"] == ["张老"]
    assert texts(match_of(found, "ZC-01"))["对象：低保"] == "低保、张老为特困"


def test_every_policy_stands_on_exactly_one_heap_or_on_two_for_different_people(catalogue):
    found = matched(family({"disability": ("4", 3)}, {"birth": date(2014, 1, 1)}, category="dibao_margin"))
    kept, _ = offered("990101", ON)
    assert codes(found.fits) | codes(found.nearly) | codes(found.excluded) == codes_of(kept)
    assert not codes(found.excluded) & (codes(found.fits) | codes(found.nearly))


def codes_of(policies) -> set[str]:
    return {policy.code for policy in policies}


# Verdicts


def test_one_unmet_condition_is_nearly_and_names_it_with_its_value(county):
    PolicyFactory(code="T-1", conditions=["has_weak_labour", "is_within_post_age"])
    match = match_of(matched(family({"name": "周桂兰", "labour": "weak", "birth": date(1965, 5, 1)})), "T-1")
    assert match.verdict is Verdict.NEARLY
    assert [finding.text for finding in match.unmet] == ["周桂兰61岁，岗位16至60岁"]


def test_a_condition_about_whom_it_is_for_never_makes_nearly(county):
    PolicyFactory(code="T-1", conditions=["is_disabled"])
    assert match_of(matched(family({})), "T-1").verdict is Verdict.EXCLUDED


def test_two_unmet_conditions_exclude(county):
    PolicyFactory(code="T-1", conditions=["has_able_member", "income_below_margin_ceiling"])
    PolicyFactory(code="T-2", conditions=["is_within_post_age", "is_disabled_level_1_2"])
    found = matched(family({"birth": date(1950, 1, 1), "labour": "lost"}))
    assert match_of(found, "T-2").verdict is Verdict.EXCLUDED


@pytest.mark.parametrize(
    ("conditions", "verdict"),
    [
        (["has_unsafe_home"], Verdict.NEARLY),  # a subject nobody looked at
        (["has_unsafe_home", "has_unsafe_water"], Verdict.TO_CHECK),
        (["has_unsafe_home", "has_unsafe_water", "is_of_working_age"], Verdict.EXCLUDED),  # the age is surely not met
        (["has_unsafe_home", "lives_in_town"], Verdict.EXCLUDED),
    ],
)
def test_unknown_is_never_silently_no(county, conditions, verdict):
    PolicyFactory(code="T-1", conditions=conditions)
    assert match_of(matched(family({"birth": date(1950, 1, 1)})), "T-1").verdict is verdict


def test_what_a_person_checks_is_never_counted_as_met(county):
    PolicyFactory(code="T-1", manual_checks=["有生产项目"])
    PolicyFactory(code="T-2", manual_checks=["有生产项目"], conditions=["lives_in_town"])
    found = matched(family({}))
    match = match_of(found, "T-1")
    assert match.verdict is Verdict.TO_CHECK and not found.fits
    assert [finding.text for finding in match.manual] == ["有生产项目"]
    assert match_of(found, "T-2").verdict is Verdict.EXCLUDED


@pytest.mark.parametrize(
    ("risks", "verdict", "text"),
    [
        (["02"], Verdict.FITS, "登记的风险：因自然灾害"), (["01", "02"], Verdict.FITS, "登记的风险：因病、因自然灾害"), (["01"], Verdict.EXCLUDED, "登记的风险：因病"),
        ([], Verdict.NEARLY, "没有登记风险类型，村里入户时补"),
    ],
)  # fmt: skip
def test_risks(county, risks, verdict, text):
    PolicyFactory(code="T-1", target_risks=["02"])
    match = match_of(matched(family({}, risks=risks)), "T-1")
    assert match.verdict is verdict
    assert texts(match)["风险：因自然灾害"] == text


@pytest.mark.parametrize(
    ("policy", "household", "meets"),
    [
        ({"target_categories": ["dibao"]}, {"category": "dibao"}, True), ({"target_categories": ["dibao"]}, {"category": "dibao_margin"}, False),
        ({"target_categories": ["dibao"], "tagged_or_category": True}, {"has_monitoring_tag": True}, True),
        ({"target_categories": ["dibao"]}, {"has_monitoring_tag": True, "category": "other_hardship"}, False),
        ({"target_categories": ["dibao"], "for_tuopin": True}, {"household_kind": "tuopin"}, True), ({"for_tuopin": True}, {}, False),
        ({"target_categories": ["dibao"], "for_tagged": "required"}, {"category": "dibao"}, False),
        ({"target_categories": ["dibao"], "for_tagged": "required"}, {"category": "dibao", "has_monitoring_tag": True}, True),
        ({"for_everybody": True, "for_tagged": "forbidden"}, {"has_monitoring_tag": True}, False), ({"for_everybody": True}, {}, True), ({}, {}, True),
    ],
)  # fmt: skip
def test_whom_a_policy_is_for(county, policy, household, meets):
    PolicyFactory(code="T-1", **{"for_everybody": False, **policy})
    assert (match_of(matched(family({}, **household)), "T-1").verdict is Verdict.FITS) is meets


# What is never offered


def test_abolished_merged_and_organisations_are_left_out(county):
    PolicyFactory(code="T-1", disposition=Disposition.ABOLISH, replaced_by_text="低保")
    PolicyFactory(code="T-2", for_organisations=True)
    PolicyFactory(code="T-3", disposition=Disposition.MERGE, merged_into="T-4")
    PolicyFactory(code="T-4", disposition=Disposition.MERGE, merged_into="T-4")
    PolicyFactory(code="T-5", valid_to=date(2026, 6, 14))
    PolicyFactory(code="T-6", valid_from=date(2026, 6, 16))
    PolicyFactory(code="T-7", valid_from=date(2026, 6, 15), valid_to=date(2026, 6, 15))
    assert codes(matched(family({})).fits) == {"T-4", "T-7"}


def test_a_countys_own_row_stands_in_the_national_ones_place(county):
    PolicyFactory(code="T-1", name="全国的")
    PolicyFactory(code="T-1", name="本县的", region=county)
    other = PolicyFactory(code="T-2", region=county)
    Policy.objects.filter(pk=other.pk).update(valid_from=date(2026, 7, 1))
    PolicyFactory(code="T-2", name="全国的二")
    assert [match.policy.name for match in matched(family({})).fits] == ["本县的", "全国的二"]


# 就高不就低


def test_the_highest_of_an_exclusive_group_is_offered_the_other_says_by_what(county):
    PolicyFactory(code="T-1", exclusive_group="补贴", **monthly("100"))
    PolicyFactory(code="T-2", exclusive_group="补贴", amount_rule=AmountRule.YEARLY, amount_high=Decimal(1199), unit="元/人·年")
    PolicyFactory(code="T-3", exclusive_group="别的", **monthly("1"))
    found = matched(family({}))
    assert codes(found.fits) == {"T-1", "T-3"}
    beaten = match_of(found, "T-2")
    assert beaten.verdict is Verdict.EXCLUDED and beaten.beaten_by is not None and beaten.beaten_by.code == "T-1"


def test_a_tie_goes_to_the_earlier_code(county):
    PolicyFactory(code="T-2", exclusive_group="补贴", **monthly("100"))
    PolicyFactory(code="T-1", exclusive_group="补贴", amount_rule=AmountRule.YEARLY, amount_high=Decimal(1200), unit="元/人·年")
    assert codes(matched(family({})).fits) == {"T-1"}


def test_only_what_fits_competes(county):
    PolicyFactory(code="T-1", exclusive_group="补贴", conditions=["lives_in_town"], **monthly("900"))
    PolicyFactory(code="T-2", exclusive_group="补贴", manual_checks=["看凭证"], **monthly("800"))
    PolicyFactory(code="T-3", exclusive_group="补贴", **monthly("100"))
    assert codes(matched(family({})).fits) == {"T-3"}


def test_an_amount_to_be_confirmed_neither_excludes_nor_is_excluded(county):
    PolicyFactory(code="T-1", exclusive_group="补贴")
    PolicyFactory(code="T-2", exclusive_group="补贴", **monthly("100"))
    PolicyFactory(code="T-3", exclusive_group="补贴", **monthly("90"))
    found = matched(family({}))
    assert codes(found.fits) == {"T-1", "T-2"}
    assert match_of(found, "T-1").rivals == ("试用T-2",)


def test_different_people_of_a_household_do_not_compete(county):
    PolicyFactory(code="T-1", exclusive_group="补贴", conditions=["is_disabled"], **monthly("100"))
    PolicyFactory(code="T-2", exclusive_group="补贴", conditions=["is_minor"], **monthly("50"))
    found = matched(
        family(
            {"name": "甲", "disability": ("4", 1)},
            {"name": "乙", "birth": date(2015, 1, 1)},
            {"name": "丙", "birth": date(2016, 1, 1), "disability": ("4", 1)},
        )
    )
    assert {(match.policy.code, match.person_name) for match in found.fits} == {("T-1", "甲"), ("T-2", "乙"), ("T-1", "丙")}


@pytest.mark.parametrize(
    ("columns", "worth"),
    [
        (monthly("100"), 1200), ({"amount_rule": AmountRule.YEARLY, "amount_low": Decimal(5), "unit": "元/人·年"}, 5), ({"amount_rule": AmountRule.FIXED, "amount_high": Decimal(7), "unit": "元/学期"}, 14),
        ({"amount_rule": AmountRule.UNSET}, None), ({"amount_rule": AmountRule.RATIO, "amount_high": Decimal(90), "unit": "%"}, None),
    ],
)  # fmt: skip
def test_what_a_policy_is_worth_a_year(columns, worth):
    assert yearly_worth(PolicyFactory.build(**columns)) == worth


# What the household already has


def test_a_need_a_push_and_a_measure_of_this_year_mark_the_match(county, village):
    clerk = PositionFactory(region=village, role=Role.VILLAGE_WORKER)
    household = family({"name": "甲", "disability": ("4", 1)}, {"name": "乙", "disability": ("4", 1)})
    person = household.members.get(person__name="甲").person
    place = {"county_code": "990101", "town_code": "990101100", "village_code": "990101100201"}
    need_of = {
        "household": household,
        "kind": "living",
        "source": "match",
        "words": "生活困难",
        "noted_on": date(2026, 6, 1),
        "noted_by": clerk,
        **place,
    }
    waiting, pushed, had, old = (PolicyFactory(code=f"T-{number}", conditions=["is_disabled"]) for number in range(1, 5))
    Need.objects.create(policy=waiting, person=person, **need_of)
    need = Need.objects.create(policy=pushed, state="pushed", answered_on=ON, answered_by=clerk, **need_of)
    referral = Referral.objects.create(
        referral_no="1", household=household, need=need, policy=pushed, dept="MZ", told="x", pushed_on=date(2026, 6, 2), pushed_by=clerk,
        first_quarter="2026Q3", state="received", state_since=date(2026, 6, 3), **place,
    )  # fmt: skip
    done = {
        "household": household,
        "kind": "comprehensive",
        "dept": "MZ",
        "title": "补贴",
        "evidence": "单",
        "recorded_on": ON,
        "recorded_by": clerk,
    }
    Measure.objects.create(policy=had, carried_out_on=date(2026, 1, 1), form_key="00000000-0000-4000-8000-000000000001", **done)
    Measure.objects.create(policy=old, carried_out_on=date(2025, 12, 31), form_key="00000000-0000-4000-8000-000000000002", **done)
    found = matched(household)
    marked = {(match.policy.code, match.person_name): match.enjoyed and match.enjoyed.words for match in found.fits}
    assert marked == {
        ("T-1", "甲"): "已登记需求", ("T-1", "乙"): None, ("T-2", "甲"): "已推送民政局，已签收", ("T-2", "乙"): "已推送民政局，已签收",
        ("T-3", "甲"): "本年已享受", ("T-3", "乙"): "本年已享受", ("T-4", "甲"): None, ("T-4", "乙"): None,
    }  # fmt: skip
    assert match_of(found, "T-2", "甲").enjoyed.referral_id == referral.pk


def test_what_was_had_of_a_merged_policy_counts_for_its_successor(county, village):
    clerk = PositionFactory(region=village, role=Role.VILLAGE_WORKER)
    old = PolicyFactory(code="T-1", disposition=Disposition.MERGE, merged_into="T-2")
    PolicyFactory(code="T-2")
    household = family({})
    Measure.objects.create(
        household=household, policy=old, kind="comprehensive", dept="MZ", title="补贴", evidence="单", carried_out_on=date(2026, 2, 1), recorded_on=ON,
        recorded_by=clerk, form_key="00000000-0000-4000-8000-000000000003",
    )  # fmt: skip
    (match,) = matched(household).fits
    assert match.policy.code == "T-2" and match.enjoyed is not None


# Order, gaps, queries


def test_what_answers_a_recorded_risk_comes_first(county):
    PolicyFactory(code="T-1", domain="living")
    PolicyFactory(code="T-2", domain="medical")
    found = matched(family({}, risks=["01"]))
    assert [(match.policy.code, match.answers_risk) for match in found.fits] == [("T-2", "因病"), ("T-1", "")]


def test_a_household_without_facts_or_members_says_why_nothing_is_matched(county):
    PolicyFactory()
    household = family({})
    assert "还没有算过账" in matches(household, on=ON).gap
    assert "没有计入的共同生活成员" in matched(family({"status": "in_prison"})).gap


def test_the_number_of_queries_is_the_same_for_one_and_for_eight_people(catalogue, django_assert_num_queries):
    for people in (1, 8):
        household = family(*({"disability": ("4", 2)} for _ in range(people)), category="dibao")
        refresh_facts([household.pk], county=household.village.parent.parent, on=ON)
        with django_assert_num_queries(7):
            matches(household, on=ON)
