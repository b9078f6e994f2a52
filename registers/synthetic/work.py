"""务工月监测 and 公益岗位."""

from __future__ import annotations

from datetime import date
from random import Random

from registers.synthetic import departments
from registers.synthetic.model import County
from registers.synthetic.xlsx import Fen

PLACES = (("省内", "青禾县"), ("省内", "青禾县"), ("省内", "市辖区"), ("江苏省", "昆山市"), ("浙江省", "义乌市"), ("广东省", "东莞市"))
TRADES = (("服装厂", "制造业"), ("建筑公司", "建筑业"), ("饭店", "住宿和餐饮业"), ("物流园", "交通运输业"), ("电子厂", "制造业"))
CHANNELS = ("亲友介绍", "自谋职业", "人社推荐", "劳务公司")
MONTH = date(2026, 5, 1)


def jobs(county: County, rng: Random) -> None:
    """Told of everybody of working age whom the departments watch: the low-income, the monitored, the 脱贫 households."""
    for home, one in departments.people(county):
        if not (home.category or home.tagged or home.kind == "tuopin") or not 16 <= one.age() < 60 or not one.able or one.school != "not":
            continue
        works = one.job in {"migrant", "local_job", "flexible"}
        province, place = PLACES[0] if one.job == "local_job" else rng.choice(PLACES)
        trade, industry = rng.choice(TRADES)
        county.add(
            "jobs", home=home, person=one, works=works, started=date(2026, rng.randint(1, 4), 1) if works else None, as_of=MONTH,
            province=province if works else None, place=place if works else None, employer=f"{place[:2]}{trade}" if works else None,
            industry=industry if works else None, channel=rng.choice(CHANNELS) if works else None, income=None, travel=Fen(500_00) if works and province != "省内" else None,
            plans=works or rng.random() < 0.3, wish=rng.choice(("电工", "家政", "养殖", "")), refusals=0 if works else rng.choices((0, 1, 2), (90, 8, 2))[0],
        )  # fmt: skip


def public_posts(county: County, rng: Random) -> None:
    weak = [
        (home, one)
        for home, one in departments.people(county)
        if home.area == "rural"
        and (home.category or home.kind == "tuopin")
        and one.labour == "weak"
        and one.job in {"farming", "unemployed"}
    ]
    for home, one in departments.some(county, rng, weak, 150):
        assert home.village
        county.add(
            "public_posts", home=home, person=one, kind=rng.choice(("cleaning", "cleaning", "forest", "river", "road", "grid")), started=date(2026, 1, 1),
            ended=date(2026, 12, 31), employer=f"{home.village.name}民委员会" if home.village.name.endswith("村") else home.village.name, amount=Fen(rng.choice((600_00, 800_00))),
            attendance=rng.choices(("满勤", "缺勤1天"), (92, 8))[0], number=f"GY2026-{len(county.rows['public_posts']) + 1:04d}",
        )  # fmt: skip
