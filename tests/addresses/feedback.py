"""Addresses of quarterly feedback and of the ledger."""

from __future__ import annotations

from tests.addresses.base import NO_METHOD, Row

ROWS: dict[str, Row] = {
    "assistance:feedback": Row(),
    "assistance:feedback_workbook": Row(),
    "assistance:feedback_upload": Row(get=302, post=422),
    "assistance:feedback_rejects": Row(get=NO_METHOD, post=409),
    "assistance:ledger": Row(query="?quarter=2026Q3"),
    "assistance:remind": Row(get=NO_METHOD, post=302, data=lambda w: {"quarter": "2026Q3"}),
    "assistance:ledger_export": Row(query="?quarter=2026Q3"),
}
