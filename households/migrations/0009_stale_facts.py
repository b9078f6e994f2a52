"""Whose facts are stale, told by the database: statement triggers on every table the facts are read from (decision 0011)."""

from django.db import migrations, models

# A row that says something of a person moves the facts of the household it names and of every household where he is listed.
PAPERS = (
    "income", "spending", "medical", "asset", "vehicle", "housing", "water", "disability", "enrolment", "insurance", "registerclaim", "death", "obligor", "member",
)  # fmt: skip
# A row of the household alone; the facts, too: whoever else touches them has made them stale.
HOMES = ("standing", "householdfacts", "memberfacts")

FUNCTIONS = """
CREATE FUNCTION households_mark_papers() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        INSERT INTO households_stalehousehold (household_id)
        SELECT household_id FROM written UNION SELECT household_id FROM was
        UNION SELECT m.household_id FROM written w JOIN households_member m ON m.person_id = w.person_id
        UNION SELECT m.household_id FROM was w JOIN households_member m ON m.person_id = w.person_id;
    ELSE
        INSERT INTO households_stalehousehold (household_id)
        SELECT household_id FROM written
        UNION SELECT m.household_id FROM written w JOIN households_member m ON m.person_id = w.person_id;
    END IF;
    RETURN NULL;
END $body$;
CREATE FUNCTION households_mark_homes() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    -- the statement that makes facts says so in its last breath, before this is called (households/sql/facts/)
    IF TG_TABLE_NAME LIKE '%facts' AND current_setting('binggui.refreshing', true) = 'on' THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        INSERT INTO households_stalehousehold (household_id) SELECT household_id FROM written UNION SELECT household_id FROM was;
    ELSE
        INSERT INTO households_stalehousehold (household_id) SELECT DISTINCT household_id FROM written;
    END IF;
    RETURN NULL;
END $body$;
CREATE FUNCTION households_mark_households() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    INSERT INTO households_stalehousehold (household_id) SELECT id FROM written;
    RETURN NULL;
END $body$;
CREATE FUNCTION households_mark_people() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    INSERT INTO households_stalehousehold (household_id)
    SELECT DISTINCT m.household_id FROM written w JOIN households_member m ON m.person_id = w.id;
    RETURN NULL;
END $body$;
"""
# The rows an INSERT or an UPDATE left and a DELETE took are called `written`; `was` is what an UPDATE found.
REFERENCING = {
    "insert": "REFERENCING NEW TABLE AS written",
    "update": "REFERENCING OLD TABLE AS was NEW TABLE AS written",
    "delete": "REFERENCING OLD TABLE AS written",
}
# ALWAYS: rows applied by replication are heard as well.
TRIGGER = """
CREATE TRIGGER households_stale_{verb} AFTER {verb} ON households_{table} {referencing} FOR EACH STATEMENT
EXECUTE FUNCTION households_mark_{what}();
ALTER TABLE households_{table} ENABLE ALWAYS TRIGGER households_stale_{verb};
"""


def triggers():
    tables = [(table, "papers", REFERENCING) for table in PAPERS] + [("standing", "homes", REFERENCING)]
    # a new fact is only ever made; a new household or a person nobody lists has no facts
    changing = {verb: REFERENCING[verb] for verb in ("update", "delete")}
    tables += [("householdfacts", "homes", changing), ("memberfacts", "homes", changing)]
    tables += [("household", "households", {"update": REFERENCING["update"]}), ("person", "people", {"update": REFERENCING["update"]})]
    return [
        TRIGGER.format(verb=verb, table=table, what=what, referencing=referencing)
        for table, what, verbs in tables for verb, referencing in verbs.items()
    ]  # fmt: skip


def without(trigger):
    name, table = trigger.split()[2], trigger.split(" ON ")[1].split()[0]
    return f"DROP TRIGGER {name} ON {table};"


DROP = "".join(f"DROP FUNCTION households_mark_{what}();" for what in ("papers", "homes", "households", "people"))


class Migration(migrations.Migration):
    dependencies = [("households", "0008_months_of_a_job")]

    operations = [
        migrations.CreateModel(
            name="StaleHousehold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("household_id", models.BigIntegerField(db_index=True, verbose_name="户")),
            ],
        ),
        migrations.CreateModel(
            name="FactsBasis",
            fields=[
                ("county_code", models.CharField(max_length=6, primary_key=True, serialize=False, verbose_name="县")),
                ("digest", models.CharField(max_length=64, verbose_name="依据")),
                ("made_on", models.DateField(verbose_name="全部重算日")),
            ],
        ),
        migrations.RunSQL(FUNCTIONS, DROP),
        migrations.RunSQL("".join(triggers()), "".join(map(without, triggers()))),
    ]
