"""What became of the demo's applications by 15 June: how many went which way, each step on its day (domain §4a, every state)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.models import Region
from accounts.roles import Role
from households.models import Household
from identification.choices import ApplicationState, Channel, KinRelation
from identification.endings import lapse_returned
from identification.kin import declare
from identification.means_findings import FoundAsset, FoundIncome
from identification.models import Application
from registers.demo import meeting
from registers.demo.clock import living_on
from registers.demo.lives import Life
from registers.demo.newcomers import BY_NAME, KINDS, arrive
from registers.demo.walk import MAIN_VILLAGE, Cast

MAIN_TOWN = MAIN_VILLAGE[:9]
Step = Callable[[Life, date], object]
PROXY = {"channel": Channel.VILLAGE_PROXY, "proxy_name": "罗成", "proxy_relation": "village_helper", "proxy_phone": "19901000009"}


def may(day: int) -> date:
    return date(2026, 5, day)


def june(day: int) -> date:
    return date(2026, 6, day)


def applied(life: Life, on: date) -> None:
    """Every third family comes through its village's helper."""
    # Who has no risk of falling back asks for no identification as 监测对象.
    wants = life.newcomer is None or bool(life.newcomer[0].risks)
    life.apply(on, wants_monitoring=wants, **(PROXY if life.household.pk % 3 == 0 else {}))


def proposed(life: Life, on: date) -> None:
    life.inquire(on)
    life.propose(on)


def posted(life: Life, on: date) -> None:
    life.post(on)


def found_more(life: Life, on: date) -> None:
    """A deposit and its interest nobody wrote on the form, and a small car; the applicant is told by letter and may object."""
    life.check_means(on, (FoundAsset("financial", "储蓄存款", Decimal(46800)), FoundAsset("vehicle", "小型轿车", Decimal(38000)),
                          FoundIncome("property", "利息", Decimal(620))))  # fmt: skip


def declared_kin(life: Life, on: date) -> None:
    """Somebody at the table is an uncle of this family."""
    member = life.household.members.living().select_related("person").order_by("relation", "pk").first()
    assert member is not None
    declare(life.one(Role.TOWN_PANEL, 3), member.person, KinRelation.COUSIN, by=life.clerk, on=on)


def settle_in(life: Life, on: date) -> None:
    """A family nobody knew is registered on the day it first comes."""
    if life.newcomer is None or life.household.pk:
        return
    kind, number = life.newcomer
    village = Region.objects.get(code=life.household.village_code)
    life.household, life.told = arrive(kind, number, village, by=life.cast.holding(Role.TOWN_CLERK, village.code[:9])[0], on=on)


def taken_down(life: Life, on: date) -> None:
    """Where something was published at all."""
    if life.case.state == ApplicationState.NOTICE:
        life.take_down(on)


def met(life: Life, on: date) -> None:
    """Named on the day's agenda; the meeting itself is held once for the town (`hold_meetings`)."""


def method(name: str, *arguments: Any, **named: Any) -> Step:
    return lambda life, on: getattr(life, name)(on, *arguments, **named)


ACCEPT, TAKE_DOWN = method("accept"), taken_down
PUBLISHED = ("低保", "低保，监测对象", "低保边缘，监测对象")


@dataclass(frozen=True)
class CaseTrack:
    """`count` families take these (day, step) in turn."""

    name: str
    count: int
    steps: tuple[tuple[date, Step], ...]
    kinds: tuple[str, ...] = ()  # of newcomers; empty: all in turn
    is_near: bool = False  # in the main town


def opened(day: date, accepted: date | None = None) -> tuple[tuple[date, Step], ...]:
    return ((day, applied), (accepted or day, ACCEPT))


TRACKS = (
    CaseTrack("已确认", 9, (*opened(june(2)), (june(4), proposed), (june(4), posted), (june(12), TAKE_DOWN), (june(12), met))),
    CaseTrack("已确认，有人回避", 1, ((june(1), declared_kin), *opened(june(2)), (june(4), proposed), (june(4), posted), (june(12), TAKE_DOWN), (june(12), met)), PUBLISHED, is_near=True),
    CaseTrack("今天开会", 4, (*opened(june(3)), (june(5), proposed), (june(5), posted), (june(15), TAKE_DOWN)), is_near=True),
    CaseTrack("公示中", 5, (*opened(june(8)), (june(10), proposed), (june(11), posted)), PUBLISHED),
    CaseTrack("公示期满，待转会", 2, (*opened(june(3)), (june(5), proposed), (june(5), posted)), PUBLISHED),
    CaseTrack("公示有异议，停钟", 2, (*opened(june(4)), (june(8), proposed), (june(9), posted), (june(12), method("object"))), PUBLISHED),
    CaseTrack("异议核实后重新调查", 1, (*opened(june(2)), (june(4), proposed), (june(5), posted), (june(9), method("object")), (june(11), method("settle"))), PUBLISHED),
    CaseTrack("初审意见", 3, (*opened(june(9)), (june(15), proposed))),
    CaseTrack("已入户，第二人未签字", 2, (*opened(june(10)), (june(11), method("check_means")), (june(12), method("visit", signatures=1)))),
    CaseTrack("已核对，待入户", 3, (*opened(june(10)), (june(11), method("check_means")), (june(11), method("plan_visit")))),
    CaseTrack("核对中", 3, (*opened(june(12)),)),
    CaseTrack("等补材料，停钟", 2, (*opened(june(8)), (june(10), method("ask_paper", ("deposits",))))),
    CaseTrack("补齐恢复计时", 1, (*opened(june(4)), (june(8), method("ask_paper", ("deposits",))), (june(11), method("bring")))),
    CaseTrack("超期", 2, (*opened(may(18)), (may(20), method("check_means")))),
    CaseTrack("快到期", 2, (*opened(may(26)), (may(28), method("check_means")), (june(3), method("visit")))),
    CaseTrack("退回补正", 2, ((june(9), applied), (june(10), method("send_back", ("deposits", "residence"))))),
    CaseTrack("补正后再交", 1, ((june(9), applied), (june(10), method("send_back", ("deposits",))), (june(15), method("bring")))),
    CaseTrack("逾期未补正", 1, ((may(6), applied), (may(7), method("send_back", ("deposits",))))),
    CaseTrack("待受理", 3, ((june(12), applied),)),
    CaseTrack("今天提交", 2, ((june(15), applied),)),
    CaseTrack("草稿", 2, ((june(12), method("draft")),)),
    CaseTrack("不予受理", 1, ((june(11), applied), (june(12), method("not_accept", "not_local", "户籍和常住地都在邻县，已告知到户籍地窗口申请。")))),
    CaseTrack("终止", 1, (*opened(june(3)), (june(9), method("terminate", "withdrawn", "儿子找到工作，本人来窗口说明后自愿撤回申请。")))),
    CaseTrack("民主评议后公示", 1, (*opened(june(4)), (june(5), method("want_review")), (june(9), proposed), (june(10), posted)), PUBLISHED, is_near=True),
    CaseTrack("等民主评议", 1, (*opened(june(9)), (june(11), method("check_means")), (june(12), method("want_review"))), PUBLISHED, is_near=True),
    CaseTrack("核对查到更多，已告知", 1, (*opened(june(8)), (june(12), found_more)), PUBLISHED, is_near=True),
    CaseTrack("核对查到更多，异议复核中", 1, (*opened(june(5)), (june(9), found_more), (june(12), method("object_to_check"))), PUBLISHED, is_near=True),
)  # fmt: skip
NOT_PROPOSED = "按核对和入户的情况，家庭收入已超过标准，不属于低收入人口。"


