"""Asking a county every data-quality rule: one statement a rule, then only the differences are written. A second run on the same register writes 0 rows.

All in one transaction behind a lock of the county: killed at any moment, asked twice at once, the table is either the old one or the new one.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Region
from households.models import Household
from households.planner import know_the_sizes
from registers.models import QualityCount, QualityFinding, QualityRun
from registers.quality.base import Asked, QualityRule
from registers.quality.numbers import check_numbers
from registers.quality.rules import RULES

LOCK = 20260616  # beside registers.batches.REGISTER_LOCK: runs of one county wait for each other, imports are not held up
FINDING, COUNT = QualityFinding._meta.db_table, QualityCount._meta.db_table
STAGE = """
CREATE TEMP TABLE quality_found (rule text, household_id bigint, person_id bigint, faults text[], unknowns text[], compared jsonb) ON COMMIT DROP;
CREATE TEMP TABLE quality_of (rule text, county_code text, town_code text, village_code text, asked integer) ON COMMIT DROP
"""
FORGET = f"""
DELETE FROM {FINDING} f WHERE f.county_code = %(county)s AND NOT EXISTS (
    SELECT 1 FROM quality_found q WHERE q.rule = f.rule AND q.household_id = f.household_id AND q.person_id IS NOT DISTINCT FROM f.person_id
)
"""
WRITE = f"""
INSERT INTO {FINDING} AS f (rule, household_id, person_id, county_code, town_code, village_code, faults, unknowns, compared, found_on)
SELECT q.rule, q.household_id, q.person_id, h.county_code, h.town_code, h.village_code, q.faults, q.unknowns, q.compared, %(on)s
FROM quality_found q JOIN {Household._meta.db_table} h ON h.id = q.household_id
ORDER BY h.village_code, q.household_id
ON CONFLICT (rule, household_id, person_id) DO UPDATE SET county_code = excluded.county_code, town_code = excluded.town_code,
    village_code = excluded.village_code, faults = excluded.faults, unknowns = excluded.unknowns, compared = excluded.compared
WHERE (f.county_code, f.town_code, f.village_code, f.faults::text[], f.unknowns::text[], f.compared)
    IS DISTINCT FROM (excluded.county_code, excluded.town_code, excluded.village_code, excluded.faults::text[], excluded.unknowns::text[], excluded.compared)
"""
# A rule's own line counts a household or person once; a check's line wherever it is named.
COUNTED = f"""
CREATE TEMP TABLE quality_counted ON COMMIT DROP AS
WITH kept AS (SELECT rule, village_code, faults::text[] AS faults, unknowns::text[] AS unknowns FROM {FINDING} WHERE county_code = %(county)s),
numbers AS (
    SELECT rule AS code, village_code, count(*) FILTER (WHERE cardinality(faults) > 0) AS faulty,
        count(*) FILTER (WHERE cardinality(faults) = 0) AS unknown FROM kept GROUP BY 1, 2
    UNION ALL SELECT named, village_code, count(*), 0 FROM kept CROSS JOIN unnest(faults) named GROUP BY 1, 2
    UNION ALL SELECT named, village_code, 0, count(*) FROM kept CROSS JOIN unnest(unknowns) named GROUP BY 1, 2
)
SELECT c.code, q.county_code, q.town_code, q.village_code, q.asked, coalesce(sum(n.faulty), 0) AS faulty, coalesce(sum(n.unknown), 0) AS unknown
FROM quality_of q JOIN unnest(%(codes)s::text[], %(rules)s::text[]) AS c (code, rule) ON c.rule = q.rule
LEFT JOIN numbers n ON n.code = c.code AND n.village_code = q.village_code
GROUP BY 1, 2, 3, 4, 5
"""
FORGET_COUNTS = f"""
DELETE FROM {COUNT} a WHERE a.county_code = %(county)s
AND NOT EXISTS (SELECT 1 FROM quality_counted q WHERE q.code = a.code AND q.village_code = a.village_code)
"""
WRITE_COUNTS = f"""
INSERT INTO {COUNT} AS a (code, county_code, town_code, village_code, asked, faulty, unknown)
SELECT code, county_code, town_code, village_code, asked, faulty, unknown FROM quality_counted
ON CONFLICT (code, village_code) DO UPDATE SET asked = excluded.asked, faulty = excluded.faulty, unknown = excluded.unknown
WHERE (a.asked, a.faulty, a.unknown) IS DISTINCT FROM (excluded.asked, excluded.faulty, excluded.unknown)
"""


def check_quality(county: Region, *, on: date) -> int:
    """Look at the whole county again; returns rows written. Raises ParameterMissing where a threshold was never set."""
    check_numbers()
    asked = Asked(county, on)
    know_the_sizes()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, county.pk])
        cursor.execute("SET LOCAL work_mem = '128MB'")
        cursor.execute("SET LOCAL jit = off")
        cursor.execute(STAGE)
        for rule in RULES.values():
            sql, values = statement(rule, asked)
            cursor.execute(sql, values)
        cursor.execute("ANALYZE quality_found")
        codes = [(code, rule.code) for rule in RULES.values() for code in (rule.code, *(check.code for check in rule.checks))]
        given: dict[str, Any] = {
            "county": county.code,
            "on": on,
            "codes": [code for code, _ in codes],
            "rules": [rule for _, rule in codes],
        }
        written = 0
        for sql in (FORGET, WRITE, COUNTED, FORGET_COUNTS, WRITE_COUNTS):
            cursor.execute(sql, given)
            written += cursor.rowcount if sql is not COUNTED else 0
        cursor.execute("DROP TABLE quality_found, quality_of, quality_counted")
        QualityRun.objects.update_or_create(county=county, defaults={"on": on, "finished_at": timezone.now(), "rows_written": written})
    return written


def statement(rule: QualityRule, asked: Asked) -> tuple[str, list[Any]]:
    """Everybody asked once: counted by village, and kept where a check hit or could not say."""
    inner, values = rule.answers(asked).query.sql_with_params()
    names = [f"a{number}" for number in range(len(rule.checks))]
    faults = ", ".join(f"CASE WHEN {name} THEN %s END" for name in names)
    unknowns = ", ".join(f"CASE WHEN {name} IS NULL THEN %s END" for name in names)
    codes = [check.code for check in rule.checks]
    sql = f"""
    WITH asked (household_id, person_id, {", ".join(names)}, compared) AS MATERIALIZED ({inner}),
    counted AS (
        INSERT INTO quality_of SELECT %s, h.county_code, h.town_code, h.village_code, count(*)
        FROM asked JOIN {Household._meta.db_table} h ON h.id = asked.household_id GROUP BY 2, 3, 4
    )
    INSERT INTO quality_found
    SELECT %s, household_id, person_id, array_remove(ARRAY[{faults}]::text[], NULL), array_remove(ARRAY[{unknowns}]::text[], NULL), compared
    FROM asked WHERE {" OR ".join(f"{name} IS NOT FALSE" for name in names)}
    """
    return sql, [*values, rule.code, rule.code, *codes, *codes]
