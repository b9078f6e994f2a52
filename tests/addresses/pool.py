"""Addresses of the pool of alerts beside the list itself: looking again into what was closed, the group leaders' lists."""

from __future__ import annotations

from tests.addresses.base import NO_METHOD, Row

ROWS: dict[str, Row] = {
    "monitoring:recheck": Row(get=NO_METHOD, post=302, data=lambda w: {"alert": w.closed.pk, "why": "今年以来又有人反映他家困难"}),
    "monitoring:platform_file": Row(post=422),
    "monitoring:group_lists": Row(),
    "monitoring:new_group_list": Row(post=422),
}
