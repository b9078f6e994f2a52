"""The monthly tables: what counts in which month, that a past month stays as it was, that each number has exactly its list."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Position
from accounts.roles import Role
from households.models import Death, ExitRecord, Household, Member, RegisterClaim
from identification.models import Determination, DeterminationLine, Ground
from policies.models import Parameter
from registers.reports import REPORTS, Period
from registers.reports.base import Place, cut
from registers.reports.monthly import CELLS, MONEY, NET, list_of, table
from tests.accounts.factories import PositionFactory, RegionFactory
from tests.households.factories import HouseholdFactory

pytestmark = pytest.mark.django_db

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
TODAY = date(2026, 6, 30)


@pytest.fixture
def clerk() -> Position:
    county = RegionFactory(code="990101", name="青禾县", level="county")
    for code, name in (("990101100", "柳溪镇"), ("990101101", "石桥镇")):
        town = RegionFactory(code=code, name=name, level="town", parent=county)
        RegionFactory(code=f"{code}201", name=f"{name[:2]}村", level="village", parent=town)
    call_command("load_parameters", verbosity=0)
    return PositionFactory(region=county, role=Role.TASKFORCE)


def family(town: str = "990101100", size: int = 2, **fields: object) -> Household:
    return HouseholdFactory(village_code_=f"{town}201", size=size, **fields)


def decide(
    household: Household, category: str, on: date, *, ground: str = Ground.REGISTER, tag: bool = False, ends_on: date | None = None
) -> Determination:
    """The household's members all hold the category from that day on; "" takes it away."""
    Determination.objects.filter(household=household, is_current=True).update(is_current=False)
    made = Determination.objects.create(
        household=household, ground=ground, decided_on=on, category=category, has_monitoring_tag=tag, decided_by="测试",
        start_on=on if ends_on else None, ends_on=ends_on,
    )  # fmt: skip
    if category:
        DeterminationLine.objects.bulk_create(
            DeterminationLine(determination=made, member=member, category=category) for member in household.members.order_by("pk")
        )
    return made


def claim(household: Household, since: date, amount: str = "600", register: str = "dibao") -> None:
    for member in household.members.all():
        RegisterClaim.objects.create(
            household=household, person=member.person, register=register, category=register, since=since, monthly_amount=Decimal(amount),
            received_on=since, support_mode="central" if register == "tekun" else "", care_level="full" if register == "tekun" else "",
        )  # fmt: skip


def numbers(clerk: Position, month: date, town: str = "", known: date = TODAY) -> dict[str, object]:
    return table(Place(clerk, town), Period.of(month, clerk, known=known))[-1].values


def rows(clerk: Position, code: str, month: date, known: date = TODAY) -> list[object]:
    return list(REPORTS[code].rows(Place(clerk), Period.of(month, clerk, known=known)))


@pytest.mark.parametrize(
    ("cutoff", "first", "last"),
    [(31, date(2026, 6, 1), date(2026, 6, 30)), (15, date(2026, 5, 16), date(2026, 6, 15)), (30, date(2026, 5, 31), date(2026, 6, 30))],
)
def test_the_month_of_business(clerk: Position, cutoff: int, first: date, last: date) -> None:
    Parameter.objects.filter(code="month_cutoff_day").update(number=cutoff)
    period = Period.of(JUNE, clerk, known=TODAY)
    assert (period.first, period.last) == (first, last)


def test_a_short_month_ends_with_its_last_day() -> None:
    assert cut(date(2026, 2, 1), 31) == date(2026, 2, 28)


def test_stock_taken_over_is_no_addition_and_what_began_this_month_is(clerk: Position) -> None:
    old, new = family(), family()
    claim(old, date(2020, 1, 1))
    claim(new, date(2026, 5, 1))
    for household in (old, new):
        decide(household, "dibao", date(2026, 5, 20))
    may = numbers(clerk, MAY)
    assert (may["households"], may["people"], may["arrived"], may["left"], may["net"]) == (2, 4, 1, 0, 1)
    assert [line.determination.household for line in rows(clerk, "added", MAY)] == [new, new]


def test_who_comes_and_who_goes(clerk: Position) -> None:
    stays, goes, comes = family(), family(), family()
    decide(stays, "dibao", date(2026, 4, 10))
    decide(goes, "dibao_margin", date(2026, 4, 10))
    decide(goes, "", date(2026, 6, 5))
    decide(comes, "", date(2026, 4, 10))
    decide(comes, "dibao_margin", date(2026, 6, 8), tag=True)
    june = numbers(clerk, JUNE)
    assert (june["households"], june["arrived"], june["left"], june["net"], june["tagged"]) == (2, 1, 1, 0, 1)
    assert (june["dibao_rural_households"], june["margin_households"], june["margin_people"]) == (1, 1, 2)


