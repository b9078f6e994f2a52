"""What goes out of the two rooms below: people, posts and the reading log; the policies and the numbers of the law."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.choices import ReadingKind
from accounts.forms import PeopleFilter, PositionFilter, ReadingLogFilter
from accounts.requests import HouseRequest
from accounts.roles import CASE_ROLES, Role
from accounts.views.filtering import chips_of
from accounts.views.people import asked_people
from accounts.views.positions import asked_positions, role_names, state_of
from accounts.views.reading_log import asked_log
from casework.export import Asked, Column, ListExport, conditions_of, label_of
from casework.xlsx_stream import Kind
from policies.catalogue import CatalogueFilter
from policies.policy_page import PolicyView
from policies.views.catalogue import of_county
from policies.views.parameters import HEAPS, Line, lines_on
from policies.wording import Reading

DATE, MOMENT = Kind.DATE, Kind.MOMENT
PERSON = (
    Column("账号", lambda person: person.username, width=16),
    Column("姓名", lambda person: person.name),
    Column("在岗岗位", lambda person: "；".join(position.title for position in person.in_force), width=40),
    Column("状态", lambda person: "已停用" if not person.is_active else "已锁定" if person.is_locked else "在用"),
    Column("口令", lambda person: "待本人改" if person.must_change_password else "本人已改"),
    Column("口令修改时间", lambda person: person.password_changed_at, MOMENT, 18),
)


def people(request: HouseRequest) -> Asked:
    form = PeopleFilter(request.GET)
    return Asked(asked_people(request, form), PERSON, conditions_of(chips_of(form, request)))


def positions(request: HouseRequest) -> Asked:
    on, form = request.today, PositionFilter(request.GET)
    columns = (
        Column("姓名", lambda position: position.user.name),
        Column("账号", lambda position: position.user.username, width=16),
        Column("岗位", lambda position: position.title, width=24),
        Column("单位", lambda position: position.office.name, width=24),
        Column("辖区", lambda position: position.region.name, width=16),
        Column("角色", role_names, width=30),
        Column("起", lambda position: position.since, DATE),
        Column("止", lambda position: position.until, DATE),
        Column("状态", lambda position: state_of(position, on)["text"]),
    )
    return Asked(asked_positions(request, form), columns, conditions_of(chips_of(form, request)))


LOG = (
    Column("时间", "at", MOMENT, 18),
    Column("行为", "kind", width=14, shape=label_of(ReadingKind.choices)),
    Column("谁", "who", width=30),
    Column("对象", "subject", width=30),
    Column("对象编号", "subject_id"),
    Column("用途或说明", "purpose", width=40),
    Column("行数", "row_count", Kind.NUMBER, 10),
    Column("来源地址", "address", width=18),
)


def reading_log(request: HouseRequest) -> Asked:
    form = ReadingLogFilter(request.GET)
    return Asked(asked_log(request, form), LOG, conditions_of(chips_of(form, request)))


POLICY = (
    Column("编号", lambda view: view.policy.code),
    Column("政策", lambda view: view.policy.name, width=30),
    Column("类别", lambda view: view.policy.get_domain_display()),
    Column("责任部门", lambda view: view.depts, width=20),
    Column("对象", lambda view: view.target, width=30),
    Column("受益方式", lambda view: view.policy.get_benefit_type_display()),
    Column("标准", lambda view: view.amount, width=24),
    Column("办理", lambda view: view.policy.get_apply_mode_display()),
    Column("处置", lambda view: view.policy.get_disposition_display()),
    Column("并入", lambda view: view.policy.merged_into),
    Column("起", lambda view: view.policy.valid_from, DATE),
    Column("止", lambda view: view.policy.valid_to, DATE),
    Column("依据", lambda view: view.policy.source, width=30),
)


def policies(request: HouseRequest) -> Asked:
    asked = CatalogueFilter.read(request.GET, of_county(request))
    return Asked([PolicyView(policy, request.today) for policy in asked.rows], POLICY, conditions_of(asked.chips))


@dataclass(frozen=True)
class Standard:
    """One line of the sheet: a declared parameter with one of its rows in force, or none."""

    line: Line
    reading: Reading | None


STANDARD = (
    Column("标准", lambda row: row.line.definition.title, width=36),
    Column("数值", lambda row: row.reading.value if row.reading else "没有数值", width=22),
    Column("折算", lambda row: row.reading.other if row.reading else "", width=22),
    Column("农村或城市", lambda row: row.reading.area if row.reading else ""),
    Column("适用地区", lambda row: row.reading.row.where if row.reading else "", width=16),
    Column("起", lambda row: row.reading.row.valid_from if row.reading else None, DATE),
    Column("来源", lambda row: row.reading.row.source if row.reading else "", width=40),
    Column("暂沿用", lambda row: "暂沿用" if row.reading and row.reading.is_provisional else ""),
)


def parameters(request: HouseRequest) -> Asked:
    heap, words = request.GET.get("heap", ""), request.GET.get("q", "").strip()[:40]
    heap = heap if heap in HEAPS else ""
    shown = [line for line in lines_on(request.position, request.today) if line.lies_on(heap) and words in line.definition.title]
    rows = [Standard(line, reading) for line in shown for reading in (line.readings or (None,))]
    return Asked(rows, STANDARD, [f"字词为{words}"] if words else [], HEAPS[heap] if heap else "")


EXPORTS = {
    "people": ListExport("人员名单", "accounts:people", "人", (Role.SYS_ADMIN,), people),
    "positions": ListExport("岗位名单", "accounts:positions", "个", (Role.SEC_ADMIN,), positions),
    "reading_log": ListExport("查阅日志", "accounts:reading_log", "行", (Role.AUDIT_ADMIN,), reading_log),
    "policies": ListExport("政策清单", "policies:catalogue", "项", (), policies),
    "parameters": ListExport("政策标准", "policies:parameters", "项", tuple(sorted(CASE_ROLES)), parameters),
}
