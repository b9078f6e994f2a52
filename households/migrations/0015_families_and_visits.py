"""Facts about families that grew or need care, the year before, and visits."""

import accounts.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('households', '0014_new_events'),
    ]

    operations = [
        migrations.AddField(
            model_name='householdfacts',
            name='elderly_disabled',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='持证残疾的老年人数'),
        ),
        migrations.AddField(
            model_name='householdfacts',
            name='has_children_alone',
            field=models.BooleanField(null=True, verbose_name='未成年人身边没有劳动年龄的照料人'),
        ),
        migrations.AddField(
            model_name='householdfacts',
            name='has_many_disabled',
            field=models.BooleanField(default=False, verbose_name='一户多残'),
        ),
        migrations.AddField(
            model_name='householdfacts',
            name='has_many_students',
            field=models.BooleanField(null=True, verbose_name='非义务教育在校生较多'),
        ),
        migrations.AddField(
            model_name='householdfacts',
            name='has_new_member',
            field=models.BooleanField(default=False, verbose_name='近期增加人口'),
        ),
        migrations.AddField(
            model_name='householdfacts',
            name='has_scattered_tekun',
            field=models.BooleanField(default=False, verbose_name='有分散供养的特困人员'),
        ),
        migrations.AddField(
            model_name='householdfacts',
            name='has_spending_rise',
            field=models.BooleanField(null=True, verbose_name='刚性支出骤增'),
        ),
        migrations.AddField(
            model_name='householdfacts',
            name='is_visit_overdue',
            field=models.BooleanField(null=True, verbose_name='走访逾期'),
        ),
        migrations.AddField(
            model_name='householdfacts',
            name='last_visited_on',
            field=models.DateField(null=True, verbose_name='最近走访'),
        ),
        migrations.AddField(
            model_name='householdfacts',
            name='previous_business',
            field=accounts.fields.FenField(null=True, verbose_name='上一计算期经营净收入'),
        ),
        migrations.AddField(
            model_name='householdfacts',
            name='students',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='非义务教育在校生人数'),
        ),
        migrations.AddField(
            model_name='householdfacts',
            name='unable_to_care',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='失能人数'),
        ),
        migrations.AddField(
            model_name='householdfacts',
            name='visit_months',
            field=models.PositiveSmallIntegerField(null=True, verbose_name='多久必访（月）'),
        ),
    ]
