"""The dictionary of facts: every column has its words, and an alert's page names where each compared value comes from."""

import re

import pytest
from django.urls import reverse

from households.fact_words import TECHNICAL, WORDS, columns_of
from households.models import HouseholdFacts, MemberFacts
from monitoring.presenters import shown
from monitoring.rules import RULES, Scope
from monitoring.sources import SOURCES
from tests.monitoring.factories import clerk


@pytest.mark.parametrize("model", [HouseholdFacts, MemberFacts])
def test_every_column_of_the_facts_has_words_and_nothing_else_has(model):
    columns = {column.name for column in model._meta.concrete_fields} - TECHNICAL
    assert columns == set(WORDS[model])
    for fact in columns_of(model):
        assert re.search("[一-龥]", fact.title) and re.search("[一-龥]", fact.word.meaning) and fact.word.source and fact.unit, fact.name


def test_every_fact_a_rule_compares_is_in_the_dictionary():
    for rule in RULES.values():
        model = HouseholdFacts if rule.scope is Scope.HOUSEHOLD else MemberFacts
        assert set(rule.reads) <= set(WORDS[model]), rule.code


def test_rows_are_shown_of_facts_that_exist():
    assert set(SOURCES) <= set(WORDS[HouseholdFacts]) | set(WORDS[MemberFacts])


@pytest.mark.parametrize(
    ("model", "name", "value", "said"),
    [
        (MemberFacts, "age", 38, "38周岁"),
        (MemberFacts, "disability_level", 0, "无"),
        (MemberFacts, "disability_level", 2, "2级"),
        (MemberFacts, "disability_kind", "", "无"),
        (MemberFacts, "companies", 0, "0户"),
        (MemberFacts, "companies", None, "不详"),
        (HouseholdFacts, "houses_held_area", "60.00", "60.00平方米"),
        (HouseholdFacts, "savings_held", 9000000, "90,000.00元"),
        (HouseholdFacts, "water_is_unsafe", False, "否"),
    ],
)
def test_a_value_reads_with_its_unit_and_unknown_is_never_zero(model, name, value, said):
    assert shown(model, name, value) == said


def test_the_page_lists_every_fact_with_the_rules_that_read_it(browser):
    page = browser(clerk()).get(reverse("monitoring:facts")).content.decode()
    for fact in (*columns_of(HouseholdFacts), *columns_of(MemberFacts)):
        assert f'id="{fact.anchor}"' in page
    row = page[page.index('id="memberfacts-claimed_care"') :].split("</tr>")[0]
    assert reverse("monitoring:rule", args=["I10"]) in row
