"""Rows of the category registers, refused applications and exits as their sheets print them."""

from __future__ import annotations

from households import choices as c
from households.relations import RELATIONS
from policies.categories import DibaoMode, MonitoringKind, SupportCategory
from registers.synthetic.model import Home, Row
from registers.synthetic.wording import NATIONAL_WORDS, Line, day, label, who, yes

APPLIED = {"dibao": "低保", "tekun": "特困", "dibao_margin": "边缘", "rigid_expenditure": "刚性"}


def claimed(row: Row) -> Line:
    home: Home = row["home"]
    return who(row) | {
        "head_name": home.head.name,
        "head_id_number": home.head.id_number,
        "relation": RELATIONS[row["person"].relation],
    }


def dibao(row: Row) -> Line:
    return claimed(row) | {
        "certificate": row["certificate"],
        "since": f"{row['since']:%Y-%m}",
        "insured_count": row["insured"],
        "monthly_amount": row["amount"],
        "dibao_mode": label(DibaoMode, row["mode"]),
        "cause": row["cause"],
    }


def tekun(row: Row) -> Line:
    return claimed(row) | {
        "certificate": row["certificate"],
        "since": f"{row['since']:%Y-%m}",
        "support_mode": label(c.SupportMode, row["mode"]),
        "care_level": label(c.CareLevel, row["care"]),
        "monthly_amount": row["amount"],
        "cause": row["cause"],
    }


def margin(row: Row) -> Line:
    return claimed(row) | {"insured_count": row["insured"], "since": f"{row['since']:%Y-%m}", "cause": row["cause"]}


def rigid(row: Row) -> Line:
    return claimed(row) | {
        "cause": f"{row['kind']}刚性支出",
        "rigid_share": f"{row['share'] * 100:.2f}%",
        "since": day(row["since"]),
        "until": day(row["until"]),
    }


def monitored(row: Row) -> Line:
    home, cleared = row["home"], row["cleared_on"]
    risks = {f"risk_{place}": label(c.Risk, risk) for place, risk in enumerate(row["risks"], start=1)}
    return (
        who(row)
        | risks
        | {
            "household_no": home.number,
            "person_no": row["person_no"],
            "relation": NATIONAL_WORDS.get(row["person"].relation, RELATIONS[row["person"].relation]),
            "household_kind": label(c.HouseholdKind, home.kind),
            "monitoring_kind": label(MonitoringKind, row["kind"]),
            "since": f"{row['since']:%Y%m}",
            "is_cleared": yes(cleared is not None),
            "clearance_mode": label(c.ClearanceMode, row["mode"]) or None,
            "cleared_on": f"{cleared:%Y%m}" if cleared else None,
            "collector": row["collector"],
            "collector_phone": row["collector_phone"],
        }
    )


def refused(row: Row) -> Line:
    home: Home = row["home"]
    return who(row) | {
        "application_no": row["number"],
        "head_name": home.head.name,
        "head_id_number": home.head.id_number,
        "category": APPLIED[row["category"]],
        "accepted_on": day(row["accepted"]),
        "refused_on": day(row["on"]),
        "stage": row["stage"],
        "reason": row["reason"],
        "told_on": day(row["told"]),
    }


def left(row: Row) -> Line:
    return who(row) | {
        "category": label(SupportCategory, row["category"]),
        "monthly_amount": row["amount"],
        "reason": row["reason"],
        "left_on": f"{row['on']:%Y-%m}",
        "grace_from": day(row["grace_from"]),
        "grace_until": day(row["grace_until"]),
        "destination": row["destination"],
    }
