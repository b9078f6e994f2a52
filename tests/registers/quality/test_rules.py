"""Every check below, at and above its threshold, and where something it compares is unknown."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import Region
from households.choices import MemberStatus
from households.models import Disability, Enrolment, Household, Income, Insurance, Job, Member, Person, RegisterClaim, Standing
from households.national_id import check_digit
from policies.clauses import NATIONAL_CHECKS
from registers.quality.numbers import fault_of
from registers.quality.rules import CHECKS, RULES
from registers.quality.shown import Subject
from tests.households.factories import HouseholdFactory, MemberFactory, PersonFactory, income, synthetic_id
from tests.policies.factories import ParameterFactory
from tests.registers.books import family as family_of_registers
from tests.registers.books import take
from tests.registers.quality.asking import FINE, HIT, NOT_ASKED, ON, UNKNOWN, answer

pytestmark = pytest.mark.django_db
GOOD = "99010119800501" + "001" + check_digit("99010119800501001")
WRONG = GOOD[:17] + ("0" if GOOD[17] != "0" else "1")


@pytest.fixture(autouse=True)
def ground(county):
    return county


def one(*, household: dict[str, Any] | None = None, member: dict[str, Any] | None = None, **person: Any) -> tuple[Household, Person]:
    """A household of one head."""
    home = HouseholdFactory(size=0, **(household or {}))
    seat = MemberFactory(household=home, person=PersonFactory(**person), **(member or {}))
    return home, seat.person


def dated(person_of: tuple[Household, Person]) -> dict[str, Any]:
    return {"household": person_of[0], "person": person_of[1], "received_on": ON}


KNOWN = {"household_kind": "tuopin"}
EVER = {"has_monitoring_tag": True}


# DQ-01


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        (GOOD, ""), (GOOD.lower(), ""), (WRONG, "check"), (GOOD[:17], "length"), (GOOD + "4", "length"), (GOOD[:16], "length"), ("", "length"),
        (GOOD + "41", ""), (GOOD + "71", ""), (GOOD + "81", "kind"), (GOOD + "01", "kind"), (GOOD + "44", ""), (GOOD + "45", "level"), (GOOD + "40", "level"),
        (GOOD + "41B1", ""), (WRONG + "41", "check"), ("99010119801301001X", "birth"), ("9901011980050100AX", "characters"),
        ("９９０１０１" + GOOD[6:], "characters"),
    ],
)  # fmt: skip
def test_the_digits_of_a_number(number, fault):
    assert fault_of(number) == fault


@pytest.mark.parametrize(
    ("person", "length", "digits"),
    [
        ({"id_number": GOOD}, FINE, FINE),
        ({"id_number": WRONG}, FINE, HIT),
        ({"id_number": GOOD[:17]}, HIT, FINE),
        ({"id_number": GOOD + "41", "id_type": "02"}, FINE, FINE),
        ({"id_number": WRONG + "41", "id_type": "02"}, FINE, HIT),
        ({"id_number": GOOD + "4", "id_type": "02"}, HIT, FINE),
        ({"id_number": "T990000123", "id_type": "04"}, HIT, FINE),
        ({"id_number": "E12345678901234567", "id_type": "05"}, FINE, FINE),  # no check digit is asked of a passport
        ({"id_number": None}, UNKNOWN, UNKNOWN),
    ],
)  # fmt: skip
def test_length_and_check_digit_of_a_person(person, length, digits):
    who = one(**person)
    assert (answer("DQ-01-1", *who), answer("DQ-01-2", *who)) == (length, digits)


@pytest.mark.parametrize(
    ("certificate", "expected"),
    [(GOOD + "41", FINE), (GOOD + "42B1", FINE), (GOOD + "91", HIT), (GOOD + "45", HIT), (GOOD, HIT), (GOOD + "4", HIT), (WRONG + "41", HIT), (None, UNKNOWN)],
)  # fmt: skip
def test_the_two_last_digits_of_a_disability_number(certificate, expected):
    who = one(id_number=GOOD)
    Disability.objects.create(**dated(who), kind="4", level=1, issued_on=ON, certificate=certificate)
    assert answer("DQ-01-3", *who) is expected


def test_who_holds_no_certificate_or_a_cancelled_one_is_not_asked_for_its_number():
    who, other = one(id_number=GOOD), one()
    Disability.objects.create(**dated(other), kind="4", level=1, issued_on=ON, certificate=GOOD + "99", is_cancelled=True)
    assert (answer("DQ-01-3", *who), answer("DQ-01-3", *other)) == (FINE, FINE)
    as_document = one(id_number=GOOD + "46", id_type="02")
    assert answer("DQ-01-3", *as_document) is HIT


# DQ-03


@pytest.mark.parametrize(
    ("own", "others", "expected"),
    [
        ([("resident_medical", "insured")], [], (FINE, UNKNOWN, UNKNOWN)),
        ([("worker_medical", "insured"), ("resident_medical", "not_insured")], [], (FINE, UNKNOWN, UNKNOWN)),
        ([("resident_medical", "not_insured")], [], (HIT, UNKNOWN, UNKNOWN)),
        ([("resident_medical", "stopped")], [], (HIT, UNKNOWN, UNKNOWN)),
        ([], ["resident_medical", "serious_illness", "resident_pension"], (HIT, HIT, HIT)),
        ([], [], (UNKNOWN, UNKNOWN, UNKNOWN)),
        ([("serious_illness", "not_insured"), ("worker_pension", "not_insured")], ["worker_medical"], (HIT, FINE, FINE)),
    ],
)
def test_insurance_blank_or_no(own, others, expected):
    who, neighbour = one(household=EVER), one()
    for kind, status in own:
        Insurance.objects.create(**dated(who), kind=kind, status=status, year=2026)
    for kind in others:
        Insurance.objects.create(**dated(neighbour), kind=kind, status="insured", year=2026)
    assert tuple(answer(f"DQ-03-{number}", *who) for number in (1, 2, 3)) == expected
    assert answer("DQ-03-1", *neighbour) == NOT_ASKED


def test_insurance_of_last_year_is_none_of_this_year():
    who, neighbour = one(household=EVER), one()
    Insurance.objects.create(**dated(who), kind="resident_medical", status="insured", year=2025)
    assert answer("DQ-03-1", *who) is UNKNOWN
    Insurance.objects.create(**dated(neighbour), kind="resident_medical", status="insured", year=2026)
    assert answer("DQ-03-1", *who) is HIT


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ({"birth": date(2010, 6, 16)}, FINE),
        ({"birth": date(2010, 6, 15)}, HIT),
        ({"birth": date(2010, 6, 15), "school_status": "senior"}, FINE),
        ({"birth": date(2010, 6, 15), "school_status": "not"}, HIT),
        ({"birth": None, "id_number": GOOD}, UNKNOWN),
    ],
)
def test_a_pension_is_asked_of_who_may_have_one(person, expected):
    who, neighbour = one(household=EVER, **person), one()
    Insurance.objects.create(**dated(neighbour), kind="resident_pension", status="insured", year=2026)
    assert answer("DQ-03-3", *who) is expected


def test_once_monitored_stays_asked():
    who = one()
    assert answer("DQ-03-1", *who) == NOT_ASKED
    Standing.objects.filter(household=who[0]).update(cleared_on=date(2024, 1, 1))
    assert answer("DQ-03-1", *who) is UNKNOWN


# DQ-15

TEKUN = {"category": "tekun"}
HEALTHY = {"health": "healthy", "school_status": "not"}


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ({"birth": date(2008, 6, 16), **HEALTHY}, FINE),
        ({"birth": date(2008, 6, 15), **HEALTHY}, HIT),
        ({"birth": date(1965, 6, 16), **HEALTHY}, HIT),
        ({"birth": date(1965, 6, 15), **HEALTHY}, FINE),
        ({"birth": date(1990, 1, 1), **HEALTHY, "health": "chronic"}, FINE),
        ({"birth": date(1990, 1, 1), **HEALTHY, "health": ""}, UNKNOWN),
        ({"birth": date(1990, 1, 1), "health": "healthy", "school_status": ""}, UNKNOWN),
        ({"birth": date(1990, 1, 1), "health": "healthy", "school_status": "bachelor"}, FINE),
        ({"birth": None, "id_number": GOOD, **HEALTHY}, UNKNOWN),
        ({"birth": None, "id_number": GOOD, **HEALTHY, "health": "serious"}, FINE),
        ({"birth": date(1950, 1, 1), **HEALTHY, "health": ""}, FINE),
    ],
)
def test_healthy_of_age_and_out_of_school(person, expected):
    assert answer("DQ-15-1", *one(member=TEKUN, **person)) is expected


def test_the_school_register_outweighs_and_others_are_not_asked():
    person = {"birth": date(2007, 1, 1), **HEALTHY}
    who, other = one(member=TEKUN, **person), one(**person)
    Enrolment.objects.create(**dated(who), stage="senior", attendance="enrolled")
    assert (answer("DQ-15-1", *who), answer("DQ-15-1", *other)) == (FINE, NOT_ASKED)
    Enrolment.objects.update(attendance="finished")
    assert answer("DQ-15-1", *who) is HIT


def test_thresholds_are_dated_rows(county):
    who = one(member=TEKUN, birth=date(1966, 1, 1), **HEALTHY)
    assert answer("DQ-15-1", *who) is HIT
    ParameterFactory(code="quality_tekun_age_to", region=county, number=Decimal(59), unit="周岁", valid_from=date(2026, 6, 15))
    assert answer("DQ-15-1", *who) is FINE


# DQ-16


def works(who: tuple[Household, Person], county_name: str = "", **more: Any) -> Job:
    return Job.objects.create(
        **dated(who), **{"is_working": True, "started_on": date(2026, 2, 1), "as_of": ON, "county_name": county_name, **more}
    )


@pytest.mark.parametrize(
    ("mine", "theirs", "phones", "expected"),
    [
        ("甲县", "乙县", ("13900001111", "13900001111"), HIT),
        ("甲县", "甲县", ("13900001111", "13900001111"), FINE),
        ("甲县", "乙县", ("13900001111", "13900002222"), FINE),
        ("甲县", "乙县", (None, "13900001111"), UNKNOWN),
        ("", "乙县", ("13900001111", "13900001111"), UNKNOWN),
        ("甲县", "", ("13900001111", "13900001111"), FINE),
    ],
)
def test_one_phone_in_two_counties_of_work(mine, theirs, phones, expected):
    who, other = one(household=KNOWN, phone=phones[0]), one(phone=phones[1])
    works(who, mine)
    works(other, theirs)
    assert answer("DQ-16-1", *who) is expected
    assert answer("DQ-16-1", *other) == NOT_ASKED


def test_work_that_is_over_is_no_work():
    who, other = one(household=KNOWN, phone="13900001111"), one(phone="13900001111")
    works(who, "甲县")
    ended = works(other, "乙县", ended_on=date(2026, 6, 14))
    assert answer("DQ-16-1", *who) is FINE
    ended.ended_on = ON
    ended.save()
    assert answer("DQ-16-1", *who) is HIT


@pytest.mark.parametrize(
    ("monthly", "stated", "expected"),
    [("0", None, FINE), ("0.01", None, HIT), ("99.99", None, HIT), ("100", None, FINE), (None, "99.99", HIT), (None, "100", FINE), (None, "0", FINE),
     (None, None, UNKNOWN), ("3000", "50", HIT)],
)  # fmt: skip
def test_a_wage_that_cannot_be_one(monthly, stated, expected):
    who = one(household=KNOWN, phone="13900001111")
    works(who, "甲县", yearly_income=Decimal(stated) if stated else None)
    if monthly:
        income(*who, "wage", monthly, date(2025, 6, 1))
    assert answer("DQ-16-2", *who) is expected


def test_a_wage_outside_the_window_or_superseded_is_not_counted():
    who = one(household=KNOWN)
    income(*who, "wage", "50", date(2025, 5, 1))
    income(*who, "wage", "60", date(2026, 6, 1))
    income(*who, "wage", "70", date(2026, 1, 1), superseded_at="2026-02-01T00:00+08:00")
    assert answer("DQ-16-2", *who) is FINE
    income(*who, "wage", "50", date(2026, 5, 1))
    assert answer("DQ-16-2", *who) is HIT


@pytest.mark.parametrize(
    ("phones", "expected"),
    [
        (("13900001111", "13900001111"), HIT),
        (("13900001111", "13900002222"), FINE),
        (("13900001111", "13900001111", None), HIT),
        (("13900001111", None), UNKNOWN),
        ((None, None), UNKNOWN),
        (("13900001111",), FINE),
        ((None,), FINE),
    ],
)
def test_one_phone_for_the_whole_family(phones, expected):
    home, head = one(household=KNOWN, phone=phones[0])
    for phone in phones[1:]:
        MemberFactory(household=home, person=PersonFactory(phone=phone), relation="20")
    assert answer("DQ-16-3", home, head) is expected


# DQ-18


def family(*people: dict[str, Any], head: dict[str, Any] | None = None) -> Household:
    home = HouseholdFactory(size=0)
    for person in ({"relation": "02", "birth": date(1970, 3, 1), **(head or {})}, *people):
        kept = dict(person)
        relation, status = kept.pop("relation"), kept.pop("status", MemberStatus.PRESENT)
        MemberFactory(household=home, relation=relation, status=status, person=PersonFactory(**kept))
    return home


@pytest.mark.parametrize(
    ("relation", "sex", "expected"),
    [("30", "1", HIT), ("30", "2", FINE), ("20", "2", HIT), ("38", "1", HIT), ("28", "1", FINE), ("52", "1", HIT), ("10", "1", FINE), ("30", "", UNKNOWN),
     ("10", "", FINE), ("40", "1", FINE)],
)  # fmt: skip
def test_sex_against_the_word(relation, sex, expected):
    assert answer("DQ-18-1", family({"relation": relation, "sex": sex, "birth": date(1995, 1, 1), "id_number": GOOD})) is expected


@pytest.mark.parametrize(
    ("relation", "birth", "expected"),
    [
        ("20", date(1970, 3, 2), FINE), ("20", date(1970, 3, 1), HIT), ("20", date(1970, 2, 28), HIT), ("20", None, UNKNOWN),
        ("51", date(1970, 2, 28), FINE), ("51", date(1970, 3, 1), HIT), ("51", date(1970, 3, 2), HIT), ("51", None, UNKNOWN),
        ("71", date(1980, 1, 1), FINE), ("28", date(1960, 1, 1), FINE),
    ],
)  # fmt: skip
def test_birth_against_the_word(relation, birth, expected):
    assert answer("DQ-18-2", family({"relation": relation, "birth": birth, "id_number": GOOD})) is expected


def test_a_child_cannot_be_compared_with_a_head_without_birth():
    assert answer("DQ-18-2", family({"relation": "20", "birth": date(2000, 1, 1)}, head={"birth": None, "id_number": GOOD})) is UNKNOWN
    assert answer("DQ-18-2", family(head={"birth": None, "id_number": WRONG})) is FINE


@pytest.mark.parametrize(("spouses", "expected"), [(0, FINE), (1, FINE), (2, HIT)])
def test_more_than_one_spouse(spouses, expected):
    assert answer("DQ-18-3", family(*[{"relation": "10"}] * spouses)) is expected


@pytest.mark.parametrize(
    ("heads", "none", "several"), [([], HIT, FINE), (["present"], FINE, FINE), (["present"] * 2, FINE, HIT), (["dead"], HIT, FINE), (["dead", "present"], FINE, FINE)]
)  # fmt: skip
def test_one_head_and_one_only(heads, none, several):
    home = HouseholdFactory(size=0)
    for status in heads:
        MemberFactory(household=home, status=status)
    assert (answer("DQ-18-4", home), answer("DQ-18-5", home)) == (none, several)


def test_who_left_or_lives_elsewhere_is_no_head_here():
    home = family()
    MemberFactory(household=home, left_on=date(2025, 1, 1))
    Member.objects.create(household=home, person=PersonFactory(), relation="02", is_claim=True)
    assert (answer("DQ-18-4", home), answer("DQ-18-5", home)) == (FINE, FINE)


# DQ-19


@pytest.mark.parametrize(("health", "expected"), [("", HIT), ("healthy", FINE), ("disabled", FINE)])
def test_health_not_filled_in(health, expected):
    who, other = one(household=KNOWN, health=health), one(health=health)
    assert (answer("DQ-19-1", *who), answer("DQ-19-1", *other)) == (expected, NOT_ASKED)


@pytest.mark.parametrize(
    ("reason", "health", "expected"),
    [("因病", "healthy", HIT), ("因病休学", "", UNKNOWN), ("因病", "serious", FINE), ("厌学", "healthy", FINE), ("", "healthy", FINE)],
)
def test_ill_by_the_school_and_healthy_by_the_register(reason, health, expected):
    who = one(household=KNOWN, health=health)
    Enrolment.objects.create(**dated(who), stage="junior", attendance="absent", absence_reason=reason)
    assert answer("DQ-19-2", *who) is expected


@pytest.mark.parametrize(
    ("birth", "labour", "expected"),
    [
        (date(2010, 6, 16), "ordinary", HIT), (date(2010, 6, 15), "ordinary", FINE), (date(1960, 6, 16), "skilled", FINE), (date(1960, 6, 15), "skilled", HIT),
        (date(1950, 1, 1), "weak", FINE), (date(2015, 1, 1), "none", FINE), (None, "ordinary", UNKNOWN), (None, "lost", FINE), (date(1990, 1, 1), "", UNKNOWN),
    ],
)  # fmt: skip
def test_a_labourer_too_young_or_too_old(birth, labour, expected):
    assert answer("DQ-19-3", *one(household=KNOWN, birth=birth, labour=labour, id_number=GOOD)) is expected


# DQ-21


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # item, amount, batch, whether its register called it receipts (None: from before that was kept)
        ([("种植", "5000", 1, True)], HIT),
        ([("种植", "5000", 1, True), ("种植支出", "-800", 1, False)], FINE),
        ([("种植", "5000", 1, False)], FINE),
        ([("种植", "5000", 1, False), ("养殖", "200", 1, True)], HIT),
        ([("种植收入", "5000", 1, None)], HIT),
        ([("种植净收入", "5000", 1, None)], FINE),
        ([("种植", "5000", 1, None)], UNKNOWN),
        ([("种植", "5000", 1, None), ("养殖", "200", 1, True)], HIT),
        ([("种植", "5000", 1, None), ("种植支出", "-800", 1, None)], FINE),
        ([("种植", "5000", None, None)], FINE),
        ([("种植", "-300", 1, False)], FINE),
        ([], FINE),
    ],
)
def test_receipts_without_costs(rows, expected):
    home, head = one(household=KNOWN)
    for item, amount, batch, receipts in rows:
        income(home, head, "business", amount, date(2025, 10, 1), item=item, batch_id=batch, is_receipts=receipts)
    assert answer("DQ-21-1", home) is expected


@pytest.mark.parametrize(
    ("kind", "item", "kept"),
    [
        ("经营净收入", "种植", False), ("经营净收入", "种植收入", True), ("经营净收入", "种植净收入", False),
        ("生产经营性收入", "种植", True), ("经营收入", "养殖", True), ("经营收入", "养殖净收入", False), ("财产净收入", "土地流转", None),
    ],
)  # fmt: skip
def test_what_a_register_calls_a_figure_is_kept(kind, item, kept):
    family_of_registers()
    row = {"household_no": "H1", "kind": kind, "item": item, "month": "2025-10", "amount": 5000, "source": "部门"}
    assert take("incomes", row).new_rows == 1 and take("incomes", row).same_rows == 1
    assert Income.objects.get().is_receipts is kept


@pytest.mark.parametrize(
    ("yearly", "expected"), [("0.01", FINE), ("0", HIT), ("-1", HIT), ("100000", FINE), ("100000.01", HIT), (None, UNKNOWN)]
)
def test_an_income_per_head_that_cannot_be(yearly, expected):
    home, head = one(household=KNOWN)
    if yearly is not None:
        income(home, head, "transfer", yearly, date(2025, 10, 1), item="养老金")
    assert answer("DQ-21-2", home) is expected


def test_a_household_with_nobody_counted_cannot_be_said():
    home, _ = one(household=KNOWN, member={"status": "in_prison"})
    assert answer("DQ-21-2", home) is UNKNOWN


@pytest.mark.parametrize(("months", "expected"), [(0, FINE), (12, FINE), (13, HIT), (None, FINE)])
def test_months_no_year_has(months, expected):
    who = one(household=KNOWN)
    works(who, "甲县", months_worked=months)
    assert answer("DQ-21-3", who[0]) is expected


@pytest.mark.parametrize(
    ("job", "months", "place"),
    [
        ({"county_name": "甲县", "started_on": None}, UNKNOWN, HIT),
        ({"employer": "厂", "started_on": None, "is_working": False}, FINE, HIT),
        ({"started_on": None}, UNKNOWN, FINE),
        ({"county_name": "甲县", "started_on": None, "months_worked": 3}, FINE, FINE),
        ({"county_name": "甲县"}, FINE, FINE),
    ],
)
def test_a_place_of_work_without_a_time(job, months, place):
    who = one(household=KNOWN)
    works(who, **job)
    assert (answer("DQ-21-3", who[0]), answer("DQ-21-4", who[0])) == (months, place)


# DQ-22


def test_an_area_code_that_is_no_villages(town):
    home, _ = one()
    assert answer("DQ-22-1", home) is FINE
    Household.objects.filter(pk=home.pk).update(village=town, village_code=town.code)
    assert answer("DQ-22-1", home) is HIT
    Household.objects.filter(pk=home.pk).update(village=Region.objects.get(code="990101100201"), village_code="990101100299")
    assert answer("DQ-22-1", home) is HIT


@pytest.mark.parametrize(
    ("identified", "cleared", "expected"),
    [
        (date(2024, 3, 1), date(2024, 2, 29), HIT), (date(2024, 3, 1), date(2024, 3, 1), FINE), (date(2024, 3, 1), date(2025, 3, 1), FINE),
        (date(2024, 3, 1), None, FINE), (None, None, FINE), (None, date(2025, 3, 1), UNKNOWN),
    ],
)  # fmt: skip
def test_cleared_before_identified(identified, cleared, expected):
    home, _ = one()
    Standing.objects.filter(household=home).update(identified_on=identified, cleared_on=cleared)
    assert answer("DQ-22-2", home) is expected


def test_the_monitored_registers_own_dates_are_asked_too():
    who = one()
    claim = RegisterClaim.objects.create(
        **dated(who), register="monitored", since=date(2024, 3, 1), cleared_on=date(2024, 3, 1), is_cleared=True
    )
    assert answer("DQ-22-2", who[0]) is FINE
    claim.since = date(2024, 4, 1)
    claim.save()
    assert answer("DQ-22-2", who[0]) is HIT


@pytest.mark.parametrize(("birth", "expected"), [(ON, FINE), (date(2026, 6, 16), HIT), (None, UNKNOWN), (date(1990, 1, 1), FINE)])
def test_born_after_today(birth, expected):
    assert answer("DQ-22-3", one(birth=birth, id_number=GOOD)[0]) is expected


# All


@pytest.mark.parametrize("code", sorted(RULES))
def test_every_rule_says_what_it_asks_and_what_to_do(code):
    rule = RULES[code]
    assert rule.code == code and rule.title and rule.population
    assert rule.clause.document is NATIONAL_CHECKS or rule.subject is Subject.WORK
    assert rule.checks and all(check.title and check.fix.endswith("。") for check in rule.checks)


def test_codes_are_unique_and_short_enough_to_keep():
    assert len(CHECKS) == sum(len(rule.checks) for rule in RULES.values()) and max(map(len, CHECKS)) <= 12
    assert synthetic_id() != synthetic_id()
