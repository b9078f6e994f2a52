"""The material list: what an application may need, who already shares it, and whom it concerns (PD-09: nothing shared is asked for)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from accounts.choices import Dept
from casework.exceptions import StepRefused
from casework.working_days import age_on
from households.choices import Health, MemberStatus, SchoolStatus
from households.models import Disability, Household, Income, Member, Vehicle
from identification.choices import Channel
from identification.models import Application, Paper
from policies.models import Parameter


@dataclass(frozen=True)
class Family:
    """What decides which material concerns a household; gathered once, five queries."""

    application: Application
    members: tuple[Member, ...]
    on: date
    disabled: bool
    has_vehicle: bool
    income_items: frozenset[str]
    adult_age: int
    elderly_age: int

    @property
    def ages(self) -> list[int]:
        return [age_on(member.person.birth, self.on) for member in self.members if member.person.birth]

    def anybody(self, name: str, *values: str) -> bool:
        return any(getattr(member.person, name) in values for member in self.members)


def always(family: Family) -> bool:
    return True


def has_adult(family: Family) -> bool:
    return any(age >= family.adult_age for age in family.ages)


def is_ill(family: Family) -> bool:
    return family.anybody("health", Health.CHRONIC, Health.SERIOUS)


def is_disabled(family: Family) -> bool:
    return family.disabled


def studies(family: Family) -> bool:
    return any(member.person.school_status not in ("", SchoolStatus.NOT) for member in family.members)


def needs_support(family: Family) -> bool:
    """Old, disabled or under age: somebody may owe support."""
    return family.disabled or any(age >= family.elderly_age or age < family.adult_age for age in family.ages)


def works_away(family: Family) -> bool:
    return any(member.status == MemberStatus.AWAY_WORKING for member in family.members) or "务工收入" in family.income_items


def lets_land(family: Family) -> bool:
    return "土地流转" in family.income_items


def drives(family: Family) -> bool:
    return family.has_vehicle


def is_proxied(family: Family) -> bool:
    return family.application.channel in (Channel.VILLAGE_PROXY, Channel.ENTRUSTED)


@dataclass(frozen=True)
class PaperSpec:
    """One material. `shared_by` names the department whose data take its place: then it is never asked for. `concerns` says for whom it is relevant."""

    code: str
    title: str
    shared_by: Dept | None = None
    concerns: Callable[[Family], bool] = always
    hint: str = ""
    place: str = ""  # where somebody gets it

    @property
    def is_shared(self) -> bool:
        return self.shared_by is not None

    @property
    def shared_from(self) -> str:
        return Dept(self.shared_by).label if self.shared_by else ""


PAPERS = (
    PaperSpec("id_card", "居民身份证", Dept.GA),
    PaperSpec("hukou_book", "户口簿", Dept.GA),
    PaperSpec("marriage", "结婚证、离婚证", Dept.MZ, has_adult),
    PaperSpec("disability_card", "残疾人证", Dept.CL, is_disabled),
    PaperSpec("settlement", "医疗费用结算单", Dept.YB, is_ill),
    PaperSpec("enrolment", "在校证明", Dept.JT, studies),
    PaperSpec("medical_insurance", "医保参保证明", Dept.YB),
    PaperSpec("pension", "养老保险待遇证明", Dept.RS, lambda family: any(age >= family.elderly_age for age in family.ages)),
    PaperSpec("vehicle", "机动车行驶证", Dept.GA, drives),
    PaperSpec("business_licence", "营业执照", Dept.SG, lambda family: family.anybody("job_status", "self_employed")),
    PaperSpec("house_appraisal", "住房安全鉴定书", Dept.ZJ),
    PaperSpec("commitment", "承诺书", None, always, "全体成年家庭成员签字", place="窗口领表，当场签"),
    PaperSpec("means_check", "经济状况核对授权书", None, has_adult, "全体成年家庭成员签字", place="窗口领表，当场签"),
    PaperSpec("proxy", "代办委托书", None, is_proxied, "申请人签字或按手印", place="窗口领表，申请人签后交回"),
    PaperSpec("residence", "居住情况说明", None, always, "户籍地和常住地不在一处的", place="村（居）委会"),
    PaperSpec("wages", "务工收入说明或工资流水", None, works_away, "近12个月", place="用工单位或开户银行"),
    PaperSpec("land_contract", "土地流转合同", None, lets_land, place="村（居）委会"),
    PaperSpec("support_agreement", "赡养、抚养、扶养协议或判决书", None, needs_support, place="村（居）委会调解委员会或法院"),
    PaperSpec("obligors", "法定义务人情况说明", None, needs_support, "没有义务人的写明没有", place="窗口领表"),
    PaperSpec("diagnosis", "诊断证明或出院小结", None, is_ill, place="就诊医院"),
    PaperSpec("bills_outside", "外地就医、院外购药票据", None, is_ill, "医保没有结算的部分", place="就诊医院、药店"),
    PaperSpec("school_fees", "学费、住宿费票据", None, studies, place="就读学校"),
    PaperSpec("rehabilitation", "康复训练、辅具票据", None, is_disabled, place="康复机构"),
    PaperSpec("loss", "灾害、意外损失的说明和票据", None, place="村（居）委会或应急管理所"),
    PaperSpec("deposits", "存款、理财情况说明", None, has_adult, place="窗口领表"),
    PaperSpec("account", "一卡通存折或银行卡复印件", None, place="开户银行"),
)
BY_CODE = {spec.code: spec for spec in PAPERS}


def family_of(application: Application, on: date) -> Family:
    household: Household = application.household
    members = tuple(household.members.living().select_related("person").order_by("relation", "pk"))
    people = [member.person_id for member in members]
    numbers = Parameter.objects.numbers(on)
    return Family(
        application, members, on,
        Disability.objects.filter(person__in=people, is_cancelled=False).exists(),
        Vehicle.objects.filter(person__in=people).exists(),
        frozenset(Income.objects.filter(household=household, superseded_at__isnull=True, amount__gt=0).values_list("item", flat=True).distinct()),
        *(int(numbers.number(code, household.village_code)) for code in ("adult_age", "elderly_age")),
    )  # fmt: skip


def relevant(application: Application, on: date) -> list[PaperSpec]:
    """The materials this household's case concerns, shared ones included."""
    family = family_of(application, on)
    return [spec for spec in PAPERS if spec.concerns(family)]


