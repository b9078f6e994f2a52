"""Facts about state pay, refused jobs, long absence and large machinery; who writes in the register of work makes them stale (decision 0011)."""

from django.db import migrations, models

REFERENCING = {
    "insert": "REFERENCING NEW TABLE AS written",
    "update": "REFERENCING OLD TABLE AS was NEW TABLE AS written",
    "delete": "REFERENCING OLD TABLE AS written",
}
TRIGGER = """
CREATE OR REPLACE TRIGGER households_stale_{verb} AFTER {verb} ON households_job {referencing} FOR EACH STATEMENT
EXECUTE FUNCTION households_mark_papers();
ALTER TABLE households_job ENABLE ALWAYS TRIGGER households_stale_{verb};
"""
WATCH = "".join(TRIGGER.format(verb=verb, referencing=referencing) for verb, referencing in REFERENCING.items())
FORGET = "".join(f"DROP TRIGGER IF EXISTS households_stale_{verb} ON households_job;" for verb in REFERENCING)


class Migration(migrations.Migration):
    dependencies = [("households", "0015_families_and_visits")]

    operations = [
        migrations.AddField(
            model_name="appliedparameters",
            name="job_refusal_limit",
            # sets kept from before never judged a refusal
            field=models.PositiveSmallIntegerField(default=3, verbose_name="连续拒绝推荐岗位次数上限"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="householdfacts",
            name="machinery_held",
            field=models.PositiveSmallIntegerField(null=True, verbose_name="大型农机、船舶"),
        ),
        migrations.AddField(
            model_name="memberfacts",
            name="is_long_absent",
            field=models.BooleanField(null=True, verbose_name="长期不在家"),
        ),
        migrations.AddField(
            model_name="memberfacts",
            name="is_state_paid",
            field=models.BooleanField(null=True, verbose_name="财政供养"),
        ),
        migrations.AddField(
            model_name="memberfacts",
            name="job_refusals",
            field=models.PositiveSmallIntegerField(null=True, verbose_name="连续拒绝推荐岗位次数"),
        ),
        migrations.RunSQL(WATCH, FORGET),
    ]
