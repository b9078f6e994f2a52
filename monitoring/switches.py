"""Switching a rule on, to counting only, or off: two people, as for a number of the law."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.exceptions import Refused
from accounts.models import Position, Region
from accounts.roles import Role
from monitoring.choices import RuleMode
from monitoring.models import RuleSwitch
from monitoring.rules import OPENING, RULES
from policies.two_people import TwoPeople

SWITCHERS = (Role.TASKFORCE,)


def modes_on(county_code: str, on: date) -> dict[str, str]:
    """The mode of every rule that opens alerts, in this county on this day. One query."""
    switched = RuleSwitch.objects.modes(county_code, on)
    return {rule.code: switched.get(rule.code, rule.starts) for rule in OPENING}


def resting(county_code: str, on: date) -> frozenset[str]:
    """Rules that open nothing: only counted, or off."""
    return frozenset(code for code, mode in modes_on(county_code, on).items() if mode != RuleMode.ON)


def switched_between(county: Region, last_on: date, last_started: object, on: date) -> bool:
    """Whether a switch came into force or was confirmed since a run: every household must be asked again."""
    rows = RuleSwitch.objects.confirmed().filter(county=county, valid_from__lte=on)
    return rows.filter(valid_from__gt=last_on).exists() or rows.filter(confirmed_at__gt=last_started).exists()


def _check_duty(by: Position, county: Region, verb: str) -> None:
    if not by.has(*SWITCHERS):
        raise Refused(f"规则开关由县专班{verb}，您的岗位是{by.title}。")
    if by.region.code[:6] != county.code:
        raise Refused(f"{county.name}的规则不由{by.region.name}{verb}。")


@transaction.atomic
def propose(rule: str, *, county: Region, mode: str, valid_from: date, reason: str, by: Position, today: date) -> RuleSwitch:
    """A switch that waits for another person. Raises Refused; past days stay as they were screened."""
    _check_duty(by, county, "提出")
    if rule not in RULES or RULES[rule].labels:
        raise Refused("这条规则只作标注，没有开关。")
    if valid_from < today:
        raise Refused("起始日不能早于今天：已经筛查过的日子不改。")
    if modes_on(county.code, valid_from)[rule] == mode:
        raise Refused(f"{valid_from:%Y-%m-%d}这条规则已经是“{RuleMode(mode).label}”。")
    if not reason.strip():
        raise Refused("请写明理由。")
    row = RuleSwitch(rule=rule, county=county, mode=mode, valid_from=valid_from, reason=reason.strip(), proposed_by=by)
    try:
        row.full_clean()
    except ValidationError as error:
        raise Refused("".join(error.messages)) from None
    row.save()
    return row


STEPS: TwoPeople[RuleSwitch] = TwoPeople(
    rows=lambda: RuleSwitch.objects.select_related("county", "proposed_by__user"),
    check_duty=lambda by, row, verb: _check_duty(by, row.county, verb),
    gone="这次开关刚才已被复核或撤回，请看最新情况。",
)
why_not_confirm, confirm, withdraw = STEPS.why_not_confirm, STEPS.confirm, STEPS.withdraw
