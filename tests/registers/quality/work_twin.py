"""The supervision rules once more, in plain Python over plain values, for comparing on random households."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

ON = date(2026, 6, 15)
RULES = ("DQ-04", "DQ-05", "DQ-06", "DQ-07", "DQ-08", "DQ-09", "DQ-11", "DQ-13", "DQ-20", "DQ-23", "SV-02", "SV-03", "SV-04")
Answer = bool | None
FITS = {
    "01": {"health", "comprehensive"}, "09": {"compulsory_education", "education", "social"}, "03": {"comprehensive", "social"},
    "02": {"housing", "comprehensive", "conditions"}, "08": {"housing", "relocation"}, "10": {"water"},
    "04": {"public_post", "comprehensive", "industry"}, "07": {"job"}, "06": {"industry", "finance"},
}  # fmt: skip
DEVELOPING = {"industry", "job", "finance", "public_post"}
KINDS = ("industry", "job", "job", "health", "comprehensive", "comprehensive", "housing", "education")
IDENTIFIED = (None, date(2025, 1, 10), date(2025, 12, 14), date(2025, 12, 15), date(2026, 1, 31), date(2026, 5, 15), date(2026, 5, 16))
DAYS = (date(2024, 1, 1), date(2025, 1, 9), date(2025, 1, 10), date(2026, 1, 31), date(2026, 5, 16), ON, date(2026, 6, 16))


def months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass
class M:
    """A measure: of our own departments where `is_ours`."""

    kind: str
    begun: date | None
    ended: date | None = None
    status: str = "done"
    is_ours: bool = False

    @property
    def is_done(self) -> bool:
        return self.status == "done" and (self.begun is None or self.begun <= ON)


@dataclass
class P:
    """What is known of a member beside his labour."""

    health: str = ""
    is_disabled: bool = False
    insured: str | None = None
    works: bool | None = None
    school: str | None = None  # of a child of compulsory age


@dataclass
class H:
    """A household with a tag, or without one any more."""

    tag: bool
    identified: date | None
    cleared: date | None
    mode: str
    risks: list[str]
    labour: list[str]
    measures: list[M] = field(default_factory=list)
    people: list[P] = field(default_factory=list)  # one beside each word of labour
    listed: list[str] = field(default_factory=list)  # the risks the monitored register lists
    house: str | None = None
    water: bool | None = None  # unsafe
    disaster: str | None = None
    # Money of the facts, which have a twin of their own; 元 of the household.
    gross: Decimal | None = None
    line: Decimal | None = None
    wages: Decimal | None = None
    self_paid: Decimal | None = None
    then: tuple[tuple[str, int], ...] = ()  # kind and amount of the year before clearing
    collector: str = ""  # as the monitored register names him
    phone: str | None = None

    @property
    def done(self) -> list[M]:
        return [one for one in self.measures if one.is_done]

    @property
    def able(self) -> int:
        return sum(word in ("ordinary", "skilled", "weak") for word in self.labour)

    @property
    def has_labour(self) -> Answer:
        if self.able:
            return True
        return None if not self.labour or "" in self.labour else False

    @property
    def has_undated(self) -> bool:
        return any(one.begun is None for one in self.done)

    def since(self, kinds: set[str] | None = None) -> list[M]:
        """Carried out on or after the day the household was identified."""
        dated = [one for one in self.done if one.begun and self.identified and one.begun >= self.identified]
        return [one for one in dated if kinds is None or one.kind in kinds]


def random_household(r: Random) -> H:
    tag = r.random() < 0.6
    identified = r.choice(IDENTIFIED)
    cleared = None if tag else r.choice((date(2026, 1, 14), date(2026, 1, 15), date(2026, 2, 10), date(2026, 2, 28), date(2026, 3, 1), ON))
    labour = [r.choice(("ordinary", "weak", "none", "lost", "")) for _ in range(r.choice((0, 1, 2, 2, 4)))]
    h = H(
        tag, identified, cleared, r.choice(("helped", "helped", "natural", "")) if cleared else "",
        r.sample(("01", "02", "03", "04", "07", "08", "10", "12"), r.choice((0, 1, 1, 2))) if tag else [], labour,
        [random_measure(r) for _ in range(r.choice((0, 1, 1, 2)))], [random_person(r) for _ in labour],
        [] if tag else r.sample(("03", "08", "09", "10", "01"), r.choice((0, 1, 2))), r.choice((None, "A", "C")), r.choice((None, True, False)),
        r.choice((None, "0201", "0501")),
    )  # fmt: skip
    apart = Random(repr(h))  # a stream of its own: the rest of the world stays what it was
    h.collector, h.phone = apart.choice(("", "李采集")), apart.choice((None, "13900000001"))
    if cleared and labour:
        h.then = r.choice(((), (("wage", 100),), (("business", 100),), (("business", 100), ("wage", 1))))
    return h


def random_person(r: Random) -> P:
    return P(
        r.choice(("", "healthy", "healthy", "chronic")), r.random() < 0.2, r.choice((None, "insured", "not_insured")), r.choice((None, True, False)),
        r.choice((None, None, "", "absent", "enrolled")),
    )  # fmt: skip


def random_measure(r: Random) -> M:
    if r.random() < 0.3:
        return M(r.choice(KINDS), r.choice(DAYS[:-1]), is_ours=True)
    begun = r.choice((None, *DAYS, *DAYS))
    return M(
        r.choice(KINDS), begun, r.choice((None, None, begun and begun + timedelta(days=400))), r.choice(("done", "done", "done", "not_yet"))
    )


def said(hit: Answer, unknown: bool) -> Answer:
    return True if hit else None if unknown else False


def answers(h: H, is_received: bool) -> dict[str, Answer]:
    if h.tag:
        return tagged_answers(h, is_received)
    return cleared_answers(h, is_received) if h.cleared else {}


def tagged_answers(h: H, is_received: bool) -> dict[str, Answer]:
    found: dict[str, Answer] = {}
    if h.identified is None or (ON - h.identified).days > 30:
        open_ = h.identified is None or h.has_undated or not is_received
        found["DQ-23-1"] = False if h.since() else None if open_ else True
    over = [
        one for one in h.done if one.begun and h.identified and one.begun < h.identified and (one.ended is None or one.ended < h.identified)
    ]
    found["SV-03-1"] = said(bool(over), h.has_undated or (bool(h.done) and h.identified is None))
    tables = [FITS[risk] for risk in h.risks if risk in FITS]
    fits = any(one.kind in table for one in h.done for table in tables)
    found["SV-03-2"] = said(bool(h.done and tables and not fits), bool(h.done) and not h.risks)
    found["DQ-13-1"] = any(one.status == "not_yet" and one.begun and one.begun <= ON for one in h.measures)
    only_relief = bool(h.done) and {one.kind for one in h.done} == {"comprehensive"}
    found["DQ-13-2"] = h.has_labour if only_relief else False
    operands = [
        h.has_labour,
        None if h.identified is None else months_after(h.identified, 6) < ON,
        False
        if h.since(DEVELOPING)
        else None
        if any(one.begun is None and one.kind in DEVELOPING for one in h.done) or not is_received
        else True,
    ]
    found["DQ-13-3"] = all_of(*operands)
    return found | risk_answers(h) | job_answers(h)


def all_of(*operands: Answer) -> Answer:
    return False if False in operands else None if None in operands else True


def risk_answers(h: H) -> dict[str, Answer]:
    """Of a tagged household; disability and disaster registers have come."""
    found: dict[str, Answer] = {}
    ill = any(p.health == "chronic" for p in h.people)
    found["DQ-06-1"] = "03" in h.risks and not any(p.is_disabled for p in h.people)
    found["DQ-06-2"] = "02" in h.risks and h.disaster != "0201"
    found["DQ-06-3"] = False if "07" not in h.risks else None if h.has_labour is None else not h.has_labour
    found["DQ-06-4"] = all_of("01" in h.risks, not ill, None if any(not p.health for p in h.people) else True)
    found["DQ-06-5"] = all_of("01" in h.risks, None if h.self_paid is None else h.self_paid == 0)
    if "04" in h.risks:
        counted, unsaid = len(h.labour), h.labour.count("")
        everybody = counted > 0 and h.able == counted
        found["DQ-07-1"] = said(everybody, not counted or (unsaid > 0 and h.able + unsaid == counted))
        found["DQ-07-2"] = said(h.able * 4 > counted, not counted or (h.able + unsaid) * 4 > counted)
    lacks = {risk: (risk not in h.risks if h.risks else None) for risk in ("10", "01")}
    found["DQ-09-1"] = all_of(h.water, lacks["10"])
    kinds = [p.insured for p in h.people]
    uninsured = True if "not_insured" in kinds else None if None in kinds else False
    found["DQ-09-2"] = all_of(uninsured, lacks["01"])
    return found


def job_answers(h: H) -> dict[str, Answer]:
    helped = [one for one in h.done if one.kind == "job"]
    lately: Answer = (
        True
        if any(one.begun and one.begun >= date(2025, 6, 1) for one in helped)
        else None
        if any(one.begun is None for one in helped)
        else False
    )
    works = any(p.works for p in h.people)
    untold = any(p.works is None and word in ("", "ordinary", "weak") for p, word in zip(h.people, h.labour, strict=True))
    idle: Answer = False if works else None if untold else True
    return {
        "DQ-11-1": False, "DQ-11-4": False,
        "DQ-11-2": all_of(lately, None if h.wages is None else h.wages == 0),
        "DQ-11-3": all_of(lately, idle),
    }  # fmt: skip


ANSWERS_RISK = (
    ("DQ-08-1", "09", {"education", "compulsory_education", "social"}), ("DQ-08-2", "03", {"comprehensive", "social"}),
    ("DQ-08-3", "08", {"housing", "relocation"}), ("DQ-08-4", "10", {"water"}),
)  # fmt: skip


def cleared_answers(h: H, is_received: bool) -> dict[str, Answer]:
    assert h.cleared
    schools = [p.school for p in h.people if p.school is not None]
    found: dict[str, Answer] = {
        "DQ-04-1": None if h.house is None else h.house == "C",
        "DQ-04-2": h.water,
        "DQ-04-3": True if "absent" in schools else None if "" in schools else False,
        "DQ-20-1": not h.collector if h.listed else None,
        "DQ-20-2": not h.phone if h.listed else None,
        **job_answers(h),
    }
    if h.mode == "natural":
        return found
    helped = True if h.mode == "helped" else None
    below = None if h.gross is None or h.line is None else h.gross < h.line
    found["DQ-11-1"] = below
    has_industry = any(one.kind == "industry" for one in h.done)
    found["DQ-11-4"] = all_of(has_industry, None if not h.then and h.wages is None else not any(kind == "business" for kind, _ in h.then))
    silent = True if is_received else None
    found["DQ-05-1"] = all_of(not h.done, helped, silent)
    for code, risk, kinds in ANSWERS_RISK:
        held = True if risk in h.listed else False if h.listed else None
        found[code] = all_of(held, not any(one.kind in kinds for one in h.done), helped, silent)
    if h.identified is None:
        found["SV-02-1"] = found["SV-02-2"] = None
    else:
        hasty = h.cleared <= months_after(h.identified, 1)
        early = not hasty and h.cleared <= months_after(h.identified, 2)
        found["SV-02-1"], found["SV-02-2"] = helped if hasty else False, helped if early else False
    found["SV-04-1"] = None if h.has_labour is None else False if h.has_labour else helped
    return found
