"""收入, 支出, 财产, 医保结算: dated money by household and person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from casework.working_days import add_months, first_of_month
from households.choices import EvidenceSource, IncomeKind
from households.effective import supersede_assets, supersede_money
from households.models import Asset, Income, Medical, Spending
from registers.landing.job import Job, Outcome
from registers.merging import Plan, merge
from registers.parsing import Period, tidy
from registers.references import known_households, memberships, resolve_people
from registers.rows import Rows
from registers.words import INCOME_WORDS

# Words of other systems for the kind that speak of what came in; 经营净收入 itself says that the costs are off.
RECEIPTS = frozenset(word for word, kind in INCOME_WORDS.items() if kind == IncomeKind.BUSINESS)
MONEY_KEY = ("household_id", "person_id", "kind", "item", "month", "source", "ref")


def incomes(job: Job) -> Outcome:
    return _money(job, Income)


def spending(job: Job) -> Outcome:
    return _money(job, Spending)


def _money(job: Job, model: type[Income] | type[Spending]) -> Outcome:
    rows = job.rows
    owners = resolve_owners(rows)
    columns = ("amount", "is_receipts") if model is Income else ("amount",)
    plan = Plan(model, MONEY_KEY, columns, once=("received_on",), follow=("batch_id",), maybe_null=("person_id",))
    merged = merge(plan, _months(job, owners, called=model is Income))
    outcome = Outcome().add(merged, {rows.lines[index]: (household,) for index, (household, _) in owners.items()})
    supersede_money(outcome.households, on=job.on)
    return outcome


def is_receipts(kind: str, item: str) -> bool:
    """Whether a business figure is what came in, costs not yet taken off, by the words its register used: “生产经营性收入”, “种植收入”; not “种植净收入”."""
    return "净" not in item and ("收入" in item or kind in RECEIPTS)


def _months(job: Job, owners: dict[int, tuple[int, int | None]], *, called: bool) -> Iterator[tuple[int, list[Any]]]:
    """One record per month; a year splits into twelve. A row whose month another row of the file already gave is rejected.

    `called`: with what the register calls a business figure.
    """
    rows, seen = job.rows, dict[tuple[Any, ...], int]()
    for index, kind, item, period, amount, source, received, ref in rows.live(
        "kind", "item", "month", "amount", "source", "received_on", "ref"
    ):
        line, received = rows.lines[index], received or job.on
        keys = [(*owners[index], kind, item, month, source, ref or "") for month in months_of(period, source, received)]
        taken = next((seen[key] for key in keys if key in seen), None)
        if taken is not None:
            rows.reject(index, "month", f"这一项的月份{rows.tab.said(taken)}已经填过，只取{rows.tab.said(taken)}。全年数和分月数只留一种。")
            continue
        said = [is_receipts(tidy(rows.raw(index, "kind")), item) if kind == IncomeKind.BUSINESS else None] if called else []
        for key, part in zip(keys, split(amount, len(keys)), strict=True):
            seen[key] = line
            yield line, [*key, part, *said, received, job.batch_id]


def months_of(period: Period, source: str, received_on: date) -> list[date]:
    """The months a figure covers; a survey's yearly figure covers the 12 full months before the visit (rulings B4)."""
    if period.months == 12 and source == EvidenceSource.VISIT:
        start = add_months(first_of_month(received_on), -12)
    else:
        start = period.start
    return [add_months(start, number) for number in range(period.months)]


