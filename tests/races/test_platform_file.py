"""One file of the upper platform sent twice at once is one batch: the second writes nothing."""

from __future__ import annotations

from functools import partial

import pytest

from casework.models import Event
from monitoring.models import Alert, PlatformFile, PlatformRow
from monitoring.platform_file import read_clues, take_file
from tests.households.factories import HouseholdFactory
from tests.monitoring.factories import ON, officer
from tests.monitoring.test_platform_file import HEAD, book
from tests.races.sessions import rounds

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 20


def test_one_file_twice_at_once_is_one_batch(county, on):
    person = HouseholdFactory().members.get().person
    content = book(HEAD, ["1", person.name, person.id_number.reveal(), "大额医疗支出", "上月自付四万二千元"])
    senders, clues = (officer(), officer()), read_clues(content)
    with rounds(TIMES, PlatformFile, PlatformRow, Alert, Event) as together:
        for _, pair in together:
            outcome = pair.race(*(partial(take_file, content, "下发.xlsx", clues, by=by, on=ON) for by in senders))
            assert sorted(taken.is_new for taken in outcome.won) == [False, True] and len({taken.file.pk for taken in outcome.won}) == 1
            assert (PlatformRow.objects.count(), Alert.objects.count()) == (1, 1)
