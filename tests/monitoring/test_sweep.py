"""The sweep opens, keeps, closes and notes; running it again writes nothing."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casework.exceptions import StepRefused
from casework.models import Event
from households.choices import IncomeKind
from households.journal import mark_changed
from households.models import ChangedHousehold, HouseholdFacts
from monitoring.choices import AlertState, RunState
from monitoring.explain import explain_alert
from monitoring.models import Alert, DataTask, ScreeningRun
from monitoring.runs import carry_out, new_run, screen, stale_runs
from monitoring.sweep import sweep
from policies.models import Parameter
from tests.households.factories import HouseholdFactory, income, settlement

ON = date(2026, 6, 15)


@pytest.fixture
def poor(county):
    return HouseholdFactory(size=2, monthly_wage="1000")


def earn_more(household) -> None:
    income(household, household.members.first().person, IncomeKind.WAGE, "20000", date(2026, 5, 1), item="零工")
    mark_changed([household.pk])


def tables() -> dict[str, int]:
    """Rows ever written per table of the sweep, by PostgreSQL's own transaction ids."""
    counts = {}
    with connection.cursor() as cursor:
        for table in (
            "households_householdfacts",
            "households_memberfacts",
            "monitoring_alert",
            "monitoring_datatask",
            "monitoring_hitepisode",
            "casework_event",
        ):
            cursor.execute(f"SELECT md5(string_agg(t.xmin::text || t.ctid::text, ',' ORDER BY t.ctid)) FROM {table} t")
            counts[table] = cursor.fetchone()[0]
    return counts


def test_the_reason_is_filled_with_what_was_compared(county, poor):
    screen(county, on=ON)
    alert = Alert.objects.get(rule="R01")
    assert alert.reason == "近12个月家庭收入10,800.00元，2人，人均5,400.00元，监测线8,978.00元/年，低于监测线"
    assert alert.snapshot["gross"] == 1080000
    assert (alert.state, alert.due_on) == (AlertState.NEW, date(2026, 6, 16))
    event = Event.objects.get(kind="alert_opened", subject_id=alert.pk)
    assert event.household_id == poor.pk
    assert event.sentence == f"R01 家庭收入低于监测线：{alert.reason}"


def test_running_twice_opens_nothing_twice_and_writes_no_row(county, poor):
    settlement(poor, poor.members.first().person, "3000", date(2026, 2, 3))
    HouseholdFactory()  # nobody asked: data tasks
    first = screen(county, on=ON)
    before = tables()
    second = screen(county, on=ON, is_full=True)
    assert first.opened > 0 and first.data_tasks_opened > 0
    assert (second.opened, second.closed, second.noted, second.facts_written, second.data_tasks_opened, second.data_tasks_closed) == (
        0,
    ) * 6
    assert second.kept == first.opened
    assert tables() == before


def test_an_alert_nobody_started_on_closes_with_the_reason(county, poor):
    screen(county, on=ON)
    earn_more(poor)
    run = screen(county, on=ON)
    alert = Alert.objects.get(rule="R01")
    assert (run.is_full, run.households, run.closed, run.noted) == (False, 1, 1, 0)
    assert not Event.objects.filter(kind="alert_note").exists(), "it has said so by closing"
    assert (alert.state, alert.closed_on, alert.outcome) == (AlertState.CLOSED, ON, "")
    assert alert.closed_reason.endswith("不再低于监测线")
    assert "28,800.00元" in alert.closed_reason


def test_an_alert_under_way_stays_and_is_told_once(county, poor):
    screen(county, on=ON)
    Alert.objects.update(state=AlertState.VISITING)
    earn_more(poor)
    assert screen(county, on=ON).noted == 1
    assert screen(county, on=ON, is_full=True).noted == 0
    assert Alert.objects.get(rule="R01").state == AlertState.VISITING
    assert Event.objects.filter(kind="alert_note").count() == 1


