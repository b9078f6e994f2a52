"""What the category registers list: 低保, 特困, 边缘, 刚性, 监测对象, refused applications and exits."""

from __future__ import annotations

from datetime import date

from registers.synthetic.medical import day_between
from registers.synthetic.model import DIBAO_STANDARD, County, Home, Human
from registers.synthetic.xlsx import Fen

CAUSES = ("因病", "因残", "缺劳动力", "因学", "年老体弱")
REFUSED = ("经济状况核对：收入超过标准", "入户调查：家庭财产超过规定", "公示期有异议，查实不符合", "材料不齐且逾期未补")
COLLECTORS = ("程采薇", "罗集远", "邹信诚", "贺知春")
LEFT = ("收入超标", "就业好转", "财产超标", "自愿退出")


def month_before(county: County, low: int, high: int) -> date:
    """The first of a month `low`..`high` months before June 2026."""
    back = county.rng.randint(low, high)
    index = 2026 * 12 + 5 - back
    return date(index // 12, index % 12 + 1, 1)


def list_home(county: County, home: Home) -> None:
    """Enter a household's people in the registers of its category and, when tagged, in the monitored one."""
    insured = [one for one in home.people if one not in home.cared and one not in home.single]
    cause = county.rng.choice(CAUSES)
    for person in home.cared:
        tekun(county, home, person)
    match home.category:
        case "dibao":
            amount = top_up(home, len(insured))
            since = month_before(county, 8, 70)
            for person in insured:
                dibao(county, home, person, "whole", amount, len(insured), since, cause)
        case "dibao_margin":
            since = month_before(county, 8, 40)
            for person in insured:
                county.add("dibao_margin", home=home, person=person, since=since, cause=cause, insured=len(insured))
            for person in home.single:
                dibao(county, home, person, "single", 400_00, 1, since, "因残")
        case "rigid_expenditure":
            since = day_between(county, date(2025, 7, 1), date(2026, 5, 20))
            share = county.rng.randint(6100, 6260) / 10000
            until = date(since.year + 1, since.month, since.day) if (since.month, since.day) != (2, 29) else date(since.year + 1, 2, 28)
            assert home.gross
            for person in insured:
                county.add(
                    "rigid_expenditure",
                    home=home,
                    person=person,
                    kind="医疗",
                    amount=Fen(int(home.gross * share)),
                    share=share,
                    since=since,
                    until=date.fromordinal(until.toordinal() - 1),
                )
    if home.tagged:
        monitored(county, home)


def top_up(home: Home, insured: int) -> int:
    """补差 as rulings B11 has it, 分; at least 120 元 a household so that no list holds a zero."""
    month_total = DIBAO_STANDARD[home.area] * insured / 12 - (home.gross or 0) / 12
    return max(-int(-month_total // 100) * 100, 120_00)


def dibao(county: County, home: Home, person: Human, mode: str, amount: int, insured: int, since: date, cause: str) -> None:
    county.add(
        "dibao",
        home=home,
        person=person,
        mode=mode,
        amount=Fen(amount),
        insured=insured,
        since=since,
        cause=cause,
        certificate=f"DB{home.number.replace('-', '')}",
    )


def tekun(county: County, home: Home, person: Human) -> None:
    rng = county.rng
    central = home.purpose == "central"
    care = "full" if central or rng.random() < 0.08 else "half" if rng.random() < 0.2 else "self"
    county.add(
        "tekun",
        home=home,
        person=person,
        mode="central" if central else "scattered",
        care=care,
        amount=Fen({"self": 865_00, "half": 1_120_00, "full": 1_480_00}[care]),
        since=month_before(county, 10, 120),
        certificate=f"TK{home.number.replace('-', '')}",
        cause="无劳动能力、无生活来源、无法定义务人",
    )


def monitored(county: County, home: Home, *, cleared_on: date | None = None, mode: str = "") -> None:
    since = month_before(county, 9, 40) if cleared_on is None else month_before(county, 30, 50)
    for index, person in enumerate(home.people):
        county.add(
            "monitored",
            home=home,
            person=person,
            person_no=f"{home.number}-{index + 1:02d}",
            kind=home.monitoring_kind,
            risks=home.risks,
            since=since,
            cleared_on=cleared_on,
            mode=mode,
            collector=COLLECTORS[int(home.number[-4:]) % len(COLLECTORS)],
            collector_phone=f"1990200{int(home.number[-4:]) % 10000:04d}",
        )


def refused(county: County, home: Home, on: date) -> None:
    """An application that was not confirmed; the household is watched for 24 months."""
    accepted = date.fromordinal(on.toordinal() - county.rng.randint(16, 24))
    assert home.village
    county.add(
        "refused_applications",
        home=home,
        person=home.head,
        number=f"{home.town_code}-{on.year}-B{len(county.rows['refused_applications']) + 1:04d}",
        category=county.rng.choice(("dibao", "dibao", "dibao_margin", "tekun" if home.size == 1 else "dibao")),
        accepted=accepted,
        on=on,
        stage=county.rng.choice(("经济状况核对", "入户调查", "联审联批")),
        reason=county.rng.choice(REFUSED),
        told=date.fromordinal(on.toordinal() + 3),
        town=home.village.town_name,
    )


def left(county: County, home: Home, on: date) -> None:
    """The household stopped getting 低保 on the first of a month, with six months of 渐退期."""
    month = date(on.year, on.month, 1)
    index = month.year * 12 + month.month - 1 + 6
    until = date.fromordinal(date(index // 12, index % 12 + 1, 1).toordinal() - 1)
    for person in home.people:
        county.add(
            "exits",
            home=home,
            person=person,
            category="dibao",
            on=month,
            reason=county.rng.choice(LEFT),
            amount=Fen(county.rng.randint(200, 900) * 100),
            grace_from=month,
            grace_until=until,
            destination="直接退出",
        )
