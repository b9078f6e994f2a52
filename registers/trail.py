"""What an import writes, recorded by the database: statement triggers on every table a register may move, awake only inside `recording`.

Whoever writes — a landing, the adoption of categories, the marking of superseded rows, a move of a person — is heard, so that a withdrawal
restores the register row for row. One INSERT … SELECT per statement, no Python per row; outside an import the trigger returns at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from django.apps import apps
from django.db import connection, models

# Written anew from the evidence whenever it moves, or kept for ever: never part of a withdrawal.
DERIVED = frozenset(
    {
        "households.HouseholdFacts", "households.MemberFacts", "households.AppliedParameters", "households.ChangedHousehold",
        "households.StaleHousehold", "households.FactsBasis",
        "registers.QualityFinding",  # found anew by the next run
    }
)  # fmt: skip
# What follows from a register in other rooms.
FOLLOWING = ("identification.Determination", "identification.DeterminationLine", "accounts.RegionAlias", "accounts.Position")

# The Excel row of what Merge writes is found in its own temporary table of verdicts, while that table stands.
FUNCTION = """
CREATE OR REPLACE FUNCTION registers_record_change() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    batch bigint := nullif(current_setting('binggui.batch', true), '')::bigint;
    key text := TG_ARGV[0];
    home text := TG_ARGV[1];
    line text := 'NULL::integer';
    verdicts text := '';
    alike text;
BEGIN
    IF batch IS NULL THEN
        RETURN NULL;
    END IF;
    IF to_regclass('pg_temp.verdict_' || TG_TABLE_NAME) IS NOT NULL AND TG_OP <> 'DELETE' THEN
        line := 'v.line';
        verdicts := format(' LEFT JOIN pg_temp.%I v ON v.target = new_row.%I', 'verdict_' || TG_TABLE_NAME, key);
    END IF;
    home := CASE WHEN home = '' THEN 'NULL::bigint' ELSE format('%s.%I', CASE TG_OP WHEN 'DELETE' THEN 'old_row' ELSE 'new_row' END, home) END;
    IF TG_OP = 'INSERT' THEN
        EXECUTE format(
            'INSERT INTO registers_change (batch_id, row_number, "table", target_id, household_id, kind, after)
             SELECT $1, %s, $2, new_row.%I, %s, ''new'', to_jsonb(new_row) FROM written new_row%s', line, key, home, verdicts) USING batch, TG_TABLE_NAME;
    ELSIF TG_OP = 'DELETE' THEN
        EXECUTE format(
            'INSERT INTO registers_change (batch_id, "table", target_id, household_id, kind, before)
             SELECT $1, $2, old_row.%I, %s, ''removed'', to_jsonb(old_row) FROM was old_row', key, home) USING batch, TG_TABLE_NAME;
    ELSE
        -- Columns are compared one by one as they are: taking both images apart as JSON took three times as long.
        SELECT string_agg(format('CASE WHEN old_row.%1$I IS NOT DISTINCT FROM new_row.%1$I THEN %1$L END', attname), ', ') INTO alike
        FROM pg_attribute WHERE attrelid = TG_RELID AND attnum > 0 AND NOT attisdropped;
        EXECUTE format(
            'INSERT INTO registers_change (batch_id, row_number, "table", target_id, household_id, kind, before, after)
             SELECT $1, %s, $2, new_row.%I, %s, ''changed'', to_jsonb(old_row) - same.names, to_jsonb(new_row) - same.names
             FROM was old_row JOIN written new_row ON new_row.%I = old_row.%I
             CROSS JOIN LATERAL (SELECT array_remove(ARRAY[%s], NULL) AS names) same%s WHERE old_row IS DISTINCT FROM new_row',
            line, key, home, key, key, alike, verdicts) USING batch, TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $body$
"""
# Later objects win: read backwards it gives what stood before, read forwards what was written.
OVERLAY = "CREATE OR REPLACE AGGREGATE registers_overlay (jsonb) (SFUNC = jsonb_concat, STYPE = jsonb, INITCOND = '{}')"
TRIGGERS = (
    ("insert", "REFERENCING NEW TABLE AS written"),
    ("update", "REFERENCING OLD TABLE AS was NEW TABLE AS written"),
    ("delete", "REFERENCING OLD TABLE AS was"),
)


@cache
def watched() -> dict[str, type[models.Model]]:
    """Every model a register may move, by table: all evidence, what the sheets land on, and what follows from it."""
    from registers.sheets import SHEETS

    labels = {model._meta.label for model in apps.get_app_config("households").get_models()} - DERIVED
    labels |= {label for sheet in SHEETS.values() for label in sheet.lands_on} | set(FOLLOWING)
    return {model._meta.db_table: model for model in map(apps.get_model, sorted(labels))}


def key_of(model: type[models.Model]) -> str:
    """The column a row is found by again."""
    assert model._meta.pk is not None
    return str(model._meta.pk.column)


def home_of(model: type[models.Model]) -> str:
    """The column that names the household, "" where none does."""
    if model._meta.label == "households.Household":
        return key_of(model)
    return next((f.column for f in model._meta.concrete_fields if f.column == "household_id"), "")


def install(**_: object) -> None:
    """After every migration: the function as it is now, triggers on the watched tables that have none yet, none on those watched no longer.

    Writes nothing the second time.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'registers_record_change'")
        if cursor.fetchone() != (FUNCTION.split("$body$")[1],):
            cursor.execute(FUNCTION)
            cursor.execute(OVERLAY)
        cursor.execute("SELECT tgrelid::regclass::text || ' ' || tgname FROM pg_trigger WHERE tgname LIKE 'registers_record_%'")
        standing = {name for (name,) in cursor.fetchall()}
        tables = set(connection.introspection.table_names(cursor))
        wanted = [(table, model) for table, model in watched().items() if table in tables]
        missing = [(table, model, verb, names) for table, model in wanted for verb, names in TRIGGERS if _name(table, verb) not in standing]
        for table, name in (name.split() for name in standing if name.split()[0] not in watched()):
            cursor.execute(f"DROP TRIGGER {name} ON {table}")
        for table, model, verb, names in missing:
            cursor.execute(
                f"CREATE TRIGGER registers_record_{verb} AFTER {verb.upper()} ON {table} {names} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION registers_record_change('{key_of(model)}', '{home_of(model)}')"
            )


def _name(table: str, verb: str) -> str:
    return f"{table} registers_record_{verb}"


@contextmanager
def recording(batch_id: int) -> Iterator[None]:
    """Everything the watched tables go through inside is kept as the changes of this batch. In the caller's transaction."""
    _awake(str(batch_id))
    try:
        yield
    finally:
        # After an error the transaction is over, and the setting with it.
        if not connection.needs_rollback and connection.connection and connection.connection.info.transaction_status.name != "INERROR":
            _awake("")


def _awake(batch: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('binggui.batch', %s, true)", [batch])
