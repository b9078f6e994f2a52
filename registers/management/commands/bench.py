"""Benchmarks: the screening side by side with its floor (rulings E1) and the pages of every room, in a database of their own; exports beside openpyxl."""

import json
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from monitoring.bench import screening
from registers.bench import at_size, export, importing, pages

HOUSEHOLDS, CASES = 30_000, 20_000
ROWS = {"export": export.ROWS, "import": importing.ROWS}


class Command(BaseCommand):
    help = "性能测量：screening 筛查，与“地板”（对全部证据逐户求和）在同一次运行中比较；export 导出，与 openpyxl 只写模式比较，import 导入，与 django-import-export 和“读出、加密、写入”比较，各在自己的进程里；pages 各页的服务器用时（毫秒，五次取中）。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", choices=["export", "import", "pages", "screening"])
        parser.add_argument("--households", type=int, action="append", help="户数，可写多次；默认 30000。")
        parser.add_argument("--rows", type=int, action="append", help="export、import：行数，可写多次；默认 100000、20000。")
        parser.add_argument("--cases", type=int, default=CASES, help="pages：申请件数和推送件数，默认各 20000。")
        parser.add_argument(
            "--county", action="store_true", help="import：再在三万户的县里量一整批（预览、确认入库、撤回），同时量各列表页。"
        )
        parser.add_argument("--json", action="store_true", help="输出 JSON 列表。")

    def handle(self, *args: Any, **options: Any) -> None:
        rows: list[dict[str, Any]] = []
        for size in options["rows"] or [ROWS[options["name"]]] if options["name"] in ROWS else options["households"] or [HOUSEHOLDS]:
            rows += [row.as_dict() for row in self.measured(size, **options)]
            if options["county"]:
                rows += [row.as_dict() for row in at_size.measure(size)]
        self.stdout.write(json.dumps(rows, ensure_ascii=False) if options["json"] else "\n".join(table(rows)))

    def measured(self, size: int, *, name: str, cases: int, **options: Any) -> Sequence[Any]:
        match name:
            case "export":
                return export.measure(size)
            case "import":
                return importing.measure(size)
            case "screening":
                return screening.measure(size)
            case _:
                return pages.measure(size, cases)


def table(rows: list[dict[str, Any]]) -> list[str]:
    """Columns in the order of the rows' keys, texts to the left, figures to the right."""
    widths = {key: max(len(key), *(wide(row[key]) for row in rows)) for key in rows[0]}
    lines = [{key: key for key in rows[0]}, *rows]
    return ["  ".join(cell(line[key], widths[key], isinstance(rows[0][key], str)) for key in widths) for line in lines]


def wide(value: Any) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if ord(char) > 0x2E7F else 1 for char in str(value))


def cell(value: Any, width: int, is_text: bool) -> str:
    gap = " " * (width - wide(value))
    return f"{value}{gap}" if is_text else f"{gap}{value}"
