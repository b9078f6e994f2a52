from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('households', '0002_obligors'),
    ]

    operations = [
        migrations.AlterField(
            model_name='asset',
            name='kind',
            field=models.CharField(choices=[('financial', '金融资产'), ('house', '住房'), ('non_residential', '非居住用房'), ('machinery', '大型农机船舶'), ('company', '企业或个体'), ('vehicle', '机动车'), ('other', '其他财产')], max_length=16, verbose_name='财产类别'),
        ),
    ]
