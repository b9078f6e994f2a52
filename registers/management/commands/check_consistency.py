"""The self-check by hand: every line must say 0."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from registers.consistency import contradictions


class Command(BaseCommand):
    help = "自检：状态与事实矛盾、链条断开、数目对不上。全部为0时退出码0，否则1。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="输出 JSON 列表。")

    def handle(self, *args: Any, **options: Any) -> None:
        found = [(check, count) for check, count in contradictions()]
        if options["json"]:
            self.stdout.write(
                json.dumps([{"code": check.code, "title": check.title, "count": count} for check, count in found], ensure_ascii=False)
            )
        else:
            for check, count in found:
                self.stdout.write(f"{'✓' if not count else '✗'} {check.title}  {count}")
        if any(count for _, count in found):
            raise SystemExit(1)
