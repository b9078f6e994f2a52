"""The full sum behind an assessment, as text."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from households.models import Household, HouseholdFacts
from monitoring.explain import alerts_opened_on, explain_alert, explain_household
from monitoring.management.arguments import day


class Command(BaseCommand):
    help = "打印一户的完整算账：现在存着的；加 --on 则打印那一天（或之前最近一次）发现的线索当时所依据的。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("household_no", help="户编号。")
        parser.add_argument("--on", type=day, help="某一天，如 2026-06-01。")

    def handle(self, *args: Any, **options: Any) -> None:
        household = Household.objects.filter(household_no=options["household_no"]).first()
        if household is None:
            raise CommandError(f"没有户编号为 {options['household_no']} 的户。")
        if options["on"]:
            alerts = alerts_opened_on(household, options["on"])
            if not alerts:
                raise CommandError(f"{options['on']} 以前这一户没有规则线索，没有存下当时的算账。看那一天的评估请用 assess --on。")
            lines = [line for alert in alerts for line in explain_alert(alert)]
        else:
            try:
                lines = list(explain_household(household))
            except HouseholdFacts.DoesNotExist:
                raise CommandError("这一户还没有算过，请先运行 screen。") from None
        self.stdout.write("\n".join(lines))
