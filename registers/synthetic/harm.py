"""患病与慢病, 灾害与意外, 服刑与强制戒毒."""

from __future__ import annotations

from datetime import date
from random import Random

from registers.synthetic import departments
from registers.synthetic.model import County
from registers.synthetic.xlsx import Fen

CHRONIC = ("高血压", "糖尿病", "慢性支气管炎", "冠心病", "类风湿性关节炎")
SERIOUS = ("尿毒症", "肺癌", "胃癌", "急性心肌梗塞", "脑卒中", "儿童白血病")


def day(rng: Random, first: date, last: date) -> date:
    return date.fromordinal(rng.randint(first.toordinal(), last.toordinal()))


def illness(county: County, rng: Random) -> None:
    """Whoever the register of members calls seriously or chronically ill and lives with a category, a tag or a case of his own."""
    found = [
        (home, one)
        for home, one in departments.people(county)
        if one.health in {"serious", "chronic"} and (home.category or home.kind == "tuopin")
    ]
    for home, one in found:
        serious = one.health == "serious"
        name = rng.choice(SERIOUS[:-1] if serious else CHRONIC)
        county.add(
            "illness", home=home, person=one, health=one.health, disease=name, serious=serious, clinic=serious or rng.random() < 0.5,
            on=day(rng, date(2016, 1, 1), date(2025, 4, 30)), hospital=rng.choice(("青禾县人民医院", "青禾县中医院", "市第一人民医院")),
            doctor=rng.random() < 0.93, treatment="treating" if serious else "treated",
        )  # fmt: skip


def disasters(county: County, rng: Random) -> None:
    heads = [(home, home.head) for home in county.homes if home.area == "rural" and not home.purpose and not home.head.is_dirty]
    for home, one in departments.some(county, rng, heads, 16):
        kind = rng.choice(("0201", "0202", "0205", "0205", "0501", "0502", "0599"))
        house, crops = (0, 0) if kind.startswith("05") else (rng.randint(0, 80) * 100_00, rng.randint(5, 60) * 100_00)
        loss = house + crops + (rng.randint(10, 300) * 100_00 if kind.startswith("05") else 0)
        county.add(
            "disasters", home=home, person=one, kind=kind, on=day(rng, date(2025, 7, 1), date(2026, 5, 28)), house=Fen(house), crops=Fen(crops),
            loss=Fen(loss), relief=Fen(min(loss // 5, 3_000_00) // 100_00 * 100_00),
        )  # fmt: skip


def detentions(county: County, rng: Random) -> None:
    """Of plain families only and nobody with an income of his own: out of the count, he turns no planted case."""
    able = [
        (home, one)
        for home, one in departments.people(county)
        if not (home.category or home.purpose or home.tagged) and home.size >= 3 and one is not home.head and 20 <= one.age() < 60
        and not any(county.speaks_of(sheet, one) for sheet in ("incomes", "spending", "vehicles", "medical", "assets", "disability"))
    ]  # fmt: skip
    for home, one in departments.some(county, rng, able, 7):
        started = day(rng, date(2024, 6, 1), date(2026, 4, 30))
        kind = rng.choice(("prison", "prison", "rehab", "custody"))
        if kind != "custody":  # the register of members knows it too
            one.status, one.status_since = ("in_prison" if kind == "prison" else "in_rehab"), started
        county.add(
            "detentions", home=home, person=one, kind=kind, started=started, ended=None if kind == "custody" else date(started.year + 3, started.month, 1),
            by={"prison": "省第二监狱", "rehab": "省强制隔离戒毒所", "custody": "青禾县看守所"}[kind],
        )  # fmt: skip
