"""不动产, 企业, 工资与计税, 银行余额: what a means check gets. The low-income keep within their limits but for a few."""

from __future__ import annotations

from datetime import date
from random import Random

from registers.codes import credit_check
from registers.synthetic import departments
from registers.synthetic.harm import day
from registers.synthetic.model import County, Human
from registers.synthetic.xlsx import Fen

ROADS = ("文庙路", "建设街", "青河路", "人民路")
ASKED = date(2026, 5, 30)
MONTHS = [date(2026, month, 1) for month in (3, 4, 5)]


def grown(county: County, *, listed: bool) -> list[departments.Pair]:
    return [
        (home, one)
        for home, one in departments.people(county)
        if bool(home.category) is listed and 22 <= one.age() < 75 and not home.purpose
    ]


def real_estate(county: County, rng: Random) -> None:
    for listed, count in ((False, 260), (True, 6)):
        for home, one in departments.some(county, rng, grown(county, listed=listed), count):
            use = rng.choices(("residential", "commercial", "garage"), (88, 8, 4))[0] if not listed else "residential"
            registered = day(rng, date(2009, 1, 1), date(2026, 3, 31))
            is_new = rng.random() < 0.06
            county.add(
                "real_estate", home=home, person=one, use=use, area=rng.randint(15, 40) if use == "garage" else rng.randint(48, 135),
                location=f"青禾县城关街道{rng.choice(ROADS)}{rng.randint(1, 120)}号{rng.randint(1, 9)}栋{rng.randint(101, 1802)}",
                registered=None if is_new else registered, signed=day(rng, date(2025, 9, 1), date(2026, 5, 20)) if is_new else None,
            )  # fmt: skip


def companies(county: County, rng: Random) -> None:
    for listed, count in ((False, 130), (True, 14)):
        for home, one in departments.some(county, rng, grown(county, listed=listed), count):
            number = len(county.rows["companies"]) + 1
            role = "cooperative" if listed else rng.choices(("sole_trader", "legal_person", "shareholder"), (80, 12, 8))[0]
            first = f"{'93' if listed else '92' if role == 'sole_trader' else '91'}990101MA{number:07d}"
            county.add(
                "companies", home=home, person=one, role=role, code=first + credit_check(first), status="active" if rng.random() < 0.9 else "cancelled",
                name="青禾县丰源种养专业合作社" if listed else f"青禾县{one.name[0]}记{rng.choice(('小吃店', '便利店', '修理铺', '农资店'))}",
                capital=Fen(rng.choice((5, 10, 30, 100)) * 10_000_00), staff=0 if role == "sole_trader" else rng.randint(1, 12),
                founded=day(rng, date(2012, 1, 1), date(2026, 2, 28)),
            )  # fmt: skip


def salaries_tax(county: County, rng: Random) -> None:
    workers = [(home, one) for home, one in grown(county, listed=False) if one.job == "local_job" and home.area == "urban"]
    for home, one in departments.some(county, rng, workers, 320):
        state = rng.random() < 0.12
        wage = rng.randint(26, 62) * 100_00
        for month in MONTHS:
            county.add(
                "salaries_tax", home=home, person=one, month=month, employer=rng.choice(("青禾县第二中学", "青禾县人民医院")) if state else f"青禾{one.name[0]}氏商贸公司",
                wage=Fen(wage), fund=Fen(wage // 10 if state else 0), taxed=Fen(wage), state=state,
            )  # fmt: skip


def bank_balances(county: County, rng: Random) -> None:
    """Asked by authorisation of everybody grown up with a category; a few hold more than they said."""
    asked = grown(county, listed=True)
    rich = {id(one) for _, one in departments.some(county, rng, asked, 3)}
    for home, one in departments.some(county, rng, asked, 900):
        balance = rng.randint(90_000, 160_000) * 100 if id(one) in rich else rng.randint(0, 350) * 10_00 + rng.randint(0, 99)
        county.add(
            "bank_balances", home=home, person=one, bank=rng.choice(("青禾农村商业银行", "青禾农村商业银行", "邮政储蓄银行")), account=account(one), on=ASKED,
            balance=Fen(balance), number=f"SQ2026{one.id_number[6:17]}",
        )  # fmt: skip


def account(one: Human) -> str:
    from registers.synthetic.county import luhn

    return luhn(f"62990102{one.id_number[6:16]}")
