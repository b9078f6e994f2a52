"""Addresses of changes of members: the town clerk's, with a preview before anything is written."""

from __future__ import annotations

from tests.addresses.base import Row, thing

ROWS: dict[str, Row] = {
    "identification:membership": thing("household", query="?change=birth", post=422, data=lambda w: {"name": "欧阳小田"})
}
