"""小额信贷, 已有措施, 一卡通发放: what was given."""

from __future__ import annotations

from datetime import date
from random import Random

from registers.synthetic import departments
from registers.synthetic.harm import day
from registers.synthetic.model import County, Home, Row
from registers.synthetic.xlsx import Fen

MONTHS = [date(2026, month, 1) for month in (3, 4, 5)]
# What fits a risk (domain §8.10): kind, item, who does it.
BY_RISK = {
    "01": ("health", "大病救治", "卫健局"), "02": ("conditions", "灾后恢复生产", "农业农村局"), "03": ("comprehensive", "残疾人补贴", "民政局"),
    "04": ("comprehensive", "临时救助", "民政局"), "05": ("comprehensive", "临时救助", "民政局"), "06": ("industry", "产业奖补", "农业农村局"),
    "07": ("job", "外出务工补贴", "人社局"), "08": ("housing", "危房改造", "住建局"), "09": ("education", "雨露计划", "教体局"),
    "10": ("water", "自来水入户", "水务局"), "11": ("comprehensive", "临时救助", "民政局"), "12": ("job", "技能培训", "人社局"),
}  # fmt: skip
OTHERWISE = ("social", "结对帮扶", "农业农村局")


def loans(county: County, rng: Random) -> None:
    heads = [
        (home, home.head)
        for home in county.homes
        if home.area == "rural" and (home.kind == "tuopin" or home.tagged) and not home.head.is_dirty
    ]
    for home, one in departments.some(county, rng, [pair for pair in heads if pair[1].age() < 65], 120):
        started = day(rng, date(2023, 7, 1), date(2026, 4, 30))
        county.add(
            "loans", home=home, person=one, amount=Fen(rng.choice((20, 30, 50, 50)) * 1000_00), started=started, ended=date(started.year + 3, started.month, 1),
            purpose=rng.choice(("养羊", "养牛", "种植香菇", "种植苹果")), status=rng.choices(("running", "overdue", "extended"), (94, 2, 4))[0],
        )  # fmt: skip


def measures(county: County, rng: Random) -> None:
    """What the national system says was done for the monitored: by the first risk, a month or two after they entered."""
    entered = {id(row["home"]): row["since"] for row in county.rows["monitored"]}
    for home in county.homes:
        since: date | None = entered.get(id(home))
        if since is None or home.head.is_dirty:
            continue
        first, second = BY_RISK.get(home.risks[0] if home.risks else "", OTHERWISE), ("comprehensive", "临时救助", "民政局")
        for kind, item, office in dict.fromkeys((first, second) if rng.random() < 0.5 else (first,)):
            started = date.fromordinal(since.toordinal() + rng.randint(20, 80))
            county.add(
                "measures",
                home=home,
                person=home.head,
                kind=kind,
                item=item,
                office=office,
                started=started,
                amount=Fen(rng.randint(5, 40) * 100_00),
            )


def payments(county: County, rng: Random) -> None:
    """Three months of 低保 and 特困 money: a household's on its head's account, a single's and a 特困 one's on his own."""
    paid: list[tuple[Row, str]] = []
    for row in county.rows["dibao"]:
        if row["person"] is row["home"].head or row["mode"] == "single":
            paid.append((row, "农村低保金" if row["home"].area == "rural" else "城市低保金"))
    paid += [(row, "特困供养金") for row in county.rows["tekun"]]
    failed = set(rng.sample(range(len(paid)), max(1, len(paid) // 300)))
    for place, (row, item) in enumerate(paid):
        if row["person"].is_dirty or row["person"].status == "dead":
            continue
        for month in MONTHS:
            pay(county, row, item, month, is_failed=place in failed and month == MONTHS[-1])


def pay(county: County, row: Row, item: str, month: date, *, is_failed: bool) -> None:
    home: Home = row["home"]
    county.add(
        "payments", home=home, person=row["person"], item=item, month=month, batch=f"{month:%Y-%m}-{'TK' if item.startswith('特困') else 'DB'}", amount=row["amount"],
        account=home.account, account_name=home.head.name, on=date(month.year, month.month, 12), status="failed" if is_failed else "paid",
        failure="账户名与姓名不符" if is_failed else None,
    )  # fmt: skip
