"""Facts about who is held, listed in two categories, paid twice or not at all; who writes there makes them stale (decision 0011)."""

from django.db import migrations, models

REGISTERS = ("detention", "payment")
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
    dependencies = [("households", "0016_people_and_machinery")]

    operations = [
        migrations.AddField(
            model_name="householdfacts",
            name="failed_payments",
            field=models.PositiveSmallIntegerField(null=True, verbose_name="发放失败或退回未补发"),
        ),
        migrations.AddField(
            model_name="householdfacts",
            name="foreign_accounts",
            field=models.PositiveSmallIntegerField(null=True, verbose_name="账户名不是家庭成员"),
        ),
        migrations.AddField(
            model_name="memberfacts",
            name="claimed_categories",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="列在几类对象台账"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="memberfacts",
            name="is_held",
            field=models.BooleanField(default=False, verbose_name="服刑或强制戒毒"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="memberfacts",
            name="is_paid_while_held",
            field=models.BooleanField(null=True, verbose_name="羁押后仍有发放"),
        ),
        migrations.AddField(
            model_name="memberfacts",
            name="doubled_purpose",
            field=models.CharField(max_length=60, null=True, verbose_name="同月重复发放的用途"),
        ),
        migrations.RunSQL(WATCH, FORGET),
    ]
