"""The planted cases: for each rule households that it must find, and their neighbours at the threshold that it must not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from registers.synthetic import claims, records
from registers.synthetic.economy import VISITED, spend, write
from registers.synthetic.families import FamilyMaker, born
from registers.synthetic.medical import day_between, plant_self_pay
from registers.synthetic.model import County, Home, Human

MEDICAL = {"R02": "R02", "R02_above": "R02", "R03": "R03", "R03_above": "R03", "R05": "R05", "R05_below": "R05"} | dict.fromkeys(
    ("R04_single", "R04_year", "R04_above"), "R04"
)


def before_income(county: County, home: Home, maker: FamilyMaker) -> bool:
    """Set the gross a case needs; True when it must be placed to the 分 (no wages)."""
    rng = county.rng
    if home.purpose.endswith("_death"):
        lose_earner(county, home)
    if home.purpose in {"R09", "no_school"} and schoolchild(home) is None:
        grow_child(county, home, maker)
    line = home.line
    match home.purpose:
        case "R01":
            home.gross = int(line * rng.uniform(0.45, 0.97)) // 100 * 100
        case "R01_at" | "R05_at" if home.purpose == "R01_at":
            home.gross = line
        case "R01_below":
            home.gross = line - 1
        case "R01_above":
            home.gross = line + 1
        case "R05" | "R05_at" | "R05_below":
            home.gross = line + rng.randint(600, 2_800) * 100
        case "near":
            home.gross = int(line * rng.uniform(1.01, 1.19)) // 100 * 100
        case "no_income":
            home.income_known = False
            county.unknown["income"].append(home.number)
        case "R23_fall" | "R24_fall" | "R23_old" | "R24_old":
            home.gross, home.previous_share = int(line * rng.uniform(1.1, 1.3)) // 100 * 100, rng.uniform(1.6, 2.1)
        case name if name.startswith(("R02", "R03")):
            home.gross = int(line * rng.uniform(1.5, 2.2)) // 100 * 100 + 500_000
        case name if name.startswith("R04"):
            home.gross = int(line * rng.uniform(1.5, 2.2)) // 100 * 100 + 2_000_000
        case name if name.startswith(("R23", "R24")):
            home.previous_share = rng.uniform(0.9, 1.0)
        case "no_previous":
            county.unknown["previous_income"].append(home.number)
    return home.purpose in {"R01_at", "R01_below", "R01_above", "R05_at", "R05_below"}


def after_income(county: County, home: Home, maker: FamilyMaker) -> None:
    """Write the rows that make the case, and say in `planted` what must be found."""
    purpose = home.purpose
    if purpose.startswith("R01"):
        if purpose in {"R01", "R01_below"}:
            county.plant("R01", home, note=purpose)
        boundary(county, home, "R01")
    elif purpose[:3] in {"R02", "R03", "R04", "R05"}:
        plant_self_pay(county, home)
        if purpose in MEDICAL:
            county.plant(MEDICAL[purpose], home, note=purpose)
        boundary(county, home, purpose[:3])
    elif purpose[:3] in {"R23", "R24"}:
        watched(county, home)
    elif purpose in CASES:
        CASES[purpose](county, home, maker)
    if purpose == "no_previous":
        claims.refused(county, home, day_between(county, date(2025, 8, 1), date(2026, 4, 1)))


def boundary(county: County, home: Home, rule: str) -> None:
    if home.purpose.endswith(("_at", "_above", "_below")):
        county.boundaries.append({"rule": rule, "household": home.number, "where": home.purpose.split("_")[1]})


def watched(county: County, home: Home) -> None:
    """R23/R24: refused or exited within 24 months with a new event; beyond them, or quiet, nothing is due."""
    rng, (rule, event) = county.rng, home.purpose.split("_")
    recent = day_between(county, date(2024, 8, 1), date(2026, 3, 1))
    long_ago = day_between(county, date(2023, 1, 10), date(2024, 5, 1))
    on = long_ago if event == "old" or (event == "quiet" and rng.random() < 0.25) else recent
    if rule == "R23":
        claims.refused(county, home, on)
    else:
        claims.left(county, home, on)
    if event == "disability":
        new_disability(county, home, severe=True)
    elif event == "death":
        earner = next(one for one in home.people if one.status == "dead")
        assert earner.status_since
        records.die(county, home, earner, earner.status_since)
        write(county, home, earner, "wage", "务工收入", rng.randint(180, 360) * 12_000, "走访", VISITED)
    if event in {"disability", "fall", "death"}:
        county.plant(rule, home, note=event)


def lose_earner(county: County, home: Home) -> None:
    """The one who earned most died this year; from then on neither he nor his wages count, though they were wages of the window."""
    earner = next((one for one in home.people if one.able and one.age() >= 18), home.head)
    earner.status, earner.status_since = "dead", day_between(county, date(2026, 1, 5), date(2026, 5, 20))
    earner.job = "migrant"


def new_disability(county: County, home: Home, *, severe: bool) -> None:
    rng = county.rng
    person = next((one for one in home.people[1:] if one.age() >= 30 and one.status != "dead"), home.head)
    level = rng.choice((1, 2)) if severe else rng.choice((2, 3, 4))
    records.certify(county, home, person, rng.choice(("1", "4", "4", "6")), level, day_between(county, date(2025, 7, 1), date(2026, 5, 20)))
    county.plant("R12", home, person)


def bad_house(county: County, home: Home, maker: FamilyMaker) -> None:
    home.house = None
    grade = county.rng.choice(("C", "C", "D", "none"))
    records.house(county, home, grade, day_between(county, date(2025, 11, 1), date(2026, 5, 20)))
    county.plant("R07", home, note=grade)


def bad_water(county: County, home: Home, maker: FamilyMaker) -> None:
    states, at = ["good", "fair", "good", "good"], county.rng.randrange(4)
    states[at] = "bad"
    home.water = None
    problem = ("枯水期水量不够", "水质检测不合格", "取水往返超过20分钟", "停水频繁，保证率不足90%")[at]
    records.tap(county, home, (states[0], states[1], states[2], states[3]), problem)
    county.plant("R08", home)


def out_of_school(county: County, home: Home, maker: FamilyMaker) -> None:
    """A child of 8–14 who stopped going: the school says so. Its siblings are at school."""
    rng = county.rng
    child = schoolchild(home)
    assert child
    records.school(county, home, child, "absent", rng.choice(("厌学", "因病休学逾期未返", "随父母外出，去向不明")))
    county.plant("R09", home, child)


def schoolchild(home: Home) -> Human | None:
    return next((one for one in home.people if 8 <= one.age() <= 14), None)


def grow_child(county: County, home: Home, maker: FamilyMaker) -> None:
    """Replace the last member by a schoolchild of the head's; before incomes, so that nobody gone has any."""
    sex = county.rng.choice("12")
    child = maker.person(sex, born(county.rng, 8, 14), "20" if sex == "1" else "30", home.head.name[:1])
    home.people[-1] = child


