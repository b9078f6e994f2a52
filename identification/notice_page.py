"""Notices ready to be read: the list and its tabs, one notice with its buttons, and the printed sheet, which knows only the frozen columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from accounts.choices import RegionLevel
from accounts.logs import is_personal
from accounts.models import Position, Region
from accounts.roles import Role
from casework.due import DueGroup, Tab, due_q
from casework.lights import Light
from households.models import Member
from identification.choices import ApplicationState, NoticeKind
from identification.models import BoardPhoto, Objection, PublicNotice
from identification.models.notice import PublicNoticeQuerySet
from policies.categories import TAG_LABEL, SupportCategory
from policies.clauses import DIBAO_RULES, TEKUN_RULES

SOON_DAYS = 2
# Who lives beside the people a notice is about: an objector stays unknown to them (domain §4h).
NEIGHBOURS = (Role.VILLAGE_WORKER, Role.HELPER)
FIRST, LONG_TERM = Q(kind=NoticeKind.FIRST), Q(kind=NoticeKind.LONG_TERM)
RUNNING = Q(application__state=ApplicationState.NOTICE)


def marked(notices: PublicNoticeQuerySet) -> QuerySet[Any]:
    """With `has_photo` and `is_objected` (an objection not settled yet)."""
    return notices.annotate(
        has_photo=Exists(BoardPhoto.objects.filter(notice=OuterRef("pk"))),
        is_objected=Exists(Objection.objects.filter(notice=OuterRef("pk"), settled_on__isnull=True)),
    )


def hanging(on: date) -> Q:
    return FIRST & Q(posted_on__lte=on, removed_on__isnull=True, ends_on__gte=on)


@dataclass(frozen=True)
class Heap:
    """One tab of the list: its word, its condition, and what is said when nothing lies there."""

    code: str
    title: str
    condition: Callable[[date], Q]
    when_empty: str


HEAPS = (
    Heap("hanging", "张贴中", hanging, "现在没有张贴中的公示。"),
    Heap("today", "今天张贴", lambda on: FIRST & Q(posted_on=on), "今天没有张贴公示。"),
    Heap("ending", "两天内到期", lambda on: hanging(on) & Q(ends_on__lte=on + timedelta(days=SOON_DAYS)), "两天内没有到期的公示。"),
    Heap("photo", "缺照片", lambda on: FIRST & RUNNING & Q(has_photo=False), "公示栏照片都齐了。"),
    Heap("over", "期满待送", lambda on: FIRST & RUNNING & Q(ends_on__lt=on), "没有期满还没送联审联批的公示。"),
    Heap("down", "要撤下", lambda on: FIRST & (Q(removed_on=on) | Q(removed_on__isnull=True, ends_on__lt=on)), "今天没有要撤下的公示。"),
    Heap("objected", "有异议", lambda on: FIRST & Q(is_objected=True, application__state=ApplicationState.OBJECTED), "没有待核实的异议。"),
    Heap("ended", "已撤下", lambda on: Q(removed_on__isnull=False), "还没有撤下过公示。"),
    Heap("long", "长期公布", lambda on: LONG_TERM & Q(removed_on__isnull=True), "还没有长期公布的低保户。"),
)  # fmt: skip
BY_CODE = {heap.code: heap for heap in HEAPS}


@dataclass(frozen=True)
class NoticeRow:
    notice: Any  # a PublicNotice of `marked`
    light: Light
    standing: str


@dataclass(frozen=True)
class NoticeList:
    """What an address asks of the list. Values that mean nothing are as if never written."""

    position: Position
    on: date
    heap: Heap
    village: str = ""
    due: str = ""  # a heap of the desk, by the last day of the notice

    @classmethod
    def read(cls, query: Mapping[str, str], position: Position, on: date) -> NoticeList:
        village = query.get("village", "")
        village = village if village.isdigit() and len(village) < 16 else ""
        due = query.get("due", "")
        return cls(position, on, BY_CODE.get(query.get("tab", ""), HEAPS[0]), village, due if due in DueGroup.values else "")

    @cached_property
    def visible(self) -> QuerySet[Any]:
        notices = PublicNotice.objects.visible_to(self.position)
        return marked(notices.filter(village__code=self.village) if self.village else notices)

    def rows_asked(self) -> QuerySet[Any]:
        notices = self.visible.filter(self.heap.condition(self.on)).select_related(
            "application__household", "village__parent", "posted_by__user"
        )
        if self.due:
            notices = notices.annotate(due_on=F("ends_on")).filter(due_q(self.due, self.on))
        return notices.order_by("-removed_on", "-pk") if self.heap.code == "ended" else notices.order_by("ends_on", "pk")

    def tabs(self) -> list[Tab]:
        """Every heap with the number of rows it opens; one statement."""
        counts = self.visible.order_by().aggregate(**{heap.code: Count("pk", filter=heap.condition(self.on)) for heap in HEAPS})
        return [Tab(heap.title, counts[heap.code], self.url(heap), heap is self.heap) for heap in HEAPS]

    def url(self, heap: Heap) -> str:
        query = {"tab": heap.code, "village": self.village}
        return "?" + urlencode({name: value for name, value in query.items() if value})

    @cached_property
    def villages(self) -> list[Region]:
        """Villages of the reader's region, for the select."""
        inside = Region.objects.under(self.position.region).filter(level=RegionLevel.VILLAGE).order_by("code")
        return list(inside.only("code", "name"))

    @property
    def due_label(self) -> str:
        return str(DueGroup(self.due).label) if self.due else ""

    @property
    def village_name(self) -> str:
        return next((one.name for one in self.villages if one.code == self.village), "")


