"""The links of a household's chain that an application still owes: whose turn, since when, until when, and what follows."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from accounts.models import Position
from accounts.roles import CASE_ROLES
from casework.chain import LinkKind, MissingLink
from identification.case_page import RANK, md
from identification.case_wording import BUTTONS, Turn, awaits, turn_of, with_opinion
from identification.choices import ApplicationState
from identification.models import Application
from policies.models import Parameter

S = ApplicationState
# What comes after the stage a case is in.
FOLLOWS = {
    S.DRAFT: ("受理", "提交后由镇一窗受理"),
    S.SUBMITTED: ("调查核实", "受理后核对、入户"),
    S.RETURNED: ("受理", "补齐后由镇一窗受理"),
    S.UNDER_INQUIRY: ("公示和联审联批", "初审后公示，再上会"),
    S.PROPOSED: ("联审联批", "公示期满后上会"),
    S.NOTICE: ("联审联批", "公示期满、没有异议后上会"),
    S.OBJECTED: ("重新初审", "核实后重新初审、公示"),
    S.PANEL: ("认定和政策落实", "确认后从下月起享受"),
    S.COUNTY_CHECK: ("联审联批", "抽查完回到会议"),
}
assert set(FOLLOWS) == set(RANK)


def open_application_links(household: Any, position: Position, on: date) -> list[MissingLink]:
    """Of the household's open application: the step awaited (缺 when overdue, 待 while in time) and what comes after it. Two queries."""
    case = with_opinion(Application.objects.filter(household=household.pk).open().for_list()).first()
    if case is None:
        return []
    turn = turn_of(case, position, Parameter.objects.numbers(on))
    may_open = position.has(*CASE_ROLES)
    url = reverse("identification:application", args=[case.pk]) if may_open else ""
    is_late = case.due_on is not None and case.due_on < on and case.paused_since is None
    title, text = FOLLOWS[S(case.state)]
    return [
        MissingLink(
            LinkKind.GAP if is_late else LinkKind.SOON, turn.step, waited_for(case, turn, on), case.due_on,
            (BUTTONS[case.state] if turn.is_mine else "看办件") if url else "", url,
        ),
        MissingLink(LinkKind.NEXT, title, text),
    ]  # fmt: skip


def waited_for(case: Any, turn: Turn, on: date) -> str:
    """县核对中心 … since 6月10日, due 7月1日."""
    who = "轮到您" if turn.is_mine else f"等{turn.who}"
    parts = [f"{who}，{md(case.state_since)}起{case.state_label}"]
    if waits := awaits(case, on):
        parts.append(waits)
    if case.paused_since:
        parts.append(f"{md(case.paused_since)}起停钟")
    elif case.due_on:
        parts.append(f"应于{md(case.due_on)}前" + ("（暂估）" if case.due_is_provisional else ""))
    return "，".join(parts)
