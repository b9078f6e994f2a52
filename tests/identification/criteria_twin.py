"""The plain-Python twin of the criteria: random households as plain data, judged without SQL.

Written from rulings B and domain §2.2–2.3 and §3.5, not from the statement. Money is integer 分; employment cost is a Fraction.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from random import Random

from tests.monitoring.twin_events import all_of, any_of
from tests.monitoring.twin_facts import age_on

ON = date(2026, 6, 15)
START, END = date(2025, 6, 1), date(2026, 6, 1)
STANDARD = {"rural": 598500, "urban": 798000}
CEILING = {"rural": 897800, "urban": 1197600}
LINE = {"rural": 897800, "urban": 1197600}
PDI = 3600000
EXCLUDED = {"低保金", "基础养老金"}
NOT_HIS_OWN = {"高龄补贴"}
CATEGORIES = ("tekun", "dibao", "dibao_margin", "rigid_expenditure", "other_hardship")
BIRTHS = [date(1950, 1, 1), date(1961, 3, 1), date(1966, 6, 15), date(1966, 6, 16), date(1985, 5, 5), date(1990, 2, 28), date(2008, 6, 15),
          date(2008, 6, 16), date(2010, 6, 15), date(2010, 6, 16), date(2018, 1, 1), None]  # fmt: skip


@dataclass
class Carer:
    """An obligor outside the household; None is unknown."""

    birth: date | None
    income: int | None
    is_tekun: bool | None
    is_dibao: bool | None
    is_severe: bool | None
    is_incapable: bool | None
    has_low_property: bool | None


@dataclass
class P:
    """A counted person."""

    birth: date | None
    relation: str
    category: str = ""
    labour: str = "ordinary"
    health: str = "healthy"
    card: tuple[str, int] | None = None
    incomes: list[tuple[str, str, int]] = field(default_factory=list)  # kind, item, 分; all in the window
    compliant: int = 0  # 分 of one inpatient settlement
    education: int = 0
    carers: list[Carer] | None = None  # [] means: said to have none; None: never asked


@dataclass
class H:
    area: str
    kind: str
    relocated: bool
    tag: bool
    risks: list[str]
    people: list[P]
    unnamed: int | None  # 分 of business income that names nobody
    assets: list[tuple[str, int | None, int | None]] | None  # kind, 分, square metres; None: never asked
    cars: list[int | None]  # price 分


def random_carer(r: Random) -> Carer:
    def maybe(*values: object) -> object:
        return r.choice([None, *values])

    truth = [True, False, False, False]
    return Carer(
        r.choice([None, date(1956, 6, 15), date(1956, 6, 16), date(1966, 6, 15), date(1990, 1, 1)]), maybe(PDI - 1, PDI, 100000),  # type: ignore[arg-type]
        maybe(*truth), maybe(*truth), maybe(*truth), maybe(*truth), maybe(True, False),  # type: ignore[arg-type]
    )  # fmt: skip


def random_person(r: Random, area: str, number: int) -> P:
    person = P(r.choice(BIRTHS), "02" if number == 0 else r.choice(["10", "20", "30", "41", "51", "52", "55", "61", "81", "93"]))
    person.category = r.choice([""] * 12 + ["tekun", "dibao"])
    person.labour = r.choice(["ordinary", "weak", "none", "lost", ""])
    person.health = r.choice(["healthy", "healthy", "chronic", "serious", ""])
    if r.random() < 0.35:
        person.card = (r.choice("124567"), r.choice([1, 2, 3, 4]))
    for kind, item in (
        ("wage", "务工收入"),
        ("transfer", "赡养费"),
        ("transfer", "低保金"),
        ("transfer", "高龄补贴"),
        ("business", "种植"),
        ("claim", "防贫保险"),
    ):
        if r.random() < 0.25:
            amount = r.choice([0, 1, STANDARD[area], STANDARD[area] - 1, CEILING[area], 100001, r.randrange(0, 4_000_000)])
            person.incomes.append((kind, item, -amount if kind == "business" and r.random() < 0.3 else amount))
    person.compliant = r.choice([0, 0, 0, 100, r.randrange(0, 2_000_000)])
    person.education = r.choice([0, 0, 0, r.randrange(0, 1_500_000)])
    if r.random() < 0.7:
        person.carers = [random_carer(r) for _ in range(r.choice([0, 0, 1, 2]))]
    return person


def random_household(r: Random) -> H:
    area = r.choice(["rural", "rural", "urban"])
    people = [random_person(r, area, number) for number in range(r.choice([1, 1, 1, 2, 3, 4]))]
    heads = len(people)
    assets: list[tuple[str, int | None, int | None]] | None = None
    if r.random() < 0.85:
        month = STANDARD[area] // 12
        assets = [
            (
                "financial",
                r.choice([0, 36 * month * heads, 36 * month * heads + 2000, 48 * month * heads, 48 * month * heads + 2000, None]),
                None,
            )
        ]
        assets += [("house", None, r.choice([20, 40, 20 * heads, 20 * heads + 1, None])) for _ in range(r.choice([0, 1, 1, 2, 2, 3]))]
        assets += [("company", 1, None)] if r.random() < 0.1 else []
    household = H(
        area, r.choice(["tuopin", "ordinary"]), r.random() < 0.2, r.random() < 0.15, r.choice([[], ["01"], ["02"], ["04", "11"]]), people,
        r.choice([None] * 6 + [0, 200000, -5000]), assets, r.choice([[], [], [], [8000000], [8000001], [None], [100, 100]]),
    )  # fmt: skip
    near_a_limit(r, household)
    return household


def near_a_limit(r: Random, household: H) -> None:
    """Often put the household exactly at, one 分 below or one 分 above a line, or its spending at six tenths of its income."""
    figures = sums(household)
    earners = [one for one in household.people if one.category != "tekun"]
    if figures.gross is None or not earners or r.random() < 0.4:
        return
    heads = len(earners)
    if r.random() < 0.25 and figures.gross > 0 and figures.gross.denominator == 1:
        gap = int(Fraction(6, 10) * figures.gross) - figures.rigid + r.choice([-1, 0, 1])
        earners[0].education += max(0, gap)
        return
    goal = r.choice([STANDARD[household.area], CEILING[household.area], PDI]) * heads
    gap = goal - (figures.recognised if r.random() < 0.6 else figures.gross) + r.choice([-1, 0, 1])
    earners[0].incomes.append(("transfer", "赠与", int(gap)))


@dataclass
class Sums:
    gross: Fraction | None
    recognised: Fraction
    rigid: int
    claims: int
    medical: int


def wages_less_cost(wages: int, area: str) -> Fraction:
    return wages - (min(Fraction(wages, 10), STANDARD[area]) if wages > 0 else Fraction(0))


def sums(household: H, left_out: set[int] = frozenset()) -> Sums:  # type: ignore[assignment]
    """Over those who bring money: 特困 people and `left_out` apart."""
    people = [one for number, one in enumerate(household.people) if one.category != "tekun" and number not in left_out]
    total, claims, asked = Fraction(household.unnamed or 0), 0, household.unnamed is not None
    for one in people:
        asked = asked or bool(one.incomes)
        total += wages_less_cost(sum(amount for kind, _, amount in one.incomes if kind == "wage"), household.area)
        total += sum(amount for kind, item, amount in one.incomes if kind not in {"wage", "claim"} and item not in EXCLUDED)
        claims += sum(amount for kind, _, amount in one.incomes if kind == "claim")
    medical = sum(one.compliant for one in people)
    rigid = medical + sum(one.education for one in people)
    return Sums(total if asked else None, total - rigid, rigid, claims, medical)


def below(value: Fraction | int | None, limit: Fraction | int) -> bool | None:
    return None if value is None else value < limit


def property_of(household: H, *, strict: bool) -> bool | None:
    """金融资产, 住房, 车辆, 其他: inclusive limits over everybody counted."""
    heads, months = len(household.people), 36 if strict else 48
    count = len(household.cars)
    if strict:
        cars: bool | None = count == 0
    else:
        cars = any_of(count == 0, all_of(count <= 1, None if None in household.cars else max(household.cars, default=0) <= 8000000))
    if household.assets is None:
        return all_of(cars, None)
    money = [value for kind, value, _ in household.assets if kind == "financial"]
    assets = None if None in money else 12 * sum(money) <= months * STANDARD[household.area] * heads  # type: ignore[arg-type]
    areas = [area for kind, _, area in household.assets if kind == "house"]
    number = len(areas)
    houses: bool | None = number <= 2
    if strict:
        houses = any_of(number <= 1, all_of(number <= 2, None if None in areas else sum(areas) <= 40 * heads))  # type: ignore[arg-type]
    return all_of(assets, houses, cars, not any(kind == "company" for kind, _, _ in household.assets))


def is_severe(person: P) -> bool:
    return person.card is not None and (person.card[1] <= 2 or (person.card[1] == 3 and person.card[0] in "56"))


def no_labour(person: P) -> bool | None:
    kind, level = person.card or ("", 9)
    by_card = (kind in {"5", "6"} and level <= 3) or (kind == "4" and level <= 2) or (kind == "1" and level == 1)
    joined = None if kind == "7" and level <= 3 else False
    age = None if person.birth is None else age_on(person.birth, ON)
    stays = False if person.category != "tekun" else None if age is None else age < 18
    return any_of(None if age is None else age >= 60, None if age is None else age < 16, by_card, joined, stays)


def own_income(household: H, person: P) -> Fraction | None:
    """What is his: nobody can say while the household has money that names nobody and is more than one."""
    alone = len(household.people) == 1
    earners_asked = household.unnamed is not None or any(one.incomes for one in household.people if one.category != "tekun")
    if not (earners_asked or person.incomes) or (not alone and household.unnamed):
        return None
    wages = wages_less_cost(sum(amount for kind, _, amount in person.incomes if kind == "wage"), household.area)
    rest = sum(amount for kind, item, amount in person.incomes if kind not in {"wage", "claim"} and item not in EXCLUDED | NOT_HIS_OWN)
    return wages + rest + (household.unnamed or 0 if alone else 0)


def is_unable(carer: Carer) -> bool | None:
    def aged(years: int) -> bool | None:
        return None if carer.birth is None else age_on(carer.birth, ON) >= years

    poor = all_of(below(carer.income, PDI), carer.has_low_property)
    return any_of(
        carer.is_tekun, all_of(aged(60), carer.is_dibao), all_of(aged(70), poor), all_of(carer.is_severe, poor),
        all_of(carer.is_incapable, carer.has_low_property),
    )  # fmt: skip


def kin_at_home(household: H, person: P) -> list[P]:
    """Who of the household must support him, by how each stands to the head."""

    def of(*relations: str) -> list[P]:
        return [one for one in household.people if one.relation in relations and one is not person]

    head, spouse, children, parents = of("02"), of("10"), of("20", "30"), of("51", "52")
    match person.relation:
        case "02":
            return spouse + children + parents
        case "10":
            return head + children
        case "20" | "30" | "41":
            return head + spouse
        case "51" | "52":
            return head
        case "55":
            return spouse
        case "61":
            return head
        case _:
            return []


def can_help(household: H, other: P, figures: Sums, heads: int) -> bool | None:
    """Whether one who lives with him could support him."""
    age = None if other.birth is None else age_on(other.birth, ON)
    if other.category == "tekun" or (age is not None and age < 18):
        return False
    poor = below(figures.gross, PDI * heads)
    under = None if figures.gross is None else figures.recognised < STANDARD[household.area] * heads
    if is_severe(other):
        return None if poor is None else not poor
    if age is None:
        return None
    if age >= 70:
        return None if poor is None else not poor
    if age >= 60:
        both = all_of(under, poor)
        return None if both is None else not both
    return True


def tekun(household: H, person: P) -> bool | None:
    figures, heads = sums(household), sum(one.category != "tekun" for one in household.people)
    if person.carers is None:
        outside: bool | None = None
    else:
        outside = all_of(*(is_unable(carer) for carer in person.carers)) if person.carers else True
    # an able parent of a parent is seen; a poor one beside him is not asked (both old, they have each other)
    at_home = [can_help(household, other, figures, heads) for other in kin_at_home(household, person)]
    if person.relation in {"51", "52"}:
        others = [one for one in household.people if one.relation in {"51", "52"} and one is not person]
        at_home += [answer for one in others if (answer := can_help(household, one, figures, heads)) is not False and not wears_out(one)]
    inside = all_of(*(None if answer is None else not answer for answer in at_home)) if at_home else True
    return all_of(
        no_labour(person),
        below(own_income(household, person), STANDARD[household.area]),
        property_of(household, strict=True),
        outside,
        inside,
    )


def wears_out(person: P) -> bool:
    """Old, severely disabled or a child: not somebody of working age, and his age is known."""
    return is_severe(person) or (person.birth is not None and (age_on(person.birth, ON) >= 60 or age_on(person.birth, ON) < 18))


def single(person: P) -> bool | None:
    kind, level = person.card or ("", 9)
    joined = None if kind == "7" and level == 3 else False
    return any_of(level <= 2, kind in {"5", "6"} and level == 3, joined, None if person.health == "" else person.health == "serious")


def categories(household: H) -> dict[str, bool | None]:
    """Each category by itself, precedence apart."""
    figures, heads = sums(household), sum(one.category != "tekun" for one in household.people)
    recognised = None if figures.gross is None else figures.recognised
    lax = property_of(household, strict=False)
    if figures.rigid <= 0:
        share: bool | None = False
    else:
        share = None if figures.gross is None else figures.gross <= 0 or figures.rigid > Fraction(6, 10) * figures.gross
    return {
        "tekun": heads == 0,
        "dibao": all_of(heads > 0, below(recognised, STANDARD[household.area] * heads), property_of(household, strict=True)),
        "dibao_margin": all_of(heads > 0, below(recognised, CEILING[household.area] * heads), lax),
        "rigid_expenditure": all_of(heads > 0, below(figures.gross, PDI * heads), share, lax),
        "other_hardship": household.tag,
    }


def proposed(household: H) -> str:
    answers = categories(household)
    surely = next((category for category in CATEGORIES if answers[category]), None)
    return surely or ("cannot_say" if None in answers.values() else "")


def monitoring_kind(household: H) -> str:
    """Recorded risk, in the country or relocated; I_ref × n against line × n."""
    figures, heads = sums(household), sum(one.category != "tekun" for one in household.people)
    if not household.risks or not (household.area == "rural" or household.relocated) or figures.gross is None:
        return ""
    line = LINE[household.area] * heads
    if figures.gross + figures.claims - figures.medical >= line:
        return ""
    if figures.gross >= line:
        return "sudden"
    return "unstable" if household.kind == "tuopin" else "marginal"
