"""The night sweep by hand."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.choices import RegionLevel
from accounts.models import Region
from accounts.today import today
from casework.exceptions import StepRefused
from households import vouched
from monitoring.choices import RunState
from monitoring.management.arguments import county_of, day
from monitoring.runs import screen


class Command(BaseCommand):
    help = "夜间筛查：写入每户事实，逐条规则判断，新开、保持、关闭线索。只看有变化的户；--full 看全部。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", type=day, help="筛查日，如 2026-06-15；默认今天。不能早于上一次。")
        parser.add_argument("--region", help="县的区划代码；只有一个县时可省。")
        parser.add_argument("--full", action="store_true", help="全部户逐条规则重新判断；事实有变的重算。")
        parser.add_argument("--anew", action="store_true", help="全部户的事实从证据重算，不认以前的结果。")
        parser.add_argument("--json", action="store_true", help="输出一行 JSON。")

    def handle(self, *args: Any, **options: Any) -> None:
        county = county_of(Region.objects.filter(level=RegionLevel.COUNTY), options["region"])
        if options["anew"]:
            vouched.forget(county)
        try:
            run = screen(county, on=options["on"] or today(), is_full=options["full"] or options["anew"])
        except StepRefused as error:
            raise CommandError(error.reason) from error
        if run.state == RunState.FAILED:
            raise CommandError(run.error)
        seconds = round(sum(run.seconds.values()), 3)
        if options["json"]:
            keys = (
                "households",
                "facts_written",
                "opened",
                "kept",
                "closed",
                "noted",
                "data_tasks_opened",
                "data_tasks_closed",
                "per_rule",
            )
            self.stdout.write(
                json.dumps(
                    {"on": str(run.on), "full": run.is_full, "seconds": seconds, **{key: getattr(run, key) for key in keys}},
                    ensure_ascii=False,
                )
            )
            return
        self.stdout.write(f"{county} {run.on}：筛查{run.households}户，更新事实{run.facts_written}行，用时{seconds}秒。")
        for code, counts in run.per_rule.items():
            self.stdout.write(
                f"  {code}  新开{counts['opened']}  保持{counts['kept']}  关闭{counts['closed']}  不能判断{counts['cannot_say']}"
            )
        self.stdout.write(f"数据任务：新开{run.data_tasks_opened}，补齐{run.data_tasks_closed}。")
