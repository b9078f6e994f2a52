"""What counts as new, as conditions of SQL: began within the months before the day, first received within the days before it (rulings C2).

"Not verified since" is asked where the household's last visit is known: `received_on` of the new row against it.
"""

from __future__ import annotations

RECEIVED = "{received} > %(received_since)s AND {received} <= %(on)s"
NEW = "({began} > %(new_since)s AND {began} <= %(on)s AND " + RECEIVED + ")"
UNDATED = "({began} IS NULL AND " + RECEIVED + ")"
# The day on which one of the two answers may change by the calendar alone; NULL: never again. No later than the change itself (rulings E3).
UNTIL = (
    "CASE WHEN {received} > %(received_since)s AND coalesce({began}, {received}) > %(new_since)s THEN least("
    "CASE WHEN {began} > %(on)s THEN {began} END, CASE WHEN {received} > %(on)s THEN {received} END, {received} + %(received_days)s, "
    "greatest(({began} + make_interval(months => %(new_months)s))::date, %(on)s::date + 1)) END"
)


def conditions(name: str, began: str, received: str) -> dict[str, str]:
    """`<name>_is_new`, `<name>_is_undated` and `<name>_until` for the statement of sql/facts/, over these two columns."""
    columns = {"began": began, "received": received}
    return {
        f"{name}_is_new": NEW.format(**columns),
        f"{name}_is_undated": UNDATED.format(**columns),
        f"{name}_until": UNTIL.format(**columns),
    }
