"""The registers that departments send as evidence: by which column a row says which day it speaks of. Values only.

Their rows about people who are not in our registers are kept aside (registers.aside), and their freshness is watched (registers.freshness); how often each is due is the
dated parameter `source_rhythm`. Registers we make ourselves — places, offices, families, what a form or a visit says of money — are not among
them: a stranger there is a mistake to be mended at once.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """`dated_by`: the column that says the day or month a row speaks of; "" for a register of how things stand, which speaks of the day it was sent.

    `is_sent_day`: a row that leaves the column empty speaks of the day it was received, and is kept aside with that day.
    `is_flow`: the register tells of a period — a month of settlements — and is fresh up to the last day it tells of.
    """

    dated_by: str = ""
    is_flow: bool = False
    is_sent_day: bool = False


STANDS = Source()
SOURCES: dict[str, Source] = {
    "medical": Source("settled_on", is_flow=True),
    "payments": Source("month", is_flow=True),
    "jobs": Source("as_of", is_flow=True, is_sent_day=True),
    "salaries_tax": Source("month", is_flow=True),
    "bank_balances": Source("asked_on"),
    "disasters": Source("happened_on"),
    "insurance": Source("year"),
    # A death, a prison term, an exit hold for good: kept as long after they were received as everything else, however old the day.
    "deaths": STANDS,
    "detentions": STANDS,
    "exits": STANDS,
    "refused_applications": STANDS,
    "disability": STANDS,
    "illness": STANDS,
    "housing": STANDS,
    "water": STANDS,
    "students": STANDS,
    "public_posts": STANDS,
    "vehicles": STANDS,
    "real_estate": STANDS,
    "companies": STANDS,
    "loans": STANDS,
    "measures": STANDS,
    "obligors": STANDS,
    "dibao": STANDS,
    "tekun": STANDS,
    "dibao_margin": STANDS,
    "rigid_expenditure": STANDS,
    "monitored": STANDS,
}


def sheets_of(dept: str) -> list[str]:
    """The registers a department sends, by its code (MZ …); one that two departments send is both's."""
    from registers.sheets import SHEETS

    return [code for code in SOURCES if dept and dept in departments_of(SHEETS[code].owner)]


def departments_of(owner: str) -> set[str]:
    """The codes of the departments named as a register's owners; those without a code (自然资源局) are left out."""
    from registers.sheets.offices import DEPARTMENTS

    return {DEPARTMENTS[name] for name in owner.removesuffix("等").split("、") if name in DEPARTMENTS}
