"""A synthetic county as Excel registers: fictional area codes 99…, valid check digits, no real person."""

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from registers.synthetic.workbooks import write_county


class Command(BaseCommand):
    help = "编一个示例县（青禾县，代码99…）的各类Excel台账，写到 --out 目录；同样的户数和种子每次都一样。"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--households", type=int, default=6000, help="户数，默认6000，至少120")
        parser.add_argument("--seed", type=int, default=1, help="种子")
        parser.add_argument("--dirty", type=float, default=0.003, help="脏数据占成员行的比例，默认0.003；0为没有")
        parser.add_argument("--out", type=Path, required=True, help="写到哪个目录")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        try:
            counts = write_county(options["out"], households=options["households"], seed=options["seed"], dirty=options["dirty"])
        except ValueError as error:
            raise CommandError(str(error)) from error
        for sheet, rows in counts.items():
            self.stdout.write(f"{sheet}.xlsx {rows}行")
        self.stdout.write(f"共{sum(counts.values())}行，{time.monotonic() - started:.1f}秒，在 {options['out']}")
