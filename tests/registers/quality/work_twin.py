"""The supervision rules once more, in plain Python over plain values, for comparing on random households."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

ON = date(2026, 6, 15)
Answer = bool | None
FITS = {
    "01": {"health", "comprehensive"}, "09": {"compulsory_education", "education", "social"}, "03": {"comprehensive", "social"},
    "02": {"housing", "comprehensive", "conditions"}, "08": {"housing", "relocation"}, "10": {"water"},
    "04": {"public_post", "comprehensive", "industry"}, "07": {"job"}, "06": {"industry", "finance"},
}  # fmt: skip
DEVELOPING = {"industry", "job", "finance", "public_post"}
KINDS = ("industry", "job", "health", "comprehensive", "comprehensive", "housing", "education")
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
class H:
    """A household with a tag, or without one any more."""

    tag: bool
    identified: date | None
    cleared: date | None
    mode: str
    risks: list[str]
    labour: list[str]
    measures: list[M] = field(default_factory=list)

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
    return H(
        tag, identified, cleared, r.choice(("helped", "helped", "natural", "")) if cleared else "",
        r.sample(("01", "03", "04", "07", "08", "12"), r.choice((0, 1, 1, 2))),
        [r.choice(("ordinary", "weak", "none", "lost", "")) for _ in range(r.choice((0, 1, 2, 2)))],
        [random_measure(r) for _ in range(r.choice((0, 1, 1, 2)))],
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
    return cleared_answers(h) if h.cleared else {}


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
    found["DQ-13-3"] = False if False in operands else None if None in operands else True
    return found


def cleared_answers(h: H) -> dict[str, Answer]:
    assert h.cleared
    if h.mode == "natural":
        return {}
    helped = True if h.mode == "helped" else None
    found: dict[str, Answer] = {}
    if h.identified is None:
        found["SV-02-1"] = found["SV-02-2"] = None
    else:
        hasty = h.cleared <= months_after(h.identified, 1)
        early = not hasty and h.cleared <= months_after(h.identified, 2)
        found["SV-02-1"], found["SV-02-2"] = helped if hasty else False, helped if early else False
    found["SV-04-1"] = None if h.has_labour is None else False if h.has_labour else helped
    return found
