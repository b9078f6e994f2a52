"""Facts about who works and who could; who writes posts makes them stale (decision 0011)."""

from django.db import migrations, models

from households.stale_triggers import watched


class Migration(migrations.Migration):

    dependencies = [
        ('households', '0020_names_found_by_one_index'),
    ]

    operations = [
        watched("publicpost"),
        migrations.AddField(
            model_name='householdfacts',
            name='has_labour',
            field=models.BooleanField(null=True, verbose_name='有劳动能力的成员'),
        ),
        migrations.AddField(
            model_name='householdfacts',
            name='members_at_work',
            field=models.PositiveSmallIntegerField(null=True, verbose_name='在务工或在公益岗位的人数'),
        ),
        migrations.AddField(
            model_name='memberfacts',
            name='has_lost_job',
            field=models.BooleanField(null=True, verbose_name='失业超过规定月数'),
        ),
        migrations.AddField(
            model_name='memberfacts',
            name='has_wage_fall',
            field=models.BooleanField(null=True, verbose_name='本人工资骤减'),
        ),
        migrations.AddField(
            model_name='memberfacts',
            name='is_at_work',
            field=models.BooleanField(null=True, verbose_name='在务工或在公益岗位'),
        ),
        migrations.AddField(
            model_name='memberfacts',
            name='is_paid_after_death',
            field=models.BooleanField(null=True, verbose_name='死亡后仍有发放'),
        ),
        migrations.AddField(
            model_name='memberfacts',
            name='may_work',
            field=models.BooleanField(null=True, verbose_name='劳动年龄内有劳动能力、不在读'),
        ),
        migrations.AddField(
            model_name='memberfacts',
            name='wishes_training',
            field=models.BooleanField(null=True, verbose_name='登记过培训意愿'),
        ),
    ]
