"""What two registers say and was passed over before: months worked in a year, and how the national system numbers a person and a household."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('households', '0007_members_to_be_asked_about'),
    ]

    operations = [
        migrations.AddField(
            model_name='job',
            name='months_worked',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='务工月数'),
        ),
        migrations.AddField(
            model_name='registerclaim',
            name='outside_no',
            field=models.CharField(blank=True, default='', max_length=30, verbose_name='国家系统户编号'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='registerclaim',
            name='person_no',
            field=models.CharField(blank=True, default='', max_length=30, verbose_name='国家系统人编号'),
            preserve_default=False,
        ),
    ]
