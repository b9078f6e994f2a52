"""工作监督: every check below, at and above its limit, and where something it compares is unknown."""

from __future__ import annotations

from datetime import date

import pytest

from registers.quality.rules import CHECKS, RULES
from registers.quality.shown import Fault, Severity
from tests.registers.quality.asking import FINE, HIT, NOT_ASKED, ON, UNKNOWN, answer
from tests.registers.quality.households_at_work import cleared, household, ours, register_received, tagged, theirs

pytestmark = pytest.mark.django_db
LONG_AGO = date(2025, 1, 10)


@pytest.fixture(autouse=True)
def ground(county):
    return county


# DQ-23 应帮未帮: 30 days


@pytest.mark.parametrize(
    ("identified_on", "expected"),
    [(date(2026, 5, 17), NOT_ASKED), (date(2026, 5, 16), NOT_ASKED), (date(2026, 5, 15), HIT), (LONG_AGO, HIT), (None, UNKNOWN)],
)
def test_no_measure_after_thirty_days(identified_on, expected):
    register_received()
    assert answer("DQ-23-1", tagged("ordinary", identified_on=identified_on)) is expected


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ({"started_on": LONG_AGO}, FINE),
        ({"started_on": date(2025, 1, 9)}, HIT),  # before he was identified: not counted
        ({"started_on": ON}, FINE),
        ({"started_on": date(2026, 6, 16)}, HIT),  # not yet
        ({"started_on": LONG_AGO, "status": "not_yet"}, HIT),
        ({"started_on": None}, UNKNOWN),
    ],
)
def test_only_a_measure_carried_out_since_counts(measure, expected):
    register_received()
    home = tagged("ordinary")
    theirs(home, "health", **measure)
    assert answer("DQ-23-1", home) is expected


def test_what_our_own_departments_recorded_counts_too():
    register_received()
    late, early = tagged("ordinary"), tagged("ordinary")
    ours(late, "health", date(2025, 1, 10))
    ours(early, "health", date(2025, 1, 9))
    assert (answer("DQ-23-1", late), answer("DQ-23-1", early)) == (FINE, HIT)


def test_silence_of_a_register_that_never_came_says_nothing():
    home = tagged("ordinary")
    assert answer("DQ-23-1", home) is UNKNOWN
    assert answer("DQ-23-1", cleared("ordinary")) == NOT_ASKED


# SV-02 快进快出: one month, two months


@pytest.mark.parametrize(
    ("identified_on", "cleared_on", "hasty", "early"),
    [
        (date(2026, 1, 10), date(2026, 2, 9), HIT, FINE),
        (date(2026, 1, 10), date(2026, 2, 10), HIT, FINE),
        (date(2026, 1, 10), date(2026, 2, 11), FINE, HIT),
        (date(2026, 1, 10), date(2026, 3, 10), FINE, HIT),
        (date(2026, 1, 10), date(2026, 3, 11), FINE, FINE),
        (date(2026, 1, 31), date(2026, 2, 28), HIT, FINE),  # a month is clipped to its end
        (date(2026, 1, 31), date(2026, 3, 1), FINE, HIT),
        (None, date(2026, 2, 10), UNKNOWN, UNKNOWN),
    ],
)
def test_cleared_within_a_month_or_two(identified_on, cleared_on, hasty, early):
    home = cleared("ordinary", identified_on=identified_on, cleared_on=cleared_on)
    assert (answer("SV-02-1", home), answer("SV-02-2", home)) == (hasty, early)


@pytest.mark.parametrize(("mode", "expected"), [("helped", HIT), ("natural", NOT_ASKED), ("", UNKNOWN)])
def test_natural_clearing_is_never_hasty(mode, expected):
    assert answer("SV-02-1", cleared(identified_on=date(2026, 1, 10), cleared_on=date(2026, 1, 20), mode=mode)) is expected
    slow = cleared(identified_on=date(2024, 1, 10), cleared_on=date(2026, 1, 20), mode=mode)
    assert answer("SV-02-1", slow) is (NOT_ASKED if mode == "natural" else FINE)
    assert (CHECKS["SV-02-1"].severity, CHECKS["SV-02-2"].severity) == (Severity.BLOCKS, Severity.WARNS)


# SV-03 措施在识别前, 措施不精准


@pytest.mark.parametrize(
    ("started_on", "ended_on", "expected"),
    [
        (date(2025, 1, 9), None, HIT),
        (date(2024, 1, 1), date(2025, 1, 9), HIT),
        (date(2024, 1, 1), LONG_AGO, FINE),  # still running when he was identified
        (LONG_AGO, None, FINE),
        (None, None, UNKNOWN),
    ],
)
def test_a_measure_over_before_the_household_was_identified(started_on, ended_on, expected):
    home = tagged("ordinary")
    theirs(home, "health", started_on, ended_on=ended_on)
    assert answer("SV-03-1", home) is expected


def test_before_asks_for_the_day_of_identification():
    home, unhelped = tagged("ordinary", identified_on=None), tagged("ordinary", identified_on=None)
    theirs(home, "health", ON)
    assert (answer("SV-03-1", home), answer("SV-03-1", unhelped)) == (UNKNOWN, FINE)


