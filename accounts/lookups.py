"""`pk__one_of=ids`: membership in a list of any length as one array parameter.

`__in` writes a placeholder for every value: with a register of 100,000 people Django and psycopg spend seconds on the text of one statement, and PostgreSQL takes no
more than 65,535. Set-based code asks for whole registers, so it asks this way.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Field, ForeignObject, Lookup


def array(numbers: Iterable[int]) -> str:
    """Whole numbers as PostgreSQL writes an array: the driver takes ten times as long over each."""
    return f"{{{','.join(map(str, numbers))}}}"


@ForeignObject.register_lookup  # takes none from Field
@Field.register_lookup
class OneOf(Lookup):
    """`field = ANY(array)`; the values are prepared as the field prepares them, a list that is empty finds nothing."""

    lookup_name = "one_of"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        left, parameters = self.process_lhs(compiler, connection)
        field = getattr(self.lhs.output_field, "target_field", self.lhs.output_field)
        values = list(self.rhs)
        if all(type(value) is int for value in values):
            given: Any = array(values)
        else:
            given = [field.get_db_prep_value(value, connection) for value in values]
        return f"{left} = ANY(%s::{field.cast_db_type(connection)}[])", [*parameters, given]
