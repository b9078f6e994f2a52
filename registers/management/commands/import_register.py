"""`manage.py import_register SHEET FILE`: the same path as the import page."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.today import today
from registers import batches
from registers.models import Batch, BatchState, MovementKind
from registers.sheets import SHEETS

SHOWN_PROBLEMS = 20


class Command(BaseCommand):
    help = "Import one register from an .xlsx, .xls or .csv. Exit 0: all rows taken; 1: some rows rejected, the others taken; 2: the file refused, nothing taken."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("sheet", metavar="SHEET", choices=sorted(SHEETS), help="、".join(SHEETS))
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument(
            "--sheet", dest="tab", default="", metavar="NAME", help="the tab to read; by default the one whose headings fit"
        )
        parser.add_argument("--dry-run", action="store_true", help="read and compare only; nothing is written")
        parser.add_argument(
            "--full",
            nargs="+",
            default=[],
            metavar="CODE",
            help="the file is the full register of households or of people of these villages or towns (region codes)",
        )
        parser.add_argument("--json", action="store_true", help="print the counts as one JSON object")
        parser.add_argument("--on", type=date.fromisoformat, default=None, metavar="DATE", help="the day of entry (default: today)")
        parser.add_argument("--by", default="命令行", metavar="NAME", help="who brings it, as the household's chain will say")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"没有文件 {path}。", returncode=2)
        batch = batches.submit(
            options["sheet"],
            path.read_bytes(),
            path.name,
            on=options["on"] or today(),
            by_name=options["by"],
            is_dry_run=options["dry_run"],
            tab_name=options["tab"],
            queued=False,
            covers=options["full"],
        )
        batch = batches.run(batch.pk)
        (self._print_json if options["json"] else self._print)(batch)
        if batch.state == BatchState.REFUSED:
            sys.exit(2)
        if batch.rejected_rows:
            sys.exit(1)

    def _print_json(self, batch: Batch) -> None:
        result = {name: getattr(batch, f"{name}_rows") for name in ("total", "new", "changed", "same", "rejected", "aside", "left_out")}
        problems = [str(problem) for problem in batch.problems.all()[:SHOWN_PROBLEMS]]
        result |= {"sheet": batch.sheet, "file": batch.file_name, "state": batch.state, "batch": batch.pk, "refusal": batch.refusal}
        result |= {"movements": batch.movements}
        result |= {"unknown_columns": batch.unknown_columns, "notes": batch.notes, "problems": problems}
        self.stdout.write(json.dumps(result, ensure_ascii=False))

    def _print(self, batch: Batch) -> None:
        title = SHEETS[batch.sheet].title
        if batch.state == BatchState.REFUSED:
            self.stdout.write(f"{title} {batch.file_name}：整表拒收，没有入库。{batch.refusal}")
            return
        self.stdout.write(
            f"{title} {batch.file_name}：总行数{batch.total_rows}，新增{batch.new_rows}，变更{batch.changed_rows}，"
            f"相同{batch.same_rows}，拒收{batch.rejected_rows}"
            + (f"，不在册另存{batch.aside_rows}" if batch.aside_rows else "")
            + ("（只预览，没有入库）" if batch.state == BatchState.PREVIEWED else "")
        )
        if batch.movements:
            found = "，".join(f"{MovementKind(kind).label}{number}" for kind, number in batch.movements.items())
            self.stdout.write(f"  成员与户的变动：{found}")
        for note in batch.notes:
            self.stdout.write(f"  {note}")
        if batch.unknown_columns:
            self.stdout.write(f"  没有认出的列：{'、'.join(batch.unknown_columns)}")
        for problem in batch.problems.all()[:SHOWN_PROBLEMS]:
            self.stdout.write(
                f"  第{problem.row_number}行 {problem.column_letter}列 {problem.column_title}“{problem.shown}”：{problem.remedy}"
            )
        if batch.rejected_rows > SHOWN_PROBLEMS:
            self.stdout.write("  其余拒收原因见批次页面。")