def test_a_past_month_comes_out_the_same_later(clerk: Position) -> None:
    household = family()
    decide(household, "dibao", date(2026, 4, 10))
    before = numbers(clerk, MAY)
    decide(household, "", date(2026, 6, 5))
    Household.objects.filter(pk=household.pk).update(category="")
    assert numbers(clerk, MAY) == before and before["households"] == 1
    assert numbers(clerk, JUNE)["households"] == 0


def test_a_term_that_ended_is_an_exit(clerk: Position) -> None:
    decide(family(), "rigid_expenditure", date(2025, 6, 10), ends_on=date(2026, 6, 9))
    assert numbers(clerk, MAY)["rigid_households"] == 1
    june = numbers(clerk, JUNE)
    assert (june["rigid_households"], june["left"]) == (0, 1)


def test_money_of_dibao_is_the_households_once(clerk: Position) -> None:
    """The register repeats the household's sum on every row; urban and rural stand apart."""
    for area, amount in (("rural", "600"), ("urban", "900.50")):
        household = family(area_type=area)
        claim(household, date(2020, 1, 1), amount)
        decide(household, "dibao", date(2026, 4, 10))
    june = numbers(clerk, JUNE)
    assert (june["dibao_rural_money"], june["dibao_urban_money"]) == (Decimal(600), Decimal("900.50"))


def test_tekun_by_care(clerk: Position) -> None:
    household = family(size=1)
    claim(household, date(2020, 1, 1), register="tekun")
    decide(household, "tekun", date(2026, 4, 10))
    june = numbers(clerk, JUNE)
    assert [june[f"tekun_{code}"] for code in ("central", "scattered", "unsaid", "full", "half", "self")] == [1, 0, 0, 1, 0, 0]


def test_every_number_has_exactly_its_list(clerk: Position) -> None:
    """For each cell of each line: as many rows in the list as the number says; of money, the same sum."""
    for number, (town, category) in enumerate(
        (town, category)
        for town in ("990101100", "990101101")
        for category in ("dibao", "tekun", "dibao_margin", "rigid_expenditure", "other_hardship")
    ):
        household = family(town, size=1 + number % 3, area_type="urban" if number % 4 == 0 else "rural")
        claim(household, date(2020, 1, 1), register="tekun" if category == "tekun" else "dibao")
        decide(household, category, date(2026, 3, 1) + timedelta(days=number * 11), tag=number % 3 == 0)
        if number % 5 == 1:
            decide(household, "", date(2026, 6, 3))
    period = Period.of(JUNE, clerk, known=TODAY)
    for line in table(Place(clerk), period):
        for cell in CELLS:
            if cell.of == NET:
                assert line.values[cell.code] == line.values["arrived"] - line.values["left"]
                continue
            found, _ = list_of(cell, Place(clerk, line.code), period)
            listed = sum((row.amount for row in found), Decimal(0)) if cell.of == MONEY else found.count()
            assert listed == line.values[cell.code], (line.title, cell.title)


def test_towns_add_up_and_a_town_sees_its_own(clerk: Position) -> None:
    decide(family("990101100"), "dibao", date(2026, 4, 10))
    decide(family("990101101", size=3), "dibao", date(2026, 4, 10))
    lines = table(Place(clerk), Period.of(JUNE, clerk, known=TODAY))
    assert [line.title for line in lines] == ["柳溪镇", "石桥镇", "合计"]
    assert [line.values["people"] for line in lines] == [2, 3, 5]
    of_town = PositionFactory(region=Household.objects.first().village.parent, role=Role.TOWN_CLERK)
    assert numbers(of_town, JUNE)["people"] == 2


def left_on(household: Household, on: date, *, received_on: date | None = None, **fields: object) -> ExitRecord:
    person = household.members.order_by("pk").first().person
    return ExitRecord.objects.create(
        household=household, person=person, category="dibao", left_on=on, received_on=received_on or on, reason="收入超标", monthly_amount=Decimal(600),
        **fields,
    )  # fmt: skip


def test_stopped_in_the_month_as_known(clerk: Position) -> None:
    household = family()
    left_on(household, date(2026, 6, 5))
    late = left_on(family(), date(2026, 5, 30), received_on=date(2026, 6, 20))
    assert [row.household for row in rows(clerk, "stopped", JUNE)] == [household]
    assert rows(clerk, "stopped", MAY) == [late]
    assert rows(clerk, "stopped", MAY, known=date(2026, 6, 10)) == []


