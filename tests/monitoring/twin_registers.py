"""The plain-Python twin of the property and integrity rules: what registers say of people, judged without SQL (domain §5.2, §5.3, rulings B12)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from random import Random
from typing import NamedTuple

ON = date(2026, 6, 15)
PAID_FROM = date(2026, 3, 1)
NEW_STANDARD = date(2026, 4, 1)
PURPOSES = {"农村低保金": "基本生活", "特困供养金": "基本生活", "重度残疾人护理补贴": "照料护理", "特困人员照料护理费": "照料护理"}
START, END = date(2025, 6, 1), date(2026, 6, 1)
LINE = {"rural": 897800, "urban": 1197600}
DIBAO = {"rural": 598500, "urban": 798000}
EXEMPT = 100_000_00
AREA_AVERAGE = 40
STRICT = {"tekun", "dibao"}


class Job(NamedTuple):
    """One row of the register of work."""

    told: date
    refusals: int | None
    started: date | None
    ended: date | None
    works: bool
    wish: bool


@dataclass
class Own:
    """What the registers say of one person."""

    estates: list[tuple[str, int | None]] = field(default_factory=list)  # location, m²; the location's first letter is the use
    balances: list[tuple[str, date, int]] = field(default_factory=list)  # bank, day asked, 分
    companies: list[tuple[str, str, int | None, int | None]] = field(default_factory=list)  # role, status, staff, subscribed 分
    # month; 分: wage, pension, taxed income, housing fund
    salaries: list[tuple[date, int | None, int | None, int | None, int | None]] = field(default_factory=list)
    state: list[bool | None] = field(default_factory=list)  # 财政供养, of each of these months
    offers: list[Job] = field(default_factory=list)
    posts: list[tuple[date, date | None]] = field(default_factory=list)  # 公益岗位: from, to
    held: list[tuple[str, date, date | None]] = field(default_factory=list)  # kind, from, to
    payments: list[tuple[str, date, str, str]] = field(default_factory=list)  # item, month, status, account of: self, stranger or ""
    rise: int = 0  # 分 by which the 特困 money of a month has grown since April
    claims: list[tuple[str, str, date | None, bool]] = field(default_factory=list)  # register, category, until, cleared
    care: str = ""  # of the 特困 claim
    card_until: date | None = None
    health: str = ""


@dataclass
class Told:
    """What the household's form says of property; None: not asked."""

    houses: list[int | None] | None = None  # m² of each
    savings: int | None = None  # 分
    machinery: int | None = None


