"""`__one_of`: lists of any length as one parameter, on plain, binary and related columns."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.encryption import blind_index
from households.models import Member, Person
from tests.households.factories import HouseholdFactory

pytestmark = pytest.mark.django_db


def test_it_finds_what_in_finds_with_one_parameter(county):
    household = HouseholdFactory(size=3)
    people = list(Member.objects.filter(household=household).values_list("person_id", flat=True))
    wanted = people[:2]
    assert set(Member.objects.filter(person_id__one_of=wanted)) == set(Member.objects.filter(person_id__in=wanted)) != set()
    assert Member.objects.filter(household__one_of={household.pk}).count() == 3
    assert Person.objects.filter(pk__one_of=people).count() == 3
    assert list(Member.objects.filter(household__household_no__one_of=[household.household_no, "nobody's"]).values_list("household_id", flat=True).distinct()) == [household.pk]  # fmt: skip


def test_sealed_numbers_are_found_by_their_indexes(county):
    household = HouseholdFactory(size=1)
    person = Member.objects.get(household=household).person
    number = person.id_number.reveal()
    assert Person.objects.get(id_index__one_of=[blind_index("id_number", number), b"0" * 16]) == person


def test_an_empty_list_finds_nothing_and_a_long_one_stays_one_statement_of_the_same_length(county):
    assert not Person.objects.filter(pk__one_of=[]).exists()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert not Person.objects.filter(pk__one_of=range(10**9, 10**9 + 70_000)).exists()
    assert len(asked) == 1
    sql, parameters = Person.objects.filter(pk__one_of=range(70_000)).query.sql_with_params()
    assert len(parameters) == 1 and sql.count("%s") == 1
