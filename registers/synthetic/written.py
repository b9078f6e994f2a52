"""From the model to the columns of the declared sheets: words as registers print them, IDs as text, 元 as numbers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from accounts.choices import RegionLevel
from households import choices as c
from households.relations import RELATIONS
from policies.categories import AreaType
from registers.synthetic import staff, written_claims, written_departments
from registers.synthetic.model import County, Home, Human, Row
from registers.synthetic.places import COUNTY_CODE, COUNTY_NAME, SETTLEMENT, TOWNS, villages
from registers.synthetic.wording import NATIONAL_WORDS, Line, day, label, number_of, who, yes

EDUCATION = {
    "01": "学龄前儿童",
    "20": "大学本科",
    "30": "大专",
    "40": "中等职业",
    "60": "高中",
    "70": "初中",
    "80": "小学",
    "90": "文盲半文盲",
}
ETHNICITY = {"01": "汉族", "02": "蒙古族", "03": "回族", "04": "藏族", "05": "维吾尔族", "06": "苗族", "11": "满族", "15": "土家族"}
LEVELS = ("", "一级", "二级", "三级", "四级")


def regions(county: County) -> list[Line]:
    rows: list[Line] = [{"code": COUNTY_CODE, "name": COUNTY_NAME, "parent_code": None, "level": RegionLevel.COUNTY.label}]
    rows += [{"code": code, "name": name, "parent_code": COUNTY_CODE, "level": RegionLevel.TOWN.label} for code, name, *_ in TOWNS]
    for one in villages():
        former = {"990101100201": "老湾村", "990101101203": "大槐树村"}.get(one.code)
        rows.append(
            {
                "code": one.code,
                "name": one.name,
                "parent_code": one.town_code,
                "level": RegionLevel.VILLAGE.label,
                "settlement_code": "111" if one.is_community else "220",
                "former_names": former,
            }
        )
    return rows


def household(home: Home) -> Line:
    assert home.village
    return {
        "household_no": home.number,
        "head_name": home.head.name,
        "head_id_number": None if home.head.is_dirty else home.head.id_number,
        "region_code": home.village.name,
        "area_type": label(AreaType, home.area),
        "household_kind": label(c.HouseholdKind, home.kind),
        "is_relocated": yes(home.relocated),
        "settlement": SETTLEMENT if home.relocated else None,
        "address": home.address,
        "phone": home.phone or None,
        "bank_account": home.account or None,
        "bank_name": "青禾农村商业银行" if home.account else None,
        "account_name": home.head.name if home.account else None,
        "helper": home.helper or None,
        "registered_on": day(home.registered),
    }


def member(home: Home, person: Human, relation: str = "") -> Line:
    return {
        "household_no": home.number,
        "name": person.name,
        "id_type": "身份证",
        "id_number": person.id_number,
        "relation": relation or (NATIONAL_WORDS.get(person.relation) if home.tagged else None) or RELATIONS[person.relation],
        "sex": label(c.Sex, person.sex),
        "birth": day(person.birth),
        "ethnicity": ETHNICITY[person.ethnicity],
        "education": EDUCATION[person.education] if person.education else None,
        "marital": label(c.Marital, person.marital),
        "phone": person.phone or None,
        "health": label(c.Health, person.health),
        "labour": label(c.Labour, person.labour) or None,
        "school_status": label(c.SchoolStatus, person.school),
        "job_status": label(c.JobStatus, person.job) or None,
        "status": label(c.MemberStatus, person.status),
        "status_since": day(person.status_since),
    }


def money(row: Row, kinds: Any) -> Line:
    month: date | None = row["months"]
    received: date = row["received"]
    return {
        "household_no": row["home"].number,
        "id_number": number_of(row["person"]),
        "kind": label(kinds, row["kind"]),
        "item": row["item"],
        "month": f"{month:%Y-%m}" if month else str(received.year),
        "amount": row["amount"],
        "source": row["source"],
        "received_on": day(received),
    }


def asset(row: Row) -> Line:
    return {
        "household_no": row["home"].number,
        "id_number": number_of(row["person"]),
        "kind": label(c.AssetKind, row["kind"]),
        "item": row["item"],
        "value": row["value"],
        "area": row["area"],
        "as_of": day(row["on"]),
        "source": "走访",
        "received_on": day(row["on"]),
    }


def head(row: Row) -> Line:
    home: Home = row["home"]
    return {"head_name": home.head.name, "id_number": home.head.id_number}


def medical(row: Row) -> Line:
    return who(row) | {
        "visit_kind": label(c.VisitKind, row["kind"]),
        "hospital": row["hospital"],
        "admitted_on": day(row["admitted"]),
        "discharged_on": day(row["discharged"]),
        "settled_on": day(row["settled"]),
        "settlement_no": row["number"],
        "total": row["total"],
        "basic_paid": row["basic"],
        "serious_paid": row["serious"],
        "aid_paid": row["aid"],
        "self_pay": row["self_pay"],
        "compliant_self_pay": row["compliant"],
    }


def disability(row: Row) -> Line:
    return who(row) | {
        "certificate": row["certificate"],
        "kind": label(c.DisabilityType, row["kind"]),
        "level": LEVELS[row["level"]],
        "issued_on": day(row["issued"]),
        "expires_on": day(row["expires"]),
        "is_cancelled": "否",
    }


def housing(row: Row) -> Line:
    return head(row) | {
        "grade": label(c.HouseGrade, row["grade"]),
        "appraiser": row["appraiser"],
        "appraised_on": day(row["on"]),
        "is_only_home": yes(row["only_home"]),
        "is_occupied": yes(row["occupied"]),
    }


def water(row: Row) -> Line:
    states = dict(zip(("quantity", "quality", "access", "reliability"), (label(c.WaterState, one) for one in row["states"]), strict=True))
    return head(row) | states | {"supply": row["supply"], "checked_on": day(row["on"]), "problem": row["problem"] or None}


def student(row: Row) -> Line:
    return who(row) | {
        "student_no": row["number"],
        "school": row["school"],
        "stage": label(c.SchoolStatus, row["stage"]),
        "grade": row["grade"],
        "is_boarding": yes(row["boarding"]),
        "attendance": label(c.Attendance, row["attendance"]),
        "absence_reason": row["reason"] or None,
    }


def insurance(row: Row) -> Line:
    return who(row) | {
        "kind": label(c.InsuranceKind, row["kind"]),
        "year": row["year"],
        "status": label(c.InsuranceStatus, row["status"]),
        "paid_on": day(row["paid_on"]),
        "personal_paid": row["paid"],
        "subsidy_kind": row["subsidy"] or None,
        "subsidy_amount": row["subsidy_amount"],
    }


def vehicle(row: Row) -> Line:
    return who(row) | {
        "plate": row["plate"],
        "kind": label(c.VehicleKind, row["kind"]),
        "registered_on": day(row["registered"]),
        "value": row["value"],
        "is_livelihood": yes(row["livelihood"]),
    }


def death(row: Row) -> Line:
    return who(row) | {
        "died_on": day(row["died"]),
        "cancelled_on": day(row["cancelled"]),
        "cremated_on": day(row["cremated"]),
        "reported_by": row["source"],
    }


def obligor(row: Row) -> Line:
    line = who(row) | {"is_none": yes(row["is_none"])}
    if row["is_none"]:
        return line
    return line | {
        "obligor_name": row["name"],
        "relation": label(c.ObligorRelation, row["relation"]),
        "birth": day(row["birth"]),
        "yearly_income": row["income"],
        **{column: yes(False) for column in ("is_tekun", "is_dibao", "is_severely_disabled", "is_incapable")},
        "has_low_property": yes(row["has_low_property"]),
        "ability_words": row["ability"],
    }


def all_members(county: County) -> list[Line]:
    """Everybody at home first, second listings after them: the first row is where a person lives."""
    rows = [member(home, person) for home in county.homes for person in home.people]
    return rows + [member(row["home"], row["person"], row["relation"]) for row in county.rows["second_listings"]]


ROWS: dict[str, Callable[[County], list[Line]]] = {
    "regions": regions,
    "offices": lambda county: [dict(row) for row in staff.offices()],
    "users": lambda county: [dict(row) for row in staff.people()],
    "households": lambda county: [household(home) for home in county.homes],
    "members": all_members,
    "incomes": lambda county: [money(row, c.IncomeKind) for row in county.rows["incomes"]],
    "spending": lambda county: [money(row, c.SpendingKind) for row in county.rows["spending"]],
} | {
    sheet: (lambda county, sheet=sheet, line=line: [line(row) for row in county.rows[sheet]])  # type: ignore[misc]
    for sheet, line in {
        "assets": asset,
        "medical": medical,
        "disability": disability,
        "housing": housing,
        "water": water,
        "students": student,
        "insurance": insurance,
        "vehicles": vehicle,
        "deaths": death,
        "obligors": obligor,
        "dibao": written_claims.dibao,
        "tekun": written_claims.tekun,
        "dibao_margin": written_claims.margin,
        "rigid_expenditure": written_claims.rigid,
        "monitored": written_claims.monitored,
        "refused_applications": written_claims.refused,
        "exits": written_claims.left,
        **written_departments.LINES,
    }.items()
}
