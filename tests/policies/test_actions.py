"""Two people make a number of the law."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.exceptions import Refused
from accounts.roles import Role
from policies import actions
from policies.categories import AreaType
from policies.models import Parameter
from tests.accounts.factories import PositionFactory, RegionFactory

VALUES = {
    "area_type": AreaType.RURAL, "number": Decimal(9500), "choice": "", "unit": "元/人·年", "valid_from": date(2026, 7, 1),
    "valid_to": None, "source": "青民发〔2026〕12号", "is_provisional": False,
}  # fmt: skip


@pytest.fixture
def proposer(county):
    return PositionFactory(region=county, role=Role.TASKFORCE)


@pytest.fixture
def other(county):
    return PositionFactory(region=county, role=Role.TASKFORCE)


def propose(by, code="low_income_line", **changes):
    return actions.propose(code, **{"region": by.region, **VALUES, **changes}, by=by)


def test_a_proposal_waits_and_comes_into_force_when_another_confirms(proposer, other):
    row = propose(proposer)
    july = date(2026, 7, 1)
    assert Parameter.objects.value_on("low_income_line", proposer.region, AreaType.RURAL, july).number == Decimal(8978)
    actions.confirm(row, by=other)
    found = Parameter.objects.value_on("low_income_line", proposer.region, AreaType.RURAL, july)
    assert (found.number, found.confirmed_by) == (Decimal(9500), other)


def test_the_proposer_may_not_confirm_under_any_of_his_positions(proposer, county):
    row = propose(proposer)
    for position in (proposer, PositionFactory(region=county, role=Role.TASKFORCE, user=proposer.user, title="兼任")):
        with pytest.raises(Refused, match="提出人不能自己复核"):
            actions.confirm(row, by=position)


def test_the_database_too_refuses_the_proposer(proposer):
    row = propose(proposer)
    with pytest.raises(IntegrityError, match="parameter_confirmed_by_another"), transaction.atomic():
        Parameter.objects.filter(pk=row.pk).update(confirmed_by=proposer, confirmed_at=timezone.now())


@pytest.mark.parametrize(
    ("code", "changes", "reason"),
    [
        ("low_income_line", {"unit": "元"}, "单位应为元/人·年、元/人·月"),
        ("low_income_line", {"number": None}, "不小于0的数"),
        ("low_income_line", {"number": Decimal(-1)}, "不小于0的数"),
        ("low_income_line", {"source": "  "}, "文件名称与文号"),
        ("low_income_line", {"valid_to": date(2026, 6, 30)}, "终止日不能早于起始日"),
        ("low_income_line", {"valid_from": date(2026, 1, 1)}, "同一起始日已有这个参数"),
        ("income_window", {"number": None, "choice": "YEAR", "unit": "选项"}, "没有这个选项"),
        ("excluded_income", {"number": None, "unit": "小表"}, "由参数文件装入"),
    ],
)
def test_what_cannot_be_proposed(proposer, code, changes, reason):
    with pytest.raises(Refused, match=reason):
        propose(proposer, code, **changes)


def test_a_choice_is_proposed_like_a_number(proposer, other):
    row = propose(proposer, "income_window", area_type=AreaType.UNIFIED, number=None, choice="ROLLING_YEAR", unit="选项")
    actions.confirm(row, by=other)
    assert Parameter.objects.numbers(date(2026, 7, 1)).choice("income_window", proposer.region) == "ROLLING_YEAR"


def test_only_the_taskforce_of_the_county(proposer, county, town):
    clerk = PositionFactory(region=town, role=Role.TOWN_CLERK)
    with pytest.raises(Refused, match="由县专班提出"):
        propose(clerk)
    elsewhere = RegionFactory(code="990102", name="邻县")
    with pytest.raises(Refused, match="邻县的标准不由青禾县提出"):
        propose(proposer, region=elsewhere)
    with pytest.raises(Refused, match="由县专班复核"):
        actions.confirm(propose(proposer), by=PositionFactory(region=county, role=Role.INSPECTOR))


def test_a_past_start_is_allowed_and_said(proposer, on):
    assert propose(proposer, valid_from=date(2026, 2, 1)).pk
    assert "已完成的筛查和已开的线索不改" in actions.what_follows(date(2026, 2, 1), on)
    assert actions.what_follows(date(2026, 7, 1), on) == "2026年7月1日起的筛查按新标准计算，此前仍按现行标准。"


def test_a_waiting_row_can_be_withdrawn_a_confirmed_one_never(proposer, other):
    row = propose(proposer)
    actions.withdraw(row, by=proposer)
    with pytest.raises(Refused, match="已被复核或撤回"):
        actions.confirm(row, by=other)
    kept = actions.confirm(propose(proposer), by=other)
    with pytest.raises(Refused, match="已被复核或撤回"):
        actions.withdraw(kept, by=proposer)
    with pytest.raises(Refused, match="已被复核或撤回"):
        actions.confirm(kept, by=other)