def test_stopped_for_one_while_others_stay_is_a_reduction(clerk: Position) -> None:
    stays, whole = family(), family()
    decide(stays, "dibao", date(2026, 4, 10))
    for household in (stays, whole):
        left_on(household, date(2026, 6, 5))
    assert {row.household: row.business for row in rows(clerk, "stopped", JUNE)} == {stays: "减员", whole: "停保"}


def test_the_dead_of_the_month_who_held_a_category(clerk: Position) -> None:
    held, other = family(size=1), family(size=1)
    decide(held, "dibao", date(2026, 4, 10))
    for household in (held, other):
        person = household.members.get().person
        Death.objects.create(household=household, person=person, died_on=date(2026, 6, 7), received_on=date(2026, 6, 9))
    assert [row.household for row in rows(clerk, "deceased", JUNE)] == [held]
    assert rows(clerk, "deceased", MAY) == []


@pytest.mark.parametrize(
    ("now", "told", "column"),
    [("dibao_margin", "", "转边缘"), ("", "转刚性支出", "转刚性"), ("", "", "直接退出"), ("dibao", "", "直接退出"), ("tekun", "转边缘", "转特困"), ("", "低保边缘", "转边缘")],
)  # fmt: skip
def test_where_those_who_left_went(clerk: Position, now: str, told: str, column: str) -> None:
    household = family(size=1)
    left_on(household, date(2026, 6, 5), destination=told, grace_from=date(2026, 6, 6), grace_until=date(2026, 12, 5))
    if now:
        decide(household, now, date(2026, 6, 10))
    report = REPORTS["caught"]
    period = Period.of(JUNE, clerk, known=TODAY)
    shown = {}
    row = report.rows(Place(clerk), period).values("now", "category", "destination", "left_on", "grace_from", "grace_until").get()
    for one in report.columns(period):
        if one.shape and all(path in row for path in one.paths):
            shown[one.title] = one.shape(*[row[path] for path in one.paths])
    assert [title for title in ("转低保", "转特困", "转边缘", "转刚性", "直接退出") if shown[title]] == [column]
    assert (shown["停保月"], shown["渐退期"]) == ("2026年6月", "2026-06-06至2026-12-05")


def test_additions_export_two_tabs_masked(clerk: Position, client: Client, settings: object) -> None:
    settings.FIXED_TODAY = TODAY  # type: ignore[attr-defined]
    household = family(bank_account="6217001234567890123")
    decide(household, "", date(2026, 4, 10))
    decide(household, "dibao", date(2026, 6, 8))
    client.force_login(clerk.user, backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("registers:report_export", args=["added"]) + "?month=2026-06"
    answer = client.post(url, {"purpose": "报县民政局备案"})
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[arg-type]
    assert book.sheetnames == ["农村", "城市"]
    rural = list(book["农村"].iter_rows(values_only=True))
    assert rural[3] == (
        "审批日期",
        "姓名",
        "身份证",
        "年龄",
        "性别",
        "住址",
        "人口",
        "类别",
        "婚姻",
        "年收入（元）",
        "与户主关系",
        "健康",
        "账号",
    )
    assert len(rural) == 6 and book["城市"].max_row == 4
    assert "填报单位" in rural[1][0] and "审核人" in rural[1][0] and "报县民政局备案" in rural[2][0] and "2行" not in rural[2][0]
    assert all("********" in row[2] and row[12].startswith("*") for row in rural[4:])


def test_pages_ask_as_many_statements_for_one_household_as_for_ten(
    clerk: Position, client: Client, settings: object, django_assert_max_num_queries: object
) -> None:
    settings.FIXED_TODAY = TODAY  # type: ignore[attr-defined]
    for _ in range(10):
        decide(family(), "dibao", date(2026, 4, 10))
    client.force_login(clerk.user, backend="django.contrib.auth.backends.ModelBackend")
    with django_assert_max_num_queries(30):  # type: ignore[operator]
        assert client.get(reverse("registers:report", args=["monthly"])).status_code == 200


def test_nothing_is_asked_of_the_columns_of_today(clerk: Position) -> None:
    """A household whose category column was changed without a determination stays what its determination says."""
    household = family()
    decide(household, "dibao", date(2026, 4, 10))
    Household.objects.filter(pk=household.pk).update(category="tekun")
    Member.objects.filter(household=household).update(category="tekun")
    assert numbers(clerk, JUNE)["dibao_rural_people"] == 2
