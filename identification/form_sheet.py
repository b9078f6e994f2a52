"""The application form on paper: the one form's fifty numbers with what is known and what was typed, numbers of persons masked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.fields import mask_account, mask_phone
from households.sums import yuan
from identification import authorisations, one_form
from identification.models import Application
from identification.one_form.fields import BY_NAME, CONCLUSION, ECONOMY, HOUSEHOLD, MEMBER, FieldSpec, Kind
from identification.one_form.form import KIND_LABELS
from identification.one_form.items import NOTHING
from identification.one_form.known import Prefill

# The forms this one replaces. The source gives the number (nine merged into one) and the first two names; the other seven are `inferred`
# from the procedures it merges and are the county's to set (domain §7.1).
REPLACED = (
    "低收入人口摸排表",
    "入户信息采集表",
    "最低生活保障申请审批表",  # inferred
    "特困人员救助供养申请审批表",  # inferred
    "低保边缘家庭认定申请表",  # inferred
    "刚性支出困难家庭认定申请表",  # inferred
    "防返贫监测对象识别申请及承诺书",  # inferred
    "家庭经济状况申报表",  # inferred
    "入户调查核实表",  # inferred
)
EMPTY = "—"


@dataclass(frozen=True)
class PrintRow:
    number: int
    label: str
    text: str
    source: str = ""


@dataclass(frozen=True)
class PrintSheet:
    """Household, one table per member, economy, conclusion; who signed."""

    household: list[list[PrintRow]]
    members: list[tuple[str, list[list[PrintRow]]]]
    economy: list[PrintRow]
    conclusion: list[PrintRow]
    signatures: list[tuple[str, str]]
    replaced: tuple[str, ...] = REPLACED


def in_pairs(rows: list[PrintRow]) -> list[list[PrintRow]]:
    """Two indicators to a line, so that a member fits a third of a page."""
    return [rows[place : place + 2] for place in range(0, len(rows), 2)]


def sheet_of(application: Application, on: date) -> PrintSheet:
    """What was typed over what is known."""
    household = application.household
    answers = one_form.read(household, one_form.typed_of(application), on=on)
    known, data = answers.known, answers.data
    assert known is not None
    told = shown_household(data.get("household", {}))
    members = [
        (member.person.name, [row(spec, known.members[member.person_id], shown_member(data.get("members", {}).get(member.person_id, {}))) for spec in MEMBER.fields])
        for member in known.people
    ]  # fmt: skip
    for newcomer in data.get("newcomers", []):
        if newcomer["name"] not in [name for name, _ in members]:
            members.append((newcomer["name"], [row(spec, {}, shown_member(newcomer)) for spec in MEMBER.fields]))
    signed = authorisations.in_force(application, on)
    return PrintSheet(
        in_pairs([row(spec, known.values, told) for spec in HOUSEHOLD.fields]),
        [(name, in_pairs(rows)) for name, rows in members],
        [economy_row(spec, known, data) for spec in ECONOMY.fields],
        [row(spec, known.values, shown_conclusion(application, data)) for spec in CONCLUSION.fields if spec.kind is not Kind.SIGNATURES],
        [(str(kind.label), "、".join(signer.person.name for signer in signed[kind].signers.all()) if kind in signed else "") for kind in authorisations.needed(application)],
    )  # fmt: skip


def row(spec: FieldSpec, known: Any, told: dict[str, str]) -> PrintRow:
    if spec.name in told:
        return PrintRow(spec.number, spec.label, told[spec.name], "本次申报")
    value = known.get(spec.name)
    return PrintRow(spec.number, spec.label, value.text if value else EMPTY, value.source if value else spec.department)


def words(name: str, code: str) -> str:
    return str(dict(BY_NAME[name].choices).get(code, code))


def shown_household(told: dict[str, Any]) -> dict[str, str]:
    shown = {"address": told.get("address", ""), "phone": mask_phone(told.get("phone", "")) if told.get("phone") else ""}
    shown["risks"] = "、".join(words("risks", code) for code in told.get("risks", []))
    bank = [mask_account(told["bank_account"]) if told.get("bank_account") else "", told.get("bank_name", ""), told.get("account_name", "")]
    shown["bank"] = " ".join(part for part in bank if part)
    return {name: text for name, text in shown.items() if text}


def shown_member(told: dict[str, Any]) -> dict[str, str]:
    shown = {name: words(name, code) for name, code in told.items() if name in BY_NAME and BY_NAME[name].kind is Kind.CHOICE}
    if "relation" in told:
        shown |= {"name": told["name"], "relation": words("relation", told["relation"])}
    return shown


def shown_conclusion(application: Application, data: dict[str, Any]) -> dict[str, str]:
    needs = "、".join(words("difficulty", code) for code in data.get("needs", []))
    difficulty = data.get("difficulty") or application.reason
    return {"difficulty": f"{difficulty}需求：{needs or EMPTY}"} if difficulty else {}


def economy_row(spec: FieldSpec, known: Prefill, data: dict[str, Any]) -> PrintRow:
    if spec.kind is Kind.MONEY:
        parts = [money_words(kind, known, data, len(spec.kinds) > 1) for kind in spec.kinds]
        return PrintRow(spec.number, spec.label, "；".join(part for part in parts if part) or EMPTY)
    if spec.kind is Kind.PROPERTY:
        return PrintRow(spec.number, spec.label, property_words(spec, known, data), spec.department)
    return row(spec, known.values, {})


def money_words(kind: str, known: Prefill, data: dict[str, Any], is_named: bool) -> str:
    """What the family said, or what is known, as one sentence; yearly 元."""
    names = {member.person_id: member.person.name for member in known.people} | {
        new["key"]: new["name"] for new in data.get("newcomers", [])
    }
    told = data.get("money", {}).get(kind)
    lead = f"{KIND_LABELS[kind]}：" if is_named else ""
    if told is not None:
        lines = [f"{line['item']}（{names.get(line['who'], '全户')}）{yuan(line['amount'])}" for line in told]
        locked = [f"{row.item}（{row.who}）{row.text}，{row.badge}" for row in known.money.get(kind, []) if row.is_locked and row.amount]
        return lead + ("，".join([*lines, *locked]) or "没有")
    rows = [f"{row.item}（{row.who}）{row.text}，{row.badge}" for row in known.money.get(kind, []) if row.item != NOTHING]
    return lead + ("；".join(rows) or ("没有" if known.money.get(kind) else EMPTY))


def property_words(spec: FieldSpec, known: Prefill, data: dict[str, Any]) -> str:
    def told(kind: str, item: str, value: Any, area: Any) -> str:
        return item + (f"{yuan(value)}元" if value is not None else "") + (f"{area}平方米" if area is not None else "")

    if "property" in data:
        lines = [told(**line) for line in data["property"] if line["kind"] in spec.kinds]
    else:
        lines = [told(row.kind, row.item, row.value, row.area) for row in known.assets if row.kind in spec.kinds and not row.is_none]
        if not lines and not any(row.kind in spec.kinds for row in known.assets):
            return EMPTY
    vehicles = known.values.get("vehicles") if spec.name == "vehicles" else None
    return "；".join([*lines, *([vehicles.text] if vehicles else [])]) or "没有"
