"""What goes out of the room of households: the list as filtered, and the people of those households."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from accounts.requests import HouseRequest
from accounts.roles import CASE_ROLES
from casework.export import Asked, Column, ListExport, conditions_of, label_of, where
from casework.working_days import age_on
from casework.xlsx_stream import Kind
from households.choices import GONE_STATUSES, Health, HouseholdKind, JobStatus, Labour, MemberStatus, SchoolStatus, Sex
from households.filters import HouseholdFilter
from households.models import Household, Member, QuestionAnswer
from households.paging import Order
from households.presenters import figure_of
from households.question_list import QuestionFilter
from households.relations import RELATIONS
from households.sums import rounded_down
from households.tables import DEFAULT_ORDER, ORDERS
from policies.categories import SHORT_LABELS, TAG_LABEL, AreaType, DibaoMode

FIGURES = ("facts__income_members", "facts__recognised", "facts__gross", "facts__parameters__low_income_line")
NUMBER, PHONE, ACCOUNT = "person.id_number", "household.phone", "household.bank_account"
category_word = label_of([(category.value, label) for category, label in SHORT_LABELS.items()])
CATEGORY = Column("类别", "category", shape=category_word)


def per_head(members: int | None, recognised: Decimal | None, gross: Decimal | None, line: Decimal | None) -> Decimal | None:
    if members is None or line is None:
        return None
    amount = figure_of(members, recognised, gross, line).amount
    return None if amount is None else rounded_down(amount)


def distance(members: int | None, recognised: Decimal | None, gross: Decimal | None, line: Decimal | None) -> str:
    if members is None or line is None:
        return "未筛查"
    figure = figure_of(members, recognised, gross, line)
    return figure.light.text + (f"（{figure.note}）" if figure.note else "")


def answer_in_words(answer: str, left_on: date | None, status: str) -> str:
    """What became of a question: as written, or as the membership says by itself."""
    if answer:
        return str(QuestionAnswer(answer).label)
    return str(MemberStatus(status).label) if left_on or status in GONE_STATUSES else "待核实"


HOUSEHOLD = (
    Column("户主", "head_name"),
    Column("人口", "facts__counted_members", Kind.NUMBER, 8),
    CATEGORY,
    Column("监测标识", "has_monitoring_tag", shape=lambda tagged: TAG_LABEL if tagged else "", width=16),
    Column("人均收入（元/年）", FIGURES, Kind.NUMBER, 16, per_head),
    Column("与监测线", FIGURES, width=18, shape=distance),
    *where(""),
    Column("户籍类型", "area_type", shape=label_of(AreaType.choices)),
    Column("户类型", "household_kind", shape=label_of(HouseholdKind.choices)),
    Column("户编号", "household_no", width=22),
    Column("联系电话", "phone", width=16, secret=PHONE),
    Column("一卡通账号", "bank_account", width=24, secret=ACCOUNT),
    Column("更新", "updated_at", Kind.MOMENT, 18),
)


def member_columns(on: date) -> tuple[Column, ...]:
    """A person of a household as the page 成员 shows him, with his household's place. Ages on `on`."""
    return (
        Column("户编号", "household__household_no", width=22),
        Column("户主", "household__head_name"),
        *where("household__"),
        Column("姓名", "person__name"),
        Column("与户主关系", "relation", shape=label_of(RELATIONS.items())),
        Column("性别", "person__sex", width=8, shape=label_of(Sex.choices)),
        Column("出生日期", "person__birth", Kind.DATE),
        Column("年龄", "person__birth", Kind.NUMBER, 8, lambda birth: age_on(birth, on) if birth else None),
        Column("证件号码", "person__id_number", width=22, secret=NUMBER),
        Column("人员状态", "status", shape=label_of(MemberStatus.choices)),
        Column("计入", ("facts__is_counted", "is_claim"), width=8, shape=lambda counted, is_claim: "不计" if is_claim else {True: "计入", False: "不计"}.get(counted, "")),
        Column("劳动能力", "person__labour", shape=label_of(Labour.choices)),
        Column("健康", "person__health", shape=label_of(Health.choices)),
        Column("就学", "person__school_status", shape=label_of(SchoolStatus.choices)),
        Column("就业", "person__job_status", shape=label_of(JobStatus.choices)),
        Column("类别", "category", shape=category_word),
        Column("低保方式", "dibao_mode", shape=label_of(DibaoMode.choices)),
    )  # fmt: skip


def asked_households(request: HouseRequest) -> tuple[HouseholdFilter, Order]:
    filters = HouseholdFilter(request.GET, Household.objects.visible_to(request.position), position=request.position)
    return filters, ORDERS.get(request.GET.get("sort", ""), DEFAULT_ORDER)


def households(request: HouseRequest) -> Asked:
    filters, order = asked_households(request)
    return Asked(filters.qs.order_by(*order.fields), HOUSEHOLD, conditions_of(filters.chips()))


def members(request: HouseRequest) -> Asked:
    """Everybody who lives in the households of the list."""
    filters, order = asked_households(request)
    found = Member.objects.living().filter(household__in=filters.qs.order_by().values("pk"))
    fields = [f"-household__{name[1:]}" if name.startswith("-") else f"household__{name}" for name in order.fields]
    return Asked(found.order_by(*fields, "relation", "pk"), member_columns(request.today), conditions_of(filters.chips()))


QUESTION = (
    Column("姓名", "member__person__name"),
    Column("证件号码", "member__person__id_number", width=22, secret=NUMBER),
    Column("与户主关系", "member__relation", shape=label_of(RELATIONS.items())),
    Column("户主", "household__head_name"),
    Column("户编号", "household__household_no", width=22),
    *where("household__"),
    Column("台账入库日", "asked_on", Kind.DATE),
    Column("为什么问", "why", width=40),
    Column("核实结果", ("answer", "member__left_on", "member__status"), width=18, shape=answer_in_words),
    Column("核实日期", "answered_on", Kind.DATE),
    Column("怎么核实的", "evidence", width=40),
    Column("凭什么材料", "document", width=24),
)


def questions(request: HouseRequest) -> Asked:
    asked = QuestionFilter.read(request.GET, request.position, request.today)
    return Asked(asked.rows(), QUESTION, conditions_of(asked.chips))


EXPORTS = {
    "questions": ListExport("待核实成员", "households:questions", "人", tuple(sorted(CASE_ROLES)), questions),
    "households": ListExport("家庭名单", "households:list", "户", tuple(sorted(CASE_ROLES)), households),
    "members": ListExport("家庭成员名单", "households:list", "人", tuple(sorted(CASE_ROLES)), members),
}
