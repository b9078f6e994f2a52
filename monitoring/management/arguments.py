"""Arguments the commands of this room share."""

from __future__ import annotations

import argparse
from datetime import date

from django.core.management.base import CommandError
from django.db.models import QuerySet

from accounts.models import Region


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"日期应写成 2026-06-15 这样，现在是 {text}") from None


def county_of(counties: QuerySet[Region], code: str | None) -> Region:
    """The named county, or the only one there is."""
    found = list(counties.filter(code=code) if code else counties[:2])
    if len(found) == 1:
        return found[0]
    raise CommandError(f"没有区划代码为 {code} 的县。" if code else ("还没有导入区划。" if not found else "有多个县，请用 --region 指明。"))
