"""Load reviewed parameter files; idempotent: rows already there with the same value are left alone."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from accounts.models import Region
from policies.categories import AreaType
from policies.models import Parameter
from policies.parameters import DEFINITIONS
from policies.rows_of import rows_of

DATA = Path(__file__).resolve().parents[2] / "data"


class Command(BaseCommand):
    help = "装入参数文件（默认 policies/data/national.yaml）。可反复执行；同一起始日数值不同会报错，不覆盖。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", help="YAML 文件；写 demo 表示示例县。")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        files = [DATA / "demo_county.yaml" if name == "demo" else Path(name) for name in options["files"]] or [DATA / "national.yaml"]
        added = sum(self.load(row) for path in files for row in rows_of(path))
        self.stdout.write(f"参数：新增 {added} 行。")

    def load(self, row: dict[str, Any]) -> int:
        code = row["code"]
        if code not in DEFINITIONS:
            raise CommandError(f"没有声明过参数 {code}，请先写入 policies/parameters.py。")
        region = None
        if row.get("region"):
            region = Region.objects.filter(code=row["region"]).first()
            if region is None:
                raise CommandError(f"参数 {code} 指向的区划 {row['region']} 还没有，请先导入区划。")
        values = {
            "number": Decimal(row["number"]) if "number" in row else None,
            "choice": row.get("choice", ""),
            "table": row.get("table"),
            "unit": row["unit"],
            "source": row["source"],
            "is_provisional": row.get("carried", False),
        }
        if values["unit"] not in DEFINITIONS[code].units:
            raise CommandError(f"参数 {code} 的单位应为 {'、'.join(DEFINITIONS[code].units)}，文件里是 {values['unit']}。")
        start = row["from"] if isinstance(row["from"], date) else date.fromisoformat(row["from"])
        existing, created = Parameter.objects.get_or_create(
            code=code,
            region=region,
            area_type=row.get("area", AreaType.UNIFIED),
            valid_from=start,
            defaults={**values, "valid_to": row.get("to"), "confirmed_at": timezone.now()},
        )
        if not created and any(getattr(existing, name) != value for name, value in values.items()):
            raise CommandError(f"{existing} 已有不同数值；新数值请用新的起始日。")
        return int(created)
