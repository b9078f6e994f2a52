"""The search for people who look alike after an import: a task of its own, which may run twice, late or never."""

from __future__ import annotations

import pytest

from households.models import SuspectedPair
from households.tasks import find_duplicates_nightly
from registers import alike, tasks, undo
from registers.bench.filling import run
from registers.models import Batch, BatchState
from tests.registers.books import HEAD, ON, WIFE, household_row, member_row, number_of, take

pytestmark = pytest.mark.django_db
TWIN = number_of("19600312", 13)  # born the day HEAD was, two places of the number apart


@pytest.fixture(autouse=True)
def ground(county):
    return county


def two_alike() -> Batch:
    """HEAD in one household, somebody of his name and birth in another; the search of the first import is not made."""
    take("households", household_row("H1"), household_row("H2"))
    take("members", member_row(HEAD, "户主"), member_row(WIFE, "配偶"))
    return take("members", member_row(TWIN, "户主", "H2", name="周守田"))


def test_an_import_asks_for_the_search_when_it_stands_and_does_not_wait_for_it(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as asked:
        batch = two_alike()
    assert batch.state == BatchState.DONE and not SuspectedPair.objects.exists()
    for call in asked:
        call()
    assert SuspectedPair.objects.count() == 1


def test_a_preview_asks_for_nothing(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as asked:
        take("households", household_row(), is_dry_run=True)
    assert asked == []


def test_the_search_run_twice_writes_once():
    batch = two_alike()
    assert tasks.find_alike(batch.pk) == 1
    assert tasks.find_alike(batch.pk) == 0 and SuspectedPair.objects.count() == 1


def test_a_search_that_died_leaves_nothing_and_is_made_up_for(monkeypatch):
    batch = two_alike()

    def dies(*given, **more):
        found_of(*given, **more)
        raise MemoryError

    found_of = alike.find_pairs.__wrapped__  # without its transaction
    with monkeypatch.context() as patched:
        patched.setattr(alike, "find_pairs", alike.transaction.atomic(dies))
        with pytest.raises(MemoryError):
            tasks.find_alike(batch.pk)
    assert not SuspectedPair.objects.exists()
    assert find_duplicates_nightly() == 1 and tasks.find_alike(batch.pk) == 0


def test_a_queue_that_is_down_does_not_make_the_import_fail(monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(tasks.find_alike, "delay", lambda batch_id: 1 / 0)
    with django_capture_on_commit_callbacks(execute=True):
        batch = two_alike()
    assert batch.state == BatchState.DONE


def test_of_a_batch_taken_back_nobody_is_compared():
    batch = two_alike()
    undo.withdraw(batch, by="柏杨", reason="文件传错了", on=ON)
    assert tasks.find_alike(batch.pk) == 0 and not SuspectedPair.objects.exists()


def test_a_renamed_person_is_compared_though_his_membership_stays():
    two_alike()
    renamed = take("members", member_row(WIFE, "配偶", name="周守田"))
    run("UPDATE households_person SET birth = '1960-03-12'")
    assert tasks.find_alike(renamed.pk) == 3  # three people of one name and birth: three pairs


def test_people_left_out_are_told_once_on_the_batch(monkeypatch):
    from households import duplicates

    batch = two_alike()
    monkeypatch.setattr(duplicates, "CROWD", 1)
    monkeypatch.setattr(duplicates, "TWINS", 1)
    for _ in range(2):
        tasks.find_alike(batch.pk)
    assert Batch.objects.get(pk=batch.pk).notes == [alike.NOT_COMPARED.format(number=1)]