def test_an_unknown_operand_closes_nothing(county, poor):
    screen(county, on=ON)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM households_income")
    screen(county, on=ON, is_full=True)
    assert Alert.objects.get(rule="R01").state == AlertState.NEW
    assert DataTask.objects.open().filter(household=poor, datum="近12个月收入").exists()


def test_a_data_task_closes_when_the_datum_is_known(county):
    household = HouseholdFactory()
    screen(county, on=ON)
    task = DataTask.objects.get(datum="近12个月收入")
    assert task.rules == ["R01", "R05", "R27"]
    earn_more(household)
    run = screen(county, on=ON)
    task.refresh_from_db()
    assert task.closed_on == ON
    assert run.data_tasks_closed == 2  # known and well above the line: nobody need know the year before (R27)
    assert Event.objects.filter(kind="data_supplied", household_id=household.pk).count() == 2


def test_a_conclusion_by_people_keeps_the_rule_silent_for_a_while(county, poor):
    screen(county, on=ON)
    Alert.objects.filter(rule="R01").update(state=AlertState.CLOSED, outcome="none", outcome_reason="核实过", closed_on=ON)
    assert screen(county, on=date(2026, 9, 12), is_full=True).per_rule["R01"]["opened"] == 0
    assert screen(county, on=date(2026, 9, 13), is_full=True).per_rule["R01"]["opened"] == 1


def test_money_of_a_household_of_tekun_people_alone_is_divided_among_nobody(county):
    """Nobody's income counts (rulings B8), yet a row that names nobody made a loss: per head reads 不详."""
    household = HouseholdFactory()
    household.members.update(category="tekun")
    income(household, None, IncomeKind.BUSINESS, "-100", date(2026, 5, 1), item="种植")
    assert screen(county, on=ON).state == RunState.DONE
    assert HouseholdFacts.objects.get(household=household).income_members == 0
    reason = Alert.objects.get(rule="R01", household=household).reason
    assert "，成员都是特困人员，不计算人均收入，监测线8,978.00元/年" in reason and "不详" not in reason


def test_past_days_are_refused(county, poor):
    screen(county, on=ON)
    with pytest.raises(StepRefused, match="请用 assess"):
        screen(county, on=date(2026, 6, 14))


def test_a_second_run_at_the_same_time_is_refused(county):
    new_run(county, on=ON, is_full=False, by="甲")
    with pytest.raises(StepRefused, match="已有一次筛查"):
        new_run(county, on=ON, is_full=False, by="乙")


def test_a_missing_parameter_fails_the_run_in_words(county, poor):
    Parameter.objects.filter(code="single_self_pay_tuopin").delete()
    run = screen(county, on=ON)
    assert run.state == RunState.FAILED
    assert "脱贫户单次自付医疗预警线" in run.error
    assert not Alert.objects.exists()


def test_a_new_month_and_a_new_parameter_move_everybody(county, poor):
    HouseholdFactory()
    screen(county, on=ON)
    assert screen(county, on=date(2026, 6, 16)).is_full is False
    assert screen(county, on=date(2026, 7, 1)).households == 2
    Parameter.objects.create(
        code="near_line_share",
        number=Decimal("0.3"),
        unit="比例",
        valid_from=date(2026, 7, 1),
        source="试",
        confirmed_at=timezone.now(),
        area_type="rural",
    )
    assert screen(county, on=date(2026, 7, 2)).is_full is True


def test_changed_and_full_runs_agree_row_by_row(county, poor):
    other = HouseholdFactory(size=3, monthly_wage="3000")
    screen(county, on=ON)
    earn_more(poor)
    screen(county, on=ON)
    assert not ChangedHousehold.objects.exists()
    kept = list(HouseholdFacts.objects.order_by("pk").values())
    sweep(county, ON, household_ids=None)
    assert list(HouseholdFacts.objects.order_by("pk").values()) == kept
    assert HouseholdFacts.objects.get(pk=other.pk).gross == Decimal(32400)


def statements(county, households: int) -> int:
    for _ in range(households):
        HouseholdFactory(size=2, monthly_wage="1000")
    sweep(county, ON, household_ids=None)  # the numbers of the law are stored once
    with CaptureQueriesContext(connection) as queries:
        sweep(county, ON, household_ids=None)
    return len(queries)