def uninsured(county: County, home: Home, maker: FamilyMaker) -> None:
    person = next(one for one in reversed(home.people) if one.status != "dead")
    records.insure(county, person, home, "not_insured")
    county.plant("R10", home, person)


def newly_disabled(county: County, home: Home, maker: FamilyMaker) -> None:
    new_disability(county, home, severe=False)


def unlucky_car(county: County, home: Home, maker: FamilyMaker) -> None:
    """A01: 低保 allows no car, 低保边缘 and 刚性支出 one up to 80,000 元."""
    rng = county.rng
    driver = next((one for one in home.people if one.age() >= 18), home.head)
    bought = day_between(county, date(2025, 9, 1), date(2026, 4, 20))
    if home.category == "dibao":
        records.drive(county, home, driver, "car", rng.randint(45, 120) * 1000_00, bought)
    elif rng.random() < 0.6:
        records.drive(county, home, driver, "car", rng.randint(85, 130) * 1000_00, bought)
    else:
        records.drive(county, home, driver, "car", 35_000_00, bought)
        records.drive(county, home, driver, "truck", 52_000_00, bought)
    county.plant("A01", home)


def car_at_limit(county: County, home: Home, maker: FamilyMaker) -> None:
    """Exactly 80,000.00 passes, one 分 more does not (a limit is inclusive)."""
    above = sum(1 for row in county.boundaries if row["rule"] == "A01") % 2
    records.drive(county, home, home.head, "car", 80_000_00 + above, date(2025, 10, 12))
    county.boundaries.append({"rule": "A01", "household": home.number, "where": "above" if above else "at"})
    if above:
        county.plant("A01", home)


