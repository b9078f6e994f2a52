"""Which registers a compared fact is made from, and how one reads their rows. Names of diseases and numbers stay sealed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Model, Q

from casework.working_days import add_months
from households.choices import AssetKind, IncomeKind
from households.models import (
    Asset,
    BankBalance,
    Company,
    Death,
    Detention,
    Disability,
    Disaster,
    Enrolment,
    Housing,
    Illness,
    Income,
    Insurance,
    Job,
    Medical,
    Member,
    Payment,
    PublicPost,
    RealEstate,
    RegisterClaim,
    SalaryTax,
    Vehicle,
    Water,
)
from monitoring.models import Alert
from policies.categories import SupportCategory


def everything(alert: Alert) -> Q:
    """All that had reached us."""
    return Q()


@dataclass(frozen=True)
class Source:
    """A register: its rows of a household's people, the column that dates them, and how one reads. `received` empty: a row of our own."""

    register: str
    model: type[Model]
    day: str
    told: Callable[[Any], str]
    only: Callable[[Alert], Q] = everything
    received: str = "received_on"


# which rows ------------------------------------------------------------------------------------------------------------------------


def where(**conditions: object) -> Callable[[Alert], Q]:
    """Rows of one kind."""
    return lambda alert: Q(**conditions)


def of_kinds(*kinds: AssetKind) -> Callable[[Alert], Q]:
    """What form, visit or means check said of these kinds and stood then."""
    return lambda alert: (
        Q(kind__in=kinds, is_none=False, known_at__lte=alert.opened_at)
        & (Q(superseded_at__isnull=True) | Q(superseded_at__gt=alert.opened_at))
    )


def of_window(alert: Alert) -> Q:
    """The months of the sum."""
    return Q(month__gte=alert.snapshot["window_start"], month__lt=alert.snapshot["window_end"])


def wages_of_both_windows(alert: Alert) -> Q:
    """The months of the sum and of the one before it, as effective then."""
    start, end = (date.fromisoformat(alert.snapshot[name]) for name in ("window_start", "window_end"))
    months = (end.year - start.year) * 12 + end.month - start.month
    stood = Q(superseded_at__isnull=True) | Q(superseded_at__gt=alert.opened_at)
    return stood & Q(kind=IncomeKind.WAGE, month__gte=add_months(start, -months), month__lt=end, known_at__lte=alert.opened_at)


def paid_around_standard(alert: Alert) -> Q:
    """From the month before the household's standard changed, as it was judged then."""
    applied = alert.parameters
    since = applied and (
        applied.tekun_standard_since if alert.snapshot["category"] == SupportCategory.TEKUN else applied.dibao_standard_since
    )
    return Q(month__gte=add_months(since.replace(day=1), -1), month__lte=alert.opened_on) if since else Q()


def paid_lately(alert: Alert) -> Q:
    """The months of payments the rule looked back on (payment_months)."""
    rows = alert.parameters.rows if alert.parameters else {}
    if "payment_months" not in rows:
        return Q()
    months = int(Decimal(str(rows["payment_months"]["value"])))
    return Q(month__gte=add_months(alert.opened_on.replace(day=1), -months), month__lte=alert.opened_on)


# how they read ----------------------------------------------------------------------------------------------------------------------


def told(*parts: str) -> str:
    return "，".join(part for part in parts if part)


def plain(value: Decimal | int | None, unit: str) -> str:
    """A figure with its unit; one that was not told is 不详, never zero."""
    return f"不详（{unit}）" if value is None else f"{value:,.2f}{unit}"


def until(day: date | None, word: str = "有效期到") -> str:
    return f"{word}{day:%Y-%m-%d}" if day else ""


def harm(row: Disaster) -> str:
    parts = [(row.house_loss, "房屋损失"), (row.crop_loss, "农作物损失"), (row.loss, "损失合计")]
    losses = [f"{word}{amount:,.2f}元" for amount, word in parts if amount is not None]
    return told(str(row.get_kind_display()), *(losses or ["损失没有数"]))


def card(row: Disability) -> str:
    return told(str(row), until(row.expires_on), "已注销" if row.is_cancelled else "")