def test_the_number_of_statements_does_not_depend_on_the_number_of_households(county):
    one = statements(county, 1)
    assert statements(county, 30) == one


def test_an_old_explanation_reads_as_it_was_after_the_line_changes(county, poor):
    screen(county, on=ON)
    alert = Alert.objects.select_related("household", "parameters").get(rule="R01")
    then = list(explain_alert(alert))
    Parameter.objects.create(
        code="low_income_line",
        region=county,
        area_type="rural",
        number=9048,
        unit="元/人·年",
        valid_from=date(2026, 6, 16),
        source="新标准",
        confirmed_at="2026-06-15T00:00:00Z",
    )
    earn_more(poor)
    run = screen(county, on=date(2026, 6, 16))
    assert run.is_full
    assert HouseholdFacts.objects.select_related("parameters").get(pk=poor.pk).parameters.low_income_line == Decimal(9048)
    alert.refresh_from_db()
    assert list(explain_alert(alert)) == then
    assert any("8,978.00元/年" in line for line in then)


def test_a_run_whose_worker_died_is_taken_over_and_nothing_is_doubled(county, poor):
    run = new_run(county, on=ON, is_full=False, by="夜间")
    ScreeningRun.objects.filter(pk=run.pk).update(state=RunState.RUNNING, holder="死去的工人", lease_until="2026-01-01T00:00:00Z")
    sweep(county, ON, household_ids=None, run=run)  # the dead worker had committed everything but the word that it was done
    opened = Alert.objects.count()
    assert stale_runs() == [run.pk]
    assert carry_out(run.pk) is True
    assert carry_out(run.pk) is False
    assert Alert.objects.count() == opened
    run.refresh_from_db()
    assert run.state == RunState.DONE


def test_screen_command_prints_counts_and_refuses_a_past_day(county, poor, capsys):
    call_command("screen", on=ON)
    assert "R01  新开1" in capsys.readouterr().out
    with pytest.raises(CommandError, match="assess"):
        call_command("screen", on=date(2026, 6, 1))


def test_screen_command_makes_every_fact_anew_when_told(county, poor):
    call_command("screen", on=ON)
    table = HouseholdFacts._meta.db_table
    made = HouseholdFacts.objects.get(household=poor).gross
    with connection.cursor() as cursor:  # as a restored table might stand: nobody was there to mark it
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(f"UPDATE {table} SET gross = gross + 1")
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    call_command("screen", "--full", on=ON)
    assert HouseholdFacts.objects.get(household=poor).gross != made
    call_command("screen", "--anew", on=ON)
    assert HouseholdFacts.objects.get(household=poor).gross == made


def test_explain_command_prints_every_row(county, poor, capsys):
    screen(county, on=ON)
    call_command("explain", poor.household_no)
    out = capsys.readouterr().out
    assert out.count("1,000.00") == 12
    assert "必要就业成本  −1,200.00" in out
    assert "低收入人口监测线  8,978.00元/年" in out
    call_command("explain", poor.household_no, on=ON)
    assert "理由：近12个月家庭收入10,800.00元" in capsys.readouterr().out


def test_a_register_that_arrives_for_the_first_time_moves_everybody(county, poor):
    other = HouseholdFactory(household_kind="tuopin")
    assert screen(county, on=ON).per_rule["R02"]["cannot_say"] == 1
    settlement(poor, poor.members.first().person, "10", date(2026, 2, 3))
    mark_changed([poor.pk])
    run = screen(county, on=ON)
    assert run.is_full
    assert run.per_rule["R02"]["cannot_say"] == 0
    assert HouseholdFacts.objects.get(pk=other.pk).self_pay_single == 0


def test_a_price_is_asked_for_only_of_a_car(county):
    household = HouseholdFactory(category="dibao_margin")
    screen(county, on=ON)
    assert not DataTask.objects.filter(household=household, datum="车辆购置价").exists()
