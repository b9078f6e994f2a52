"""What goes out of the room of cases: applications, means checks, home visits, notices and county checks, each as its list shows it.

These are small populations whose rows speak in whole sentences: each row is read as the list reads it, one at a time from the cursor.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from accounts.requests import HouseRequest
from accounts.roles import CASE_ROLES
from casework.due import DueGroup
from casework.export import Asked, Column, ListExport, conditions_of
from casework.lights import light_for
from casework.models import WorkDay
from casework.xlsx_stream import Kind
from identification.case_filters import CaseFilter
from identification.case_wording import awaits, case_title, turn_of, with_opinion
from identification.checks_desk import DONE, OPEN, TITLES, checks_of
from identification.inquiry_desk import CHECK_READERS, VISIT_READERS, checks_for, visits_for
from identification.inquiry_lists import end_of_list, read_due
from identification.inquiry_presenters import check_light, check_turn, checks_for_list, visit_row, visits_for_list
from identification.notice_page import NoticeList, light_of, standing_of
from policies.models import Parameter

MONEY, DATE, NUMBER = Kind.MONEY, Kind.DATE, Kind.NUMBER


def household_columns(household_of: Callable[[Any], Any]) -> tuple[Column, ...]:
    return (
        Column("户主", lambda row: household_of(row).head_name),
        Column("镇街", lambda row: household_of(row).village.parent.name),
        Column("村（社区）", lambda row: household_of(row).village.name, width=16),
        Column("户编号", lambda row: household_of(row).household_no, width=22),
    )


OF_CASE = household_columns(lambda row: row.application.household)
CASE_NO = Column("办件号", lambda row: row.application.application_no, width=24)
PROVISIONAL = Column("期限暂估", lambda row: "暂估" if row.due_is_provisional else "", width=9)


def due_part(is_mine: bool, due: str, is_done: bool, done: str) -> str:
    parts = [done] if is_done else [*(["轮到我办"] if is_mine else []), *([DueGroup(due).label] if due else [])]
    return "，".join(parts)


def applications(request: HouseRequest) -> Asked:
    position, on = request.position, request.today
    asked = CaseFilter.read(request.GET, position, on)
    calendar, numbers = WorkDay.objects.calendar(), Parameter.objects.numbers(on)
    columns = (
        Column("期限", lambda case: case.due_on, DATE),
        Column(
            "期限（工作日）",
            lambda case: "" if case.closed_on else light_for(case.due_on, on, calendar, is_paused=case.paused_since is not None).text,
            width=14,
        ),
        PROVISIONAL,
        *household_columns(lambda case: case.household),
        Column("办件号", lambda case: case.application_no, width=24),
        Column("拟定类别", case_title, width=18),
        Column("申请方式", lambda case: case.get_channel_display()),
        Column("代办人", lambda case: case.proxy_name),
        Column("登记日期", lambda case: case.created_on, DATE),
        Column("申请日期", lambda case: case.submitted_on, DATE),
        Column("受理日期", lambda case: case.accepted_on, DATE),
        Column("环节", lambda case: case.state_label),
        Column("还缺", lambda case: awaits(case, on), width=24),
        Column("接下来", lambda case: turn_of(case, position, numbers).step),
        Column("轮到谁", lambda case: turn_of(case, position, numbers).who, width=24),
        Column("办结日期", lambda case: case.closed_on, DATE),
        Column("办结说明", lambda case: case.closed_reason, width=30),
    )
    part = "已办结" if asked.is_closed else DueGroup(asked.due).label if asked.due else ""
    return Asked(with_opinion(asked.cases().for_list()), columns, conditions_of(asked.chips), part)


def means_checks(request: HouseRequest) -> Asked:
    position, on = request.position, request.today
    is_mine, due, is_done = read_due(request.GET)
    finished = checks_for_list(position).filter(finished_on__isnull=False).order_by("-finished_on", "-pk")
    rows = end_of_list(finished if is_done else checks_for(position, on, is_mine), due, on)
    calendar = WorkDay.objects.calendar()
    columns = (
        Column("期限", lambda check: check.due_on, DATE),
        Column("期限（工作日）或结果", lambda check: check_light(check, on, calendar).text, width=18),
        PROVISIONAL,
        *OF_CASE,
        CASE_NO,
        Column("要做的事", lambda check: check_turn(check)[0], width=16),
        Column("现在轮到", lambda check: check_turn(check)[1], width=16),
        Column("提请日期", lambda check: check.asked_on, DATE),
        Column("提请人", lambda check: check.asked_by.user.name),
        Column("核对报告编号", lambda check: check.report_no, width=22),
        Column("出具日期", lambda check: check.finished_on, DATE),
    )
    return Asked(rows, columns, part=due_part(is_mine, due, is_done, "已出结果"))


def home_visits(request: HouseRequest) -> Asked:
    position, on = request.position, request.today
    is_mine, due, is_done = read_due(request.GET)
    finished = visits_for_list(position).filter(completed_on__isnull=False).order_by("-completed_on", "-pk")
    rows = end_of_list(finished if is_done else visits_for(position, on, is_mine), due, on)
    calendar = WorkDay.objects.calendar()
    columns = (
        Column("期限", lambda visit: visit.due_on, DATE),
        Column("期限（工作日）", lambda visit: "" if visit.completed_on else light_for(visit.due_on, on, calendar).text, width=14),
        PROVISIONAL,
        *OF_CASE,
        CASE_NO,
        Column("要做的事", lambda visit: visit_row(visit, position, None).step),
        Column("调查员", lambda visit: visit_row(visit, position, None).who, width=18),
        Column("安排日期", lambda visit: visit.planned_on, DATE),
        Column("入户日期", lambda visit: visit.visited_on, DATE),
        Column("完成日期", lambda visit: visit.completed_on, DATE),
    )
    return Asked(rows, columns, part=due_part(is_mine, due, is_done, "已完成"))


def notices(request: HouseRequest) -> Asked:
    """The frozen words of the sheets; whom they are about by the household's head, as the list shows it to the office."""
    on = request.today
    asked = NoticeList.read(request.GET, request.position, on)
    columns = (
        Column("期限（天）", lambda notice: light_of(notice, on).text),
        Column("公示编号", lambda notice: notice.notice_no, width=24),
        Column("公示类别", lambda notice: notice.category_text, width=18),
        Column("月金额（元）", lambda notice: notice.amount, MONEY),
        Column("人口", lambda notice: notice.people, NUMBER, 8),
        Column("户主", lambda notice: notice.application.household.head_name),
        Column("镇街", lambda notice: notice.village.parent.name),
        Column("村（社区）", lambda notice: notice.village.name, width=16),
        Column("张贴日期", lambda notice: notice.posted_on, DATE),
        Column("最后一天", lambda notice: notice.ends_on, DATE),
        Column("撤下日期", lambda notice: notice.removed_on, DATE),
        Column("现在", lambda notice: standing_of(notice, on), width=24),
        Column("公示栏照片", lambda notice: "有" if notice.has_photo else "没有"),
    )
    conditions = ([f"村为{asked.village_name}"] if asked.village else []) + ([f"最后一天为{asked.due_label}"] if asked.due else [])
    return Asked(asked.rows_asked(), columns, conditions, asked.heap.title)


