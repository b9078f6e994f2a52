"""The pieces of a name are checked against the people no more: five a person, each looked up at the commit of an import. `registers.undo` removes them with their people."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("households", "0018_ages_papers_and_care")]

    operations = [
        migrations.AlterField(
            model_name="persongram",
            name="person",
            field=models.ForeignKey(
                db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name="grams", to="households.person"
            ),
        ),
    ]
