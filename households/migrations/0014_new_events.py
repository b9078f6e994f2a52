"""What happened lately: new 低保, serious illness, disaster, accident, the main earner lost; and which registers had come when all facts were made."""

import django.contrib.postgres.fields
from django.db import migrations, models

from households.stale_triggers import watched


class Migration(migrations.Migration):

    dependencies = [
        ('households', '0013_receipts_told_from_what_is_left'),
    ]

    operations = [
        migrations.AddField(
            model_name='factsbasis',
            name='registers',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), default=list, size=None, verbose_name='已收到的登记册'),
        ),
        migrations.AddField(
            model_name='householdfacts',
            name='has_lost_main_earner',
            field=models.BooleanField(null=True, verbose_name='挣钱最多的成员死亡、服刑、失踪或强制戒毒'),
        ),
        migrations.AddField(
            model_name='householdfacts',
            name='has_new_accident',
            field=models.BooleanField(null=True, verbose_name='新近意外事故'),
        ),
        migrations.AddField(
            model_name='householdfacts',
            name='has_new_dibao',
            field=models.BooleanField(null=True, verbose_name='新纳入低保'),
        ),
        migrations.AddField(
            model_name='householdfacts',
            name='has_new_disaster',
            field=models.BooleanField(null=True, verbose_name='新近自然灾害有损失'),
        ),
        migrations.AddField(
            model_name='householdfacts',
            name='has_new_serious_illness',
            field=models.BooleanField(null=True, verbose_name='新增大病'),
        ),
        migrations.AddField(
            model_name='memberfacts',
            name='has_new_illness',
            field=models.BooleanField(null=True, verbose_name='新增大病'),
        ),
        migrations.AlterField(
            model_name='householdfacts',
            name='has_lost_earner',
            field=models.BooleanField(verbose_name='有收入的成员死亡、服刑、失踪或强制戒毒'),
        ),
        watched("illness", "disaster"),
    ]