def exempt_vehicle(county: County, home: Home, maker: FamilyMaker) -> None:
    if county.rng.random() < 0.5:
        records.drive(county, home, home.head, "motorcycle", 4_500_00, date(2024, 3, 8))
    else:
        records.drive(county, home, home.head, "truck", 38_000_00, date(2023, 6, 2), livelihood=True)


def dead_on_register(county: County, home: Home, maker: FamilyMaker) -> None:
    """I01: cremated, yet still on the 低保 or 特困 register."""
    person = max(home.people, key=lambda one: one.age())
    records.die(county, home, person, day_between(county, date(2026, 2, 1), date(2026, 5, 20)))
    county.plant("I01", home, person)
    if len(home.people) == 1:
        county.unknown["no_members"].append(home.number)


def listed_twice(county: County, home: Home, maker: FamilyMaker) -> None:
    """I04: a member also stands in another town's register; the second listing is written by `second_listings`."""
    county.plant("I04", home, home.people[-1])


def cleared(county: County, home: Home, maker: FamilyMaker) -> None:
    """Once monitored, risk cleared: row 8 of the tag table."""
    home.monitoring_kind = "unstable" if home.kind == "tuopin" else "marginal"
    home.risks = (county.rng.choice(("01", "03", "07", "09")),)
    claims.monitored(county, home, cleared_on=claims.month_before(county, 4, 22), mode="helped")


def no_house(county: County, home: Home, maker: FamilyMaker) -> None:
    home.house = None
    county.unknown["house_grade"].append(home.number)


def no_water(county: County, home: Home, maker: FamilyMaker) -> None:
    home.water = ("good", "", "good", "good") if county.rng.random() < 0.5 else ("good", "good", "good", "")
    county.unknown["water"].append(home.number)


def no_labour(county: County, home: Home, maker: FamilyMaker) -> None:
    home.head.labour = ""
    county.unknown["labour"].append(home.number)


def central(county: County, home: Home, maker: FamilyMaker) -> None:
    home.head.status, home.head.status_since = "in_care_home", date(2024, 3, 1)
    county.unknown["no_members"].append(home.number)


CASES: dict[str, Callable[[County, Home, FamilyMaker], None]] = {
    "R07": bad_house,
    "R08": bad_water,
    "R09": out_of_school,
    "R10": uninsured,
    "R12": newly_disabled,
    "A01": unlucky_car,
    "A01_at": car_at_limit,
    "A01_exempt": exempt_vehicle,
    "I01": dead_on_register,
    "I04": listed_twice,
    "cleared": cleared,
    "no_house": no_house,
    "no_water": no_water,
    "no_labour": no_labour,
    "central": central,
}


def school_costs(county: County, home: Home) -> None:
    """Tuition and board at the public price for those in 高职 and 本科 of listed households."""
    for person in home.people:
        if person.school in {"college", "bachelor"} and home.category:
            spend(county, home, "education", "学费住宿费", county.rng.randint(48, 62) * 100_00, person)
