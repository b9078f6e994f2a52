"""What the county is made of before it is written down: households, people, and the rows each register holds."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from households.national_id import check_digit
from registers.synthetic.places import Village

TODAY = date(2026, 6, 15)  # the day the demo lives on (rulings A11)
WINDOW = (date(2025, 6, 1), date(2026, 6, 1))
SCHOOL_DAY = date(2025, 8, 31)  # who was six then went to school that September

# The demo county's published lines (policies/data/demo_county.yaml), 分 per person and year.
LINE = {"rural": 8978_00, "urban": 998_00 * 12}
DIBAO_STANDARD = {"rural": 5985_00, "urban": 665_00 * 12}


@dataclass(slots=True, eq=False)
class Human:
    """One invented person. Codes are the product's own; the sheets print the words."""

    name: str
    sex: str
    birth: date
    relation: str
    id_number: str = ""
    ethnicity: str = "01"
    education: str = ""
    marital: str = "10"
    health: str = "healthy"
    labour: str = ""
    school: str = "not"
    job: str = ""
    status: str = "present"
    status_since: date | None = None
    phone: str = ""
    is_dirty: bool = False  # his row is planted dirt: no other register speaks of him

    def age(self, on: date = TODAY) -> int:
        return on.year - self.birth.year - ((on.month, on.day) < (self.birth.month, self.birth.day))

    @property
    def able(self) -> bool:
        return self.labour in {"ordinary", "skilled", "weak"}


@dataclass(slots=True, eq=False)
class Home:
    """One invented household and what is planned for it."""

    size: int
    area: str = "rural"
    kind: str = "ordinary"  # tuopin, ordinary, urban
    category: str = ""
    tagged: bool = False
    monitoring_kind: str = ""
    risks: tuple[str, ...] = ()
    purpose: str = ""  # the planted case; empty for a plain household
    gross: int | None = None  # 分 over the window; None: drawn from the category
    income_known: bool = True
    previous_share: float | None = None  # last window's gross as a share of this one's; None: not asked then
    relocated: bool = False
    number: str = ""
    village: Village | None = None
    address: str = ""
    phone: str = ""
    account: str = ""
    helper: str = ""
    registered: date = date(2019, 6, 1)
    people: list[Human] = field(default_factory=list)
    house: str | None = "B"
    water: tuple[str, str, str, str] | None = ("good", "good", "good", "good")
    cared: list[Human] = field(default_factory=list)  # 特困 members
    single: list[Human] = field(default_factory=list)  # 单人保 members of a margin household

    @property
    def head(self) -> Human:
        return self.people[0]

    @property
    def town_code(self) -> str:
        assert self.village
        return self.village.town_code

    @property
    def payers(self) -> list[Human]:
        """Whose income counts: all but 特困 members, who are units of their own (rulings B8), and those not counted."""
        return [
            one
            for one in self.people
            if one not in self.cared and not one.is_dirty and one.status in {"present", "away_working", "studying"}
        ]

    @property
    def line(self) -> int:
        """The household's low-income line over all whose income counts, 分."""
        return LINE[self.area] * len(self.payers)


class IdNumbers:
    """Unique ID numbers of fictional areas (99…) that fit birth and sex."""

    def __init__(self, rng: Random) -> None:
        self.rng, self.used = rng, set[str]()

    def issue(self, birth: date, sex: str) -> str:
        while True:
            area = "990101" if self.rng.random() < 0.9 else f"9901{self.rng.randint(2, 6):02d}"
            sequence = self.rng.randint(0, 499) * 2 + (1 if sex == "1" else 0)
            first = f"{area}{birth:%Y%m%d}{sequence:03d}"
            number = first + check_digit(first)
            # …000 is what Excel makes of any long number: an importer asks such a one back.
            if first not in self.used and not number.endswith("000"):
                self.used.add(first)
                return number


Row = dict[str, Any]


@dataclass(eq=False)
class County:
    """Everything made so far: homes, and rows by sheet keyed by our own field names. `planted` becomes expected.json."""

    rng: Random
    ids: IdNumbers
    homes: list[Home] = field(default_factory=list)
    rows: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    planted: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    unknown: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    boundaries: list[Row] = field(default_factory=list)
    dirt: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    _spoken_of: set[tuple[str, int]] = field(default_factory=set)

    def add(self, sheet: str, **values: Any) -> Row:
        self.rows[sheet].append(values)
        self._spoken_of.add((sheet, id(values.get("person") or values.get("home"))))
        return values

    def speaks_of(self, sheet: str, whom: Human | Home) -> bool:
        """Whether a row of that sheet was already written for this person (or household): planted cases come before plain ones."""
        return (sheet, id(whom)) in self._spoken_of

    def plant(self, rule: str, home: Home, person: Human | None = None, note: str = "") -> None:
        """Say that this rule must find this household (or this member)."""
        self.planted[rule].append({"home": home, "person": person, "note": note})
