"""What is known already, where from and since when: the form shows it with its badge and asks only for what is missing or stale."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Max

from accounts.choices import Dept
from casework.choices import EventKind
from casework.models import Event
from casework.working_days import add_months
from households.choices import Attendance, EvidenceSource, IncomeKind, InsuranceKind, Risk, SpendingKind
from households.facts import Window, window_of
from households.models import (
    Asset,
    Disability,
    Enrolment,
    Household,
    HouseholdFacts,
    Housing,
    Income,
    Insurance,
    Medical,
    Member,
    Obligor,
    Spending,
    Vehicle,
    Water,
)
from households.sum_rows import STALE_MONTHS
from households.sums import yuan
from identification.one_form.items import NOT_FOUND, NOTHING, PROPERTY_KINDS

REGISTERED, BY_REGISTER = "建档", "台账"
LOCKED_WORDS = "部门共享，窗口不改；有误的走“校核纠错”"


@dataclass(frozen=True)
class Known:
    """One known value. `raw` is what an input would hold, "" where it must not be shown; `text` what is read."""

    text: str
    raw: str = ""
    source: str = ""
    on: date | None = None
    is_locked: bool = False
    is_stale: bool = False

    @property
    def badge(self) -> str:
        return f"{self.source}，{self.on:%Y年%-m月%-d日}" if self.on else self.source


@dataclass(frozen=True)
class KnownMoney:
    """One item of one person over the window, as it counts now."""

    kind: str
    item: str
    person_id: int | None
    who: str
    source: str
    on: date
    amount: Decimal
    is_stale: bool

    @property
    def is_locked(self) -> bool:
        return self.source in (EvidenceSource.DEPARTMENT, EvidenceSource.MEANS_CHECK)

    @property
    def badge(self) -> str:
        return f"{EvidenceSource(self.source).label}，{self.on:%Y年%-m月%-d日}"

    @property
    def text(self) -> str:
        return yuan(self.amount)


@dataclass
class Prefill:
    """Everything known of a household for the form. `members` by person id, then by the name of the indicator; `money` by kind."""

    household: Household
    on: date
    window: Window
    people: list[Member]
    values: dict[str, Known] = field(default_factory=dict)
    members: dict[int, dict[str, Known]] = field(default_factory=dict)
    money: dict[str, list[KnownMoney]] = field(default_factory=dict)
    assets: list[Asset] = field(default_factory=list)
    assets_on: date | None = None
    obligors: dict[int, list[Obligor]] = field(default_factory=dict)
    settled: bool = False
    disabled: set[int] = field(default_factory=set)

    def is_stale(self, day: date | None) -> bool:
        return day is not None and add_months(day, STALE_MONTHS) < self.on

    def money_state(self, kind: str) -> str:
        """missing, stale or known: the freshest word about this kind of money speaks for it."""
        rows = self.money.get(kind, [])
        if kind == SpendingKind.MEDICAL and self.settled:
            return "known"
        if not rows:
            return "missing"
        return "stale" if all(row.is_stale for row in rows) else "known"

    @property
    def assets_state(self) -> str:
        if set(PROPERTY_KINDS) - {row.kind for row in self.assets}:
            return "missing"
        return "stale" if self.is_stale(self.assets_on) else "known"


def prefill(household: Household, on: date) -> Prefill:
    """Sixteen queries, whatever the size of the household."""
    people = list(household.members.living().select_related("person").order_by("relation", "pk"))
    known = Prefill(household, on, window_of(on), people)
    spoken = last_spoken(household)
    ids = [member.person_id for member in people]
    known.disabled = set(Disability.objects.filter(person__in=ids, is_cancelled=False).values_list("person_id", flat=True))
    known.values = household_values(household, people, spoken, known)
    for member in people:
        known.members[member.person_id] = person_values(member, spoken, known)
    records(known, ids)
    known.money = money_of(household, known)
    known.settled = Medical.objects.filter(
        household__county_code=household.county_code, settled_on__gt=add_months(on, -12), settled_on__lte=on
    ).exists()
    known.assets = list(
        Asset.objects.filter(household=household, as_of__lte=on, superseded_at__isnull=True).select_related("person").order_by("kind", "pk")
    )
    known.assets_on = max((row.received_on for row in known.assets), default=None)
    for obligor in Obligor.objects.filter(household=household).order_by("pk"):
        known.obligors.setdefault(obligor.person_id, []).append(obligor)
    return known


def last_spoken(household: Household) -> tuple[str, date]:
    """Who last spoke of the household's own columns and when: a register, or the family on an earlier form."""
    rows = Event.objects.filter(household_id=household.pk, kind__in=[EventKind.IMPORTED, EventKind.FORM_FILLED])
    rows = rows.exclude(kind=EventKind.FORM_FILLED, detail__answers__isnull=True)
    latest = rows.values("kind").annotate(day=Max("happened_on")).order_by("-day").first()
    if latest is None:
        return REGISTERED, household.registered_on
    return (BY_REGISTER if latest["kind"] == EventKind.IMPORTED else EvidenceSource.DECLARED.label), latest["day"]