def spec_of(code: str) -> PaperSpec:
    """Raises StepRefused for a material the list does not know."""
    if code not in BY_CODE:
        raise StepRefused(f"材料清单里没有“{code}”，请从清单里选。", "unknown_paper")
    return BY_CODE[code]


def title_and_place(code: str) -> tuple[str, str]:
    """What the letter prints: the material, and where one gets it."""
    spec = spec_of(code)
    return spec.title, spec.place


def may_be_asked(codes: Iterable[str]) -> list[PaperSpec]:
    """The materials of these codes, each once; StepRefused when none is named or a department already shares one."""
    specs = [spec_of(code) for code in dict.fromkeys(codes)]
    if not specs:
        raise StepRefused("没有选要补的材料。要一次列全，请从清单里勾选。", "no_papers")
    for spec in specs:
        if spec.is_shared:
            raise StepRefused(f"“{spec.title}”由{spec.shared_from}共享，不得向群众要。数据有误的走“校核纠错”。", "shared_paper")
    return specs


def ask(application: Application, specs: Iterable[PaperSpec], *, on: date, note: str = "") -> list[Paper]:
    """Rows for what is asked; a material asked or brought before is asked again under the same row."""
    asked = []
    for spec in specs:
        paper, _ = Paper.objects.get_or_create(application=application, code=spec.code, defaults={"title": spec.title})
        paper.asked_on, paper.handed_in_on, paper.note = on, None, note[:200]
        paper.save()
        asked.append(paper)
    return asked


def spare(application: Application, on: date) -> int:
    """免交: rows for the materials departments share, so that the case shows what nobody had to bring. Idempotent."""
    known = set(application.papers.values_list("code", flat=True))
    rows = [
        Paper(application=application, code=spec.code, title=spec.title, is_shared=True, shared_from=spec.shared_from)
        for spec in relevant(application, on) if spec.is_shared and spec.code not in known
    ]  # fmt: skip
    Paper.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def outstanding(application: Application) -> list[Paper]:
    """Asked and not yet handed in."""
    return list(application.papers.filter(asked_on__isnull=False, handed_in_on__isnull=True))
