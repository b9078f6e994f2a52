"""What the digits of a sealed number say. Each number is opened once, its verdict kept by its blind index; nothing of the number itself is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from accounts.encryption import CannotUnseal
from households.models import Disability, Person
from households.national_id import birth_date, check_digit
from registers.models import NumberFault, NumberVerdict

CHUNK = 5_000
ID_LENGTH, DISABILITY_LENGTHS = 18, (20, 22)
KINDS, LEVELS = "1234567", "1234"


def fault_of(number: str) -> str:
    """The first fault from the left, "" for none (GB 11643, GB/T 26341): a disability number is an ID number with kind and level behind it."""
    text = number.strip().upper()
    if len(text) not in (ID_LENGTH, *DISABILITY_LENGTHS):
        return NumberFault.LENGTH
    first, last = text[: ID_LENGTH - 1], text[ID_LENGTH - 1]
    if not (first.isascii() and first.isdigit() and (last == "X" or (last.isascii() and last.isdigit()))):
        return NumberFault.CHARACTERS
    try:
        birth_date(text)
    except ValueError:
        return NumberFault.BIRTH
    if check_digit(first) != last:
        return NumberFault.CHECK
    if len(text) > ID_LENGTH and text[ID_LENGTH] not in KINDS:
        return NumberFault.KIND
    if len(text) > ID_LENGTH and text[ID_LENGTH + 1] not in LEVELS:
        return NumberFault.LEVEL
    return ""


def check_numbers() -> int:
    """Judge every number nobody has judged yet; returns how many. One whose key is gone stays unjudged. Idempotent."""
    return _judge(_unjudged(Person, "id_index", "id_number")) + _judge(_unjudged(Disability, "certificate_index", "certificate"))


def _unjudged(model: type[Person] | type[Disability], index: str, number: str) -> QuerySet[Any]:
    known = NumberVerdict.objects.filter(index=OuterRef(index))
    rows: QuerySet[Any] = model._default_manager.filter(~Exists(known), **{f"{index}__isnull": False})
    return rows.order_by().values_list(index, number)


def _judge(rows: QuerySet[Any]) -> int:
    judged = 0
    batch: list[tuple[bytes, int, str]] = []
    for index, sealed in rows.iterator(chunk_size=CHUNK):
        try:
            plain = sealed.reveal() if sealed else ""
        except CannotUnseal:
            continue
        batch.append((index, len(plain.strip()), fault_of(plain)))
        if len(batch) >= CHUNK:
            judged += _keep(batch)
            batch = []
    return judged + _keep(batch)


def _keep(verdicts: Iterable[tuple[bytes, int, str]]) -> int:
    columns = [list(column) for column in zip(*verdicts, strict=True)]
    if not columns:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {NumberVerdict._meta.db_table} (index, length, fault) SELECT * FROM unnest(%s::bytea[], %s::smallint[], %s::text[]) "
            "ON CONFLICT DO NOTHING",
            columns,
        )
        return int(cursor.rowcount)
