"""The case on its day D: frozen, read only, twice the same; the evidence is what is known now."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import connection

from casework.exceptions import StepRefused
from households.choices import IncomeKind
from households.models import Asset, Household, HouseholdFacts
from identification import home_visits
from identification.case_facts import facts_of
from identification.choices import ApplicationState
from identification.models import Application
from identification.snapshots import answers_from, missing_from, questions_from, sheet_from, snapshot_of
from policies.models import Parameter, ParameterMissing
from tests.households.factories import MemberFactory, income, settlement
from tests.identification.factories_inquiry import application, planned, seen
from tests.identification.factories_opinion import ON, family, registers_received


@pytest.fixture(autouse=True)
def known(county):
    registers_received()


def row_counts() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in apps.get_models() if model._meta.managed and not model._meta.proxy}


def test_twice_the_same_and_nothing_is_written(county):
    case = application(family(size=2, risks=["01"]))
    before, facts = row_counts(), list(HouseholdFacts.objects.values())
    first = snapshot_of(facts_of(case))
    assert snapshot_of(facts_of(case)) == first
    assert row_counts() == before
    assert list(HouseholdFacts.objects.values()) == facts


def test_not_one_statement_writes(county, django_assert_max_num_queries):
    case = application(family())
    facts_of(case)
    with django_assert_max_num_queries(22) as asked:
        facts_of(case)
    assert not [
        q["sql"][:80] for q in asked.captured_queries if q["sql"].lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE", "SAVEPOINT"))
    ]


def test_the_facts_are_those_the_statement_would_write(county):
    from households.facts import refresh_facts

    household = family(size=3)
    settlement(household, household.members.first().person, "800", date(2026, 2, 3))
    found = facts_of(application(household)).facts
    refresh_facts([household.pk], county=county, on=ON)
    stored = HouseholdFacts.objects.get(pk=household.pk)
    assert {name: getattr(stored, name) for name in found} == found


def test_day_d_is_the_day_of_acceptance_and_stays(county):
    household = family("5000")
    case = application(household, on=date(2026, 3, 10))
    income(household, household.members.get().person, IncomeKind.TRANSFER, "700", date(2026, 3, 1), item="赡养费2")
    found = facts_of(case)
    assert (found.on, found.window) == (date(2026, 3, 10), (date(2025, 3, 1), date(2026, 3, 1)))
    assert found.facts["recognised"] is None  # both rows are of March, outside the window of D


def test_evidence_counts_as_known_now(county):
    """What the visit after D finds of property, and income of the window that came late."""
    household = family(None, assets=None)
    case = application(household)
    assert facts_of(case).facts["financial_assets"] is None
    later = ON + timedelta(days=9)
    Asset.objects.create(household=household, kind="financial", item="存款", value=50, as_of=later, source="visit", received_on=later)
    income(household, household.members.get().person, IncomeKind.TRANSFER, "900", date(2026, 3, 1), received_on=later)
    facts = facts_of(case).facts
    assert (facts["financial_assets"], facts["recognised"]) == (Decimal(50), Decimal(900))


def test_before_acceptance_there_is_no_day(county):
    draft = application(family())
    Application.objects.filter(pk=draft.pk).update(accepted_on=None, accepted_by=None, state=ApplicationState.SUBMITTED)
    draft.refresh_from_db()
    with pytest.raises(StepRefused, match="受理后"):
        facts_of(draft)


def test_a_missing_number_of_the_law_is_said(county):
    case = application(family())
    Parameter.objects.filter(code="dibao_standard").delete()
    with pytest.raises(ParameterMissing, match="最低生活保障标准"):
        facts_of(case)


def test_nobody_counted_is_not_assessed(county):
    household = family("5000")
    household.members.update(status="in_prison")
    found = facts_of(application(household))
    assert (found.proposal.category, found.proposal.tag_row, found.facts["counted_members"]) == ("", 8, 0)
    assert [(line.is_counted, line.category) for line in found.proposal.lines] == [(False, "")]


@pytest.mark.parametrize(
    ("case", "columns", "gross", "result"),
    [
        ("在册监测对象，符合低保", {"has_monitoring_tag": True, "monitoring_kind": "marginal"}, "5000", (2, "dibao", True, "marginal")),
        ("在册监测对象，符合边缘", {"has_monitoring_tag": True, "monitoring_kind": "sudden"}, "7000", (3, "dibao_margin", True, "sudden")),
        ("在册监测对象，都不符合", {"has_monitoring_tag": True, "monitoring_kind": "unstable"}, "90000", (5, "other_hardship", True, "unstable")),
        ("在册监测对象，收入没有问过", {"has_monitoring_tag": True, "monitoring_kind": "unstable"}, None, (5, "other_hardship", True, "unstable")),
        ("低于监测线有风险，新识别", {"risks": ["01"]}, "5000", (2, "dibao", True, "marginal")),
        ("脱贫户低于监测线有风险", {"risks": ["01"], "household_kind": "tuopin"}, "5000", (2, "dibao", True, "unstable")),
        ("突发严重困难，四类都不符合", {"risks": ["01"], "is_ill": True}, "9000", (5, "other_hardship", True, "sudden")),
        ("没有登记风险", {}, "5000", (6, "dibao", False, "")),
        ("都不符合", {}, "90000", (8, "", False, "")),
        ("没有问过收入", {}, None, (0, "cannot_say", False, "")),
    ],
)  # fmt: skip
def test_category_and_tag_together(county, case, columns, gross, result):
    columns = dict(columns)
    is_ill = columns.pop("is_ill", False)
    household = family(gross, **columns)
    if is_ill:  # nothing below a line but I_ref: property beyond every limit keeps the four categories away
        settlement(household, household.members.get().person, "100", date(2026, 2, 3))
        Asset.objects.create(household=household, kind="machinery", item="联合收割机", value=1, as_of=ON, source="visit", received_on=ON)
    found = facts_of(application(household)).proposal
    assert (found.tag_row, found.category, found.has_monitoring_tag, found.monitoring_kind) == result


def test_a_household_that_did_not_ask_for_the_tag_is_not_newly_identified(county):
    case = application(family("5000", risks=["01"]))
    Application.objects.filter(pk=case.pk).update(wants_monitoring=False)
    case.refresh_from_db()
    assert facts_of(case).proposal.has_monitoring_tag is False


def test_a_sudden_cause_counts_once_the_visit_judged_it_in_writing(county):
    household = family("90000", risks=["05"])
    case = application(household)
    assert facts_of(case).proposal.monitoring_kind == ""
    visit = planned(case)
    visit = home_visits.record(visit, by=visit.first_surveyor, on=ON, found=seen())
    for one in (visit.first_surveyor, visit.second_surveyor):
        visit = home_visits.sign(visit, by=one, on=ON)
    assert facts_of(case).proposal.monitoring_kind == "sudden"


def test_the_main_earner_lost_is_a_sudden_cause_even_when_the_alert_was_visited(county):
    household = family("90000", risks=["14"], size=2, standing__last_visited_on=ON)
    lost = household.members.last()
    income(household, lost.person, IncomeKind.WAGE, "9000", date(2025, 12, 1))
    lost.status, lost.status_since = "dead", date(2026, 1, 5)
    lost.save()
    assert facts_of(application(household)).facts["has_lost_earner"] is True


def test_amounts_stand_with_their_sums(county):
    found = facts_of(application(family("12000", size=3))).proposal
    assert found.monthly_amount == 497
    assert found.amounts.words == "（低保标准5,985元/年×3人−认定收入12,000元）÷12，进位到元"
    assert found.classified_addon == 0


def test_the_kept_json_reads_as_it_was(county):
    household = family("7000", size=1)
    MemberFactory(household=household, relation="81")
    case = facts_of(application(household))
    kept = snapshot_of(case)
    assert {"on", "window", "facts", "criteria", "members", "open_questions", "missing"} <= set(kept)
    assert answers_from(kept) == list(case.criteria)
    assert questions_from(kept) == list(case.open_questions) and missing_from(kept) == list(case.missing)
    sheet = sheet_from(kept, case.parameters)
    assert (sheet.per_head, sheet.verdict, sheet.sections) == (case.sheet.per_head, case.sheet.verdict, case.sheet.sections)


def test_the_kept_json_names_no_number_and_no_disease(county):
    household = family()
    person = household.members.get().person
    person.health, person.disease = "serious", "尿毒症"
    person.save()
    text = str(snapshot_of(facts_of(application(household))))
    assert "尿毒症" not in text and person.id_number.reveal() not in text


def test_other_households_are_not_looked_at(county):
    case = application(family("5000"))
    family("1", size=4)
    assert facts_of(case).facts["recognised"] == Decimal(5000)
    assert Household.objects.count() > 2 and connection.in_atomic_block
