"""The one form as declared data (domain §7.1): fifty numbered indicators in four sections, none of them asked twice of the citizen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from accounts.choices import Dept
from households.choices import CareLevel, Health, JobStatus, Labour, Marital, MemberStatus, Risk, SchoolStatus
from households.relations import RELATIONS
from identification.one_form.words import EDUCATIONS, ETHNICITIES, NEEDS, POLITICAL

Choices = Sequence[tuple[str, str]]


class Kind(StrEnum):
    """How an indicator is asked. SHOWN is never asked: it is known, counted from others, or a department's alone."""

    SHOWN = "shown"
    TEXT = "text"
    LONG_TEXT = "long_text"
    PHONE = "phone"
    ACCOUNT = "account"
    CHOICE = "choice"
    SEVERAL = "several"
    MONEY = "money"  # lines of one or more kinds of money, or "none"
    PROPERTY = "property"
    OBLIGORS = "obligors"
    SIGNATURES = "signatures"


class Need(StrEnum):
    """When an answer is required."""

    ALWAYS = "always"
    RELEVANT = "relevant"  # `relevance.py` says for whom
    NEVER = "never"


@dataclass(frozen=True)
class FieldSpec:
    """One indicator. `shared_by`: whose record takes its place and locks it. `lands` names the column or table. `goes_stale`: asked again after six months."""

    number: int
    name: str
    label: str
    kind: Kind
    need: Need = Need.ALWAYS
    choices: Choices = ()
    shared_by: Dept | None = None
    lands: str = ""
    hint: str = ""
    goes_stale: bool = False
    kinds: tuple[str, ...] = ()  # of money or property lines
    most: int = 0  # characters, or how many of several

    @property
    def is_asked(self) -> bool:
        return self.kind not in (Kind.SHOWN, Kind.SIGNATURES)

    @property
    def department(self) -> str:
        return Dept(self.shared_by).label if self.shared_by else ""


@dataclass(frozen=True)
class Section:
    """A, B, C or D. `per_member`: repeated for everybody who lives there."""

    letter: str
    title: str
    fields: tuple[FieldSpec, ...]
    per_member: bool = False
    numbers: tuple[int, int] = field(default=(0, 0))


def spec(number: int, name: str, label: str, kind: Kind = Kind.SHOWN, **more: object) -> FieldSpec:
    return FieldSpec(number, name, label, kind, **more)  # type: ignore[arg-type]


R, IF, NO = Need.ALWAYS, Need.RELEVANT, Need.NEVER

