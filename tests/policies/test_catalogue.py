"""政策清单: counts that equal their lists, one policy, 一本通."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import SEPARATED, Role
from policies.catalogue import FIELDS, WHO, CatalogueFilter, amount_words, current, matrix, serves, target_words
from policies.dispositions import AmountRule, Disposition
from policies.models import Policy
from tests.accounts.factories import PositionFactory
from tests.assistance.factories_policies import ON, PolicyFactory
from tests.ground import lay_catalogue

LIST, BOOKLET = reverse("policies:catalogue"), reverse("policies:booklet")


@pytest.fixture
def loaded(county):
    lay_catalogue()


@pytest.fixture
def clerk(client, town):
    position = PositionFactory(region=town, role=Role.TOWN_CLERK)
    client.force_login(position.user)
    return position


def rows_of(page: str) -> list[str]:
    table = page.split('aria-label="政策清单">')[1].split("</table>")[0] if 'aria-label="政策清单">' in page else ""
    return re.findall(r'class="row" href="/policies/catalogue/([\w-]+)/"', table)


def test_every_cell_of_the_matrix_is_the_length_of_the_list_it_opens(client, clerk, loaded):
    asked = CatalogueFilter.read({}, current("990101", ON))
    followed = 0
    for _, cells, whole in matrix(asked):
        for cell in (*cells, whole):
            assert len(rows_of(client.get(LIST + cell.url).content.decode())) == cell.count
            followed += 1
        assert sum(cell.count for cell in cells) == whole.count
    assert followed == (len(WHO) + 1) * (len(Disposition) + 1)


def test_the_tabs_count_what_they_open_under_every_other_filter(client, clerk, loaded):
    for query in ("", "?domain=medical", "?dept=NY&who=tuopin", "?q=贷款"):
        page = client.get(LIST + query).content.decode()
        for url, count in re.findall(r'<a href="(\?[^"]*)"[^>]*>(?:全部|保留|调整|合并|废止) <b>(\d+)</b>', page):
            assert len(rows_of(client.get(LIST + url.replace("&amp;", "&")).content.decode())) == int(count)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?domain=housing", {"ZC-29", "ZC-30"}), ("?dept=SW", {"ZC-31", "ZC-32"}), ("?disposition=abolish", {"ZC-42", "ZC-58"}),
        ("?dept=CL", {"ZC-02", "ZC-09", "ZC-10", "ZC-14", "ZC-21", "ZC-49", "ZC-51"}), ("?q=雨露", {"ZC-26"}), ("?q=zc-07", {"ZC-07"}),
        ("?who=tuopin&domain=finance", {"ZC-40", "ZC-41"}), ("?who=organisation", {"ZC-37", "ZC-42", "ZC-44", "ZC-46", "ZC-59"}), ("?domain=nothing&dept=SW", {"ZC-31", "ZC-32"}),
    ],
)  # fmt: skip
def test_filters_of_the_address(client, clerk, loaded, query, expected):
    assert set(rows_of(client.get(LIST + query).content.decode())) == expected


def test_an_empty_list_says_which_filter_to_take_away(client, clerk, loaded):
    page = client.get(LIST + "?domain=housing&dept=SW").content.decode()
    assert "没有符合这些条件的政策" in page and "去掉“类别：住房”有" in page and ">2项</a>" in page
    assert "没有符合这些条件的政策" in client.get(LIST + "?q=没有这样的词").content.decode()


@pytest.mark.parametrize("role", [role for role in Role if role not in SEPARATED])
def test_everybody_with_a_position_reads(client, county, loaded, role):
    client.force_login(PositionFactory(region=county, role=role).user)
    for url in (LIST, BOOKLET, reverse("policies:policy", args=["ZC-26"])):
        assert client.get(url).status_code == 200


def test_strangers_sign_in_first(client, county, loaded):
    assert client.get(LIST).status_code == 302


def test_a_department_is_not_shown_the_way_to_pages_it_may_not_open(client, county, loaded):
    client.force_login(PositionFactory(region=county, role=Role.DEPT_STAFF, dept="ZJ").user)
    assert ">政策标准</a>" not in client.get(LIST).content.decode()


def test_a_policy_shows_its_five_fields_versions_and_what_was_widened(client, clerk, loaded):
    page = client.get(reverse("policies:policy", args=["ZC-26"])).content.decode()
    for text in (
        "雨露计划职业教育补助",
        "农业农村局（教体局配合）",
        "适用对象",
        "3,000元/人·年",
        "中职、高职高专在校生",
        "2025年5月1日起",
        "2021年1月1日起",
        "至2025年4月30日",
    ):
        assert text in page
    assert re.search(r"并轨前</dt><dd>防返贫监测对象、脱贫户</dd>.*新纳入</dt><dd><b>低保、低保边缘", page, re.DOTALL)


def test_a_merged_policy_links_both_ways(client, clerk, loaded):
    old = client.get(reverse("policies:policy", args=["ZC-41"])).content.decode()
    new = client.get(reverse("policies:policy", args=["ZC-40"])).content.decode()
    assert "/policies/catalogue/ZC-40/" in old and "家庭按ZC-40匹配" in old
    assert "并入本项的" in new and "/policies/catalogue/ZC-41/" in new


def test_an_abolished_policy_says_when_it_stopped_and_what_instead(client, clerk, loaded):
    page = client.get(reverse("policies:policy", args=["ZC-58"])).content.decode()
    assert "2025年12月31日停止" in page and "临时救助（ZC-06）" in page and "不再匹配" in page


def test_conditions_read_with_their_clause_parameters_and_what_a_person_checks(client, clerk, loaded):
    page = client.get(reverse("policies:policy", args=["ZC-40"])).content.decode()
    assert "在小额信贷年龄内" in page and reverse("policies:parameter", args=["loan_age_to"]) in page and "需人工核对" in page
    assert "登记的风险有：因自然灾害其中之一" in client.get(reverse("policies:policy", args=["ZC-50"])).content.decode()


def test_no_such_policy(client, clerk, loaded):
    assert client.get(reverse("policies:policy", args=["ZC-99"])).status_code == 404


def test_the_booklet_holds_every_policy_once_by_field_and_what_was_replaced(client, clerk, loaded):
    page = client.get(BOOKLET).content.decode()
    entries = re.findall(r'<article class="entry"><h3><a href="/policies/catalogue/([\w-]+)/"', page)
    gone = {"ZC-20", "ZC-41", "ZC-42", "ZC-44", "ZC-58"}
    assert len(entries) == len(set(entries)) and set(entries) == {policy.code for policy in current("990101", ON)} - gone
    assert "已合并、废止的政策" in page and "booklet--large" not in page
    assert "booklet--large" in client.get(BOOKLET + "?type=large").content.decode()


def test_one_query_whatever_the_list_two_for_a_policy(client, clerk, loaded):
    for url, expected in ((LIST, 1), (LIST + "?who=dibao&q=补贴", 1), (BOOKLET, 1), (reverse("policies:policy", args=["ZC-26"]), 2)):
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        assert sum("policies_policy" in query["sql"] for query in asked) == expected


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"amount_rule": AmountRule.UNSET}, "由县确认"), ({"amount_rule": AmountRule.FIXED, "amount_low": 2000, "amount_high": 2000, "unit": "元/人·年"}, "2,000元/人·年"),
        ({"amount_rule": AmountRule.TIER, "amount_low": 125, "amount_high": 155, "unit": "元/人·月"}, "125至155元/人·月"), ({"amount_rule": AmountRule.RANGE, "amount_low": 0, "amount_high": 50000, "unit": "元/户"}, "最高50,000元/户"),
        ({"amount_rule": AmountRule.RATIO, "amount_low": 80, "amount_high": 90, "unit": "%"}, "80%至90%"), ({"amount_rule": AmountRule.FIXED}, "由县确认"),
    ],
)  # fmt: skip
def test_amounts_in_words(columns, words):
    amounts = {name: Decimal(value) if name.startswith("amount_") and name != "amount_rule" else value for name, value in columns.items()}
    assert amount_words(PolicyFactory.build(**amounts)) == words


ALL = ["tekun", "dibao", "dibao_margin", "rigid_expenditure", "other_hardship"]


@pytest.mark.parametrize(
    ("columns", "words", "served"),
    [
        ({"for_everybody": True}, "不限类别", set(WHO) - {"organisation"}), ({"for_organisations": True}, "单位", {"organisation"}),
        ({"target_categories": ALL}, "全部低收入人口", {*ALL, "tagged"}), ({"target_categories": ALL, "for_tuopin": True}, "特困、低保、低保边缘、刚性支出、其他困难、脱贫户", {*ALL, "tuopin"}),
        ({"target_categories": ["dibao"], "tagged_or_category": True, "for_tuopin": True}, "低保、防返贫监测对象、脱贫户", {"dibao", "tagged", "tuopin"}),
        ({"for_tuopin": True}, "脱贫户", {"tuopin"}), ({"target_categories": ["tekun"], "for_tagged": "required"}, "特困，须有防返贫监测对象标识", {"tekun", "tagged"}),
        ({"for_everybody": True, "for_tagged": "forbidden"}, "不限类别，没有防返贫监测对象标识", set(WHO) - {"organisation", "tagged"}),
    ],
)  # fmt: skip
def test_targets_in_words_and_whom_they_serve(columns, words, served):
    policy = PolicyFactory.build(**{"for_everybody": False, **columns})
    assert target_words(policy) == words
    assert {who for who in WHO if serves(policy, who)} == served


@pytest.mark.parametrize(
    ("rows", "shown"),
    [
        ([("2025-01-01", None, False)], "2025-01-01"), ([("2024-01-01", "2024-12-31", False), ("2025-01-01", None, False)], "2025-01-01"),
        ([("2025-01-01", "2026-06-30", False), ("2026-07-01", None, False)], "2025-01-01"), ([("2026-07-01", None, False), ("2027-01-01", None, False)], "2026-07-01"),
        ([("2024-01-01", "2025-12-31", False)], "2024-01-01"), ([("2025-01-01", None, False), ("2024-01-01", None, True)], "2024-01-01"),
        ([("2025-01-01", None, False), ("2026-07-01", None, True)], "2025-01-01"), ([("2025-01-01", None, False), ("2024-01-01", "2025-12-31", True)], "2025-01-01"),
    ],
)  # fmt: skip
def test_which_row_of_a_policy_the_catalogue_shows(county, rows, shown):
    for start, end, is_own in rows:
        PolicyFactory(
            code="T-1", valid_from=date.fromisoformat(start), valid_to=end and date.fromisoformat(end), region=county if is_own else None
        )
    (policy,) = current("990101", ON)
    assert f"{policy.valid_from}" == shown


def test_another_countys_rows_are_not_shown(county, town):
    PolicyFactory(code="T-1", region=county)
    assert current("990201", ON) == []


def test_every_filter_offers_only_what_answers(loaded):
    asked = CatalogueFilter.read({}, current("990101", ON))
    assert [select.name for select in asked.selects] == [field.name for field in FIELDS]
    for select in asked.selects:
        assert all(asked.passing(**{select.name: value}) for value, _ in select.options)


def test_the_catalogue_and_the_parameters_lead_to_each_other(client, clerk, loaded):
    assert f'href="{reverse("policies:parameters")}"' in client.get(LIST).content.decode()
    page = client.get(reverse("policies:parameters")).content.decode()
    assert f'href="{LIST}"' in page
    assert re.search(rf'<a href="{LIST}" aria-current="page">政策</a>', page)


def test_rows_are_kept_by_the_loader(loaded):
    assert Policy.objects.filter(is_illustrative=False).count() == 0
