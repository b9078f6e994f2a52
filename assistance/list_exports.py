"""What goes out of the room of help: needs and pushes as their lists show them."""

from __future__ import annotations

from accounts.requests import HouseRequest
from accounts.roles import CASE_ROLES, Role
from assistance.choices import NeedState
from assistance.filters import ReferralFilter
from assistance.models import Need
from assistance.presenters import about, light_of, need_row, turn_of
from assistance.pushing import speaks_of_health
from assistance.views.needs import asked_needs, for_list
from casework.due import DueGroup
from casework.export import Asked, Column, ListExport, conditions_of
from casework.models import WorkDay
from casework.xlsx_stream import Kind

DATE = Kind.DATE
PLACE = (
    Column("镇街", lambda row: row.household.village.parent.name),
    Column("村（社区）", lambda row: row.household.village.name, width=16),
    Column("户编号", lambda row: row.household.household_no, width=22),
)


def words_of(need: Need) -> str:
    """What is to be solved; words that tell of somebody's health stay in the house (PD-03)."""
    return "（涉及健康，在需求页上看）" if speaks_of_health(need.words, need.person) else need.words


NEED = (
    Column("谁", about),
    *PLACE,
    Column("需求", lambda need: need.get_kind_display()),
    Column("要解决什么", words_of, width=40),
    Column("政策", lambda need: need.policy.name if need.policy else "", width=24),
    Column("责任部门", lambda need: need_row(need).dept),
    Column("来源", lambda need: need.get_source_display()),
    Column("登记日期", lambda need: need.noted_on, DATE),
    Column("登记人", lambda need: need.noted_by.user.name),
    Column("状态", lambda need: need.get_state_display()),
    Column("等谁", lambda need: need_row(need).who, width=16),
    Column("群众意见", lambda need: need.answer_words, width=30),
    Column("意见日期", lambda need: need.answered_on, DATE),
)


def needs(request: HouseRequest) -> Asked:
    asked = asked_needs(request)
    conditions = [f"户为{asked.household.household_no}"] if asked.household else []
    part = "轮到我办" if asked.is_mine else NeedState(asked.state).label if asked.state in NeedState.values else ""
    return Asked(for_list(asked.rows).order_by("noted_on", "pk"), NEED, conditions, part)


def pushes(request: HouseRequest, **fixed: str) -> Asked:
    position, on = request.position, request.today
    asked = ReferralFilter.read({**request.GET.dict(), **fixed}, position, on)
    calendar = WorkDay.objects.calendar()
    columns = (
        Column("期限", lambda one: one.due_on, DATE),
        Column("期限（工作日）", lambda one: light_of(one, on, calendar).text, width=14),
        Column("期限暂估", lambda one: "暂估" if one.due_is_provisional else "", width=9),
        Column("推送编号", lambda one: one.referral_no, width=24),
        Column("谁", about),
        *PLACE,
        Column("需求", lambda one: one.need.get_kind_display()),
        Column("政策", lambda one: one.policy.short_name if one.policy else "", width=20),
        Column("责任部门", lambda one: one.get_dept_display()),
        Column("推送日期", lambda one: one.pushed_on, DATE),
        Column("签收日期", lambda one: one.received_on, DATE),
        Column("状态", lambda one: one.state_label),
        Column("轮到谁", lambda one: turn_of(one, position).who, width=16),
    )
    part = DueGroup(asked.due).label if asked.due else ""
    return Asked(asked.referrals().for_list(), columns, conditions_of(asked.chips), part)


def to_receive(request: HouseRequest) -> Asked:
    return pushes(request, state="pushed")


def working(request: HouseRequest) -> Asked:
    return pushes(request, state="working")


READERS = tuple(sorted(CASE_ROLES))
EXPORTS = {
    "needs": ListExport("需求清单", "assistance:needs", "项", READERS, needs),
    "referrals": ListExport("推送清单", "assistance:referrals", "件", (*READERS, Role.DEPT_STAFF), pushes),
    "to_receive": ListExport("待签收清单", "assistance:to_receive", "件", (Role.DEPT_STAFF,), to_receive),
    "working": ListExport("办理中清单", "assistance:working", "件", (Role.DEPT_STAFF,), working),
}
