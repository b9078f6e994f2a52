"""`assess`: every household as the rules and criteria see it on a day; writes nothing that stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from accounts.models import Region
from households.applied import county_numbers
from households.facts import refresh
from households.models import HouseholdFacts
from identification.amounts import top_up_amount
from identification.proposals import missing_operands, open_questions, with_proposals
from monitoring.sweep import WORK_MEM, find, settle
from policies.categories import PRECEDENCE, SupportCategory

NOT_PRINTED = {"household", "parameters", "known_on", "county_code", "town_code", "village_code", "category"}
FACTS = tuple(field.attname for field in HouseholdFacts._meta.concrete_fields if field.name not in NOT_PRINTED)
COLUMNS = (
    "household_no", *FACTS, "category", "line", "proposed_category", "monitoring_kind", "proposed_monitoring_kind", "monthly_amount",
    "open_questions", "missing", "alerts", "reasons",
)  # fmt: skip


def assess(county: Region, on: date) -> Iterator[dict[str, Any]]:
    """One dict per household with COLUMNS. The facts of `on` are written in a transaction that is rolled back, so any day may be asked."""
    with transaction.atomic(), connection.cursor() as cursor:
        settle(WORK_MEM)
        refresh(None, numbers=county_numbers(county, on), on=on)
        find(cursor, county, None)
        cursor.execute(
            "SELECT household_id, array_agg(DISTINCT rule) FILTER (WHERE answer AND rule <> ''), "
            "string_agg(rule || ' ' || reason, '；' ORDER BY rule) FILTER (WHERE answer) FROM finding GROUP BY household_id"
        )
        found = {household: (rules or [], reasons or "") for household, rules, reasons in cursor.fetchall()}
        cursor.execute(
            "SELECT household_id, array_agg(DISTINCT m) FROM finding, unnest(missing) m WHERE answer IS NULL GROUP BY household_id"
        )
        unknown = dict(cursor.fetchall())
        rows = with_proposals(HouseholdFacts.objects.filter(county_code=county.code)).values(
            *FACTS, "household_id", "category", "proposed_category", "proposed_monitoring_kind", "household__household_no",
            "household__monitoring_kind", "parameters__low_income_line", "parameters__dibao_standard", *(f"meets_{category}" for category in PRECEDENCE),
        )  # fmt: skip
        for row in rows.order_by("household__household_no").iterator(chunk_size=5000):
            rules, reasons = found.get(row["household_id"], ([], ""))
            missing = dict.fromkeys([*missing_operands(row), *unknown.get(row["household_id"], [])])
            yield {
                **{name: row[name] for name in FACTS},
                "household_no": row["household__household_no"], "category": row["category"], "line": row["parameters__low_income_line"],
                "proposed_category": row["proposed_category"], "monitoring_kind": row["household__monitoring_kind"],
                "proposed_monitoring_kind": row["proposed_monitoring_kind"], "monthly_amount": amount_of(row),
                "open_questions": ";".join(open_questions(row)), "missing": ";".join(missing), "alerts": ";".join(sorted(rules)), "reasons": reasons,
            }  # fmt: skip
        transaction.set_rollback(True)


def amount_of(row: dict[str, Any]) -> Decimal | None:
    """补差 of a household proposed for 低保, 元 a month."""
    if row["proposed_category"] != SupportCategory.DIBAO:
        return None
    return top_up_amount(row["recognised"], row["parameters__dibao_standard"], row["income_members"])
