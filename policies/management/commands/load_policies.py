"""Load reviewed policy files; idempotent. A row already there is left alone, a changed one must come with a new start."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.models import Region
from policies.condition_words import CONDITIONS, RISKS
from policies.models import Policy
from policies.rows_of import rows_of

DATA = Path(__file__).resolve().parents[2] / "data"
# How the file calls what the table calls otherwise; every other key is a column.
KEYS = {"from": "valid_from", "to": "valid_to"}
COLUMNS = {field.name for field in Policy._meta.concrete_fields} - {"id"}


class Command(BaseCommand):
    help = "装入政策清单（默认 policies/data/policies.yaml）。可反复执行；内容改了要用新的起始日，旧的一行保留并截止到前一天。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", help="YAML 文件；县级文件里写 region 的政策，在本县代替同编号的上级政策。")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        files = [Path(name) for name in options["files"]] or [DATA / "policies.yaml"]
        added = ended = 0
        for row in (row for path in files for row in rows_of(path)):
            one_added, one_ended = load(row)
            added, ended = added + one_added, ended + one_ended
        self.stdout.write(f"政策：新增 {added} 行，截止 {ended} 行。")


def load(row: dict[str, Any]) -> tuple[int, int]:
    """Rows added and rows ended (the version before). Nothing of a row that is there is ever changed but its open end."""
    values = {KEYS.get(key, key): value for key, value in row.items()}
    unknown = sorted(set(values) - COLUMNS)
    if unknown:
        raise CommandError(f"{row.get('code')}：没有{'、'.join(unknown)}这一项。")
    values = {
        name: day(name, value) if name in {"valid_from", "valid_to", "extended_on"} else amount(name, value)
        for name, value in values.items()
    }
    region = values.pop("region", None)
    if region is not None:
        values["region"] = Region.objects.filter(code=region).first()
        if values["region"] is None:
            raise CommandError(f"{row['code']} 指向的区划 {region} 还没有，请先导入区划。")
    policy = Policy(**values)
    versions = Policy.objects.filter(code=policy.code, region=policy.region)
    existing = versions.filter(valid_from=policy.valid_from).first()
    if existing is not None:
        changed = differing(existing, policy, "valid_to" in values)
        if changed:
            raise CommandError(
                f"{policy.code}（{policy.valid_from:%Y-%m-%d}起）已有不同内容（{'、'.join(changed)}）；新内容请用新的起始日。"
            )
        return 0, 0
    later = versions.filter(valid_from__gt=policy.valid_from).order_by("valid_from").first()
    if later is not None and (policy.valid_to is None or policy.valid_to >= later.valid_from):
        policy.valid_to = later.valid_from - timedelta(days=1)
    check(policy)
    before = versions.filter(valid_from__lt=policy.valid_from).exclude(valid_to__lt=policy.valid_from)
    ended = before.update(valid_to=policy.valid_from - timedelta(days=1))
    policy.save()
    return 1, ended


def day(name: str, value: Any) -> date | None:
    return value if isinstance(value, date) or value is None else date.fromisoformat(value)


def amount(name: str, value: Any) -> Any:
    return Decimal(value) if name in {"amount_low", "amount_high"} else value


def differing(existing: Policy, policy: Policy, says_end: bool) -> list[str]:
    """Labels of the columns that differ; an end the file does not name was set by a later version."""
    names = COLUMNS - (set() if says_end else {"valid_to"})
    return sorted(
        str(getattr(Policy._meta.get_field(name), "verbose_name", name))
        for name in names
        if getattr(existing, name) != getattr(policy, name)
    )


def check(policy: Policy) -> None:
    """Empty public fields, unknown codes, a merger without a successor: refused with the policy's number."""
    undeclared = [code for code in policy.conditions if code not in CONDITIONS] + [
        code for code in policy.target_risks if code not in RISKS
    ]
    if undeclared:
        raise CommandError(f"{policy.code}：没有声明过的条件或风险{'、'.join(undeclared)}。")
    try:
        policy.full_clean(validate_unique=False)
    except ValidationError as error:
        raise CommandError(f"{policy.code}：{'；'.join(error.messages)}") from error
