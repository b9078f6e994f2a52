"""How many households of which kind: the proportions of domain §9.2–9.3, scaled, and the planted cases of each rule."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

from registers.synthetic.model import Home

FULL = 6000  # households of the whole demo county; other sizes are scaled
PERSONS = 20_000

# category: (persons, households) of the full county. Singles of margin households and 特困 members of others come on top.
LOW_INCOME = {
    "tekun": (480, 480),
    "dibao": (2575, 1110),
    "dibao_margin": (620, 215),
    "rigid_expenditure": (160, 45),
    "other_hardship": (200, 60),
}
SINGLE_DIBAO = 25  # 单人保 persons inside margin households
CARED_IN_DIBAO, CARED_IN_FREE = 20, 20  # 特困 members of a 低保 or of an ordinary household
TAGGED = {"tekun": 30, "dibao": 320, "dibao_margin": 110, "rigid_expenditure": 40}  # persons; other_hardship all
CENTRAL = 8  # 集中供养: nobody counted, a data task NO_MEMBERS

# Planted cases among households without category and tag: (count in the full county, areas, kinds, sizes).
# The suffix says where a case stands against its threshold: _at and _above/_below by one 分.
RURAL, BOTH = ("rural",), ("rural", "rural", "urban")
ANY, TUOPIN, PLAIN = ("ordinary", "ordinary", "tuopin"), ("tuopin",), ("ordinary",)
CASES: dict[str, tuple[int, tuple[str, ...], tuple[str, ...], tuple[int, int]]] = {
    "R01": (40, BOTH, ANY, (2, 5)),
    "R01_at": (5, BOTH, ANY, (2, 4)),
    "R01_below": (4, BOTH, ANY, (2, 4)),
    "R01_above": (4, BOTH, ANY, (2, 4)),
    "R02": (20, RURAL, TUOPIN, (2, 5)),
    "R02_at": (2, RURAL, TUOPIN, (2, 4)),
    "R02_above": (2, RURAL, TUOPIN, (2, 4)),
    "R03": (13, RURAL, TUOPIN, (2, 5)),
    "R03_at": (2, RURAL, TUOPIN, (2, 4)),
    "R03_above": (1, RURAL, TUOPIN, (2, 4)),
    "R04_single": (11, RURAL, PLAIN, (2, 5)),
    "R04_year": (9, RURAL, PLAIN, (2, 5)),
    "R04_at": (2, RURAL, PLAIN, (2, 4)),
    "R04_above": (2, RURAL, PLAIN, (2, 4)),
    "R05": (14, RURAL, ANY, (2, 5)),
    "R05_at": (2, RURAL, ANY, (2, 4)),
    "R05_below": (2, RURAL, ANY, (2, 4)),
    "R07": (14, RURAL, ANY, (1, 5)),
    "R08": (12, RURAL, ANY, (1, 5)),
    "R09": (12, BOTH, ANY, (3, 5)),
    "R10": (8, RURAL, TUOPIN, (2, 5)),
    "R12": (12, BOTH, ANY, (2, 5)),
    "R23_disability": (4, BOTH, ANY, (2, 4)),
    "R23_fall": (4, BOTH, ANY, (2, 4)),
    "R23_death": (2, RURAL, ANY, (3, 5)),
    "R23_old": (5, BOTH, ANY, (2, 4)),
    "R23_quiet": (45, BOTH, ANY, (1, 4)),
    "R24_disability": (4, BOTH, ANY, (2, 4)),
    "R24_fall": (4, BOTH, ANY, (2, 4)),
    "R24_death": (2, RURAL, ANY, (3, 5)),
    "R24_old": (5, BOTH, ANY, (2, 4)),
    "R24_quiet": (60, BOTH, ANY, (1, 4)),
    "I04": (11, BOTH, ANY, (3, 5)),
    "near": (40, RURAL, ANY, (2, 5)),
    "cleared": (40, RURAL, ANY, (2, 5)),
    "no_income": (18, BOTH, ANY, (1, 4)),
    "no_house": (12, RURAL, ANY, (1, 4)),
    "no_water": (10, RURAL, ANY, (1, 4)),
    "no_school": (10, RURAL, ANY, (3, 5)),
    "no_previous": (4, BOTH, ANY, (2, 4)),
    "no_labour": (4, RURAL, PLAIN, (1, 2)),
}
# Planted among households with a category: how many in the full county.
LISTED_CASES = {"R07": 14, "R08": 11, "R09": 3, "R10": 14, "A01": 13, "A01_at": 2, "A01_exempt": 4, "I01": 11}


def scaled(count: int, households: int) -> int:
    """At least one of everything, whatever the size."""
    return max(1, round(count * households / FULL))


def make_plans(rng: Random, households: int) -> list[Home]:
    """Every household of the county with its size, area, kind and purpose, in mixed order. Raises ValueError below 120 households."""
    if households < 120:
        raise ValueError("示例县至少120户，否则每条规则各一户也放不下。")
    plans = low_income(rng, households)
    for purpose, (count, areas, kinds, (low, high)) in CASES.items():
        for index in range(scaled(count, households)):
            area = areas[index % len(areas)]
            kind = "urban" if area == "urban" else kinds[index % len(kinds)]
            plans.append(Home(rng.randint(low, high), area=area, kind=kind, purpose=purpose))
    cared = scaled(CARED_IN_FREE, households)
    plans += [Home(rng.randint(3, 4), kind="ordinary", purpose="cared") for _ in range(cared)]
    rest = households - len(plans)
    wanted = round(PERSONS * households / FULL) - sum(plan.size for plan in plans)
    for size in sizes(rng, max(wanted, rest), rest, 7):
        urban = rng.random() < 0.47
        kind = "urban" if urban else "tuopin" if rng.random() < 0.2 else "ordinary"
        plan = Home(size, area="urban" if urban else "rural", kind=kind)
        plan.relocated = not urban and rng.random() < 0.03
        plans.append(plan)
    rng.shuffle(plans)
    return plans


def low_income(rng: Random, households: int) -> list[Home]:
    plans: list[Home] = []
    for category, (persons, count) in LOW_INCOME.items():
        number = scaled(count, households)
        extra = scaled(SINGLE_DIBAO, households) if category == "dibao_margin" else 0
        homes = [Home(size, category=category) for size in sizes(rng, scaled(persons, households) + extra, number, 6)]
        for home in homes:
            urban = rng.random() < (0.3 if category != "other_hardship" else 0)
            home.area = "urban" if urban else "rural"
            home.kind = "urban" if urban else "tuopin" if rng.random() < 0.35 else "ordinary"
        tag(rng, homes, category, households)
        if category == "dibao_margin":
            for home in [one for one in homes if one.size > 1][:extra]:
                home.purpose = "single"
        if category == "tekun":
            for home in homes[: scaled(CENTRAL, households)]:
                home.purpose = "central"
        if category == "dibao":
            for home in [one for one in homes if one.size > 1 and not one.tagged][: scaled(CARED_IN_DIBAO, households)]:
                home.size, home.purpose = home.size + 1, "cared"
        plans += homes
    return plans


def tag(rng: Random, homes: list[Home], category: str, households: int) -> None:
    """Put the tag on households until the persons of the plan are reached; always one with and, where two are, one without."""
    if category == "other_hardship":
        chosen: Iterable[Home] = homes
    else:
        left, picked = scaled(TAGGED[category], households), list[Home]()
        for home in homes[:-1] or homes:
            if home.size <= left or not picked:
                picked.append(home)
                left -= home.size
        chosen = picked
    for home in chosen:
        home.tagged, home.area = True, "rural"
        home.kind = "ordinary" if home.kind == "urban" else home.kind
        sudden = category in {"other_hardship", "rigid_expenditure"} and rng.random() < 0.8
        home.monitoring_kind = "sudden" if sudden else "unstable" if home.kind == "tuopin" else "marginal"
        home.risks = tuple(rng.sample(("01", "03", "04", "07", "09", "11"), rng.choice((1, 1, 2, 3))))
        if sudden:
            home.risks = tuple(dict.fromkeys((rng.choice(("05", "02", "01")), *home.risks[1:2])))


def sizes(rng: Random, persons: int, count: int, largest: int) -> list[int]:
    """`count` sizes of 1..largest that add up to `persons`."""
    persons = min(max(persons, count), count * largest)
    drawn = [1] * count
    left = persons - count
    while left:
        index = rng.randrange(count)
        if drawn[index] < largest and rng.random() < (0.9, 0.8, 0.75, 0.45, 0.25, 0.12)[drawn[index] - 1]:
            drawn[index] += 1
            left -= 1
    return drawn
