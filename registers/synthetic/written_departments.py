"""Rows of the further departments' registers as their sheets print them."""

from __future__ import annotations

from collections.abc import Callable

from households import choices as c
from households import record_choices as r
from registers.synthetic.model import Row
from registers.synthetic.wording import Line, day, label, who, yes


def month(value: object) -> str | None:
    return f"{value:%Y-%m}" if value else None


def illness(row: Row) -> Line:
    return who(row) | {
        "health": label(c.Health, row["health"]), "disease": row["disease"], "is_serious": yes(row["serious"]), "is_chronic_clinic": yes(row["clinic"]),
        "diagnosed_on": day(row["on"]), "hospital": row["hospital"], "has_family_doctor": yes(row["doctor"]), "treatment": label(r.Treatment, row["treatment"]),
    }  # fmt: skip


def jobs(row: Row) -> Line:
    return who(row) | {
        "as_of": month(row["as_of"]), "is_working": yes(row["works"]), "started_on": month(row["started"]), "province": row["province"],
        "county_name": row["place"], "employer": row["employer"], "industry": row["industry"], "channel": row["channel"], "travel_subsidy": row["travel"],
        "plans_to_work": yes(row["plans"]), "training_wish": row["wish"] or None, "refusals": row["refusals"],
    }  # fmt: skip


def public_posts(row: Row) -> Line:
    return who(row) | {
        "kind": label(r.PostKind, row["kind"]), "employer": row["employer"], "started_on": day(row["started"]), "ended_on": day(row["ended"]),
        "monthly_subsidy": row["amount"], "attendance": row["attendance"], "agreement_no": row["number"],
    }  # fmt: skip


def disasters(row: Row) -> Line:
    return {
        "head_name": row["person"].name, "id_number": row["person"].id_number, "happened_on": day(row["on"]), "kind": label(r.DisasterKind, row["kind"]),
        "house_loss": row["house"], "crop_loss": row["crops"], "loss": row["loss"], "relief": row["relief"],
    }  # fmt: skip


def detentions(row: Row) -> Line:
    return who(row) | {
        "kind": label(r.DetentionKind, row["kind"]), "started_on": day(row["started"]), "ended_on": day(row["ended"]), "held_by": row["by"],
        "reported_by": "公安",
    }  # fmt: skip


def real_estate(row: Row) -> Line:
    return who(row) | {
        "location": row["location"], "use": label(r.EstateUse, row["use"]), "area": row["area"], "registered_on": day(row["registered"]),
        "signed_on": day(row["signed"]),
    }  # fmt: skip


def companies(row: Row) -> Line:
    return who(row) | {
        "company_name": row["name"], "credit_code": row["code"], "role": label(r.CompanyRole, row["role"]), "subscribed": row["capital"],
        "staff": row["staff"], "status": label(r.CompanyStatus, row["status"]), "founded_on": day(row["founded"]),
    }  # fmt: skip


def salaries_tax(row: Row) -> Line:
    return who(row) | {
        "employer": row["employer"], "month": month(row["month"]), "wage": row["wage"], "housing_fund": row["fund"], "taxed_income": row["taxed"],
        "is_state_paid": yes(row["state"]),
    }  # fmt: skip


def bank_balances(row: Row) -> Line:
    return who(row) | {
        "bank": row["bank"],
        "account": row["account"],
        "asked_on": day(row["on"]),
        "balance": row["balance"],
        "authorisation": row["number"],
    }


def loans(row: Row) -> Line:
    return who(row) | {
        "project": "脱贫人口小额信贷", "bank": "青禾农村商业银行", "amount": row["amount"], "purpose": row["purpose"], "started_on": day(row["started"]),
        "ended_on": day(row["ended"]), "status": label(r.LoanStatus, row["status"]), "department": "农业农村局",
    }  # fmt: skip


def measures(row: Row) -> Line:
    return who(row) | {
        "kind": label(r.MeasureKind, row["kind"]), "item": row["item"], "amount": row["amount"], "started_on": day(row["started"]),
        "status": label(r.MeasureStatus, "done"), "department": row["office"],
    }  # fmt: skip


def payments(row: Row) -> Line:
    return who(row) | {
        "batch_no": row["batch"], "item": row["item"], "fund_year": row["month"].year, "month": month(row["month"]), "account": row["account"] or None,
        "account_name": row["account_name"] if row["account"] else None, "bank": "青禾农村商业银行", "amount": row["amount"], "paid_on": day(row["on"]),
        "status": label(r.PaymentStatus, row["status"]), "failure": row["failure"],
    }  # fmt: skip


LINES: dict[str, Callable[[Row], Line]] = {
    "illness": illness, "jobs": jobs, "public_posts": public_posts, "disasters": disasters, "detentions": detentions, "real_estate": real_estate,
    "companies": companies, "salaries_tax": salaries_tax, "bank_balances": bank_balances, "loans": loans, "measures": measures, "payments": payments,
}  # fmt: skip
