"""Medical settlements: total, what each payer paid, what was left to the patient (rulings B14)."""

from __future__ import annotations

from datetime import date, timedelta

from registers.synthetic.model import LINE, County, Home, Human
from registers.synthetic.xlsx import Fen

HOSPITALS = ("青禾县人民医院", "青禾县中医医院", "柳溪镇中心卫生院", "石桥镇卫生院", "云台镇中心卫生院", "邻市第一医院", "省第二医院")


def settle(county: County, home: Home, person: Human, kind: str, on: date, self_pay: int, *, compliant_share: float = 0.9) -> None:
    """One settlement with this self-pay in 分; the payers' parts are made so that they add up exactly."""
    rng = county.rng
    total = int(self_pay / rng.uniform(0.25, 0.5)) // 100 * 100 + self_pay % 100
    paid = total - self_pay
    aid = int(paid * rng.uniform(0.05, 0.2)) // 100 * 100 if home.category else 0
    serious = int(paid * 0.15) // 100 * 100 if total > 20_000_00 else 0
    inpatient = kind == "inpatient"
    days = rng.randint(4, 18)
    county.add(
        "medical",
        home=home,
        person=person,
        kind=kind,
        hospital=rng.choice(HOSPITALS),
        admitted=on - timedelta(days=days) if inpatient else None,
        discharged=on if inpatient else None,
        settled=on,
        number=f"J{on:%Y%m%d}{len(county.rows['medical']):06d}",
        total=Fen(total),
        basic=Fen(paid - aid - serious),
        serious=Fen(serious),
        aid=Fen(aid),
        self_pay=Fen(self_pay),
        compliant=Fen(int(self_pay * compliant_share)),
    )


def day_between(county: County, start: date, end: date) -> date:
    return start + timedelta(days=county.rng.randrange((end - start).days))


def ordinary_illness(county: County, home: Home) -> None:
    """What many families had in a year; far from every threshold."""
    rng = county.rng
    if (
        home.purpose.startswith(("R01", "R02", "R03", "R04", "R05", "R23", "R24", "near", "no_income", "no_previous"))
        or rng.random() > 0.33
    ):
        return
    patient = max(home.people, key=lambda one: (one.age() > 55, rng.random()))
    if patient.is_dirty or patient.status == "dead":
        return
    if rng.random() < 0.55:
        settle(county, home, patient, "inpatient", day_between(county, date(2025, 7, 1), date(2026, 5, 25)), rng.randint(300, 2300) * 100)
    else:
        for _ in range(rng.randint(1, 3)):
            kind = rng.choice(("outpatient", "chronic"))
            settle(county, home, patient, kind, day_between(county, date(2025, 7, 1), date(2026, 5, 25)), rng.randint(20, 400) * 100)


def rigid_illness(county: County, home: Home) -> None:
    """Dialysis and the like, settled as 门慢特: rigid spending above 60 % of gross without one large inpatient bill."""
    rng = county.rng
    assert home.gross
    spending = int(home.gross * rng.uniform(0.61, 0.625))
    patient = home.people[-1] if home.size > 1 and rng.random() < 0.4 else home.head
    patient.health = "serious"
    for index in range(10):
        month = date(2025 + (6 + index) // 12, (6 + index) % 12 + 1, rng.randint(5, 25))
        settle(county, home, patient, "chronic", month, spending // 10, compliant_share=1.0)


def plant_self_pay(county: County, home: Home) -> None:
    """The cases of R02–R05 below, at and above their thresholds (4,000 single, 6,700 a year, 10,000 either)."""
    rng, patient = county.rng, max(home.people, key=lambda one: one.age())
    last_year = day_between(county, date(2025, 7, 1), date(2025, 12, 20))
    this_year = day_between(county, date(2026, 1, 10), date(2026, 5, 25))
    either = rng.choice((last_year, this_year))
    match home.purpose:
        case "R02":
            settle(county, home, patient, "inpatient", either, rng.randint(4050, 6400) * 100)
        case "R02_at":
            settle(county, home, patient, "inpatient", either, 4000_00)
        case "R02_above":
            settle(county, home, patient, "inpatient", either, 4000_01)
        case "R03":
            for share in (3400, 2100, rng.randint(1300, 3200)):
                settle(county, home, patient, "inpatient", day_between(county, date(2026, 1, 8), date(2026, 5, 28)), share * 100)
        case "R03_at" | "R03_above":
            settle(county, home, patient, "inpatient", date(2026, 2, 11), 3500_00)
            settle(county, home, patient, "inpatient", date(2026, 4, 20), 3200_00 + (home.purpose == "R03_above"))
        case "R04_single":
            settle(county, home, patient, "inpatient", last_year, rng.randint(10_100, 16_000) * 100)
        case "R04_year":
            settle(county, home, patient, "inpatient", date(2026, 1, 20), rng.randint(5_200, 7_000) * 100)
            settle(county, home, patient, "inpatient", date(2026, 5, 12), rng.randint(5_000, 7_500) * 100)
        case "R04_at" | "R04_above":
            settle(county, home, patient, "inpatient", this_year, 10_000_00 + (home.purpose == "R04_above"))
        case "R05" | "R05_at" | "R05_below":
            assert home.gross
            over = home.gross - LINE[home.area] * len(home.payers)
            extra = {"R05": rng.randint(200, 900) * 100, "R05_at": 0, "R05_below": 1}[home.purpose]
            settle(county, home, patient, "inpatient", either, over + extra)
        case _:
            raise ValueError(home.purpose)
