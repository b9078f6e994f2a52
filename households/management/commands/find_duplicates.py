"""Look for people written down twice, by hand: what the nightly task does."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.choices import RegionLevel
from accounts.models import Region
from accounts.today import today
from households.duplicates import find_pairs


class Command(BaseCommand):
    help = "查找疑似重复的人员，放进“重复人员”。可反复执行：没有变动时写0行。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--county", help="只查这个县（区划代码）。")

    def handle(self, *args: Any, **options: Any) -> None:
        counties = Region.objects.filter(level=RegionLevel.COUNTY)
        for county in counties.filter(code=options["county"]) if options["county"] else counties:
            found = find_pairs(county, on=today())
            self.stdout.write(f"{county}：新增{found.new}对，变动{found.changed}对，不再相似{found.ended}对。")
            if found.left_out:
                self.stdout.write(f"{found.left_out}人同名同日生的太多，没有按姓名和出生日期比对。")