def claim(row: RegisterClaim) -> str:
    care = f"评为{row.get_care_level_display()}" if row.care_level else ""
    mode = str(row.get_dibao_mode_display()) if row.dibao_mode else ""
    listed = str(row.get_category_display() or row.get_register_display())
    return told(listed, mode, care, until(row.until), "已消除" if row.is_cleared else "")


def estate(row: RealEstate) -> str:
    signed = until(row.signed_on, "网签") if row.registered_on is None else ""
    return told(str(row.get_use_display()), row.location, plain(row.area, "平方米"), signed)


def company(row: Company) -> str:
    staff = "从业人数不详" if row.staff is None else f"从业{row.staff}人"
    return told(row.company_name, str(row.get_role_display()), str(row.get_status_display()), staff, f"认缴{plain(row.subscribed, '元')}")


def pay(row: SalaryTax) -> str:
    titles = {"wage": "工资", "pension": "养老金", "taxed_income": "计税收入", "housing_fund": "公积金"}
    amounts = [f"{title}{plain(value, '元')}" for name, title in titles.items() if (value := getattr(row, name)) is not None]
    return told(row.employer or "单位不详", *(amounts or ["没有金额"]), "财政供养" if row.is_state_paid else "")


def held(row: Detention) -> str:
    return told(str(row.get_kind_display()), until(row.ended_on, "到") or "未满", row.held_by)


def payment(row: Payment) -> str:
    return told(row.item, plain(row.amount, "元"), str(row.get_status_display()), row.failure, f"账户名{row.account_name or '不详'}")


def owned(row: Asset) -> str:
    amount = plain(row.area, "平方米") if row.kind == AssetKind.HOUSE else plain(row.value, "元")
    return told(str(row.get_kind_display()), row.item, amount, str(row.get_source_display()))


def vehicle(row: Vehicle) -> str:
    return told(str(row.get_kind_display()), f"购置价{plain(row.value, '元')}", "唯一谋生车辆" if row.is_livelihood else "")


def offer(row: Job) -> str:
    return told(str(row), "拒绝推荐岗位不详" if row.refusals is None else f"拒绝推荐岗位{row.refusals}次")


def job(row: Job) -> str:
    spell = told(until(row.started_on, "自"), until(row.ended_on, "至")) if row.started_on else ""
    return told(str(row), spell, f"培训意愿：{row.training_wish or '没有登记'}")


def post(row: PublicPost) -> str:
    return told(str(row.get_kind_display()), row.employer, until(row.ended_on, "至") or "还在岗")


def wage(row: Income) -> str:
    return told(row.item, plain(row.amount, "元"), str(row.get_source_display()))


def water(row: Water) -> str:
    indicators = [("水量", "quantity"), ("水质", "quality"), ("方便程度", "access"), ("供水保证率", "reliability")]
    return told(*(f"{title}{getattr(row, f'get_{name}_display')() or '不详'}" for title, name in indicators), row.problem)


def settlement(row: Medical) -> str:
    return told(str(row.get_visit_kind_display()), row.hospital, f"总额{plain(row.total, '元')}", f"自付{plain(row.self_pay, '元')}")


def pupil(row: Enrolment) -> str:
    return told(str(row.get_stage_display()), str(row.get_attendance_display()), row.absence_reason)


# which registers ---------------------------------------------------------------------------------------------------------------------

