"""Make the whole county in one pass: plans, places, families, incomes, planted cases, records, registers."""

from __future__ import annotations

from datetime import date
from random import Random

from registers.synthetic import cases, claims, departments, dirt, economy, medical, records, support
from registers.synthetic.families import FamilyMaker, born, phone
from registers.synthetic.model import County, Home, IdNumbers
from registers.synthetic.places import SETTLEMENT_VILLAGE, WEIGHTS, Village, villages
from registers.synthetic.plans import LISTED_CASES, make_plans, scaled
from registers.synthetic.staff import MAIN_VILLAGE


def make(households: int, seed: int, dirty: float) -> County:
    """The county of this size and seed, the same every time. Raises ValueError when it is too small to hold every case."""
    rng = Random(f"青禾县-{seed}")
    county = County(rng, IdNumbers(rng))
    county.homes = make_plans(rng, households)
    plant_on_listed(county, households)
    place(county)
    maker = FamilyMaker(county)
    for home in county.homes:
        populate(county, home, maker)
    if dirty:
        dirt.choose_lost_people(county, dirty)
    for home in county.homes:
        exact = cases.before_income(county, home, maker)
        economy.earn(county, home, plain=exact)
        cases.after_income(county, home, maker)
        cases.school_costs(county, home)
        if home.category == "rigid_expenditure":
            medical.rigid_illness(county, home)
        else:
            medical.ordinary_illness(county, home)
        economy.own(county, home)
        records.plain_records(county, home)
        claims.list_home(county, home)
        support.obligors(county, home)
    second_listings(county)
    departments.fill(county)
    return county


def plant_on_listed(county: County, households: int) -> None:
    """Give some households with a category a case of their own."""
    free = [home for home in county.homes if home.category and not home.purpose]
    for purpose, count in LISTED_CASES.items():
        for _ in range(scaled(count, households)):
            home = next(one for one in free if suits(one, purpose))
            free.remove(home)
            home.purpose = purpose


def suits(home: Home, purpose: str) -> bool:
    match purpose:
        case "R07" | "R08":
            return home.area == "rural"
        case "R09":
            return home.category == "dibao" and home.size >= 3
        case "A01":
            return home.category in {"dibao", "dibao_margin"} and home.size >= 2
        case "A01_at":
            return home.category == "dibao_margin"
        case "I01":
            return (home.category == "dibao" and home.size >= 2) or home.category == "tekun"
    return home.category == "dibao"


def place(county: County) -> None:
    """Put every household into a village of its kind, by the weights of the towns; number them by village."""
    rng = county.rng
    rural = [one for one in villages() if not one.is_community]
    urban = [one for one in villages() if one.is_community]
    weight = {one.code: WEIGHTS[one.town_code] / sum(other.town_code == one.town_code for other in villages()) for one in villages()}
    by_code = {one.code: one for one in villages()}
    numbers: dict[str, int] = {}
    for home in county.homes:
        if home.relocated:
            home.village = by_code[SETTLEMENT_VILLAGE]
        elif home.area == "urban":
            home.village = pick(rng, urban, weight)
        elif home.purpose and rng.random() < 0.12:
            home.village = by_code[MAIN_VILLAGE]  # what the stories walk through lies in one village
        else:
            home.village = pick(rng, rural, weight)
        numbers[home.village.code] = numbers.get(home.village.code, 0) + 1
        home.number = f"{home.village.code}-{numbers[home.village.code]:04d}"
    county.homes.sort(key=lambda home: home.number)


def pick(rng: Random, among: list[Village], weight: dict[str, float]) -> Village:
    return rng.choices(among, [weight[one.code] for one in among])[0]


def populate(county: County, home: Home, maker: FamilyMaker) -> None:
    rng = county.rng
    style = {"tekun": "old", "dibao": "weak", "dibao_margin": "weak", "rigid_expenditure": ""}.get(home.category, "")
    if home.category == "tekun" and rng.random() < 0.12:
        style = "adult"
    if home.purpose.endswith("_death"):
        style = ""
    maker.fill(home, style)
    home.size = len(home.people)
    if home.category == "tekun":
        home.cared = list(home.people)
        for one in home.people:
            one.labour, one.job, one.status = "none", "other", "present"
            if one.age() < 60:
                kind, level = rng.choice((("5", 2), ("6", 2), ("4", 1)))
                records.certify(county, home, one, kind, level, date(2018, 5, rng.randint(1, 28)))
    elif home.purpose == "cared":
        home.people[-1] = uncle = maker.person("1", born(rng, 63, 80), "71" if rng.random() < 0.5 else "83", home.head.name[:1])
        uncle.labour, uncle.job, uncle.status = "none", "other", "present"
        home.cared = [uncle]
    elif home.purpose == "single":
        sick = home.people[-1]
        home.single = [sick]
        records.certify(county, home, sick, rng.choice("1456"), rng.choice((1, 2)), date(2019, rng.randint(1, 12), 12))
    assert home.village
    group = "一二三四五六"[rng.randrange(6)]
    spot = (
        f"{rng.randint(1, 12)}栋{rng.randint(1, 4)}单元{rng.randint(101, 604)}"
        if home.village.is_community
        else f"{group}组{rng.randint(1, 60)}号"
    )
    home.address = f"{home.village.town_name}{home.village.name}{spot}"
    home.phone = home.head.phone or (phone(rng) if rng.random() < 0.6 else "")
    home.registered = date(rng.randint(2014, 2023), rng.randint(1, 12), rng.randint(1, 28))
    if home.category:
        home.account = luhn(f"62{990101}{rng.randrange(10**10):010d}")
        home.helper = rng.choice(("罗成", "苗春雨", "马占军")) if home.village.code == MAIN_VILLAGE else ""
    if home.area == "rural":
        home.house = rng.choices(("A", "B"), (45, 55))[0]


def luhn(digits: str) -> str:
    """The account with its check digit."""
    total = sum(sum(divmod(int(digit) * (2 if place % 2 == 0 else 1), 10)) for place, digit in enumerate(reversed(digits)))
    return digits + str(-total % 10)


def second_listings(county: County) -> None:
    """I04: the last member of each planted home also stands in a household of another town."""
    hosts = iter([home for home in county.homes if not (home.category or home.purpose) and home.area == "rural" and home.size >= 3])
    for case in list(county.planted["I04"]):
        home = case["home"]
        host = next(one for one in hosts if one.town_code != home.town_code)
        county.add("second_listings", home=host, person=case["person"], relation="其他亲属")
        county.plant("I04", host, case["person"], note="second listing")