def split(amount: Decimal, parts: int) -> list[Decimal]:
    """Equal parts in whole 分, the odd 分 in the last; the parts always sum to the amount."""
    if parts == 1:
        return [amount]
    cent = Decimal("0.01")
    fen = int(amount.scaleb(2))
    share = cent * (abs(fen) // parts * (1 if fen >= 0 else -1))
    return [share] * (parts - 1) + [amount - share * (parts - 1)]


def resolve_owners(rows: Rows) -> dict[int, tuple[int, int | None]]:
    """(household, person) of every row: by household number, by the person, or both, which must agree."""
    people = resolve_people(rows, name=None)
    numbers = known_households({number for _, number in rows.live("household_no") if number})
    pairs = memberships(known.person_id for known in people.values())
    owners: dict[int, tuple[int, int | None]] = {}
    for index, household_no, number in rows.live("household_no", "id_number"):
        if not household_no and not number:
            rows.reject(index, "household_no", "户编号和证件号码至少填一个。")
            continue
        household = numbers.get(household_no) if household_no else None
        if household_no and household is None:
            rows.reject(index, "household_no", "没有这个户编号。请先导入“家庭”，或核对户编号。")
            continue
        known = people.get(number) if number else None
        if known and household and (household, known.person_id) not in pairs:
            rows.reject(index, "id_number", "这个身份证号不是这一户的成员。请核对户编号和身份证号。")
            continue
        owner = household or (known.household_id if known else None)
        assert owner is not None
        owners[index] = owner, known.person_id if known else None
    return owners


def assets(job: Job) -> Outcome:
    rows = job.rows
    owners = resolve_owners(rows)
    plan = Plan(
        Asset,
        ("household_id", "person_id", "kind", "item", "source"),
        ("as_of", "value", "area"),
        once=("received_on",),
        follow=("batch_id",),
        new={"as_of": job.on},
        maybe_null=("person_id",),
    )
    records = []
    for index, kind, item, source, as_of, value, area, received in rows.live(
        "kind", "item", "source", "as_of", "value", "area", "received_on"
    ):
        records.append(
            (rows.lines[index], [*owners[index], kind, item, source, as_of or received, value, area, received or job.on, job.batch_id])
        )
    merged = merge(plan, records)
    outcome = Outcome().add(merged, {rows.lines[index]: (household,) for index, (household, _) in owners.items()})
    supersede_assets(outcome.households, on=job.on)
    return outcome


PAYERS = ("basic_paid", "serious_paid", "aid_paid", "other_paid")


def medical(job: Job) -> Outcome:
    rows = job.rows
    people = resolve_people(rows)
    plan = Plan(
        Medical,
        ("person_id", "settled_on", "visit_kind", "settlement_no"),
        ("household_id", "hospital", "admitted_on", "discharged_on", "total", *PAYERS, "self_pay", "compliant_self_pay"),
        once=("received_on", "source"),
        follow=("batch_id",),
    )
    records, households = [], {}
    for index, number, settled, kind, settlement_no, hospital, admitted, discharged, total, compliant, written, *payers in rows.live(
        "id_number", "settled_on", "visit_kind", "settlement_no", "hospital", "admitted_on", "discharged_on", "total", "compliant_self_pay",
        "self_pay", *PAYERS,
    ):  # fmt: skip
        self_pay = total - sum((paid for paid in payers if paid), Decimal(0))
        if self_pay < 0:
            rows.reject(index, "total", "各项支付之和大于医疗费总额。请核对。")
        elif written is not None and written != self_pay:
            rows.reject(index, "self_pay", f"与总额减各项支付不符，算得{self_pay}。请核对各项金额。")
        elif compliant > self_pay:
            rows.reject(index, "compliant_self_pay", f"合规自付不能大于个人自付{self_pay}。请核对。")
        elif admitted and discharged and admitted > discharged:
            rows.reject(index, "discharged_on", "出院日期早于入院日期。请核对。")
        else:
            known, line = people[number], rows.lines[index]
            households[line] = (known.household_id,)
            records.append(
                (
                    line,
                    [known.person_id, settled, kind, settlement_no or "", known.household_id, hospital, admitted, discharged, total, *payers,
                     self_pay, compliant, job.on, EvidenceSource.DEPARTMENT, job.batch_id],
                )
            )  # fmt: skip
    outcome = Outcome().add(merge(plan, records), households)
    supersede_money(outcome.households, on=job.on)
    return outcome
