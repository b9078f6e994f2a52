"""Addresses of the dictionary of fields and of all templates at once."""

from tests.addresses.base import Row

ROWS: dict[str, Row] = {
    "registers:fields": Row(),
    "registers:fields_of": Row(of=lambda w: {"sheet": "payments"}),
    "registers:templates": Row(),
}
