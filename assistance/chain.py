"""The links of a household's chain that needs and pushes still owe: who is waited for, since when, until when."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from accounts.models import Position
from accounts.roles import CASE_ROLES, Role
from assistance.choices import NeedState, ReferralState
from assistance.models import Need, Referral
from assistance.needs import ANSWERERS
from assistance.presenters import turn_of
from casework.chain import LinkKind, MissingLink

TITLES = {
    ReferralState.PUSHED: "部门签收",
    ReferralState.RECEIVED: "帮扶措施",
    ReferralState.HELPING: "措施落实",
    ReferralState.DONE: "季度反馈",
    ReferralState.REFUSED: "季度反馈",
    ReferralState.FED_BACK: "核实到位",
}


def md(day: date) -> str:
    return f"{day.month}月{day.day}日"


def push_links(household: Any, position: Position, on: date) -> list[MissingLink]:
    """Of each open push the step awaited (缺 when overdue), of each open need the answer or the push. Two queries."""
    rows = Referral.objects.filter(household=household.pk, state__in=TITLES).select_related("person", "household").order_by("due_on", "pk")
    needs = Need.objects.filter(household=household.pk, state__in=[NeedState.NOTED, NeedState.CONFIRMED]).order_by("noted_on", "pk")
    return [referral_link(referral, position, on) for referral in rows] + [need_link(need, position) for need in needs]


def referral_link(referral: Referral, position: Position, on: date) -> MissingLink:
    turn = turn_of(referral, position)
    is_late = referral.due_on is not None and referral.due_on < on
    who = "轮到您" if turn.is_mine else f"等{turn.who}"
    parts = [f"{who}{turn.step}", f"{md(referral.state_since)}起{referral.state_label}"]
    if referral.due_on:
        parts.append(f"应于{md(referral.due_on)}前" + ("（暂估）" if referral.due_is_provisional else ""))
    kind = LinkKind.GAP if is_late else LinkKind.SOON
    url = reverse("assistance:referral", args=[referral.pk]) if position.has(*CASE_ROLES) else ""
    title = TITLES[ReferralState(referral.state)]
    return MissingLink(kind, title, "，".join(parts), referral.due_on, ("办理" if turn.is_mine else "看推送") if url else "", url)


def need_link(need: Need, position: Position) -> MissingLink:
    to_push = need.state == NeedState.CONFIRMED
    mine = position.has(Role.TASKFORCE) if to_push else position.has(*ANSWERERS)
    awaited = "县专班推送部门" if to_push else "村里或窗口问群众是否需要"
    text = f"{'轮到您' if mine else '等'}{awaited}，{md(need.answered_on or need.noted_on)}起{need.get_state_display()}"
    url = f"{reverse('assistance:needs')}?household={need.household_id}" if position.has(*CASE_ROLES) else ""
    return MissingLink(LinkKind.SOON, f"{need.get_kind_display()}需求", text, None, "看需求" if url else "", url)
