"""Addresses of the monthly tables: their pages, the lists behind their numbers, their workbooks."""

from __future__ import annotations

from tests.addresses.base import Row
from tests.addresses.exports import purpose

ROWS: dict[str, Row] = {
    "registers:reports": Row(),
    "registers:report_submit": Row(post=409),  # the month is not over
    "registers:report": Row(of=lambda w: {"code": "monthly"}),
    "registers:report_export": Row(of=lambda w: {"code": "added"}, post=200, data=purpose),
    "registers:report_list": Row(of=lambda w: {"cell": "people"}),
    "registers:report_list_export": Row(of=lambda w: {"cell": "people"}, post=200, data=purpose),
}
