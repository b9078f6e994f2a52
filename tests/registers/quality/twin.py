"""The data-quality rules once more, in plain Python over plain values, for comparing on random households."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from random import Random

from casework.working_days import age_on
from registers.quality.rules.family import MEN, WOMEN

ON = date(2026, 6, 15)
START, END = date(2025, 6, 1), date(2026, 6, 1)
Answer = bool | None
PHONES = ("13900000001", "13900000002", None)
DAYS = (date(1950, 1, 1), date(1960, 6, 15), date(1960, 6, 16), date(1965, 6, 15), date(1965, 6, 16), date(1990, 2, 28), date(2008, 6, 15),
        date(2010, 6, 15), date(2010, 6, 16), ON, date(2026, 6, 16), None)  # fmt: skip


@dataclass
class P:
    """A person of a household."""

    relation: str = "02"
    status: str = "present"
    birth: date | None = None
    sex: str = ""
    category: str = ""
    health: str = ""
    labour: str = ""
    school: str = ""
    phone: str | None = None
    jobs: list[tuple[bool, date | None, date | None, str, int | None, Decimal | None]] = field(default_factory=list)
    wages: list[tuple[date, Decimal]] = field(default_factory=list)
    business: list[tuple[date, Decimal, str, int | None, bool | None]] = field(default_factory=list)
    insurance: list[tuple[str, str, int]] = field(default_factory=list)
    enrolment: tuple[str, str] | None = None

    @property
    def is_there(self) -> bool:
        return self.status not in ("dead", "moved_out", "married_out")

    @property
    def current(self) -> list[tuple[bool, date | None, date | None, str, int | None, Decimal | None]]:
        return [job for job in self.jobs if job[0] and (job[2] is None or job[2] >= ON)]


@dataclass
class H:
    """A household."""

    kind: str
    tag: bool
    category: str
    identified: date | None
    cleared: date | None
    claim: tuple[date, date] | None
    people: list[P]
    is_in_village: bool = True

    @property
    def is_known(self) -> bool:
        return bool(self.category) or self.tag or self.kind == "tuopin"

    @property
    def there(self) -> list[P]:
        return [person for person in self.people if person.is_there]


def random_household(r: Random) -> H:
    people = [
        random_person(r, r.choice(("02", "02", "10", "10", "20", "30", "30", "51", "38", "40")))
        for _ in range(r.choice((0, 1, 2, 2, 3, 4)))
    ]
    if people:
        people[0].relation = r.choice(("02", "02", "02", "20"))
    return H(
        r.choice(("tuopin", "ordinary")), r.random() < 0.3, r.choice(("", "", "dibao")), r.choice((None, date(2024, 3, 1))),
        r.choice((None, None, date(2024, 2, 29), date(2024, 3, 1), date(2025, 3, 1))),
        r.choice((None, None, (date(2024, 3, 1), date(2024, 3, 1)), (date(2024, 6, 1), date(2024, 3, 1)))), people, r.random() < 0.9,
    )  # fmt: skip


def random_person(r: Random, relation: str) -> P:
    def job() -> tuple[bool, date | None, date | None, str, int | None, Decimal | None]:
        start = r.choice((None, date(2026, 2, 1)))
        return (
            r.random() < 0.7, start, r.choice((None, None, date(2026, 6, 14), ON)), r.choice(("", "甲县", "乙县")), r.choice((None, 0, 12, 13)),
            r.choice((None, Decimal("0"), Decimal("99.99"), Decimal("100"))),
        )  # fmt: skip

    return P(
        relation, r.choice(("present", "present", "present", "dead", "in_prison")), r.choice(DAYS), r.choice(("", "1", "2")),
        r.choice(("", "tekun")), r.choice(("", "healthy", "healthy", "chronic")), r.choice(("", "ordinary", "skilled", "weak", "none")), r.choice(("", "not", "not", "junior")),
        r.choice(PHONES),
        [job()] if r.random() < 0.5 else [],
        [(r.choice((date(2025, 5, 1), date(2025, 6, 1), date(2026, 5, 1), date(2026, 6, 1))), r.choice((Decimal("0"), Decimal("50"), Decimal("99.99"), Decimal("100"))))
         for _ in range(r.choice((0, 0, 1, 2)))],
        [(r.choice((date(2025, 5, 1), date(2025, 10, 1))), r.choice((Decimal("800"), Decimal("-5"))), r.choice(("种植", "种植收入", "种植净收入")), r.choice((None, 7)), r.choice((None, False, True)))
         for _ in range(r.choice((0, 0, 1, 2)))],
        [(kind, r.choice(("insured", "not_insured", "stopped")), r.choice((2025, 2026))) for kind in
         ("resident_medical", "worker_medical", "serious_illness", "resident_pension") if r.random() < 0.3],
        r.choice((None, None, ("enrolled", ""), ("absent", "因病"), ("absent", "厌学"))),
    )  # fmt: skip


def said(hit: bool, unknown: bool) -> Answer:
    return True if hit else None if unknown else False


def shared_apart(world: list[H]) -> set[str]:
    """Phones of people whose work is now in more than one county."""
    places: dict[str, set[str]] = defaultdict(set)
    for person in (one for household in world for one in household.people):
        for job in person.current:
            if person.phone and job[3]:
                places[person.phone].add(job[3])
    return {phone for phone, counties in places.items() if len(counties) > 1}


def member_answers(h: H, p: P, apart: set[str], received: set[str]) -> dict[str, Answer]:
    """Of somebody who is there; only of the rules that ask him."""
    age = None if p.birth is None else age_on(p.birth, ON) if p.birth <= ON else -1
    found: dict[str, Answer] = {}
    if h.tag or h.cleared:
        of_year = [(kind, status) for kind, status, year in p.insurance if year == 2026]
        kinds = {kind for kind, _ in of_year}
        medical = any(kind in ("resident_medical", "worker_medical") and status == "insured" for kind, status in of_year)
        found["DQ-03-1"] = said(not medical and "medical" in received, not medical)
        serious = "serious_illness" in kinds
        found["DQ-03-2"] = said(not serious and "serious" in received, not serious)
        open_ = "resident_pension" not in kinds and p.school in ("", "not") and (age is None or age >= 16)
        found["DQ-03-3"] = said(open_ and age is not None and "pension" in received, open_)
    if p.category == "tekun":
        enrolled = bool(p.enrolment) and p.enrolment[0] == "enrolled"
        operands = [
            None if not p.health else p.health == "healthy",
            None if age is None else 18 <= age <= 60,
            False if enrolled else None if not p.school else p.school == "not",
        ]
        found["DQ-15-1"] = False if False in operands else None if None in operands else True
    if h.is_known:
        found |= known_answers(h, p, age, apart)
    return found


def known_answers(h: H, p: P, age: int | None, apart: set[str]) -> dict[str, Answer]:
    job = p.current[0] if p.current else None
    place = job[3] if job else ""
    wage = [amount for month, amount in p.wages if START <= month < END]
    told = sum(wage) if wage else None
    stated = job[5] if job else None
    low = any(amount is not None and 0 < amount < 100 for amount in (told, stated))
    phones = [one.phone for one in h.there]
    given = [phone for phone in phones if phone]
    reason = p.enrolment[1] if p.enrolment else ""
    full = p.labour in ("ordinary", "skilled")
    return {
        "DQ-16-1": said(bool(job and place and p.phone in apart), bool(job and (not p.phone or not place))),
        "DQ-16-2": said(low, bool(job and told is None and stated is None)),
        "DQ-16-3": said(bool(p.phone) and len(given) >= 2 and len(set(given)) == 1, len(phones) >= 2 and len(given) < 2),
        "DQ-19-1": not p.health,
        "DQ-19-2": said("病" in reason and p.health == "healthy", "病" in reason and not p.health),
        "DQ-19-3": said(full and age is not None and not 16 <= age <= 65, (full and age is None) or not p.labour),
    }


def household_answers(h: H) -> dict[str, Answer]:
    there = h.there
    heads = [p for p in there if p.relation == "02"]
    births = [p.birth for p in heads if p.birth]
    head_born = min(births) if births else None
    children = [p for p in there if p.relation[0] in "23" and p.relation not in ("28", "38")]
    parents = [p for p in there if p.relation == "51"]
    older = head_born is not None and (
        any(p.birth and p.birth <= head_born for p in children) or any(p.birth and p.birth >= head_born for p in parents)
    )
    kin = [*children, *parents]
    wrong = [p for p in there if (p.relation in MEN and p.sex == "2") or (p.relation in WOMEN and p.sex == "1")]
    blank = [p for p in there if p.relation in (*MEN, *WOMEN) and not p.sex]
    claim_is_wrong = bool(h.claim) and h.claim[0] > h.claim[1]
    found: dict[str, Answer] = {
        "DQ-18-1": said(bool(wrong), bool(blank)),
        "DQ-18-2": said(older, bool(kin) and (head_born is None or any(p.birth is None for p in kin))),
        "DQ-18-3": sum(p.relation == "10" for p in there) > 1,
        "DQ-18-4": not heads,
        "DQ-18-5": len(heads) > 1,
        "DQ-22-1": not h.is_in_village,
        "DQ-22-2": said(
            claim_is_wrong or bool(h.cleared and h.identified and h.identified > h.cleared), bool(h.cleared) and not h.identified
        ),
        "DQ-22-3": said(any(p.birth and p.birth > ON for p in there), any(p.birth is None for p in there)),
    }
    if h.is_known:
        rows = [row for p in h.people for row in p.business if START <= row[0] < END]
        spends = any(amount < 0 for _, amount, _, _, _ in rows)
        called = [
            ("收入" in item and "净" not in item if "收入" in item else None) if said_so is None else said_so
            for _, amount, item, batch, said_so in rows
            if amount > 0 and batch
        ]
        jobs = [job for p in h.people for job in p.jobs]
        timeless = [job for job in jobs if job[1] is None and job[4] is None]
        found |= {
            "DQ-21-1": said(True in called and not spends, None in called and not spends),
            "DQ-21-3": said(any((job[4] or 0) > 12 for job in jobs), any(job[0] for job in timeless)),
            "DQ-21-4": any(job[3] for job in timeless),
        }
    return found
