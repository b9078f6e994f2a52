"""措施: what was done, on which day, with which evidence; the first one marks the household."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from assistance.choices import MeasureKind, ReferralState
from assistance.measures import warnings
from assistance.models import Measure
from casework.choices import EventKind, PhotoKind
from casework.exceptions import StalePage, StepRefused
from casework.models import Event
from casework.photos import Photo
from households.choices import Risk
from households.models import ChangedHousehold, Standing
from tests.assistance.factories_assistance import family, help_given, officer, pushed, referral_at, staff

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
pytestmark = pytest.mark.usefixtures("county")


def test_a_measure_helps_and_marks_the_household_and_the_journal(on) -> None:
    referral = referral_at(ReferralState.RECEIVED)
    ChangedHousehold.objects.all().delete()
    measure = help_given(referral, by=staff(), carried_out_on=on - timedelta(days=3))
    referral.refresh_from_db()
    assert referral.state == ReferralState.HELPING and measure.dept == "ZJ" and measure.title == "住房安全保障"
    assert Standing.objects.get(household=referral.household).first_measure_on == on - timedelta(days=3)
    assert ChangedHousehold.objects.filter(household_id=referral.household_id).exists()
    event = Event.objects.get(kind=EventKind.MEASURE)
    assert "落实“住房安全保障”，20,000.00元" in event.sentence


@pytest.mark.parametrize(
    ("days", "first"), [((3, 8), date(2026, 6, 7)), ((8, 3), date(2026, 6, 7)), ((3, 3), date(2026, 6, 12)), ((0, 30), date(2026, 5, 16))]
)
def test_the_first_measure_is_the_earliest_day(days, first, on) -> None:
    referral = referral_at(ReferralState.RECEIVED)
    for back in days:
        help_given(referral, by=staff(), carried_out_on=on - timedelta(days=back))
    assert Standing.objects.get(household=referral.household).first_measure_on == first
    assert Measure.objects.count() == 2


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"kind": "miracle"}, "unknown_kind"),
        ({"carried_out_on": date(2026, 6, 16)}, "later"),
        ({"evidence": " 有 "}, "evidence_missing"),
        ({"amount": Decimal("-1")}, "negative"),
    ],
)
def test_what_must_be_true_of_a_measure(said, code) -> None:
    with pytest.raises(StepRefused) as refused:
        help_given(referral_at(ReferralState.RECEIVED), by=staff(), **said)
    assert refused.value.code == code and not Measure.objects.exists()


def test_an_unknown_amount_is_not_zero() -> None:
    assert help_given(referral_at(ReferralState.RECEIVED), by=staff(), amount=None).amount is None


def test_the_same_form_twice_is_one_measure_and_on_another_push_a_stale_page() -> None:
    referral, key = referral_at(ReferralState.RECEIVED), uuid4()
    first = help_given(referral, by=staff(), form_key=key)
    assert help_given(referral, by=staff(), form_key=key) == first and Measure.objects.count() == 1
    with pytest.raises(StalePage):
        help_given(referral_at(ReferralState.RECEIVED), by=staff(), form_key=key)


def test_wrong_people_and_wrong_states_record_nothing(on) -> None:
    referral = referral_at(ReferralState.RECEIVED)
    for by in (staff("SW"), officer()):
        with pytest.raises(StepRefused):
            help_given(referral, by=by)
    with pytest.raises(StalePage):
        help_given(pushed(), by=staff())
    with pytest.raises(StalePage):
        help_given(referral_at(ReferralState.DONE), by=staff())
    with pytest.raises(StalePage):
        help_given(referral, by=staff(), version=referral.version + 1)


def test_the_paper_is_sealed(on) -> None:
    measure = help_given(referral_at(ReferralState.RECEIVED), by=staff(), scan=Photo(PhotoKind.PAPER, PNG, "image/png"))
    assert measure.scan.read() == PNG and measure.content_type == "image/png"
    with open(measure.scan.path, "rb") as sealed:
        assert not sealed.read().startswith(b"\x89PNG")


FITS = [
    ([], MeasureKind.WATER, True),
    ([Risk.ILLNESS], MeasureKind.HEALTH, True),
    ([Risk.ILLNESS], MeasureKind.COMPREHENSIVE, True),
    ([Risk.ILLNESS], MeasureKind.INDUSTRY, False),
    ([Risk.SCHOOL], MeasureKind.EDUCATION, True),
    ([Risk.WATER], MeasureKind.HOUSING, False),
    ([Risk.WATER, Risk.HOUSING], MeasureKind.HOUSING, True),
    ([Risk.LABOUR], MeasureKind.PUBLIC_POST, True),
    ([Risk.JOB], MeasureKind.PUBLIC_POST, False),
    ([Risk.FAMILY], MeasureKind.SOCIAL, True),
    ([Risk.OTHER, Risk.INDUSTRY], MeasureKind.FINANCE, True),
]


@pytest.mark.parametrize(("risks", "kind", "fits"), FITS)
def test_measure_and_risk(risks, kind, fits, on) -> None:
    referral = referral_at(ReferralState.RECEIVED, family(risks=risks))
    assert any(line.startswith("措施与风险不对应") for line in warnings(referral, kind, on)) is not fits


@pytest.mark.parametrize(("tagged", "days_before", "said"), [(True, 1, True), (True, 0, False), (False, 1, False)])
def test_a_measure_before_identification_is_warned_of_and_taken(tagged, days_before, said, on) -> None:
    identified = on - timedelta(days=10)
    household = family(has_monitoring_tag=tagged, monitoring_kind="unstable" if tagged else "")
    Standing.objects.filter(household=household).update(identified_on=identified)
    referral = referral_at(ReferralState.RECEIVED, household, on=identified - timedelta(days=20))
    lines = warnings(referral, MeasureKind.HOUSING, identified - timedelta(days=days_before))
    assert any(line.startswith("措施在识别前") for line in lines) is said
    help_given(referral, by=staff(), carried_out_on=identified - timedelta(days=days_before), on=on)
