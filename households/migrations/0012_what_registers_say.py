"""Facts from the registers of property, companies and pay; who writes there makes the facts of the household stale (decision 0011)."""

import accounts.fields
from django.db import migrations, models

REGISTERS = ("realestate", "company", "bankbalance", "salarytax")
REFERENCING = {
    "insert": "REFERENCING NEW TABLE AS written",
    "update": "REFERENCING OLD TABLE AS was NEW TABLE AS written",
    "delete": "REFERENCING OLD TABLE AS written",
}
TRIGGER = """
CREATE OR REPLACE TRIGGER households_stale_{verb} AFTER {verb} ON households_{table} {referencing} FOR EACH STATEMENT
EXECUTE FUNCTION households_mark_papers();
ALTER TABLE households_{table} ENABLE ALWAYS TRIGGER households_stale_{verb};
"""
EACH = [(table, verb, referencing) for table in REGISTERS for verb, referencing in REFERENCING.items()]
WATCH = "".join(TRIGGER.format(table=table, verb=verb, referencing=referencing) for table, verb, referencing in EACH)
FORGET = "".join(f"DROP TRIGGER IF EXISTS households_stale_{verb} ON households_{table};" for table, verb, _ in EACH)


class Migration(migrations.Migration):
    dependencies = [("households", "0011_whole_household_asked_about")]

    operations = [
        migrations.AddField(
            model_name="householdfacts",
            name="houses_held",
            field=models.PositiveSmallIntegerField(null=True, verbose_name="名下住房套数"),
        ),
        migrations.AddField(
            model_name="householdfacts",
            name="houses_held_area",
            field=models.DecimalField(decimal_places=2, max_digits=10, null=True, verbose_name="名下住房面积"),
        ),
        migrations.AddField(
            model_name="householdfacts",
            name="savings_held",
            field=accounts.fields.FenField(null=True, verbose_name="存款和金融资产"),
        ),
        migrations.AddField(
            model_name="householdfacts",
            name="shops_held",
            field=models.PositiveSmallIntegerField(null=True, verbose_name="名下非居住用房"),
        ),
        migrations.AddField(
            model_name="memberfacts",
            name="companies",
            field=models.PositiveSmallIntegerField(null=True, verbose_name="存续的企业或个体"),
        ),
        migrations.AddField(
            model_name="memberfacts",
            name="has_company_beyond",
            field=models.BooleanField(null=True, verbose_name="企业或个体超出豁免"),
        ),
        migrations.AddField(
            model_name="memberfacts",
            name="reported_income",
            field=accounts.fields.FenField(null=True, verbose_name="工资、养老金、公积金、计税反映的收入"),
        ),
        migrations.RunSQL(WATCH, FORGET),
    ]
