"""Two clerks of one department answer for the same datum at once: one answer stands, the other is told."""

from __future__ import annotations

from functools import partial

import pytest

from accounts.choices import Dept
from accounts.roles import Role
from casework.models import Event
from monitoring.choices import AnswerKind, Outcome
from monitoring.data_answers import answer
from monitoring.models import Alert, DataAnswer
from tests.monitoring.factories import officer
from tests.monitoring.test_precision import concluded
from tests.races.sessions import rounds

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 30


def test_one_of_two_answers_stands(county, on):
    alert = Alert.objects.get(pk=concluded(Outcome.FALSE).pk)
    clerks = [officer(Role.DEPT_STAFF, dept=Dept.YB) for _ in range(2)]
    said = [(AnswerKind.CORRECTED, "自付由4860元改为2310元"), (AnswerKind.CONFIRMED, "与医院核对过，金额没有错")]
    with rounds(TIMES, DataAnswer, Event) as together:
        for _, pair in together:
            outcome = pair.race(
                *(partial(answer, alert, kind, words=words, by=by, on=on) for by, (kind, words) in zip(clerks, said, strict=True))
            )
            assert DataAnswer.objects.get().pk == outcome.won[0].pk and "已标为" in outcome.reason