HOUSEHOLD = Section("A", "家庭", (
    spec(1, "household_no", "户编号", lands="Household.household_no"),
    spec(2, "head_name", "户主姓名", shared_by=Dept.GA, lands="Household.head_name"),
    spec(3, "head_id_number", "户主身份证号", shared_by=Dept.GA, lands="Person.id_number"),
    spec(4, "area_code", "行政区划（村）", lands="Household.village"),
    spec(5, "hukou_type", "户籍类型", shared_by=Dept.GA, lands="Household.area_type"),
    spec(6, "address", "家庭住址", Kind.TEXT, most=200, lands="Household.address", hint="写到组和门牌"),
    spec(7, "phone", "联系电话", Kind.PHONE, lands="Household.phone", hint="手机号11位。已登记的不再显示，改号时才填"),
    spec(8, "n_members", "家庭人口数、常住人口数", lands="Member"),
    spec(9, "household_kind", "户类型", shared_by=Dept.NY, lands="Household.household_kind"),
    spec(10, "relocated", "是否易地搬迁户、安置区", shared_by=Dept.NY, lands="Household.is_relocated"),
    spec(11, "category", "现有对象类别与标识", shared_by=Dept.MZ, lands="Household.category"),
    spec(12, "risks", "风险类型（最多5项）", Kind.SEVERAL, need=IF, choices=Risk.choices, most=5, lands="Household.risks", hint="最主要的写在主要困难里"),
    spec(13, "bank", "一卡通账号、开户行、账户名", Kind.ACCOUNT, need=NO, most=60, lands="Household.bank_account", hint="已登记的不再显示，换卡时才填"),
    spec(14, "helper", "帮扶责任人、信息采集人", lands="Household.helper"),
))  # fmt: skip
MEMBER = Section("B", "成员", (
    spec(15, "name", "姓名", shared_by=Dept.GA, lands="Person.name"),
    spec(16, "id_number", "证件类型、号码", shared_by=Dept.GA, lands="Person.id_number"),
    spec(17, "relation", "与户主关系", shared_by=Dept.GA, choices=tuple(RELATIONS.items()), lands="Member.relation"),
    spec(18, "sex", "性别", shared_by=Dept.GA, lands="Person.sex"),
    spec(19, "birth", "出生日期", shared_by=Dept.GA, lands="Person.birth"),
    spec(20, "ethnicity", "民族", Kind.CHOICE, choices=ETHNICITIES, shared_by=Dept.GA, lands="Person.ethnicity"),
    spec(21, "education", "文化程度", Kind.CHOICE, choices=EDUCATIONS, lands="Person.education"),
    spec(22, "school_status", "在校生状况", Kind.CHOICE, choices=SchoolStatus.choices, shared_by=Dept.JT, lands="Person.school_status", goes_stale=True),
    spec(23, "marital", "婚姻状况", Kind.CHOICE, need=IF, choices=Marital.choices, shared_by=Dept.MZ, lands="Person.marital"),
    spec(24, "political", "政治面貌", Kind.CHOICE, need=NO, choices=POLITICAL, lands="Person.political"),
    spec(25, "health", "健康状况、病种", Kind.CHOICE, choices=Health.choices, lands="Person.health", goes_stale=True),
    spec(26, "disability", "残疾类别、等级、证号", shared_by=Dept.CL, lands="Disability"),
    spec(27, "labour", "劳动能力（劳动技能）", Kind.CHOICE, choices=Labour.choices, lands="Person.labour", goes_stale=True),
    spec(28, "job_status", "就业状况", Kind.CHOICE, need=IF, choices=JobStatus.choices, lands="Person.job_status", goes_stale=True),
    spec(29, "care_level", "生活自理能力", Kind.CHOICE, need=IF, choices=CareLevel.choices, lands="Person.care_level", goes_stale=True),
    spec(30, "medical_insurance", "医保参保", shared_by=Dept.YB, lands="Insurance"),
    spec(31, "pension_insurance", "养老参保", shared_by=Dept.RS, lands="Insurance"),
    spec(32, "status", "人员状态", Kind.CHOICE, choices=MemberStatus.choices, lands="Member.status"),
), per_member=True)  # fmt: skip
ECONOMY = Section("C", "经济", (
    spec(33, "wage", "工资性收入", Kind.MONEY, kinds=("wage",), lands="Income"),
    spec(34, "business", "经营收入与经营支出", Kind.MONEY, kinds=("business",), lands="Income", hint="分别写收入和支出，亏损由系统算"),
    spec(35, "property_income", "财产净收入", Kind.MONEY, kinds=("property",), lands="Income"),
    spec(36, "transfer", "转移净收入、赡养费与义务人", Kind.MONEY, kinds=("transfer",), lands="Income、Obligor", hint="部门发的不用写，赡养费、抚养费、捐赠要写"),
    spec(37, "excluded", "不计入收入合计", lands="算账表"),
    spec(38, "job_cost", "必要就业成本", lands="算账表"),
    spec(39, "medical", "医疗自付", Kind.MONEY, kinds=("medical",), shared_by=Dept.YB, lands="Spending、Medical", hint="医保已结算的不用写"),
    spec(40, "education_cost", "教育支出", Kind.MONEY, need=IF, kinds=("education",), lands="Spending"),
    spec(41, "rehabilitation", "残疾康复支出", Kind.MONEY, need=IF, kinds=("rehabilitation",), lands="Spending"),
    spec(42, "loss_and_claims", "其他刚性支出、损失与理赔", Kind.MONEY, kinds=("loss", "claim"), lands="Spending、Income"),
    spec(43, "financial_assets", "金融资产", Kind.PROPERTY, kinds=("financial",), lands="Asset"),
    spec(44, "vehicles", "车辆、农机", Kind.PROPERTY, kinds=("machinery",), shared_by=Dept.GA, lands="Asset、Vehicle", hint="机动车由公安局提供，只写大型农机、船舶"),
    spec(45, "houses", "房产、企业", Kind.PROPERTY, kinds=("house", "non_residential", "company"), lands="Asset", hint="住房写面积"),
))  # fmt: skip
CONCLUSION = Section("D", "结论", (
    spec(46, "house_grade", "住房安全等级", shared_by=Dept.ZJ, lands="Housing"),
    spec(47, "water", "饮水安全", shared_by=Dept.SW, lands="Water"),
    spec(48, "guarantees", "义务教育、基本医疗有保障", shared_by=Dept.JT, lands="Enrolment、Insurance"),
    spec(49, "difficulty", "主要困难、需求", Kind.LONG_TEXT, choices=NEEDS, most=1000, lands="Application.reason", hint="什么时候起、什么事、家里自己能怎么办"),
    spec(50, "signatures", "承诺、核对授权签字", Kind.SIGNATURES, lands="Authorisation"),
))  # fmt: skip
SECTIONS = (HOUSEHOLD, MEMBER, ECONOMY, CONCLUSION)
FIELDS = tuple(declared for section in SECTIONS for declared in section.fields)
BY_NAME = {declared.name: declared for declared in FIELDS}