def random_own(r: Random, area: str) -> Own:
    own = Own()
    for place in r.sample(["r文庙路1", "r文庙路2", "r文庙路3", "c建设街1", "c建设街2", "g车库1"], r.choice([0, 0, 0, 1, 2])):
        own.estates.append((place, r.choice([None, 20, 40, 60, 80])))
    for bank in r.sample(["农商行", "邮储"], r.choice([0, 0, 1, 2])):
        days = r.sample([date(2026, 1, 5), date(2026, 5, 30)], r.choice([1, 2]))
        own.balances += [
            (bank, day, r.choice([0, DIBAO[area] * 3, DIBAO[area] * 3 + 1, DIBAO[area] * 4, DIBAO[area] * 4 + 1])) for day in days
        ]
    for _ in range(r.choice([0, 0, 0, 1, 2])):
        own.companies.append(
            (
                r.choice(["sole_trader", "shareholder", "cooperative"]), r.choice(["active", "active", "cancelled"]),
                r.choice([None, 0, 0, 1]), r.choice([None, 0, EXEMPT, EXEMPT + 1]),
            )
        )  # fmt: skip
    for month in r.sample([date(2025, 5, 1), date(2025, 6, 1), date(2026, 5, 1), date(2026, 6, 1)], r.choice([0, 0, 1, 2])):
        line = LINE[area]
        own.salaries.append((month, *(r.choice([None, 0, line // 2, line, line + 1]) for _ in range(4))))
    own.state = [r.choice([None, False, False, True]) for _ in own.salaries]
    own.offers = [random_job(r, month) for month in r.sample(list(STARTS), r.choice([0, 0, 1, 2]))]
    if r.random() < 0.2:
        own.posts.append((r.choice([date(2026, 1, 1), ON, date(2026, 6, 16)]), r.choice([None, date(2026, 6, 14), ON])))
    if r.random() < 0.15:
        kind = r.choice(["prison", "rehab", "custody"])
        own.held.append(
            (kind, r.choice([date(2026, 2, 1), date(2026, 3, 10), ON, date(2026, 6, 16)]), r.choice([None, date(2026, 6, 14), ON]))
        )
    items = ["农村低保金", "特困供养金", "耕地补贴", "重度残疾人护理补贴", "特困人员照料护理费", "困难残疾人生活补贴"]
    for item in r.sample(items, r.choice([0, 0, 0, 1, 2])):
        for month in r.sample([date(2026, 2, 1), date(2026, 3, 1), date(2026, 5, 1), date(2026, 6, 1)], r.choice([1, 2])):
            for status in r.sample(["paid", "failed", "returned", "pending"], r.choice([1, 1, 2])):
                own.payments.append((item, month, status, r.choice(["self", "self", "self", ""] if r.random() < 0.9 else ["stranger"])))
    for register in r.sample(["tekun", "dibao_margin", "rigid_expenditure", "monitored"], r.choice([0, 0, 0, 0, 1, 2])):
        category = "" if register == "monitored" else register
        own.claims.append((register, category, r.choice([None, date(2026, 6, 14), ON]), register == "monitored" and r.random() < 0.5))
    own.care = r.choice(["", "self", "half", "full"])
    own.card_until = r.choice([None, None, date(2026, 6, 14), ON])
    own.health = r.choice(["", "healthy", "healthy"])
    own.rise = r.choice([0, 0, 1])
    return own


# Month told of → when that spell began; the two never begin on one day.
STARTS: dict[date, list[date | None]] = {
    date(2026, 4, 1): [None, date(2025, 1, 1), date(2026, 4, 1)],
    date(2026, 5, 1): [date(2025, 6, 1), date(2026, 1, 10), date(2026, 6, 16)],
}


def random_job(r: Random, month: date) -> Job:
    """Out of work for exactly three months, a day more, or not at all."""
    ends = [None, date(2026, 3, 14), date(2026, 3, 15), date(2026, 6, 14), ON, date(2026, 6, 16)]
    return Job(month, r.choice([None, 0, 2, 3, 4]), r.choice(STARTS[month]), r.choice(ends), r.random() < 0.5, r.random() < 0.4)


def is_at_work(own: Own) -> bool:
    """By the latest word of the register, or in a public post."""
    latest = max(own.offers, key=lambda job: job.told, default=None)
    works = latest is not None and latest.works and (latest.started or ON) <= ON and (latest.ended or ON) >= ON
    return works or any(start <= ON and (end is None or end >= ON) for start, end in own.posts)


def has_lost_job(own: Own) -> bool | None:
    """The spell begun last ended more than three months ago; nobody knows when: nobody can say."""
    spells = [job for job in own.offers if job.started and job.started <= ON]
    if is_at_work(own) or not spells:
        return False
    ended = max(spells, key=lambda job: job.started or ON).ended
    return None if ended is None else ended < date(2026, 3, 15)


def wishes_training(own: Own) -> bool:
    return bool(own.offers) and max(own.offers, key=lambda job: job.told).wish


def random_told(r: Random, area: str) -> Told:
    houses = r.choice([None, None, [], [40], [30, 60], [30, None], [10, 20, 30]])
    return Told(houses, r.choice([None, 0, DIBAO[area] * 3, DIBAO[area] * 4 + 1]), r.choice([None, 0, 0, 1]))


def all_of(*answers: bool | None) -> bool | None:
    return False if False in answers else (None if None in answers else True)


def any_of(*answers: bool | None) -> bool | None:
    return True if True in answers else (None if None in answers else False)


def homes_beyond(category: str, counted: list[Own], told: Told) -> bool | None:
    """The registry is in, so its silence is none; whoever of registry and form knows of more homes speaks."""
    places: dict[str, int | None] = {}
    for place, area in (estate for own in counted for estate in own.estates):
        known = [size for size in (places.get(place), area) if size is not None]
        places[place] = max(known) if known else None
    registered = [area for place, area in places.items() if place.startswith("r")]
    shops = sum(place.startswith("c") for place in places)
    declared = told.houses or []
    sums = [None if None in areas else sum(area for area in areas if area is not None) for areas in (registered, declared)]
    houses = max(len(registered), len(declared))
    if len(registered) == len(declared) and houses:
        known = [size for size in sums if size is not None]
        area = max(known) if known else None
    else:
        area = sums[0] if len(registered) > len(declared) else sums[1]
    too_large = None if area is None else area > AREA_AVERAGE * len(counted)
    strict = category in STRICT
    return any_of(houses > 2, all_of(strict, houses > 1, too_large), shops > 1, shops > 0 and houses > 0)


def savings_beyond(category: str, area: str, counted: list[Own], told: Told) -> bool | None:
    banks = [
        amount
        for own in counted
        for bank, day, amount in own.balances
        if day == max(other for name, other, _ in own.balances if name == bank)
    ]
    known = [amount for amount in (sum(banks) if banks else None, told.savings) if amount is not None]
    months = 36 if category in STRICT else 48
    return max(known) > Fraction(months * DIBAO[area] * len(counted), 12) if known else None


def company_beyond(own: Own) -> bool | None:
    active = [(staff, subscribed) for role, status, staff, subscribed in own.companies if status == "active" and role != "cooperative"]
    return any_of(
        False,
        *(any_of(None if staff is None else staff > 0, None if capital is None else capital > EXEMPT) for staff, capital in active),
    )


def pay_beyond(own: Own, area: str) -> bool:
    total = 0
    for month, wage, pension, taxed, fund in own.salaries:
        if START <= month < END:
            total += max((wage or 0) + (pension or 0), taxed or 0, fund or 0)
    return total > LINE[area]


def state_paid(own: Own) -> bool | None:
    """A register that names him without a word of it leaves it open; one that does not name him says no."""
    told = [state for (month, *_), state in zip(own.salaries, own.state, strict=True) if START <= month < END]
    said = [state for state in told if state is not None]
    return any(said) if said or not told else None


def long_absent(status: str, is_counted: bool, since: date | None, visited_on: date | None, at_home: bool) -> bool | None:
    """Six months away; of whom nobody at home can tell, six months without a visit, too. `at_home`: somebody of the household is."""
    away, unseen = (None if day is None else day <= date(2025, 12, 15) for day in (since, visited_on))
    if is_counted and status == "away_working" and not at_home:
        return all_of(away is not False, unseen)
    if is_counted or status not in {"missing", "moved_out", "married_out", "lives_apart", "other"}:
        return False
    return True if away is None and unseen else away


def live_claims(own: Own) -> list[tuple[str, str]]:
    return [(register, category) for register, category, until, cleared in own.claims if (until is None or until >= ON) and not cleared]


def in_two_categories(own: Own, has_dibao_claim: bool) -> bool:
    categories = {category for _, category in live_claims(own) if category} | ({"dibao"} if has_dibao_claim else set())
    return len(categories) > 1


def has_care_amiss(own: Own, disability: tuple[str, int] | None, age: int | None) -> bool | None:
    """`disability`: kind and level of a certificate in force. None for somebody whom no 特困 register in force grades: he is not asked."""
    helpless = disability is not None and disability[1] == 1 and disability[0] not in "23"
    is_ill = None if own.health == "" else own.health == "serious"
    too_high = all_of(
        own.care in {"half", "full"}, disability is None, None if is_ill is None else not is_ill, None if age is None else age < 60
    )
    return any_of(own.care == "self" and helpless, too_high)


def crossed_an_age(age_then: int | None, age_now: int | None) -> bool | None:
    """`age_then` on 30 April: birthdays are told of from the first of last month on."""
    return None if age_then is None or age_now is None else any(age_then < age <= age_now for age in (16, 18, 60, 70, 80))


def has_expired_paper(own: Own, has_card: bool, category: str) -> bool:
    rigid = any(register == "rigid_expenditure" and until and until < ON for register, _, until, _ in own.claims)
    return (has_card and own.card_until is not None and own.card_until < ON) or (rigid and category == "rigid_expenditure")


def paid_months(own: Own) -> list[tuple[str, date]]:
    return [(item, month) for item, month, status, _ in own.payments if status == "paid" and PAID_FROM <= month <= ON]


def held_and_served(own: Own, status: str, since: date | None, is_claimed: bool) -> bool | None:
    """In prison or rehabilitation, and on a register or paid for a month that began later."""
    times = [start for kind, start, end in own.held if kind != "custody" and start <= ON and (end is None or end >= ON)]
    if not times and status not in {"in_prison", "in_rehab"}:
        return False
    began = min(times) if times else since
    last = max((month for _, month in paid_months(own)), default=None)
    is_paid = False if last is None else (None if began is None else last > began)
    return any_of(is_claimed, is_paid)


def misses_a_subsidy(own: Own, level: int, issued: date, category: str) -> bool:
    """两项补贴 of who holds a card in force since before the months looked at, not of a 特困 person."""
    if category == "tekun" or issued >= PAID_FROM:
        return False
    paid = {item for item, _ in paid_months(own)}
    return (level <= 2 and "重度残疾人护理补贴" not in paid) or (category == "dibao" and "困难残疾人生活补贴" not in paid)


def paid_twice(own: Own) -> bool:
    seen: dict[tuple[str, date], set[str]] = {}
    for item, month in paid_months(own):
        if item in PURPOSES:
            seen.setdefault((PURPOSES[item], month), set()).add(item)
    return any(len(items) > 1 for items in seen.values())


def amount(own: Own, item: str, month: date) -> int:
    """分 of one payment."""
    return 10000 + (own.rise if item == "特困供养金" and month >= NEW_STANDARD else 0)


def standard_without_effect(category: str, everybody: list[Own]) -> bool | None:
    """The 特困 standard began in April; that of 低保 has not changed for long."""
    if category != "tekun":
        return False
    months: dict[date, int] = {}
    for own in everybody:
        for item, month, status, _ in own.payments:
            if item == "特困供养金" and status == "paid" and month <= ON:
                months[month] = months.get(month, 0) + amount(own, item, month)
    since = [month for month in months if month >= NEW_STANDARD]
    return months[date(2026, 3, 1)] == months[max(since)] if since and date(2026, 3, 1) in months else None


def money_astray(everybody: list[Own]) -> bool:
    """Came back and was not sent again, or went to an account of nobody in the household."""
    for own in everybody:
        rows: dict[tuple[str, date], dict[str, str]] = {}
        for item, month, status, account in own.payments:
            if PAID_FROM <= month <= ON:
                rows.setdefault((item, month), {})[status] = account
        for accounts in rows.values():
            if accounts.get("paid", accounts.get("pending")) == "stranger" or ("paid" not in accounts and accounts.keys() != {"pending"}):
                return True
    return False


def household_answers(category: str, area: str, counted: list[Own], told: Told) -> dict[str, bool | None]:
    """Of a household with a category or the tag and somebody counted."""
    return {
        "A02": homes_beyond(category, counted, told),
        "A04": savings_beyond(category, area, counted, told),
        "A07": None if told.machinery is None else told.machinery > 0,
    }


def member_answers(own: Own, area: str) -> dict[str, bool | None]:
    """Of one counted member of a household with a category or the tag."""
    refusals = max(own.offers, key=lambda job: job.told).refusals if own.offers else 0
    return {"A03": company_beyond(own), "A05": pay_beyond(own, area), "A06": state_paid(own), "A08": (refusals or 0) >= 3}
