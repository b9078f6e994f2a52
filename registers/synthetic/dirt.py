"""Planted dirt, as clerks really send it (domain §7.3): what must be refused, and what must be survived."""

from __future__ import annotations

from decimal import Decimal
from itertools import cycle
from random import Random

from registers.synthetic.habits import spoilt_check_digit
from registers.synthetic.model import County, Home, Human
from registers.synthetic.wording import Line
from registers.synthetic.xlsx import AsNumber, Fen

# Refused with row, column and remedy; the others are taken and mended in passing.
REFUSED = ("wrong_check_digit", "stored_as_number", "unknown_relation", "repeated_row", "ambiguous_date")
SURVIVED = ("lower_case_x", "fifteen_digits", "month_only_date", "leading_apostrophe")


def choose_lost_people(county: County, share: float) -> None:
    """Before incomes are written: whose row of `members` will be refused. No other register speaks of them; their homes are plain."""
    wanted = round(share * sum(home.size for home in county.homes) * 0.5)
    for home in plain_homes(county, wanted, rural_only=False):
        home.people[-1].is_dirty = True


def plain_homes(county: County, count: int, *, rural_only: bool) -> list[Home]:
    """Households without category and planted case, of three or more with a grown-up last member."""
    able = [
        home
        for home in county.homes
        if not (home.category or home.purpose)
        and home.size >= 3
        and home.people[-1].age() >= 18
        and (home.area == "rural" or not rural_only)
    ]
    return sorted(county.rng.sample(able, min(count, len(able))), key=lambda home: home.number)


def soil_members(county: County, lines: list[Line], share: float) -> list[Line]:
    """Spoil the rows of the lost people, and some others in ways that do no harm."""
    if not share:
        return lines
    by_number = {str(line["id_number"]): line for line in lines}
    kinds = cycle(REFUSED)
    extra: list[Line] = []
    for person in (one for home in county.homes for one in home.people if one.is_dirty):
        line, kind = by_number[person.id_number], next(kinds)
        if kind == "repeated_row":
            # The first stands, the second is refused: the person himself is not lost.
            extra.append(dict(line))
        else:
            spoil(county.rng, line, kind)
        county.dirt["members"][kind] += 1
    county.dirt["members"].update(survive(county, by_number, round(share * len(lines) * 0.5)))
    return lines + extra


def spoil(rng: Random, line: Line, kind: str) -> None:
    number = str(line["id_number"])
    match kind:
        case "wrong_check_digit":
            line["id_number"] = spoilt_check_digit(number)
        case "stored_as_number":
            line["id_number"] = AsNumber(number[:17] + "0")
        case "unknown_relation":
            line["relation"] = "儿媳妇子"
        case "ambiguous_date":
            line["joined_on"] = 2023.1
        case _:
            raise ValueError(kind)


def survive(county: County, by_number: dict[str, Line], count: int) -> dict[str, int]:
    """Ways of writing that have one reading: they must be taken as they are meant."""
    done = dict.fromkeys(SURVIVED, 0)
    kinds = cycle(SURVIVED)
    wanted = next(kinds)
    for person in (one for home in county.homes for one in home.people):
        if sum(done.values()) >= count:
            break
        if person.is_dirty or not fits(person, wanted):
            continue
        line = by_number[person.id_number]
        number = person.id_number
        match wanted:
            case "lower_case_x":
                line["id_number"] = number.lower()
            case "fifteen_digits":
                line["id_number"] = number[:6] + number[8:17]
            case "month_only_date":
                line["joined_on"] = "2023.5"
            case "leading_apostrophe":
                line["id_number"] = f"'{number}"
        done[wanted] += 1
        wanted = next(kinds)
    return done


def fits(person: Human, kind: str) -> bool:
    if kind == "lower_case_x":
        return person.id_number.endswith("X")
    if kind == "fifteen_digits":
        return person.birth.year < 1999
    return True


def soil_households(county: County, lines: list[Line], share: float) -> list[Line]:
    """Households of a village nobody knows; they hold no members."""
    for index in range(round(share * len(lines) * 0.3) if share else 0):
        line = dict(lines[index])
        line |= {
            "household_no": f"990101999201-{index + 1:04d}",
            "head_id_number": None,
            "region_code": "新桃源村",
            "phone": None,
            "bank_account": None,
        }
        lines.append(line)
        county.dirt["households"]["unknown_village"] += 1
    return lines


def soil_incomes(county: County, lines: list[Line], share: float) -> list[Line]:
    """An amount with its unit in the cell: taken as what it says."""
    plain = {home.number for home in county.homes if not (home.category or home.purpose) and (home.gross or 0) > home.line * 1.5}
    wanted = max(1, round(share * len(county.homes) * 0.5)) if share else 0
    for line in lines:
        if county.dirt["incomes"]["amount_in_wan"] >= wanted:
            break
        if line["item"] == "耕地地力补贴" and line["household_no"] in plain and line["month"] == "2026":
            fen = line["amount"]
            assert isinstance(fen, Fen)
            line["amount"] = f"{(Decimal(int(fen)) / 1_000_000).normalize():f}万"
            county.dirt["incomes"]["amount_in_wan"] += 1
    return lines


def soil_disability(county: County, lines: list[Line], share: float) -> list[Line]:
    """The number of the disability certificate in the ID column: read as the ID number it holds, so an extra row is a repetition."""
    for index in range(max(1, round(share * len(county.homes) * 0.15)) if share else 0):
        lines.append(lines[index] | {"id_number": lines[index]["certificate"]})
        county.dirt["disability"]["certificate_as_id"] += 1
    return lines


SOIL = {"households": soil_households, "members": soil_members, "incomes": soil_incomes, "disability": soil_disability}
REFUSED_ELSEWHERE = {"unknown_village", "certificate_as_id"}


def refused_rows(county: County) -> dict[str, int]:
    """How many rows of each sheet the import must refuse."""
    bad = REFUSED_ELSEWHERE | set(REFUSED)
    sums = {sheet: sum(count for kind, count in kinds.items() if kind in bad) for sheet, kinds in sorted(county.dirt.items())}
    return {sheet: count for sheet, count in sums.items() if count}