def shared(text: str, dept: Dept | None, source: str, day: date | None) -> Known:
    return Known(text, source=dept.label if dept else source, on=day, is_locked=True)


def household_values(household: Household, people: list[Member], spoken: tuple[str, date], known: Prefill) -> dict[str, Known]:
    source, day = spoken
    head = next((member.person for member in people if member.relation == "02"), None)
    present = sum(member.status == "present" for member in people)
    stale = known.is_stale(day)
    values = {
        "household_no": shared(household.household_no, None, "系统编号", None),
        "head_name": shared(household.head_name, Dept.GA, source, day),
        "head_id_number": shared(str(head.id_number) if head and head.id_number else "没有登记", Dept.GA, source, day),
        "area_code": shared(f"{household.village.parent.name if household.village.parent else ''}{household.village.name}", None, "行政区划", None),
        "hukou_type": shared(household.get_area_type_display(), Dept.GA, source, day),
        "n_members": shared(f"{len(people)}人、{present}人", None, "按成员计", None),
        "household_kind": shared(household.get_household_kind_display(), Dept.NY, source, day),
        "relocated": shared(f"是，{household.settlement or '安置区未登记'}" if household.is_relocated else "否", Dept.NY, source, day),
        "category": shared(
            (household.get_category_display() or "没有类别") + ("，防返贫监测对象" if household.has_monitoring_tag else ""), Dept.MZ, source, day
        ),
        "helper": shared(household.helper or "没有登记", None, source, day),
    }  # fmt: skip
    if household.address:
        values["address"] = Known(household.address, household.address, source, day)
    if household.phone:
        values["phone"] = Known(str(household.phone), "", source, day, is_stale=stale)
    if household.bank_account:
        words = " ".join(part for part in (str(household.bank_account), household.bank_name, household.account_name) if part)
        values["bank"] = Known(words, "", source, day)
    if household.risks:
        values["risks"] = Known("、".join(risk_words(household.risks)), ",".join(household.risks), source, day, is_stale=stale)
    return values


def risk_words(codes: Iterable[str]) -> list[str]:
    return [str(Risk(code).label) for code in codes]


PERSON_COLUMNS = ("ethnicity", "education", "school_status", "marital", "political", "health", "labour", "job_status", "care_level")
LOCKED_WHEN_KNOWN = {"ethnicity": Dept.GA, "marital": Dept.MZ}


def person_values(member: Member, spoken: tuple[str, date], known: Prefill) -> dict[str, Known]:
    from identification.one_form.fields import BY_NAME

    source, day = spoken
    person = member.person
    values = {
        "name": shared(person.name, Dept.GA, source, day),
        "id_number": shared(person.get_id_type_display() + " " + str(person.id_number or "没有登记"), Dept.GA, source, day),
        "relation": shared(member.get_relation_display(), Dept.GA, source, day),
        "sex": shared(person.get_sex_display() or "没有登记", Dept.GA, source, day),
        "birth": shared(f"{person.birth:%Y年%-m月%-d日}" if person.birth else "没有登记", Dept.GA, source, day),
        "status": Known(member.get_status_display(), member.status, source, day),
    }
    for name in PERSON_COLUMNS:
        raw = getattr(person, name)
        if raw:
            declared = BY_NAME[name]
            text = str(dict(declared.choices).get(raw, raw))
            if name in LOCKED_WHEN_KNOWN:
                values[name] = shared(text, LOCKED_WHEN_KNOWN[name], source, day)
            else:
                values[name] = Known(text, raw, source, day, is_stale=declared.goes_stale and known.is_stale(day))
    return values


