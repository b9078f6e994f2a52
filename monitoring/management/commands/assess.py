"""Every household as the rules see it on a day, into a CSV."""

import csv
from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.choices import RegionLevel
from accounts.models import Region
from accounts.today import today
from monitoring.assessment import COLUMNS, assess
from monitoring.management.arguments import county_of, day
from policies.models import ParameterMissing


def plain(value: Any) -> Any:
    """An amount as it is, without exponent: two decimals, more only where a ratio made more."""
    if not isinstance(value, Decimal):
        return value
    text = f"{value.normalize():f}"
    whole, _, part = text.partition(".")
    return f"{whole}.{part:0<2}"


class Command(BaseCommand):
    help = "按某一天的数据与参数评估全县每一户，写成 CSV（每户一行）。不写入任何办件。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", type=day, help="评估日，可以是过去；默认今天。")
        parser.add_argument("--region", help="县的区划代码；只有一个县时可省。")
        parser.add_argument("--out", required=True, help="CSV 文件。")

    def handle(self, *args: Any, **options: Any) -> None:
        county = county_of(Region.objects.filter(level=RegionLevel.COUNTY), options["region"])
        on = options["on"] or today()
        with open(options["out"], "w", newline="", encoding="utf-8-sig") as out:
            writer = csv.DictWriter(out, COLUMNS)
            writer.writeheader()
            count = 0
            try:
                for row in assess(county, on):
                    writer.writerow({name: plain(value) for name, value in row.items()})
                    count += 1
            except ParameterMissing as error:
                raise CommandError(str(error)) from error
        self.stdout.write(f"{county} {on}：已评估{count}户，写入 {options['out']}。")