def rows_of(notices: Iterable[Any], on: date) -> list[NoticeRow]:
    return [NoticeRow(notice, light_of(notice, on), standing_of(notice, on)) for notice in notices]


def light_of(notice: PublicNotice, on: date) -> Light:
    """Calendar days (天), never working days: so many to the last day, today, or past it."""
    if notice.removed_on is not None:
        return Light("idle", "ring", "已撤下", 0)
    if notice.ends_on is None:
        return Light("ok", "ok", "长期", 0)
    left = (notice.ends_on - on).days
    if left < 0:
        return Light("bad", "bad", f"过期{-left}天", left)
    if left <= SOON_DAYS:
        return Light("warn", "warn", f"剩{left}天" if left else "今日到期", left)
    return Light("ok", "ok", f"剩{left}天", left)


def standing_of(notice: Any, on: date) -> str:
    """What comes next for this sheet of paper."""
    state = notice.application.state
    if notice.kind == NoticeKind.LONG_TERM:
        return "到退出保障为止" if notice.removed_on is None else notice.removed_reason
    if state == ApplicationState.OBJECTED and notice.is_objected:
        return "有异议，等核实"
    if state == ApplicationState.NOTICE:
        if not notice.has_photo:
            return "缺公示栏照片"
        if notice.ends_on < on:
            return "期满，等送联审联批"
        return f"{notice.ends_on + timedelta(days=1):%-m月%-d日}起可送联审联批"
    return str(notice.removed_reason)


# Objections as the reader may see them


@dataclass(frozen=True)
class ObjectionView:
    """`may_know` who objected: not somebody who lives beside the people it is about. What was said he reads only where he wrote it down himself."""

    objection: Objection
    may_read: bool
    may_know: bool


def objections_of(notice: PublicNotice, position: Position) -> list[ObjectionView]:
    rows = notice.objections.select_related("recorded_by__user", "settled_by__user")
    may_know = not position.has(*NEIGHBOURS)
    return [ObjectionView(row, may_know or row.recorded_by_id == position.pk, may_know) for row in rows]


# The printed sheet


@dataclass(frozen=True)
class Sheet:
    """The A4 page, from the frozen columns and the names of places alone."""

    number: str
    title: str
    opening: str
    village: str
    town: str
    county: str
    signed_by: str
    masked_name: str
    people: int
    category_text: str
    amount: Decimal | None
    since: date
    until: date | None
    days: int
    dated: date
    phones: tuple[str, ...]

    @property
    def is_long_term(self) -> bool:
        return self.until is None


def sheet_of(notice: PublicNotice) -> Sheet:
    """Day 1 is the day after posting, so the period printed begins there (rulings D3)."""
    village, town = notice.village, notice.village.parent
    county = town.parent if town else None
    town_name = town.name if town else village.name
    is_first = notice.kind == NoticeKind.FIRST
    subject = notice.category_text.split("（")[0] if "、" not in notice.category_text else "低收入人口"
    rules = [str(rules.title) for label, rules in RULES_BEHIND.items() if label in notice.category_text]
    basis = f"根据{'、'.join(f'《{title}》' for title in rules)}，" if rules else ""
    if is_first:
        opening = f"{basis}经家庭经济状况核对、入户调查，现将{village.name}拟认定的{subject}公示如下，请群众监督。"
    else:
        opening = f"{basis}现将{village.name}享受最低生活保障的家庭公布如下，请群众监督。"
    return Sheet(
        number=notice.notice_no, title=f"关于拟认定{subject}的公示" if is_first else "最低生活保障对象公布", opening=opening,
        village=village.name, town=town_name, county=county.name if county else "",
        signed_by=town_name + ("办事处" if town_name.endswith("街道") else "人民政府"), masked_name=notice.masked_name, people=notice.people,
        category_text=notice.category_text, amount=notice.amount, since=notice.posted_on + timedelta(days=1), until=notice.ends_on,
        days=notice.days, dated=notice.posted_on, phones=tuple(notice.complaint_phone.split("；")),
    )  # fmt: skip


RULES_BEHIND = {SupportCategory.DIBAO.label: DIBAO_RULES, SupportCategory.TEKUN.label: TEKUN_RULES}
assert TAG_LABEL not in RULES_BEHIND  # the tag has a plan behind it, no rules with a number


def leaking(notices: Iterable[PublicNotice]) -> list[PublicNotice]:
    """泄露检查 before printing: frozen words that hold a long number or the whole name of anybody of the household. Always empty, or nothing is printed."""
    rows = list(notices)
    names: dict[int, set[str]] = {}
    households = {notice.application.household_id for notice in rows}
    for household, name in Member.objects.filter(household__in=households).values_list("household_id", "person__name"):
        names.setdefault(household, set()).add(name)
    found = []
    for notice in rows:
        words = f"{notice.masked_name} {notice.category_text}"
        known = names.get(notice.application.household_id, set())
        if is_personal(words) or any(len(name) > 1 and name in words for name in known):
            found.append(notice)
    return found
