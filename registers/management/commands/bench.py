"""Benchmarks side by side with their floor, in one run, in a database of their own (rulings E1)."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from monitoring.bench import screening

BENCHES = {"screening": screening.measure}


class Command(BaseCommand):
    help = "性能测量：与“地板”（对全部证据逐户求和）在同一次运行中比较。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", choices=sorted(BENCHES))
        parser.add_argument("--households", type=int, action="append", help="户数，可写多次；默认 30000。")
        parser.add_argument("--json", action="store_true", help="输出 JSON 列表。")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = [row.as_dict() for size in options["households"] or [30000] for row in BENCHES[options["name"]](size)]
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False))
            return
        self.stdout.write(f"{'测量':20}{'规模':>9}{'秒':>10}{'地板秒':>10}{'倍数':>9}{'内存MB':>8}")
        for row in rows:
            self.stdout.write(
                f"{row['name']:20}{row['size']:>11}{row['seconds']:>11.4f}{row['floor_seconds']:>13.4f}{row['ratio']:>11.3f}{row['peak_mb']:>9}"
            )