ILLNESS = Source("患病记录", Illness, "diagnosed_on", lambda row: "30种大病", where(is_serious=True))
DISASTERS = Source("灾害与意外记录", Disaster, "happened_on", harm)
DISABILITY = Source("残疾人证", Disability, "issued_on", card)
DEATHS = Source("死亡记录", Death, "died_on", lambda row: "死亡")
MEMBERS = Source(
    "家庭成员",
    Member,
    "status_since",
    lambda row: str(row.get_status_display()),
    where(status_since__isnull=False, is_claim=False),
    received="",
)
JOINED = Source("家庭成员", Member, "joined_on", lambda row: f"加入这一户（{row.person.birth}出生）", where(is_claim=False), received="")
DIBAO = Source("低保台账", RegisterClaim, "since", claim, where(register="dibao"))
CLAIMS = Source("对象台账", RegisterClaim, "since", claim)
PUPILS = Source("学籍", Enrolment, "received_on", pupil)
HOUSING = Source("住房鉴定", Housing, "appraised_on", str)
WATER = Source("饮水检查", Water, "checked_on", water)
INSURED = Source("参保", Insurance, "paid_on", str)
VEHICLES = Source("车辆登记", Vehicle, "registered_on", vehicle)
ESTATES = Source("不动产登记", RealEstate, "registered_on", estate)
BALANCES = Source("银行余额（凭授权）", BankBalance, "asked_on", lambda row: told(row.bank, plain(row.balance, "元")))
COMPANIES = Source("企业登记", Company, "founded_on", company)
PAY = Source("工资社保计税", SalaryTax, "month", pay, of_window)
OFFERS = Source("务工监测", Job, "as_of", offer)
JOBS = Source("务工监测", Job, "as_of", job)
POSTS = Source("公益岗位", PublicPost, "started_on", post)
WAGES = Source("工资性收入", Income, "month", wage, wages_of_both_windows, received="")
DETENTIONS = Source("服刑与强制戒毒", Detention, "started_on", held)
PAYMENTS = Source("一卡通发放", Payment, "month", payment, paid_lately)
PAID_BY_STANDARD = Source("一卡通发放", Payment, "month", payment, paid_around_standard)
# Behind the sums of what was paid at the doctor's: their rows are not listed one by one on an alert's page, its sheet adds them up.
MEDICAL = Source("医保结算", Medical, "settled_on", settlement)
HOMES_TOLD = Source("财产记录", Asset, "as_of", owned, of_kinds(AssetKind.HOUSE, AssetKind.NON_RESIDENTIAL), received="")
SAVINGS_TOLD = Source("财产记录", Asset, "as_of", owned, of_kinds(AssetKind.FINANCIAL), received="")
MACHINES_TOLD = Source("财产记录", Asset, "as_of", owned, of_kinds(AssetKind.MACHINERY), received="")

# Sums of money have their own sheet; ages and head counts are read off the members.
SOURCES: dict[str, tuple[Source, ...]] = {
    "house_grade": (HOUSING,),
    "water_is_unsafe": (WATER,),
    "is_out_of_school": (PUPILS,),
    "is_uninsured": (INSURED,),
    "has_new_illness": (ILLNESS,),
    "has_new_serious_illness": (ILLNESS,),
    "has_serious_illness": (ILLNESS,),
    "has_new_disaster": (DISASTERS,),
    "has_new_accident": (DISASTERS,),
    "has_new_dibao": (DIBAO,),
    "has_new_disability": (DISABILITY,),
    "has_new_severe_disability": (DISABILITY,),
    "has_many_students": (PUPILS,),
    "has_many_disabled": (DISABILITY,),
    "elderly_disabled": (DISABILITY,),
    "has_new_member": (JOINED,),
    "has_lost_earner": (DEATHS, MEMBERS),
    "has_lost_main_earner": (DEATHS, MEMBERS),
    "vehicle_count": (VEHICLES,),
    "houses_held": (ESTATES, HOMES_TOLD),
    "savings_held": (BALANCES, SAVINGS_TOLD),
    "machinery_held": (MACHINES_TOLD,),
    "companies": (COMPANIES,),
    "reported_income": (PAY,),
    "is_state_paid": (PAY,),
    "job_refusals": (OFFERS,),
    "is_at_work": (JOBS, POSTS),
    "members_at_work": (JOBS, POSTS),
    "has_lost_job": (JOBS, POSTS),
    "has_wage_fall": (WAGES,),
    "wishes_training": (JOBS,),
    "benefits_missing": (DISABILITY, PAYMENTS),
    "is_paid_after_death": (PAYMENTS,),
    "is_long_absent": (MEMBERS,),
    "is_dead": (DEATHS,),
    "is_held": (DETENTIONS, MEMBERS),
    "is_paid_while_held": (PAYMENTS,),
    "claimed_categories": (CLAIMS,),
    "claimed_care": (CLAIMS,),
    "is_rigid_expired": (CLAIMS,),
    "has_left_school": (PUPILS, MEMBERS),
    "has_expired_card": (DISABILITY,),
    "disability_level": (DISABILITY,),
    "doubled_purpose": (PAYMENTS,),
    "failed_payments": (PAYMENTS,),
    "paid_before_standard": (PAID_BY_STANDARD,),
    "paid_since_standard": (PAID_BY_STANDARD,),
    "foreign_accounts": (PAYMENTS,),
}
