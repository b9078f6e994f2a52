"""Incomes, spending and property of a household, so that its `gross` comes out to the very 分 (rulings B7)."""

from __future__ import annotations

from datetime import date

from registers.synthetic.model import DIBAO_STANDARD, LINE, County, Home, Human
from registers.synthetic.xlsx import Fen

VISITED, VISITED_BEFORE = date(2026, 6, 1), date(2025, 6, 1)  # a visit's yearly figure covers the 12 full months before it
ASSESSED = date(2026, 4, 30)
WAGE_JOBS = {"migrant", "local_job", "flexible", "public_post"}
WAGE_ITEMS = {"migrant": "务工收入", "local_job": "务工收入", "flexible": "零工", "public_post": "村级公益岗"}


def draw_gross(county: County, home: Home) -> int:
    """What a household of its category earns in a year, 分: families without category stay clearly above the line."""
    rng, heads = county.rng, len(home.payers)
    line, dibao = LINE[home.area], DIBAO_STANDARD[home.area]
    match home.category:
        case "tekun":
            share = rng.uniform(0, 0.4) * dibao
        case "dibao":
            share = rng.uniform(0.2, 0.96) * dibao
        case "dibao_margin":
            share = rng.uniform(0.69, 0.985) * line
        case "rigid_expenditure":
            # What is left after R > 0.6 × T must still reach the margin ceiling, or 低保边缘 comes first (rulings B8).
            share = rng.uniform(24_600_00, 34_500_00) if home.area == "rural" else rng.uniform(32_600_00, 35_500_00)
        case "other_hardship":
            share = (rng.uniform(1.06, 1.6) if home.monitoring_kind == "sudden" else rng.uniform(0.86, 0.99)) * line
        case _:
            spread = {"tuopin": 0.5, "ordinary": 0.9, "urban": 1.2}[home.kind]
            share = min(1.36 + rng.expovariate(1 / spread), 9) * line
    return int(share * heads) // 100 * 100


