"""One side of a trial: the county's facts, answers and proposals under one set of numbers, in temporary tables of its own.

The rows that differ from the stored ones stand under the tables' names (as in households/facts_as_of.py), so the rules and the criteria are the very
querysets of the screening and of `assess`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from households.facts_as_of import table
from households.facts_into import applied_into, copy_of, facts_into, to_be_made
from households.models import AppliedParameters, HouseholdFacts, MemberFacts
from households.tried import TriedNumbers
from identification.proposals import CANNOT_SAY, with_member_answers, with_proposals
from monitoring.findings import COLUMNS, statement
from monitoring.rules import AlertRule
from policies.categories import PRECEDENCE, SupportCategory

# A tagged household that stands in no category but that of the tag, and only because a higher one cannot be judged.
ONLY_MISSING = "only_missing"
FACTS, MEMBERS, APPLIED = (table(model) for model in (HouseholdFacts, MemberFacts, AppliedParameters))
STORED, SOME, ALL = "stored", "some", "all"
TABLES = (
    "CREATE TEMP TABLE {side}_found (rule text, household_id bigint, person_id bigint, answer boolean) ON COMMIT DROP",
    "CREATE TEMP TABLE {side}_maybe (household_id bigint, member_id bigint, answer boolean) ON COMMIT DROP",
    "CREATE TEMP TABLE {side}_judged (household_id bigint, town_code text, village_code text, listed text, state text, kind text, amount bigint) "
    "ON COMMIT DROP",
)


@dataclass(frozen=True)
class Laid:
    """Where a side's facts stand: in the stored tables, in `name`_facts and `name`_members, or in both (`name` first)."""

    name: str
    extent: str
    basis: str


@dataclass(frozen=True)
class Side:
    """`name`: lab_before or lab_after, the beginning of its tables' names."""

    name: str
    tried: TriedNumbers
    rules: tuple[AlertRule, ...]

    def make_tables(self) -> list[str]:
        """Statements for its empty tables, before the transaction turns read only."""
        copies = [copy_of(f"{self.name}_{part}", model) for part, model in (
            ("facts", HouseholdFacts), ("members", MemberFacts), ("units", HouseholdFacts), ("unit_members", MemberFacts), ("applied", AppliedParameters),
        )]  # fmt: skip
        return copies + [text.format(side=self.name) for text in TABLES]

    def lay_facts(self, other: Laid | None = None) -> Laid:
        """Make what the stored facts lack; a side that rests on the same as the `other` reads what was laid for that one."""
        applied_into(f"{self.name}_applied", self.tried.applied)
        numbers = self.tried.numbers
        key, ids = to_be_made(numbers, numbers.numbers.on)
        if other and other.basis == key:
            return other
        facts_into(f"{self.name}_facts", f"{self.name}_members", ids, numbers=numbers, on=numbers.numbers.on)
        return Laid(self.name, ALL if ids is None else SOME if ids else STORED, key)

    def under(self, laid: Laid, *, with_units: bool = False) -> str:
        """The WITH that puts this side's rows under the tables' names."""
        facts = overlay(FACTS, f"{laid.name}_facts", laid.extent, laid.name)
        if with_units:
            facts = f"SELECT * FROM ({facts}) f WHERE NOT EXISTS (SELECT FROM {self.name}_units u WHERE u.household_id = f.household_id) UNION ALL SELECT * FROM {self.name}_units"
        return (
            f"WITH {APPLIED} AS NOT MATERIALIZED (SELECT * FROM {self.name}_applied), {FACTS} AS NOT MATERIALIZED ({facts}), "
            f"{MEMBERS} AS NOT MATERIALIZED ({overlay(MEMBERS, f'{laid.name}_members', laid.extent, laid.name)}) "
        )

    def find(self, laid: Laid) -> None:
        """Every hit and cannot-say of its rules."""
        text, values = statement(self.tried.numbers.county.code, rules=self.rules)
        run(
            f"INSERT INTO {self.name}_found SELECT rule, household_id, person_id, answer FROM ({self.under(laid)} {text}) f ({', '.join(COLUMNS)}) "
            "WHERE rule <> ''",
            values, f"{self.name}_found",
        )  # fmt: skip

    def judge(self, laid: Laid) -> None:
        """The criteria's proposal for every household, members who surely are 特困 taken out first, as `assess` does (rulings B8)."""
        members = with_member_answers(MemberFacts.objects.filter(facts__county_code=self.tried.numbers.county.code, is_counted=True))
        open_ones = members.exclude(category=SupportCategory.TEKUN).filter(Q(meets_tekun=True) | Q(meets_tekun__isnull=True))
        text, values = sql_of(open_ones, "facts_id", "member_id", "meets_tekun")
        run(f"INSERT INTO {self.name}_maybe {self.under(laid)} {text}", values, f"{self.name}_maybe")
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT household_id, member_id FROM {self.name}_maybe WHERE answer ORDER BY 1, 2")
            surely = cursor.fetchall()
        numbers = self.tried.numbers
        facts_into(
            f"{self.name}_units", f"{self.name}_unit_members", sorted({household for household, _ in surely}), numbers=numbers, on=numbers.numbers.on,
            as_tekun=[member for _, member in surely],
        )  # fmt: skip
        meets = [f"meets_{category}" for category in PRECEDENCE]
        names = (
            "household_id", "town_code", "village_code", "category", "proposed_category", "proposed_monitoring_kind", "income_members", "recognised",
            "parameters__dibao_standard", *meets,
        )  # fmt: skip
        text, values = sql_of(with_proposals(HouseholdFacts.objects.filter(county_code=numbers.county.code)), *names)
        asked = f"{self.under(laid, with_units=True)} {text}"
        run(
            JUDGED.format(side=self.name, asked=asked, names=", ".join(f"q{number}" for number in range(len(names)))),
            values,
            f"{self.name}_judged",
        )