def county_checks(request: HouseRequest) -> Asked:
    tab = DONE if request.GET.get("tab") == DONE else OPEN
    on, calendar = request.today, WorkDay.objects.calendar()
    columns = (
        Column("期限", lambda check: check.due_on, DATE),
        Column("期限（工作日）", lambda check: "" if check.finished_on else light_for(check.due_on, on, calendar).text, width=14),
        PROVISIONAL,
        *OF_CASE,
        CASE_NO,
        Column("原因", lambda check: check.get_kind_display(), width=18),
        Column("提出日期", lambda check: check.asked_on, DATE),
        Column("提出人", lambda check: check.asked_by, width=24),
        Column("完成日期", lambda check: check.finished_on, DATE),
        Column("结果", lambda check: check.get_result_display(), width=18),
        Column("抽查人", lambda check: check.finished_by.user.name if check.finished_by else ""),
    )
    rows = checks_of(request.position, tab).select_related("application__household__village__parent", "finished_by__user")
    heavy = ("application__form", "application__household__phone", "application__household__bank_account")
    return Asked(rows.defer(*heavy), columns, part=TITLES[tab])


EVERYBODY = tuple(sorted(CASE_ROLES))
EXPORTS = {
    "applications": ListExport("办件清单", "identification:applications", "件", EVERYBODY, applications),
    "means_checks": ListExport("经济状况核对清单", "identification:means_checks", "件", CHECK_READERS, means_checks),
    "home_visits": ListExport("入户调查清单", "identification:home_visits", "次", VISIT_READERS, home_visits),
    "notices": ListExport("公示清单", "identification:notices", "张", EVERYBODY, notices),
    "county_checks": ListExport("县级抽查清单", "identification:county_checks", "件", EVERYBODY, county_checks),
}
