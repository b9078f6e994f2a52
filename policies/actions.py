"""Two people make a number of the law: one proposes it with its document, another confirms it. A confirmed row is never changed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.exceptions import Refused
from accounts.models import Position, Region
from accounts.roles import Role
from policies.models import Parameter
from policies.parameters import DEFINITIONS, Kind
from policies.two_people import TwoPeople


def _check_duty(by: Position, region: Region | None, verb: str) -> None:
    if not by.has(Role.TASKFORCE):
        raise Refused(f"政策标准由县专班{verb}，您的岗位是{by.title}。")
    if region is None or not region.code.startswith(by.region.code):
        raise Refused(f"{region.name if region else '全国'}的标准不由{by.region.name}{verb}。")


@transaction.atomic
def propose(
    code: str,
    *,
    region: Region,
    area_type: str,
    number: Decimal | None,
    choice: str,
    unit: str,
    valid_from: date,
    valid_to: date | None,
    source: str,
    is_provisional: bool,
    by: Position,
) -> Parameter:
    """A row that waits for another person. Raises Refused when the definition, the dates or an existing row stand against it."""
    _check_duty(by, region, "提出")
    definition = DEFINITIONS[code]
    if definition.kind is Kind.TABLE:
        raise Refused(f"“{definition.title}”是小表，由参数文件装入（manage.py load_parameters）。")
    if unit not in definition.units:
        raise Refused(f"“{definition.title}”的单位应为{'、'.join(definition.units)}。")
    if definition.kind is Kind.CHOICE and choice not in definition.choices:
        raise Refused(f"“{definition.title}”没有这个选项。")
    if definition.kind is Kind.NUMBER and (number is None or number < 0):
        raise Refused(f"“{definition.title}”要填一个不小于0的数。")
    if valid_to and valid_to < valid_from:
        raise Refused("终止日不能早于起始日。")
    if not source.strip():
        raise Refused("请写明文件名称与文号。")
    row = Parameter(
        code=code, region=region, area_type=area_type, number=number, choice=choice, unit=unit, valid_from=valid_from,
        valid_to=valid_to, source=source.strip(), is_provisional=is_provisional, proposed_by=by,
    )  # fmt: skip
    try:
        row.full_clean()
    except ValidationError as error:
        raise Refused("".join(error.messages)) from None
    row.save()
    return row


STEPS: TwoPeople[Parameter] = TwoPeople(
    rows=lambda: Parameter.objects.select_related("region", "proposed_by__user"),
    check_duty=lambda by, row, verb: _check_duty(by, row.region, verb),
    gone="这一行刚才已被复核或撤回，请看最新情况。",
)
why_not_confirm, confirm, withdraw = STEPS.why_not_confirm, STEPS.confirm, STEPS.withdraw


def what_follows(valid_from: date, on: date) -> str:
    """Said plainly when a row is proposed and when it comes into force."""
    if valid_from > on:
        return f"{valid_from.year}年{valid_from.month}月{valid_from.day}日起的筛查按新标准计算，此前仍按现行标准。"
    return "下一次筛查按新标准计算；起始日不晚于今天，已完成的筛查和已开的线索不改，仍按当时的标准。"
