"""Which of several figures counts (rulings B4): one effective row per person, item and month; the others are kept and marked superseded.

核对 over 部门 over 走访 over 自报 is the parameter `source_precedence`. A medical settlement supersedes what a form says of medical spending
for that person and period; the period of a form is the months it gave for one item.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import connection, models

from accounts.models import Region
from households.choices import EvidenceSource, SpendingKind
from households.models import Asset, Household, Income, Medical, Spending
from policies.models import Numbers, Parameter

# Everything a person is asked rather than a department knows.
FORM_SOURCES = (EvidenceSource.VISIT.value, EvidenceSource.DECLARED.value)
# These speak of the household's property of a kind as a whole.
WHOLE_SOURCES = (EvidenceSource.MEANS_CHECK.value, EvidenceSource.VISIT.value)


def supersede_money(household_ids: Iterable[int], *, on: date) -> int:
    """Mark and unmark incomes and spending of these households and of their people; returns rows written. Raises ParameterMissing."""
    ids = sorted(set(household_ids))
    if not ids:
        return 0
    order = precedence(Parameter.objects.numbers(on), ids)
    return _supersede(Income, ids, order, "false") + _supersede(Spending, ids, order, _settled())


def supersede_assets(household_ids: Iterable[int], *, on: date) -> int:
    """The same for property: one row per owner, kind and item; where 核对 or a visit spoke of a kind, it speaks for the household. Raises ParameterMissing."""
    ids = sorted(set(household_ids))
    if not ids:
        return 0
    order = precedence(Parameter.objects.numbers(on), ids)
    table = Asset._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH ranked AS (
                SELECT id, household_id, kind, source, coalesce(array_position(%(order)s::text[], source::text), 99) AS rank,
                       coalesce(person_id, -household_id) AS owner, item
                FROM {table} WHERE household_id = ANY(%(ids)s)
            ), judged AS (
                SELECT id,
                    rank > min(rank) OVER (PARTITION BY owner, kind, item)
                    OR rank > min(rank) FILTER (WHERE source IN {WHOLE_SOURCES}) OVER (PARTITION BY household_id, kind) AS is_beaten
                FROM ranked
            )
            UPDATE {table} t SET superseded_at = CASE WHEN judged.is_beaten THEN now() END
            FROM judged WHERE judged.id = t.id AND (t.superseded_at IS NOT NULL) <> coalesce(judged.is_beaten, false)
            """,
            {"ids": ids, "order": order},
        )
        return cursor.rowcount


def precedence(numbers: Numbers, household_ids: list[int]) -> list[str]:
    """Sources from the most to the least trusted, as the county of these households has it."""
    code = Household.objects.filter(pk__in=household_ids[:1]).values_list("county_code", flat=True).first() or ""
    county = Region.objects.filter(code=code).first()
    return [row["source"] for row in numbers.table("source_precedence", county or code)]


def _settled() -> str:
    """Whether a settlement of the person falls into the months one form gave for one item of medical spending."""
    return (
        f"bool_or(r.kind = '{SpendingKind.MEDICAL.value}' AND r.source IN {FORM_SOURCES} AND EXISTS (SELECT 1 FROM {Medical._meta.db_table} m "
        "WHERE m.person_id = r.person_id AND m.settled_on >= r.month AND m.settled_on < r.month + interval '1 month')) "
        "OVER (PARTITION BY r.person_id, r.kind, r.item, r.source, r.ref, r.received_on)"
    )


def _supersede(model: type[models.Model], ids: list[int], order: list[str], settled: str) -> int:
    table = model._meta.db_table
    item = "PARTITION BY coalesce(r.person_id, -r.household_id), r.kind, r.item, r.month"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH touched AS (
                SELECT DISTINCT coalesce(person_id, -household_id) AS who FROM {table} WHERE household_id = ANY(%(ids)s)
            ), doubtful AS (  -- with one source only, nothing can be beaten: most people, and not sorted for nothing
                SELECT who FROM {table} t JOIN touched ON who = coalesce(t.person_id, -t.household_id)
                GROUP BY who HAVING min(t.source) <> max(t.source) OR bool_or(t.superseded_at IS NOT NULL) OR bool_or(t.kind = 'medical')
            ), judged AS (
                SELECT r.id, r.superseded_at,
                    coalesce(array_position(%(order)s::text[], r.source::text), 99)
                        > min(coalesce(array_position(%(order)s::text[], r.source::text), 99)) OVER ({item})
                    OR ({settled}) AS is_beaten
                FROM {table} r JOIN doubtful ON who = coalesce(r.person_id, -r.household_id)
            )
            UPDATE {table} t SET superseded_at = CASE WHEN judged.is_beaten THEN now() END
            FROM judged WHERE judged.id = t.id AND (judged.superseded_at IS NOT NULL) <> judged.is_beaten
            """,
            {"ids": ids, "order": order},
        )
        return cursor.rowcount