def open_above() -> str:
    """Whether a category above the proposal (q4) cannot be judged: the answers stand from q9 on, in the order of precedence."""
    unknown = [f"q{number} IS NULL" for number in range(9, 9 + len(PRECEDENCE))]
    cases = " ".join(f"WHEN '{category}' THEN {' OR '.join(unknown[:place]) or 'false'}" for place, category in enumerate(PRECEDENCE))
    return f"CASE q4 {cases} ELSE {' OR '.join(unknown)} END"


# 补差 by amounts.top_up_amount, in 分 a year over twelve: whole 元, rounded up once.
JUDGED = f"""
INSERT INTO {{side}}_judged
SELECT q0, q1, q2, q3, CASE WHEN state = '{SupportCategory.OTHER_HARDSHIP}' AND is_open THEN '{ONLY_MISSING}' ELSE state END, q5,
       CASE WHEN state = '{SupportCategory.DIBAO}' THEN greatest(0, ceil((q8 * q6 - q7) / 1200.0)) END
FROM (
    SELECT q.*,
           CASE WHEN q4 = '' AND q6 > 0 AND m.may_be = q6 THEN '{CANNOT_SAY}' ELSE q4 END AS state,
           ({open_above()}) OR (m.may_be > 0 AND q4 <> '{SupportCategory.TEKUN}') AS is_open
    FROM ({{asked}}) q ({{names}})
    LEFT JOIN (SELECT household_id, count(*) AS may_be FROM {{side}}_maybe WHERE answer IS NULL GROUP BY household_id) m ON m.household_id = q0
) judged
"""


def overlay(stored: str, laid: str, extent: str, side: str) -> str:
    """The stored rows, those laid, or the laid ones over the stored."""
    if extent == STORED:
        return f"SELECT * FROM {stored}"
    if extent == ALL:
        return f"SELECT * FROM {laid}"
    return (
        f"SELECT * FROM {stored} s WHERE NOT EXISTS (SELECT FROM {side}_facts o WHERE o.household_id = s.household_id) "
        f"UNION ALL SELECT * FROM {laid}"
    )


def sql_of(rows: QuerySet[Any], *names: str) -> tuple[str, list[Any]]:
    text, values = rows.order_by().values_list(*names).query.sql_with_params()
    return text, list(values)


def run(text: str, values: Sequence[Any], filled: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        cursor.execute(f"ANALYZE {filled}")
