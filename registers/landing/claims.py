"""低保, 特困, 低保边缘, 刚性支出, 监测对象: what other systems say a person is. Kept as claims, adopted by identification.stock."""

from __future__ import annotations

from typing import Any

from households.choices import HouseholdKind, MemberStatus, Register
from households.models import Household, Member, RegisterClaim
from policies.categories import DibaoMode, SupportCategory
from registers.landing.job import Job, Outcome
from registers.merging import Plan, merge
from registers.references import Known, known_households, known_people, memberships, resolve_people
from registers.rows import Rows

COLUMNS = (
    "household_id", "category", "dibao_mode", "certificate", "since", "until", "monthly_amount", "insured_count", "cause", "support_mode",
    "care_level", "rigid_share", "monitoring_kind", "risks", "is_cleared", "cleared_on", "clearance_mode",
    "outside_no", "person_no", "collector", "collector_phone",
)  # fmt: skip
FROM_SHEET = ("dibao_mode", *COLUMNS[3:13], "is_cleared", "cleared_on", "clearance_mode", "person_no", "collector", "collector_phone")
OTHER_RELATION = "80"


def dibao(job: Job) -> Outcome:
    return _claims(job, Register.DIBAO, SupportCategory.DIBAO)


def tekun(job: Job) -> Outcome:
    return _claims(job, Register.TEKUN, SupportCategory.TEKUN)


def dibao_margin(job: Job) -> Outcome:
    return _claims(job, Register.DIBAO_MARGIN, SupportCategory.DIBAO_MARGIN)


def rigid_expenditure(job: Job) -> Outcome:
    for index, since, until in job.rows.live("since", "until"):
        if since > until:
            job.rows.reject(index, "until", "有效期止早于认定日期。请核对。")
    return _claims(job, Register.RIGID_EXPENDITURE, SupportCategory.RIGID_EXPENDITURE)


def monitored(job: Job) -> Outcome:
    """Both numbers of the national system are kept (domain §2.4); its kind of household is only compared with ours."""
    _compare_kinds(job.rows)
    return _claims(job, Register.MONITORED, "")


def _compare_kinds(rows: Rows) -> None:
    people = known_people({number for _, number in rows.live("id_number")})
    kinds = dict(Household.objects.filter(pk__in={known.household_id for known in people.values()}).values_list("pk", "household_kind"))
    for index, number, said in rows.live("id_number", "household_kind"):
        if said and number in people and said != (ours := kinds[people[number].household_id]):
            rows.warn(index, "household_kind", f"“家庭”台账登记的是{HouseholdKind(ours).label}，以家庭台账为准。哪边不对请更正哪边。")


def _claims(job: Job, register: Register, category: str) -> Outcome:
    rows = job.rows
    people = resolve_people(rows)
    listed = _listed_households(rows, people)
    plan = Plan(RegisterClaim, ("register", "person_id"), COLUMNS, once=("received_on",), follow=("batch_id",))
    records, households = [], {}
    risks = [rows.column(f"risk_{number}") for number in range(1, 6)]
    for index, number, *given in rows.live("id_number", *FROM_SHEET):
        known, line, said = people[number], rows.lines[index], dict(zip(FROM_SHEET, given, strict=True))
        household = listed.get(index, known.household_id)
        if register == Register.DIBAO:
            said["dibao_mode"] = said["dibao_mode"] or DibaoMode.WHOLE
        fixed = {
            "register": register,
            "person_id": known.person_id,
            "household_id": household,
            "category": category or None,
            "risks": list(dict.fromkeys(column[index] for column in risks if column[index])) or None,
            "received_on": job.on,
            "batch_id": job.batch_id,
            "outside_no": rows.column("household_no")[index],
        }
        records.append((line, [fixed[name] if name in fixed else said[name] for name in plan.order]))
        # Where he is listed and where he lives: both chains tell it.
        households[line] = {household, known.household_id}
    merged = merge(plan, records)
    _keep_second_listings(rows, people, listed)
    outcome = Outcome(adopts=True)
    return outcome.add(merged, households)


def _listed_households(rows: Rows, people: dict[str, Known]) -> dict[int, int]:
    """The household the register lists a person in: by its household number or its head's, where that is another than he lives in."""
    heads = known_people({number for _, number in rows.live("head_id_number") if number})
    warn_of_other_heads(rows, heads)
    numbers: dict[str, int] = {}
    if "household_no" in rows.sheet.by_code:
        numbers = known_households({number for _, number in rows.live("household_no") if number})
    listed = {}
    for index, number, head, household_no in rows.live("id_number", "head_id_number", "household_no"):
        if household_no in numbers:
            listed[index] = numbers[household_no]
        elif head and head in heads and head != number:
            listed[index] = heads[head].household_id
    return {index: household for index, household in listed.items() if household != people[rows.column("id_number")[index]].household_id}


def warn_of_other_heads(rows: Rows, heads: dict[str, Known]) -> None:
    """A head named otherwise than he is registered: the number leads to the household, the name is told of."""
    for index, number, name in rows.live("head_id_number", "head_name"):
        if name and number in heads and heads[number].name != name:
            rows.warn(index, "head_name", "与户主身份证号登记的姓名不同，按身份证号找户。请核对户主姓名和身份证号。")


def _keep_second_listings(rows: Rows, people: dict[str, Known], listed: dict[int, int]) -> None:
    """A second register lists him in a household he does not live in: kept as a claim, never counted (rulings A12)."""
    alive = {index: household for index, household in listed.items() if index not in rows.dead}
    numbers, relations = rows.column("id_number"), rows.column("relation")
    pairs = memberships(people[numbers[index]].person_id for index in alive)
    wanted: dict[tuple[int, int], Any] = {}
    for index, household in alive.items():
        pair = household, people[numbers[index]].person_id
        if pair not in pairs:
            wanted[pair] = Member(
                household_id=pair[0],
                person_id=pair[1],
                relation=relations[index] or OTHER_RELATION,
                status=MemberStatus.PRESENT,
                is_claim=True,
            )
    Member.objects.bulk_create(wanted.values())
