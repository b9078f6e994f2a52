"""The self-check by hand: every line must say 0. What registers have not followed yet is listed after it and is no contradiction."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.today import today
from identification.stock import differing
from registers.consistency import contradictions

LAGS = "台账还没有跟上认定的户（由台账单位更正，不算矛盾）"


class Command(BaseCommand):
    help = "自检：状态与事实矛盾、链条断开、数目对不上。全部为0时退出码0，否则1。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="输出 JSON 列表。")

    def handle(self, *args: Any, **options: Any) -> None:
        found = [(check, count) for check, count in contradictions()]
        lagging = differing(on=today())
        if options["json"]:
            self.stdout.write(
                json.dumps(
                    [{"code": check.code, "title": check.title, "count": count} for check, count in found]
                    + [{"code": "register_lags", "title": LAGS, "count": len(lagging), "allowed": True}],
                    ensure_ascii=False,
                )
            )
        else:
            for check, count in found:
                self.stdout.write(f"{'✓' if not count else '✗'} {check.title}  {count}")
            self.stdout.write(f"· {LAGS}  {len(lagging)}")
            for row in lagging:
                self.stdout.write(f"    {row.household_no}：认定为{row.decided}，台账为{row.register}")
        if any(count for _, count in found):
            raise SystemExit(1)