def say(known: Prefill, person_id: int | None, name: str, words: str, dept: Dept, day: date) -> None:
    """A department's word about one member; one of a person who no longer lives here is left aside."""
    if person_id in known.members:
        known.members[person_id][name] = shared(words, dept, "", day)


def records(known: Prefill, ids: list[int]) -> None:
    """What departments say of the house and of each person: shown and locked."""
    household, on = known.household, known.on
    for row in Disability.objects.filter(person__in=ids):
        words = (
            f"{row.get_kind_display()}{row.level}级，证号" + str(row.certificate or "没有登记") + ("（已注销）" if row.is_cancelled else "")
        )
        say(known, row.person_id, "disability", words, Dept.CL, row.received_on)
    absent = 0
    for pupil in Enrolment.objects.filter(person__in=ids):
        absent += pupil.attendance == Attendance.ABSENT
        parts = (pupil.get_stage_display(), pupil.school, pupil.grade, pupil.get_attendance_display())
        say(known, pupil.person_id, "school_status", "，".join(part for part in parts if part), Dept.JT, pupil.received_on)
    for cover in Insurance.objects.filter(person__in=ids, year=on.year).exclude(kind=InsuranceKind.SERIOUS_ILLNESS).order_by("pk"):
        name, dept = ("medical_insurance", Dept.YB) if "medical" in cover.kind else ("pension_insurance", Dept.RS)
        say(known, cover.person_id, name, str(cover), dept, cover.received_on)
    house = Housing.objects.filter(household=household).order_by("-appraised_on").first()
    if house:
        known.values["house_grade"] = shared(house.get_grade_display(), Dept.ZJ, "", house.appraised_on)
    water = Water.objects.filter(household=household).order_by("-checked_on").first()
    if water:
        states = {water.quantity, water.quality, water.access, water.reliability}
        words = "不达标" if "bad" in states else "没有登记全" if "" in states else "达标"
        known.values["water"] = shared(words, Dept.SW, "", water.checked_on)
    covered = sum(
        "medical_insurance" in known.members[person_id] and "已参保" in known.members[person_id]["medical_insurance"].text
        for person_id in known.members
    )
    known.values["guarantees"] = shared(f"失学辍学{absent}人，本年医保已参保{covered}人", None, "教体局、医保局", None)
    facts = HouseholdFacts.objects.filter(pk=household.pk).first()
    if facts and facts.excluded is not None:
        known.values["excluded"] = shared(f"{yuan(facts.excluded)}元", None, "算账表", facts.known_on)
        known.values["job_cost"] = shared(f"{yuan(facts.employment_cost)}元", None, "算账表", facts.known_on)
    vehicles = [row.get_kind_display() for row in Vehicle.objects.filter(person__in=ids).order_by("pk")]
    if vehicles:
        known.values["vehicles"] = shared("、".join(vehicles), Dept.GA, "", None)


def money_of(household: Household, known: Prefill) -> dict[str, list[KnownMoney]]:
    """Effective rows of the window, folded by person, item and source; the statement that there is nothing is one of them."""
    folded: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    models: tuple[Any, ...] = (Income, Spending)
    for model in models:
        effective = model.objects.filter(
            household=household, month__gte=known.window.start, month__lt=known.window.end, superseded_at__isnull=True
        )
        for row in effective.select_related("person").order_by("kind", "person_id", "item", "month"):
            folded[(row.kind, row.item, row.person_id, row.source)].append(row)
    money: dict[str, list[KnownMoney]] = {}
    for (kind, item, person_id, source), rows in folded.items():
        day = max(row.received_on for row in rows)
        total = sum((row.amount for row in rows), Decimal(0))
        who = rows[0].person.name if rows[0].person else "全户"
        if total or item in (NOTHING, NOT_FOUND):
            money.setdefault(kind, []).append(KnownMoney(kind, item, person_id, who, source, day, total, known.is_stale(day)))
        else:
            money.setdefault(kind, [])
    return money


INCOME_KINDS = frozenset(str(kind) for kind in IncomeKind)
