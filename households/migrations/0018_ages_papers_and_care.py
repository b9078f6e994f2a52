"""Facts about birthdays that change what is due, papers that have run out, and the care a 特困 person is graded for (domain §5.3)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("households", "0017_payments_and_detentions")]

    operations = [
        migrations.AddField(
            model_name="memberfacts",
            name="claimed_care",
            field=models.CharField(
                blank=True,
                choices=[("self", "全自理"), ("half", "半护理"), ("full", "全护理")],
                default="",
                max_length=6,
                verbose_name="特困台账的自理能力",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="memberfacts", name="crossed_age", field=models.PositiveSmallIntegerField(null=True, verbose_name="近期满的年龄")
        ),
        migrations.AddField(
            model_name="memberfacts",
            name="has_left_school",
            field=models.BooleanField(default=False, verbose_name="学籍已毕业，登记仍在校"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="memberfacts",
            name="has_expired_card",
            field=models.BooleanField(default=False, verbose_name="残疾人证过期"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="memberfacts",
            name="is_rigid_expired",
            field=models.BooleanField(default=False, verbose_name="刚性支出认定过期"),
            preserve_default=False,
        ),
    ]
