"""The departments' registers of work, harm, property and money given: good rows land whole, twice writes nothing, bad rows say why."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, models

from casework.models import Event
from households import models as house
from households.choices import MemberStatus
from registers import undo
from registers.models import BatchState
from registers.sheets import SHEETS
from tests.registers.books import HEAD, SON, WIFE, family, person_row, problems, take

pytestmark = pytest.mark.django_db
ACCOUNT, GRANT = "6217000000000001234", "SQ20260001"

# Sheet: its model, a good row, and what of it stands afterwards.
GOOD: dict[str, tuple[type[models.Model], dict[str, Any], dict[str, Any]]] = {
    "illness": (
        house.Illness,
        person_row(disease="尿毒症", is_serious="是", health="大病", diagnosed_on="2026-04-01", treatment="在治", is_chronic_clinic="√"),
        {"is_serious": True, "health": "serious", "diagnosed_on": date(2026, 4, 1), "treatment": "treating", "is_chronic_clinic": True},
    ),
    "jobs": (
        house.Job,
        person_row(is_working="是", started_on="202602", county_name="青禾县", yearly_income="24,000", as_of="2026-05", refusals=1),
        {"is_working": True, "started_on": date(2026, 2, 1), "as_of": date(2026, 5, 1), "yearly_income": Decimal(24000), "refusals": 1},
    ),
    "public_posts": (
        house.PublicPost,
        person_row(WIFE, kind="保洁员", started_on="2026-01-01", ended_on="2026-12", monthly_subsidy=800, attendance="满勤"),
        {"kind": "cleaning", "started_on": date(2026, 1, 1), "ended_on": date(2026, 12, 31), "monthly_subsidy": Decimal(800)},
    ),
    "disasters": (
        house.Disaster,
        {"head_name": "周守田", "id_number": HEAD, "happened_on": "2026-05-20", "kind": "泥石流", "house_loss": 3000, "loss": "5,000.50"},
        {"kind": "0202", "house_loss": Decimal(3000), "crop_loss": None, "loss": Decimal("5000.50")},
    ),
    "detentions": (
        house.Detention,
        person_row(WIFE, kind="强戒", started_on="2026-03-01", ended_on="2028-02", held_by="省戒毒所"),
        {"kind": "rehab", "started_on": date(2026, 3, 1), "ended_on": date(2028, 2, 29)},
    ),
    "real_estate": (
        house.RealEstate,
        person_row(location="文庙路8号301", use="商铺", area="96.5㎡", signed_on="2026-04-02"),
        {"use": "commercial", "area": Decimal("96.50"), "signed_on": date(2026, 4, 2), "registered_on": None},
    ),
    "companies": (
        house.Company,
        person_row(company_name="禾丰小卖部", credit_code="92990101ma0examp0l", role="经营者", status="存续（在营、开业、在册）", subscribed=30000, staff=0),
        {"company_name": "禾丰小卖部", "credit_code": "92990101MA0EXAMP0L", "role": "sole_trader", "status": "active", "subscribed": Decimal(30000)},
    ),
    "salaries_tax": (
        house.SalaryTax,
        person_row(month="2026年5月", wage="3,200", housing_fund=0, is_state_paid="否"),
        {"employer": "", "month": date(2026, 5, 1), "wage": Decimal(3200), "housing_fund": Decimal(0), "pension": None, "is_state_paid": False},
    ),
    "bank_balances": (
        house.BankBalance,
        person_row(bank="农商行", asked_on="2026-05-30", balance="81,000.05", authorisation=GRANT),
        {"asked_on": date(2026, 5, 30), "balance": Decimal("81000.05"), "account_index": None},
    ),
    "loans": (
        house.Loan,
        person_row(project="脱贫人口小额信贷", amount=50000, started_on="2025-03-10", ended_on="2028-03-09", status="已逾期"),
        {"amount": Decimal(50000), "status": "overdue", "started_on": date(2025, 3, 10)},
    ),
    "measures": (
        house.PastMeasure,
        person_row(SON, kind="雨露计划", item="雨露计划职业教育补助", amount=1500, status="已实施", department="农业农村局"),
        {"kind": "education", "status": "done", "started_on": None, "amount": Decimal(1500)},
    ),
    "payments": (
        house.Payment,
        person_row(batch_no="2026-05-DB", item="农村低保金", amount=612, account=ACCOUNT, paid_on="2026-05-12", status="已到账", fund_year=2026),
        {"month": date(2026, 5, 1), "amount": Decimal(612), "status": "paid", "fund_year": 2026},
    ),
}  # fmt: skip

# Sheet, what differs from the good row, the column and the words that answer.
BAD: list[tuple[str, dict[str, Any], str, str]] = [
    ("illness", {"is_serious": None}, "是否大病（30种）", "必填"),
    ("illness", {"diagnosed_on": "2027-01-01"}, "确诊日期", "晚于导入当天"),
    ("illness", {"treatment": "住院中"}, "救治状态", "可选"),
    ("jobs", {"started_on": None}, "开始时间", "已务工的要填开始时间"),
    ("jobs", {"ended_on": "2026-01"}, "结束时间", "早于“开始时间”"),
    ("jobs", {"ended_on": "2026-03"}, "结束时间", "在监测月份之前"),
    ("jobs", {"refusals": "很多次"}, "拒绝推荐次数", "应为整数"),
    ("public_posts", {"kind": "村会计"}, "岗位类别", "可选"),
    ("public_posts", {"ended_on": "2025-12"}, "止", "早于“起”"),
    ("disasters", {"happened_on": "2026-06-16"}, "发生日期", "晚于导入当天"),
    ("disasters", {"loss": 2999}, "损失金额", "小于房屋损失与农作物损失之和3000"),
    ("disasters", {"kind": "破产"}, "类别", "可选"),
    ("detentions", {"ended_on": "2026-02-01"}, "终止日期", "早于“起始日期”"),
    ("detentions", {"kind": "拘留15天"}, "类别", "可选"),
    ("real_estate", {"signed_on": None}, "登记日期", "至少填一个"),
    ("real_estate", {"area": "-3"}, "面积", "超出合理范围"),
    ("companies", {"credit_code": "92990101MA0EXAMP0M"}, "信用代码", "校验不对"),
    ("companies", {"credit_code": "92990101"}, "信用代码", "应为18位，现在是8位"),
    ("companies", {"credit_code": "92990101MA0EXAMPOL"}, "信用代码", "不会有O"),
    ("salaries_tax", {"wage": None, "housing_fund": None, "is_state_paid": None}, "工资", "至少填一项"),
    ("salaries_tax", {"month": "2026"}, "月份", "只写了年份"),
    ("bank_balances", {"authorisation": None}, "授权书号", "必填"),
    ("bank_balances", {"balance": "约八万"}, "余额", "应为金额"),
    ("bank_balances", {"account": 6217000000000001234.0}, "账号", "存成了数字"),
    ("loans", {"ended_on": "2025-03-09"}, "止", "早于“起”"),
    ("loans", {"amount": None}, "金额", "必填"),
    ("measures", {"kind": "送温暖"}, "措施类别", "可选"),
    ("payments", {"paid_on": None, "status": "待发放"}, "所属月份", "至少填一个"),
    ("payments", {"paid_on": None, "month": "2026-05"}, "发放日期", "发放成功的要填发放日期"),
    ("payments", {"status": "退票"}, "失败原因", "要填失败原因"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def ground(county):
    family()
    return county


def standing(sheet: str) -> list[tuple[object, ...]]:
    """Where the rows physically stand: an UPDATE moves them, even one that changes nothing."""
    with connection.cursor() as cursor:
        rows: list[tuple[object, ...]] = []
        for model in (GOOD[sheet][0], house.Member, Event):
            cursor.execute(f"SELECT ctid::text, xmin::text, id FROM {model._meta.db_table} ORDER BY 3")
            rows += cursor.fetchall()
        return rows


@pytest.mark.parametrize("sheet", GOOD)
def test_a_good_row_lands_whole_and_twice_writes_nothing(sheet):
    model, row, expected = GOOD[sheet]
    first = take(sheet, row)
    assert (problems(first), first.state, first.new_rows) == ([], BatchState.DONE, 1)
    landed: Any = model._default_manager.get()
    assert {name: getattr(landed, name) for name in expected} == expected
    assert landed.household.household_no == "H1" and landed.batch_id == first.pk and landed.received_on == date(2026, 6, 15)
    before = standing(sheet)
    second = take(sheet, row, on=date(2026, 7, 1))
    assert (second.new_rows, second.changed_rows, second.same_rows, second.rejected_rows) == (0, 0, 1, 0)
    assert standing(sheet) == before


@pytest.mark.parametrize(("sheet", "change", "column", "words"), BAD, ids=lambda value: value if isinstance(value, str) else None)
def test_a_bad_row_is_refused_with_row_column_and_remedy(sheet, change, column, words):
    model, row, _ = GOOD[sheet]
    batch = take(sheet, row | change)
    [(line, title, remedy)] = problems(batch)
    assert line == 2 and words in remedy and remedy.endswith("。") and (not column or title == column)
    assert not model._default_manager.exists()


def test_every_department_sheet_stands_in_the_table():
    assert set(GOOD) == {sheet for sheet, declared in SHEETS.items() if any(_is_dated(label) for label in declared.lands_on)}


def _is_dated(label: str) -> bool:
    from django.apps import apps

    from households.models.records import DatedRecord

    return issubclass(apps.get_model(label), DatedRecord)


def test_an_illness_newly_told_serious_is_news_and_its_name_is_sealed():
    row = person_row(disease="高血压", is_serious="否")
    take("illness", row, on=date(2026, 1, 5))
    take("illness", row | {"hospital": "县医院"}, on=date(2026, 2, 5))
    assert house.Illness.objects.get().received_on == date(2026, 1, 5)
    take("illness", row | {"is_serious": "是"}, on=date(2026, 3, 5))
    illness: Any = house.Illness.objects.get()
    assert illness.received_on == date(2026, 3, 5) and "高血压" not in f"{illness.disease}" and illness.disease.reveal() == "高血压"


def test_a_spell_of_work_told_again_is_the_same_row():
    take("jobs", person_row(is_working="是", started_on="2026-02", as_of="2026-04"))
    take("jobs", person_row(is_working="否", started_on="2026-02", ended_on="2026-05", as_of="2026-06"))
    work = house.Job.objects.get()
    assert (work.is_working, work.ended_on, work.as_of) == (False, date(2026, 5, 31), date(2026, 6, 1))
    take("jobs", person_row(WIFE, is_working="否", plans_to_work="否"))
    take("jobs", person_row(WIFE, is_working="否", plans_to_work="是"))
    none = house.Job.objects.get(started_on=None)
    assert none.plans_to_work is True and none.as_of == date(2026, 6, 15)


def test_two_of_one_household_in_one_accident_are_one_row():
    row = {"head_name": "周守田", "id_number": HEAD, "happened_on": "2026-05-20", "kind": "车祸"}
    batch = take("disasters", row, row | {"head_name": "吴桂兰", "id_number": WIFE})
    assert (batch.new_rows, batch.rejected_rows) == (1, 1) and "与第2行是同一户" in problems(batch)[0][2]


def member(number: str) -> house.Member:
    return house.Member.objects.select_related("person").get(person__name={HEAD: "周守田", WIFE: "吴桂兰"}[number])


@pytest.mark.parametrize(
    ("kind", "started", "ended", "status"),
    [
        ("服刑", "2026-03-01", "2028-02-29", (MemberStatus.IN_PRISON, date(2026, 3, 1), date(2028, 2, 29))),
        ("服刑", "2026-03-01", None, (MemberStatus.IN_PRISON, date(2026, 3, 1), None)),
        ("强制戒毒", "2026-03-01", None, (MemberStatus.IN_REHAB, date(2026, 3, 1), None)),
        ("羁押", "2026-03-01", None, (MemberStatus.PRESENT, None, None)),
        ("服刑", "2020-03-01", "2024-02-29", (MemberStatus.PRESENT, None, None)),
    ],
)
def test_who_is_held_is_marked_so(kind, started, ended, status):
    take("detentions", person_row(WIFE, kind=kind, started_on=started, ended_on=ended))
    held = member(WIFE)
    assert (held.status, held.status_since, held.status_until) == status


def test_a_release_ends_the_status_and_a_hand_mended_one_is_left_alone():
    row = person_row(WIFE, kind="服刑", started_on="2024-03-01")
    take("detentions", row)
    take("detentions", row | {"ended_on": "2026-06-01"})
    assert member(WIFE).status_until == date(2026, 6, 1)
    house.Member.objects.filter(pk=member(WIFE).pk).update(status=MemberStatus.PRESENT, status_since=None, status_until=None)
    take("detentions", row | {"ended_on": "2026-06-01"})
    assert member(WIFE).status == MemberStatus.PRESENT


def test_the_dead_stay_dead():
    take("deaths", person_row(WIFE, died_on="2026-05-01"))
    take("detentions", person_row(WIFE, kind="服刑", started_on="2026-03-01"))
    assert member(WIFE).status == MemberStatus.DEAD


def test_two_accounts_of_one_bank_are_two_rows():
    row = person_row(bank="农商行", asked_on="2026-05-30", balance=100, authorisation=GRANT)
    batch = take("bank_balances", row, row | {"account": ACCOUNT, "balance": 200}, row | {"account": ACCOUNT[:-1] + "5", "balance": 300})
    assert batch.new_rows == 3 and sum(balance.balance for balance in house.BankBalance.objects.all()) == 600
    said = "".join(f"{balance.account!s} {balance.authorisation!s}" for balance in house.BankBalance.objects.all())
    assert ACCOUNT not in said and GRANT not in said and GRANT[-4:] in said


def test_a_payment_that_failed_and_was_paid_in_another_batch():
    row = GOOD["payments"][1]
    failed = row | {"status": "失败", "failure": "账户名与姓名不符", "paid_on": "2026-05-12"}
    assert take("payments", failed).new_rows == 1
    assert take("payments", row | {"batch_no": "2026-06-补", "month": "2026-05", "paid_on": "2026-06-03"}).new_rows == 1
    assert list(house.Payment.objects.order_by("paid_on").values_list("status", "month")) == [
        ("failed", date(2026, 5, 1)),
        ("paid", date(2026, 5, 1)),
    ]


def test_one_month_written_twice_in_a_batch_is_taken_once():
    row = GOOD["payments"][1]
    batch = take("payments", row | {"month": "2026-05"}, row | {"month": None})
    assert (batch.new_rows, batch.rejected_rows) == (1, 1) and "只取第2行" in problems(batch)[0][2]


def test_an_empty_cell_says_nothing():
    row = GOOD["companies"][1]
    take("companies", row)
    batch = take(
        "companies", {code: row[code] for code in ("name", "id_number", "company_name", "credit_code", "role")} | {"status": "已注销"}
    )
    company = house.Company.objects.get()
    assert batch.changed_rows == 1 and (company.status, company.subscribed, company.staff) == ("cancelled", Decimal(30000), 0)


def test_what_is_not_in_the_register_of_people_makes_no_referral():
    from assistance.models import Measure, Referral

    take("measures", GOOD["measures"][1])
    assert not Measure.objects.exists() and not Referral.objects.exists()


@pytest.mark.parametrize("sheet", GOOD)
def test_a_batch_withdrawn_leaves_nothing_behind(sheet):
    model, row, _ = GOOD[sheet]
    before = list(house.Member.objects.order_by("pk").values())
    batch = take(sheet, row)
    assert model._default_manager.exists()
    undo.withdraw(batch, by="柏杨", reason="文件传错了，是去年的台账", on=date(2026, 6, 15))
    assert not model._default_manager.exists() and list(house.Member.objects.order_by("pk").values()) == before
