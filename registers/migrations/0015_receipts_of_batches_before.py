"""What batches that entered before receipts were noted brought to the county; which town, nobody can say any more."""

from typing import Any

from django.db import migrations
from django.db.models import F

SHEETS = (
    "medical", "payments", "jobs", "salaries_tax", "bank_balances", "disasters", "insurance", "deaths", "detentions", "exits", "refused_applications",
    "disability", "illness", "housing", "water", "students", "public_posts", "vehicles", "real_estate", "companies", "loans", "measures", "obligors",
    "dibao", "tekun", "dibao_margin", "rigid_expenditure", "monitored",
)  # fmt: skip


def note(apps: Any, schema_editor: Any) -> None:
    receipt = apps.get_model("registers", "TownReceipt")
    before = apps.get_model("registers", "Batch").objects.filter(state="done", sheet__in=SHEETS, origin__isnull=True)
    found = before.annotate(taken=F("new_rows") + F("changed_rows") + F("same_rows"))
    receipt.objects.bulk_create(
        receipt(
            batch_id=row.pk, sheet=row.sheet, town_code="", received_on=row.on, last_day=row.on, rows=row.total_rows, matched=row.taken,
            rejected=row.rejected_rows, aside=row.aside_rows,
        )
        for row in found.iterator()
    )  # fmt: skip


def forget(apps: Any, schema_editor: Any) -> None:
    """The table goes with the migration before."""


class Migration(migrations.Migration):
    dependencies = [("registers", "0014_freshness")]

    operations = [migrations.RunPython(note, forget)]
