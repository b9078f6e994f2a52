"""`assess`: every household as the rules and criteria see it on a day; writes nothing that stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from accounts.models import Region
from households.applied import county_numbers
from households.facts import refresh
from households.models import HouseholdFacts, MemberFacts
from households.received import registers
from identification.amounts import top_up_amount
from identification.proposals import missing_operands, open_questions, settled, with_member_answers, with_proposals
from monitoring.sweep import WORK_MEM, find, settle
from monitoring.switches import resting
from policies.categories import PRECEDENCE, SupportCategory

NOT_PRINTED = {"household", "parameters", "known_on", "county_code", "town_code", "village_code", "category"}
FACTS = tuple(field.attname for field in HouseholdFacts._meta.concrete_fields if field.name not in NOT_PRINTED)
COLUMNS = (
    "household_no", *FACTS, "category", "line", "proposed_category", "monitoring_kind", "proposed_monitoring_kind", "monthly_amount",
    "open_questions", "missing", "alerts", "reasons",
)  # fmt: skip


def assess(county: Region, on: date, household_ids: list[int] | None = None) -> Iterator[dict[str, Any]]:
    """One dict per household (of these, or of the county) with COLUMNS. The facts of `on` are written in a transaction that is rolled back, so any day may be asked.

    Alerts are those of the screening, which knows determined 特困 people only. For the proposals a member who is surely 特困 is taken out of the
    household's sums first, as a case would (rulings B8); the facts printed are those the proposal stands on.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        settle(WORK_MEM)
        numbers = county_numbers(county, on)
        refresh(household_ids, numbers=numbers, on=on)
        find(cursor, county, household_ids, registers(county, on), resting(county.code, on))
        cursor.execute(
            "SELECT household_id, array_agg(DISTINCT rule) FILTER (WHERE answer AND rule <> ''), "
            "string_agg(rule || ' ' || reason, '；' ORDER BY rule) FILTER (WHERE answer) FROM finding GROUP BY household_id"
        )
        found = {household: (rules or [], reasons or "") for household, rules, reasons in cursor.fetchall()}
        cursor.execute(
            "SELECT household_id, array_agg(DISTINCT m) FROM finding, unnest(missing) m WHERE answer IS NULL GROUP BY household_id"
        )
        unknown = dict(cursor.fetchall())
        surely, tekun = members_who_may_be_tekun(county, household_ids)
        refresh(sorted(surely), numbers=numbers, on=on, as_tekun=[member for members in surely.values() for member in members])
        here = Q(county_code=county.code) if household_ids is None else Q(pk__in=household_ids)
        rows = with_proposals(HouseholdFacts.objects.filter(here)).values(
            *FACTS, "household_id", "category", "proposed_category", "proposed_monitoring_kind", "household__household_no",
            "household__monitoring_kind", "parameters__low_income_line", "parameters__dibao_standard", *(f"meets_{category}" for category in PRECEDENCE),
        )  # fmt: skip
        for row in rows.order_by("household__household_no").iterator(chunk_size=5000):
            rules, reasons = found.get(row["household_id"], ([], ""))
            answers = tekun.get(row["household_id"], [])
            row["proposed_category"] = settled(row["proposed_category"], answers if len(answers) == row["income_members"] else [False])
            questions = open_questions(row)
            if None in answers and str(SupportCategory.TEKUN) not in questions and row["proposed_category"] != SupportCategory.TEKUN:
                questions.insert(0, str(SupportCategory.TEKUN))
            missing = dict.fromkeys([*missing_operands(row), *unknown.get(row["household_id"], [])])
            yield {
                **{name: row[name] for name in FACTS},
                "household_no": row["household__household_no"], "category": row["category"], "line": row["parameters__low_income_line"],
                "proposed_category": row["proposed_category"], "monitoring_kind": row["household__monitoring_kind"],
                "proposed_monitoring_kind": row["proposed_monitoring_kind"], "monthly_amount": amount_of(row),
                "open_questions": ";".join(questions), "missing": ";".join(missing), "alerts": ";".join(sorted(rules)), "reasons": reasons,
            }  # fmt: skip
        transaction.set_rollback(True)


def members_who_may_be_tekun(county: Region, household_ids: list[int] | None) -> tuple[dict[int, list[int]], dict[int, list[None]]]:
    """By household: members not yet determined who surely are 特困, and one None for each who may be."""
    rows = with_member_answers(MemberFacts.objects.filter(facts__county_code=county.code, is_counted=True))
    if household_ids is not None:
        rows = rows.filter(facts_id__in=household_ids)
    open_ones = rows.exclude(category=SupportCategory.TEKUN).filter(Q(meets_tekun=True) | Q(meets_tekun__isnull=True))
    surely: dict[int, list[int]] = {}
    maybe: dict[int, list[None]] = {}
    for household, member, answer in open_ones.values_list("facts_id", "member_id", "meets_tekun").order_by("member_id"):
        if answer:
            surely.setdefault(household, []).append(member)
        else:
            maybe.setdefault(household, []).append(None)
    return surely, maybe


def amount_of(row: dict[str, Any]) -> Decimal | None:
    """补差 of a household proposed for 低保, 元 a month."""
    if row["proposed_category"] != SupportCategory.DIBAO:
        return None
    return top_up_amount(row["recognised"], row["parameters__dibao_standard"], row["income_members"])
