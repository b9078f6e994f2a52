"""Who may write an application, and saving what was typed: sealed, on every save, whatever is still missing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction

from accounts.models import Position
from accounts.roles import Role
from casework.exceptions import StalePage, StepRefused
from identification import kin
from identification.choices import ApplicationState
from identification.models import Application
from identification.one_form.secrets import without_numbers
from identification.steps import locked
from identification.workflow import DRAFTERS

WRITABLE = (ApplicationState.DRAFT, ApplicationState.RETURNED)


def check_may_write(application: Application, by: Position) -> None:
    """A village worker writes only what he registered himself; the windows write everything of their region."""
    if not by.has(*DRAFTERS):
        raise StepRefused(f"一张表由窗口或村级信息员填写，您的岗位是{by.title}。", "wrong_role")
    if not by.has(Role.TOWN_CLERK, Role.COUNTY_CLERK) and application.created_by_id != by.pk:
        raise StepRefused(f"这件申请由{application.created_by}登记，请他办理，或到镇一窗受理办理。", "not_own_draft")


@transaction.atomic
def save_form(
    application: Application, typed: Mapping[str, Sequence[str]], *, by: Position, on: date, version: int | None = None
) -> Application:
    """Keep what was typed, name by name. Raises StalePage when somebody else saved since the page was shown."""
    application = locked(application)
    if application.state not in WRITABLE:
        raise StalePage(f"已经是“{application.state_label}”，一张表不能再改。要更正的，走入户调查或“校核纠错”。")
    check_may_write(application, by)
    kin.check_no_conflict(by, application.household)
    if version is not None and version != application.version:
        raise StalePage("刚才有人改过这张表。您填的都还在下面，请对照后再保存。")
    text = json.dumps({name: list(values) for name, values in sorted(without_numbers(typed).items())}, ensure_ascii=False)
    if not application.form or application.form != text:
        application.form = text
        application.version += 1
        application.save(update_fields=["form", "version"])
    return application
