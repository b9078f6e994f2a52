"""Addresses of the precision board and of what people found wrong in the departments' data."""

from __future__ import annotations

from tests.addresses.base import Row

ROWS: dict[str, Row] = {
    "monitoring:precision": Row(query="?rule=R02"),
    "monitoring:wrong_data": Row(query="?register=医保结算"),
}
