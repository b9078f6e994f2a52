"""The incomes of a household are summed from the index alone: what is in force, whose it is and what it is. And the few who are not insured."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("households", "0009_stale_facts")]

    operations = [
        migrations.RemoveIndex(model_name="income", name="income_by_household"),
        migrations.AddIndex(
            model_name="income",
            index=models.Index(
                condition=models.Q(("superseded_at__isnull", True)),
                fields=["household", "month"],
                include=("person", "kind", "item", "amount"),
                name="income_of_household",
            ),
        ),
        migrations.AddIndex(
            model_name="insurance",
            index=models.Index(condition=models.Q(("status", "not_insured")), fields=["person"], name="insurance_missing"),
        ),
    ]