def earn(county: County, home: Home, *, plain: bool = False) -> None:
    """Write the income rows whose gross is `home.gross` (drawn when None). `plain`: no wages, so that one 分 can be placed."""
    if not home.income_known:
        return
    if home.gross is None:
        home.gross = draw_gross(county, home)
    rows: list[Line] = [] if plain else wages(county, home)
    rest = home.gross - sum(row[3] - min(row[3] // 10, DIBAO_STANDARD[home.area]) for row in rows)
    rows += others(county, home, rest)
    extra = excluded(county, home)
    source = "自报" if county.rng.random() < 0.006 and not home.purpose else "走访"
    for person, kind, item, amount in rows + extra:
        # A declared figure covers the calendar year it names; month by month it says what the window needs.
        monthly = source == "自报" or item == "村级公益岗"
        write(county, home, person, kind, item, amount, source, VISITED, monthly=monthly)
    if home.previous_share is None and not home.category and not home.purpose and county.rng.random() < 0.15:
        home.previous_share = county.rng.uniform(0.85, 1.02)
    if home.previous_share is not None:
        for person, kind, item, amount in rows:
            before = int(amount * home.previous_share) // 1200 * 1200
            write(county, home, person, kind, item, before, source, VISITED_BEFORE, monthly=source == "自报")


Line = tuple[Human | None, str, str, int]


def wages(county: County, home: Home) -> list[Line]:
    """Whole yuan a month per earner, so that a tenth of it is exact; together at most four fifths of gross."""
    rng, gross = county.rng, home.gross or 0
    earners = [one for one in home.payers if one.able and one.job in WAGE_JOBS][:3]
    if not earners or gross < 2_400_00:
        return []
    share = gross * rng.uniform(0.5, 0.8)
    rows: list[Line] = []
    for index, person in enumerate(earners):
        part = share * (0.6, 0.4, 0.3)[index] / (1.0, 1.0, 1.3)[len(earners) - 1]
        monthly_yuan = int(part / 0.9 / 12 / 100)
        if monthly_yuan >= 80:
            rows.append((person, "wage", WAGE_ITEMS[person.job], monthly_yuan * 12 * 100))
    return rows


def others(county: County, home: Home, rest: int) -> list[Line]:
    """Split what is not wages among the things such a household lives on; the last row takes the odd 分."""
    rng, rows = county.rng, list[Line]()
    head, rural = home.payers[0] if home.payers else home.head, home.area == "rural"
    if rural and rest > 3_000_00 and rng.random() < 0.5:
        subsidy = 67_00 * rng.randint(2, 6)
        rows.append((head, "transfer", "耕地地力补贴", subsidy))
        rest -= subsidy
    if rural and rest > 4_000_00 and rng.random() < 0.25:
        rent = 300_00 * rng.randint(1, 6)
        rows.append((head, "property", "土地流转", rent))
        rest -= rent
    elders = [one for one in home.payers if one.age() >= 60]
    if elders and rest > 5_000_00 and rng.random() < 0.6:
        item = "养老金" if home.kind == "urban" else "赡养费"
        amount = int(rest * rng.uniform(0.3, 0.6)) // 1200 * 1200
        rows.append((elders[0], "transfer", item, amount))
        rest -= amount
    if rest:
        worker = next((one for one in home.payers if one.job in {"farming", "self_employed"}), head)
        if rural:
            rows.append((worker, "business", rng.choice(("种植", "种植", "养殖", "林果")), rest))
        elif worker.job == "self_employed" or not elders:
            rows.append((worker, "business", "其他经营", rest))
        else:
            rows.append((elders[0], "transfer", "养老金" if not any(row[2] == "养老金" for row in rows) else "赡养费", rest))
    return rows


def excluded(county: County, home: Home) -> list[Line]:
    """Money that counts as net (农业口径) but not in gross: relief and the central basic pension (domain §3.2)."""
    rng = county.rng
    rows: list[Line] = []
    if home.category in {"dibao", "tekun"} and rng.random() < 0.6:
        item = "低保金" if home.category == "dibao" else "特困金"
        rows.append((home.head, "transfer", item, rng.randint(280, 700) * 1200 * max(1, home.size // 2)))
    for one in home.people:
        if one.age() >= 60 and not one.is_dirty and home.kind != "urban" and rng.random() < 0.25:
            rows.append((one, "transfer", "基础养老金", 163_00 * 12))
    return rows


def write(
    county: County, home: Home, person: Human | None, kind: str, item: str, amount: int, source: str, on: date, *, monthly: bool = False
) -> None:
    """One yearly row, or twelve monthly ones."""
    common = {"home": home, "person": person, "kind": kind, "item": item, "source": source, "received": on}
    if not monthly:
        county.add("incomes", **common, amount=Fen(amount), months=None)
        return
    for index in range(12):
        year, month = on.year - 1 + (on.month + index - 1) // 12, (on.month + index - 1) % 12 + 1
        county.add("incomes", **common, amount=Fen(amount // 12 + (amount % 12 if index == 11 else 0)), months=date(year, month, 1))


def spend(county: County, home: Home, kind: str, item: str, amount: int, person: Human | None = None) -> None:
    county.add(
        "spending",
        home=home,
        person=person,
        kind=kind,
        item=item,
        source="走访",
        received=VISITED,
        amount=Fen(amount // 12 * 12),
        months=None,
    )


def own(county: County, home: Home) -> None:
    """Savings and houses as the visit found them; every listed household was asked, some others too."""
    rng = county.rng
    if not home.category and not home.purpose.startswith("R01") and rng.random() > 0.2:
        return
    poor = bool(home.category)
    value = rng.randint(0, 60) * 100_00 if poor else rng.randint(20, 900) * 100_00
    county.add("assets", home=home, person=home.head, kind="financial", item="储蓄存款", value=Fen(value), area=None, on=ASSESSED)
    area = rng.randint(40, 130) if home.size > 1 else rng.randint(30, 70)
    county.add("assets", home=home, person=home.head, kind="house", item="自住房", value=None, area=area, on=ASSESSED)
