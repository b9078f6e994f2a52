"""The menu by role and what every page's frame needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from accounts.models import Position, Region
from accounts.requests import HouseRequest
from accounts.roles import CASE_ROLES, COUNTY_ROLES, TOWN_ROLES, Role
from casework import inbox
from config.templatetags.binggui import cn_date

FIELD = frozenset({Role.VILLAGE_WORKER, Role.HELPER})
STEER = frozenset({Role.TASKFORCE, Role.MONITOR_CENTER, Role.COUNTY_LEADER, Role.INSPECTOR, Role.TOWN_HEAD})


@dataclass(frozen=True)
class NavItem:
    """One entry of the menu. `roles` who sees it; `count` the codes of the inbox sources whose waiting work it shows, `*` for all.

    `under`: every page below these addresses belongs to the entry, not only those below its own.
    """

    title: str
    url_name: str
    roles: frozenset[Role]
    count: str | None = None
    under: tuple[str, ...] = ()


# In the order of the bar; nobody sees more than eight (look README §3).
MENU = (
    NavItem("待办", "casework:desk", CASE_ROLES | {Role.DEPT_STAFF}, "*"),
    NavItem("总览", "monitoring:board", STEER),
    NavItem(
        "受理与办件", "identification:applications", CASE_ROLES - {Role.HELPER, Role.REGISTER_ADMIN, Role.MONITOR_CENTER}, "applications"
    ),
    NavItem("核对", "identification:means_checks", frozenset({Role.VERIFY_CENTER}), "means_checks"),
    NavItem("入户调查", "identification:home_visits", frozenset({Role.TOWN_SURVEYOR}), "home_visits"),
    NavItem("线索", "monitoring:alerts", CASE_ROLES),
    NavItem("家庭", "households:list", CASE_ROLES, under=("/households/", "/lab/households/")),
    NavItem("推送与反馈", "assistance:ledger", (STEER | {Role.TOWN_CLERK}), "needs"),
    NavItem("待签收", "assistance:to_receive", frozenset({Role.DEPT_STAFF}), "to_receive"),
    NavItem("办理中", "assistance:working", frozenset({Role.DEPT_STAFF}), "helping"),
    NavItem("本季反馈", "assistance:feedback", frozenset({Role.DEPT_STAFF}), "to_feed_back"),
    NavItem("会议与公示", "identification:meetings", frozenset({Role.TOWN_CLERK, Role.TOWN_PANEL, Role.TOWN_HEAD}), "meetings"),
    NavItem("数据任务", "monitoring:data_tasks", frozenset({Role.REGISTER_ADMIN, Role.DEPT_STAFF, Role.MONITOR_CENTER, Role.TOWN_CLERK})),
    NavItem("导入", "registers:batches", frozenset({Role.REGISTER_ADMIN})),
    NavItem("筛查", "monitoring:runs", frozenset({Role.TASKFORCE, Role.MONITOR_CENTER, Role.REGISTER_ADMIN})),
    NavItem("数据质量", "registers:quality", frozenset({Role.REGISTER_ADMIN})),
    NavItem("数据新鲜度", "registers:freshness", frozenset({Role.DEPT_STAFF})),
    NavItem(
        "规则",
        "monitoring:rules",
        (COUNTY_ROLES | TOWN_ROLES)
        - {Role.COUNTY_CLERK, Role.TOWN_CLERK, Role.TOWN_HEAD, Role.TASKFORCE, Role.MONITOR_CENTER, Role.REGISTER_ADMIN},
    ),
    NavItem("政策", "policies:catalogue", COUNTY_ROLES | TOWN_ROLES | FIELD | {Role.DEPT_STAFF}, under=("/policies/", "/lab/")),
    NavItem("人员", "accounts:people", frozenset({Role.SYS_ADMIN})),
    NavItem("夜间筛查时刻", "monitoring:hours", frozenset({Role.SYS_ADMIN})),
    NavItem("岗位", "accounts:positions", frozenset({Role.SEC_ADMIN})),
    NavItem("接口密钥", "registers:keys", frozenset({Role.SEC_ADMIN})),
    NavItem("导出审批", "casework:whole_exports", frozenset({Role.SEC_ADMIN}), "whole_exports"),
    NavItem("查阅日志", "accounts:reading_log", frozenset({Role.AUDIT_ADMIN})),
)
MENU_LIMIT = 8
PERSONAL = (("换岗位", "accounts:choose_position"), ("改口令", "accounts:change_password"))


@dataclass(frozen=True)
class NavLink:
    """An entry as the page shows it."""

    title: str
    url: str
    is_current: bool = False
    count: int = 0


@dataclass(frozen=True)
class Frame:
    """Everything around the content of a page."""

    home: str
    county: str = ""
    nav: tuple[NavLink, ...] = ()
    search_url: str = ""
    fixed_day: date | None = None
    person: str = ""
    position_title: str = ""
    links: tuple[NavLink, ...] = ()
    sign_out_url: str = ""
    printed_at: str = ""


def items_for(position: Position) -> list[NavItem]:
    """What this position sees in the bar."""
    return [item for item in MENU if position.has(*item.roles)][:MENU_LIMIT]


def county_name(position: Position) -> str:
    """The county a position belongs to: one small query an hour, kept."""
    if settings.COUNTY_NAME:
        return settings.COUNTY_NAME
    code = position.region.code[:6]
    key = f"config.county_name.{code}"
    name = cache.get(key)
    if name is None:
        name = Region.objects.filter(code=code).values_list("name", flat=True).first() or ""
        if name:
            cache.set(key, name, 3600)
    return name


def waiting_for(request: HouseRequest, position: Position, items: Iterable[NavItem]) -> dict[str, int]:
    """How much waits, by source, for the entries shown: one statement a request, none where the page has counted already."""
    known: dict[str, int] | None = getattr(request, "waiting", None)
    if known is None:
        known = request.waiting = inbox.waiting(position, request.today, {item.count for item in items if item.count})
    return known


def number_of(item: NavItem, waiting: dict[str, int]) -> int:
    return sum(waiting.values()) if item.count == "*" else waiting.get(item.count or "", 0)


def links_for(request: HouseRequest, position: Position) -> tuple[NavLink, ...]:
    items = items_for(position)
    waiting = waiting_for(request, position, items)
    places = [(item, reverse(item.url_name)) for item in items]
    # One entry is current: the one whose address says most of where the page is.
    found = {
        item: max((part for part in item.under or (url,) if request.path.startswith(part)), key=len, default="")
        for item, url in places
        if url != "/"
    }
    found |= {item: url for item, url in places if request.path == url}
    deepest = max(found.values(), key=len, default="")
    links = [NavLink(item.title, url, bool(deepest) and found.get(item) == deepest, number_of(item, waiting)) for item, url in places]
    return tuple(links)


def frame_for(request: HouseRequest) -> Frame:
    home = reverse("casework:desk")
    position: Position | None = getattr(request, "position", None)
    if position is None:
        return Frame(home=home, county=settings.COUNTY_NAME, fixed_day=settings.FIXED_TODAY)
    clock = timezone.localtime().strftime("%H:%M")
    return Frame(
        home=home,
        county=county_name(position),
        nav=links_for(request, position),
        search_url=reverse("households:search") if position.has(*CASE_ROLES) else "",
        fixed_day=settings.FIXED_TODAY,
        person=position.user.name,
        position_title=position.title,
        links=tuple(NavLink(title, reverse(name)) for title, name in PERSONAL),
        sign_out_url=reverse("accounts:sign_out"),
        printed_at=f"{cn_date(request.today)}{clock}",
    )


def page_frame(request: HouseRequest) -> dict[str, Any]:
    """Context of every page; computed once a request, and only when a whole page is rendered."""
    return {"frame": LazyFrame(request)}


class LazyFrame:
    """Stands in for the frame until a template asks: fragments for htmx never pay for the menu's counts."""

    def __init__(self, request: HouseRequest) -> None:
        self._request = request

    def __getattr__(self, name: str) -> Any:
        known = self._request.__dict__.get("_frame")
        if known is None:
            known = self._request.__dict__["_frame"] = frame_for(self._request)
        return getattr(known, name)
