"""The one timeline: who, when, about whom; never changed, read within scope."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.models import Region
from accounts.roles import Role
from casework.choices import EventKind
from casework.models import Event
from casework.timeline import NIGHT_SCREENING, record
from tests.accounts.factories import PositionFactory
from tests.households.factories import HouseholdFactory

pytestmark = pytest.mark.django_db


def test_scheduled_work_signs_with_its_own_name(county: Region, on: date) -> None:
    event = record(
        EventKind.ALERT_OPENED,
        household=HouseholdFactory(),
        by=NIGHT_SCREENING,
        on=on,
        detail={"code": "R01", "title": "甲", "reason": "乙"},
    )
    assert (event.by, event.position_id, event.subject_id) == ("夜间筛查（自动）", None, None)
    assert event.sentence == str(event) == "R01 甲：乙"


def test_what_happened_is_never_rewritten(county: Region, on: date) -> None:
    event = record(EventKind.DATA_SUPPLIED, household=HouseholdFactory(), by=NIGHT_SCREENING, on=on, detail={"datum": "住房等级"})
    event.by = "别人"
    with pytest.raises(TypeError, match="只增不改"):
        event.save()


def test_people_of_another_town_do_not_see_it(county: Region, town: Region, other_village: Region, on: date) -> None:
    household = HouseholdFactory()
    record(EventKind.REGISTERED, household=household, by=NIGHT_SCREENING, on=on)
    inside, outside = PositionFactory(region=town), PositionFactory(region=other_village, role=Role.VILLAGE_WORKER)
    assert Event.objects.visible_to(inside).of_household(household.pk).count() == 1
    assert not Event.objects.visible_to(outside).exists()
    assert not Event.objects.visible_to(PositionFactory(region=county, role=Role.SYS_ADMIN)).exists()


def test_a_name_stays_as_it_was_when_the_post_changes_hands(county: Region, town: Region, on: date) -> None:
    clerk = PositionFactory(region=town)
    event = record(EventKind.REGISTERED, household=HouseholdFactory(), by=clerk, on=on)
    before = str(clerk)
    clerk.user.name = "新来的"
    clerk.user.save()
    assert Event.objects.get(pk=event.pk).by == before


@pytest.mark.parametrize(
    ("kind", "detail", "reads"),
    [
        (EventKind.IMPORTED, {"sheet": "住院结算", "new": 2}, "某人导入“住院结算”：新增2条，变更0条"),
        (EventKind.CATEGORY_ADOPTED, {"register": "低保台账", "result": "整户保"}, "按低保台账转入存量认定：整户保"),
        (EventKind.ALERT_CLOSED_BY_ITSELF, {"code": "R01", "title": "收入低于监测线", "reason": "收入高了"}, "R01 收入低于监测线不再成立，线索自行关闭：收入高了"),
        (EventKind.ALERT_NOTE, {"code": "R01", "title": "收入低于监测线", "reason": "收入高了"}, "R01 收入低于监测线核实期间情况变化：收入高了"),
        (EventKind.VERIFIED, {"visitors": "甲、乙", "outcome": "无风险", "reason": "已有收入"}, "甲、乙入户核实，结论：无风险，已有收入"),
        (EventKind.DATA_ASKED, {"datum": "住房等级", "rules": "R08", "supplier": "住建局"}, "缺“住房等级”，暂不能判断R08，请住建局补"),
        (EventKind.DUE_MOVED, {"what": "入户", "old": "1月4日", "new": "1月5日"}, "工作日表更新，入户期限由1月4日改为1月5日"),
        (EventKind.UNMASKED, {"field": "证件号码", "purpose": "核对低保"}, "某人查看完整证件号码，用途：核对低保"),
    ],
)  # fmt: skip
def test_one_sentence_per_kind(kind: EventKind, detail: dict[str, object], reads: str) -> None:
    assert Event(kind=kind, by="某人", happened_on=date(2026, 6, 15), detail=detail).sentence == reads