@pytest.mark.parametrize(
    ("risks", "kinds", "expected"),
    [
        (("01",), ("health",), FINE),
        (("01",), ("job",), HIT),
        (("01", "07"), ("job",), FINE),
        (("01",), ("job", "comprehensive"), FINE),
        (("12",), ("job",), FINE),  # the table says nothing of 因收入骤减
        (("01",), (), FINE),
        ((), ("job",), UNKNOWN),
        ((), (), FINE),
    ],
)
def test_measures_answer_one_of_the_risks(risks, kinds, expected):
    home = tagged("ordinary", risks=risks)
    for kind in kinds:
        theirs(home, kind, ON)
    assert answer("SV-03-2", home) is expected


# SV-04 整户无劳动力标注消除


@pytest.mark.parametrize(
    ("labour", "mode", "expected"),
    [
        (("none", "lost"), "helped", HIT),
        (("none", "weak"), "helped", FINE),
        (("none", ""), "helped", UNKNOWN),
        (("none", "none"), "", UNKNOWN),
        (("none", "ordinary"), "", FINE),
        (("none",), "natural", NOT_ASKED),
        ((), "helped", UNKNOWN),
    ],
)
def test_nobody_able_to_work_is_never_cleared_by_help(labour, mode, expected):
    assert answer("SV-04-1", cleared(*labour, mode=mode)) is expected
    assert answer("SV-04-1", tagged(*labour)) == NOT_ASKED


# DQ-13


@pytest.mark.parametrize(
    ("started_on", "status", "expected"),
    [(ON, "not_yet", HIT), (date(2026, 6, 16), "not_yet", FINE), (None, "not_yet", FINE), (ON, "done", FINE), (ON, "no_labour", FINE)],
)
def test_begun_and_still_marked_as_not_carried_out(started_on, status, expected):
    home = tagged("ordinary")
    theirs(home, "health", started_on, status=status)
    assert answer("DQ-13-1", home) is expected


@pytest.mark.parametrize(
    ("labour", "kinds", "expected"),
    [
        (("ordinary",), ("comprehensive",), HIT),
        (("ordinary",), ("comprehensive", "health"), FINE),
        (("ordinary",), (), FINE),  # none at all is DQ-23's
        (("none",), ("comprehensive",), FINE),
        (("none", ""), ("comprehensive",), UNKNOWN),
    ],
)
def test_relief_alone_for_who_can_work(labour, kinds, expected):
    home = tagged(*labour)
    for kind in kinds:
        theirs(home, kind, ON)
    assert answer("DQ-13-2", home) is expected


@pytest.mark.parametrize(
    ("labour", "identified_on", "kind", "expected"),
    [
        (("ordinary",), date(2025, 12, 15), "", FINE),  # six months to the day
        (("ordinary",), date(2025, 12, 14), "", HIT),
        (("ordinary",), date(2025, 12, 14), "job", FINE),
        (("ordinary",), date(2025, 12, 14), "health", HIT),
        (("none",), date(2025, 12, 14), "", FINE),
        (("none", ""), date(2025, 12, 14), "", UNKNOWN),
        (("ordinary",), None, "", UNKNOWN),
    ],
)
def test_six_months_without_anything_that_develops(labour, identified_on, kind, expected):
    register_received()
    home = tagged(*labour, identified_on=identified_on)
    if kind:
        theirs(home, kind, ON)
    assert answer("DQ-13-3", home) is expected


def test_developing_help_before_identification_or_without_a_day():
    register_received()
    before, undated = tagged("ordinary"), tagged("ordinary")
    theirs(before, "job", date(2025, 1, 9))
    theirs(undated, "job", None)
    assert (answer("DQ-13-3", before), answer("DQ-13-3", undated)) == (HIT, UNKNOWN)


def test_developing_help_cannot_be_missed_before_the_register_came():
    assert answer("DQ-13-3", tagged("ordinary")) is UNKNOWN


# The objects themselves


def test_every_check_says_what_to_do_how_grave_it_is_and_what_is_missing():
    for rule in RULES.values():
        assert rule.population and rule.compared and str(rule.clause)
        for check in rule.checks:
            assert check.fix and check.severity in Severity
            can_be_unknown = check.unknown.children != [("pk__in", ())]
            assert bool(check.missing) is can_be_unknown, check.code


def test_every_fault_word_has_a_check():
    assert {check.fault for check in CHECKS.values() if check.fault} == set(Fault)


def test_a_day_long_ago_is_answered_as_of_that_day():
    register_received()
    home = tagged("ordinary", identified_on=date(2026, 5, 15))
    assert answer("DQ-23-1", home, on=date(2026, 6, 14)) == NOT_ASKED
    assert answer("DQ-23-1", home, on=ON) is HIT


def test_a_household_nobody_counted_yet_is_open(county):
    empty = household(identified_on=LONG_AGO)
    register_received()
    assert answer("DQ-13-3", empty) is UNKNOWN
