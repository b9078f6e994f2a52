"""Addresses of the matching of policies: pages of one household of one region."""

from __future__ import annotations

from tests.addresses.base import Row, thing

ROWS: dict[str, Row] = {
    "assistance:matches": thing("household"),
    "assistance:matches_panel": thing("household"),
}
