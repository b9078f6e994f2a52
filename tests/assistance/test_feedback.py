"""季度反馈: what is owed, until when, what may be answered, what late means (rulings D7)."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import connections

from accounts.roles import Role
from assistance import referrals
from assistance.choices import FeedbackResult, ReferralState
from assistance.feedback import feed_back, owed, owed_quarters
from assistance.models import Feedback, Referral
from assistance.quarters import Quarter
from casework.exceptions import StalePage, StepRefused
from casework.models import Event
from tests.assistance.factories_assistance import ON, family, help_given, officer, pushed, referral_at, refused, staff

S, R = ReferralState, FeedbackResult
Q1, Q2, Q3, Q4 = (Quarter(2026, number) for number in (1, 2, 3, 4))

# pushed on, done on, quarter, fed back on, due on, late?
LATENESS = [
    (date(2026, 2, 28), date(2026, 3, 2), Q1, date(2026, 3, 20), date(2026, 3, 20), False),
    (date(2026, 2, 28), date(2026, 3, 2), Q1, date(2026, 3, 21), date(2026, 3, 20), True),
    (date(2026, 3, 1), date(2026, 3, 2), Q2, date(2026, 3, 10), date(2026, 6, 20), False),
    (date(2026, 5, 31), date(2026, 6, 1), Q2, date(2026, 6, 20), date(2026, 6, 20), False),  # the 20th is a Saturday
    (date(2026, 5, 31), date(2026, 6, 1), Q2, date(2026, 6, 22), date(2026, 6, 20), True),  # the Monday after is late
    (date(2026, 6, 1), date(2026, 6, 2), Q3, date(2026, 6, 22), date(2026, 9, 20), False),
    (date(2026, 6, 1), date(2026, 6, 2), Q3, date(2026, 9, 21), date(2026, 9, 20), True),  # the 20th is a Sunday
    (date(2026, 12, 1), date(2026, 12, 2), Quarter(2027, 1), date(2027, 3, 20), date(2027, 3, 20), False),
]


@pytest.mark.usefixtures("county")
class TestWhatIsOwed:
    @pytest.mark.parametrize(("pushed_on", "done_on", "quarter", "fed_on", "due_on", "late"), LATENESS)
    def test_due_and_late(self, pushed_on, done_on, quarter, fed_on, due_on, late) -> None:
        referral = referral_at(S.DONE, pushed_on=pushed_on, on=done_on)
        assert referral.first_quarter == quarter.code and referral.due_on == due_on
        row = feed_back(referral, quarter=quarter, result=R.DONE, by=staff(), on=fed_on)
        assert (row.due_on, row.is_late) == (due_on, late)
        event = Event.objects.filter(kind="feedback").get()
        assert ("（逾期）" in event.sentence) is late

    def test_owed_in_every_quarter_until_a_final_answer(self) -> None:
        helping = referral_at(S.HELPING, pushed_on=date(2026, 2, 10), on=date(2026, 2, 11))

        def owes(quarter: Quarter) -> bool:
            return owed(quarter, date(2026, 12, 31)).filter(pk=helping.pk).exists()

        assert [owes(q) for q in (Quarter(2025, 4), Q1, Q2, Q3, Q4)] == [False, True, True, True, True]
        feed_back(helping, quarter=Q1, result=R.HELPING, words="已下达改造计划", by=staff(), on=date(2026, 3, 5))
        assert [owes(q) for q in (Q1, Q2, Q3)] == [False, True, True]
        helping.refresh_from_db()
        assert helping.state == S.HELPING and helping.due_on == date(2026, 6, 20)
        referrals.done(helping, by=staff(), on=date(2026, 5, 5))
        feed_back(helping, quarter=Q2, result=R.DONE, by=staff(), on=date(2026, 6, 5))
        assert [owes(q) for q in (Q1, Q2, Q3, Q4)] == [False, False, False, False]

    def test_pushed_in_the_third_month_is_owed_from_the_next_quarter(self) -> None:
        referral = referral_at(S.HELPING, pushed_on=date(2026, 6, 1), on=date(2026, 6, 2))
        assert not owed(Q2, date(2026, 6, 30)).exists() and owed(Q3, date(2026, 6, 30)).get() == referral
        with pytest.raises(StepRefused, match="从2026年三季度起反馈"):
            feed_back(referral, quarter=Q2, result=R.HELPING, words="正在施工", by=staff(), on=date(2026, 6, 3))

    def test_a_quarter_not_begun_waits(self) -> None:
        referral = referral_at(S.HELPING, pushed_on=date(2026, 4, 1), on=date(2026, 4, 2))
        with pytest.raises(StepRefused, match="还没有开始"):
            feed_back(referral, quarter=Q3, result=R.HELPING, words="正在施工", by=staff(), on=date(2026, 6, 30))
        assert owed_quarters(referral, date(2026, 7, 1)) == [Q2, Q3]

    def test_withdrawn_ones_owe_nothing(self, on) -> None:
        referral_at(S.WITHDRAWN)
        assert not owed(Q3, on).exists()

    def test_a_skipped_quarter_stays_owed_and_may_be_answered_late(self) -> None:
        referral = referral_at(S.HELPING, pushed_on=date(2026, 2, 10), on=date(2026, 2, 11))
        referrals.done(referral, by=staff(), on=date(2026, 5, 6))
        feed_back(referral, quarter=Q2, result=R.DONE, by=staff(), on=date(2026, 6, 5))
        assert owed(Q1, ON).get() == referral and owed_quarters(referral, ON) == [Q1]
        with pytest.raises(StepRefused, match="最近的季度"):
            feed_back(referral, quarter=Q1, result=R.DONE, by=staff(), on=ON)
        row = feed_back(referral, quarter=Q1, result=R.HELPING, words="当时正在施工", by=staff(), on=ON)
        assert row.is_late and not owed(Q1, ON).exists()
        with pytest.raises(StepRefused, match="不用再报"):
            feed_back(referral, quarter=Q3, result=R.HELPING, words="还在帮扶中", by=staff(), on=date(2026, 7, 6))

    def test_once_a_quarter(self, on) -> None:
        referral = referral_at(S.HELPING, pushed_on=date(2026, 5, 6))
        feed_back(referral, quarter=Q2, result=R.HELPING, words="正在施工", by=staff(), on=on)
        with pytest.raises(StepRefused, match="已于2026-06-15反馈为“正在帮扶”"):
            feed_back(referral, quarter=Q2, result=R.HELPING, words="正在施工", by=staff(), on=on)

    @pytest.mark.parametrize(
        ("state", "takes"), [(S.PUSHED, None), (S.RECEIVED, R.HELPING), (S.HELPING, R.HELPING), (S.DONE, R.DONE), (S.REFUSED, R.REFUSED)]
    )
    def test_the_result_is_what_the_push_has_come_to(self, state, takes, on) -> None:
        for result in R:
            referral = referral_at(state, pushed_on=date(2026, 5, 6))
            if result == takes:
                assert feed_back(referral, quarter=Q2, result=result, words="正在施工", by=staff(), on=on).result == result
            else:
                with pytest.raises(StepRefused):
                    feed_back(referral, quarter=Q2, result=result, words="正在施工", by=staff(), on=on)

    def test_who_feeds_back(self, on) -> None:
        referral = referral_at(S.DONE, pushed_on=date(2026, 5, 6))
        for by in (staff("SW"), officer(), officer(Role.INSPECTOR)):
            with pytest.raises(StepRefused):
                feed_back(referral, quarter=Q2, result=R.DONE, by=by, on=on)
        with pytest.raises(StalePage):
            feed_back(referral, quarter=Q2, result=R.DONE, by=staff(), on=on, version=referral.version - 1)

    def test_final_results_say_what_the_rows_say(self, on) -> None:
        done = referral_at(S.DONE, pushed_on=date(2026, 5, 6))
        assert "落实住房安全保障，20,000.00元" in feed_back(done, quarter=Q2, result=R.DONE, by=staff(), on=on).words
        no = refused(pushed(on=date(2026, 5, 6)), staff())
        assert feed_back(no, quarter=Q2, result=R.REFUSED, by=staff(), on=on).words.startswith("不符合政策条件：农村危房")
        with pytest.raises(StepRefused, match="还差什么"):
            feed_back(referral_at(S.HELPING, pushed_on=date(2026, 5, 6)), quarter=Q2, result=R.HELPING, by=staff(), on=on)

    def test_settled_in_the_next_quarter_the_former_was_help(self) -> None:
        """Done in July: the second quarter, still unanswered, was help under way; the third takes the final answer."""
        referral = referral_at(S.HELPING, pushed_on=date(2026, 5, 6), on=date(2026, 5, 7))
        referral = referrals.done(referral, by=staff(), on=date(2026, 7, 3))
        row = feed_back(referral, quarter=Q2, result=R.HELPING, words="二季度末正在施工", by=staff(), on=date(2026, 7, 4))
        assert row.is_late
        assert feed_back(referral, quarter=Q3, result=R.DONE, by=staff(), on=date(2026, 7, 4)).is_late is False


def raced(*calls) -> list[str]:
    """Each call in a session of its own, started together; what came of each."""
    outcomes: list[str] = []
    start = threading.Barrier(len(calls))

    def run(call) -> None:
        start.wait()
        try:
            call()
            outcomes.append("done")
        except StepRefused as refusal:
            outcomes.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.mark.django_db(transaction=True)
class TestTwoSessions:
    def test_two_sign_and_one_has_signed(self, county, on) -> None:
        referral, one, two = pushed(), staff(), staff()
        outcome = raced(*(lambda by=by: referrals.receive(referral, by=by, on=on) for by in (one, two)))
        assert outcome == ["done", "stale"]
        assert Event.objects.filter(kind="step", detail__step="receive").count() == 1

    def test_two_feed_back_and_one_row_stands(self, county, on) -> None:
        referral, one, two = referral_at(S.DONE, pushed_on=date(2026, 5, 6)), staff(), staff()
        outcome = raced(*(lambda by=by: feed_back(referral, quarter=Q2, result=R.DONE, by=by, on=on) for by in (one, two)))
        assert outcome == ["already_fed_back", "done"] and Feedback.objects.count() == 1

    def test_two_push_and_the_numbers_differ(self, county, on) -> None:
        from tests.assistance.factories_assistance import need

        needs, by = [need(), need(family())], officer()
        assert raced(*(lambda one=one: referrals.push(one, by=by, on=on) for one in needs)) == ["done", "done"]
        assert len(set(Referral.objects.values_list("referral_no", flat=True))) == 2
        asked = need(family())
        assert raced(*(lambda: referrals.push(asked, by=by, on=on) for _ in range(2))) == ["done", "stale"]

    def test_two_measures_of_one_form_are_one(self, county, on) -> None:
        from uuid import uuid4

        referral, key, by = referral_at(S.RECEIVED), uuid4(), staff()
        assert raced(*(lambda: help_given(referral, by=by, form_key=key) for _ in range(2))) == ["done", "done"]
        assert referral.measures.count() == 1