@dataclass
class Docket:
    """The families on their ways, and what is still to be done."""

    cast: Cast
    lives: list[tuple[Life, CaseTrack]] = field(default_factory=list)
    steps: int = 0

    def choose(self, households: Sequence[Household]) -> None:
        """Families the screening found come first, one to each way; the others are newcomers of the main village, its town, and two more towns."""
        found = sorted(households, key=lambda one: (one.village_code != MAIN_VILLAGE, one.town_code != MAIN_TOWN, one.pk))
        places = [MAIN_VILLAGE, *self.cast.villages(MAIN_TOWN)[:2], *(self.cast.villages(town)[0] for town in self.cast.towns()[:3])]
        number = 0
        for track in TRACKS:
            for place in range(track.count):
                if found and place == track.count - 1 and not track.kinds:
                    self.lives.append((Life(found.pop(0), self.cast), track))
                    continue
                kind = BY_NAME[track.kinds[place % len(track.kinds)]] if track.kinds else KINDS[number % len(KINDS)]
                near = places[:3] if track.is_near else places
                self.lives.append((Life(Household(village_code=near[number % len(near)]), self.cast, newcomer=(kind, number)), track))
                number += 1

    def work(self, after: date, until: date) -> int:
        """The steps that lie in (after, until], day by day; the towns' meetings at the end of each day."""
        days = sorted({day for _, track in self.lives for day, _ in track.steps if after < day <= until})
        before = self.steps
        for day in days:
            with living_on(day):
                lapse_returned(day)
                at_table: list[Life] = []
                for life, track in self.lives:
                    for when, step in track.steps:
                        if when == day:
                            settle_in(life, day)
                            step(life, day)
                            self.steps += 1
                            if step is met:
                                at_table.append(life)
                self.hold_meetings(at_table, day)
        return self.steps - before

    def hold_meetings(self, lives: Iterable[Life], on: date) -> None:
        by_town: dict[str, list[Application]] = {}
        for life in lives:
            if life.case.state == ApplicationState.PANEL:
                by_town.setdefault(life.town, []).append(life.case)
        for town, cases in sorted(by_town.items()):
            self.steps += len(meeting.hold(town, cases, self.cast, on))


def meet_today(cast: Cast, on: date) -> int:
    """The main town sits today: one case is decided, one half voted, the others wait; the other towns have called theirs for tomorrow."""
    by_town: dict[str, list[Application]] = {}
    for case in Application.objects.filter(state=ApplicationState.PANEL).exclude(review_items__result="").for_page().order_by("pk"):
        by_town.setdefault(case.town_code, []).append(case)
    for town, cases in sorted(by_town.items()):
        if town != MAIN_TOWN:
            meeting.call(town, cases, cast, on, held_on=june(16))
            continue
        review = meeting.call(town, cases, cast, on)
        present = meeting.open_(review, on, absent=1)
        items = list(
            review.items.select_related("application__household__village", "opinion", "review__town", "review__host").order_by("order")
        )
        meeting.ballots(items[0], present, on)
        meeting.announce(items[0], cast, on)
        for item in items[1:2]:
            meeting.ballots(item, present[:2], on)
    return sum(len(cases) for cases in by_town.values())


def eligible(limit: int = 400) -> list[Household]:
    """Families without category, tag or case whose income the screening knows to lie below the line or a little above."""
    from django.db.models import F

    from households.models import HouseholdFacts

    line = F("parameters__low_income_line") * F("income_members")
    rows = HouseholdFacts.objects.filter(category="", has_monitoring_tag=False, has_open_case=False, gross__lt=line, income_members__gt=0)
    found = Household.objects.filter(pk__in=rows.values("household_id")[:limit]).select_related("village")
    return list(found)
