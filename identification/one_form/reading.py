"""From what was typed to what it says, and what is still missing.

The data `land` takes, plain values that JSON could hold but for dates and Decimals:
{"household": {column: value}, "members": {person id: {column: value}}, "newcomers": [{"name", "id_number", "relation", …}],
 "money": {kind: [{"who": person id, "n0" or None, "item", "amount"}]} (an empty list is the word "none"),
 "property": [{"kind", "item", "value", "area"}], "obligors": {person id: [{…}]}, "difficulty": text, "needs": [code]}.
A key that is absent was not asked.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.fields import Sealed
from accounts.logs import redact
from casework.exceptions import StepRefused
from households.models import Household
from identification.models import Application
from identification.one_form.fields import MEMBER, Kind
from identification.one_form.form import MONEY_KINDS, NONE, SOME, OneForm, Typed, newcomers_of, rows_of
from identification.one_form.items import ITEMS
from identification.one_form.known import Prefill, prefill

MEMBER_COLUMNS = tuple(spec.name for spec in MEMBER.fields if spec.kind is Kind.CHOICE)


class FormIncomplete(StepRefused):
    """What the form still lacks: `errors` by input name, each with its words."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(f"没有提交，有{len(errors)}处要补。已填的内容都在。", "form_incomplete")
        self.errors = errors


@dataclass
class Answers:
    """What was understood, and what was not: `errors` by input name."""

    data: dict[str, Any]
    errors: dict[str, str] = field(default_factory=dict)
    form: OneForm | None = None
    known: Prefill | None = None


def typed_of(application: Application) -> dict[str, list[str]]:
    """What was typed so far, unsealed."""
    form: Any = application.form
    return json.loads(form.reveal() if isinstance(form, Sealed) else form) if form else {}


def count_of(data: dict[str, Any]) -> int:
    """How many answers the family gave itself."""
    people = sum(len(values) for values in data.get("members", {}).values()) + sum(len(values) for values in data.get("newcomers", []))
    return (
        len(data.get("household", {}))
        + people
        + len(data.get("money", {}))
        + sum(key in data for key in ("property", "difficulty", "needs"))
        + len(data.get("obligors", {}))
    )


def read(household: Household, typed: Typed, *, on: date, known: Prefill | None = None) -> Answers:
    """Understand what was typed. What cannot be read stands in `errors` and is left out of the data."""
    known = known or prefill(household, on)
    form = OneForm(typed, known=known)
    answers = Answers({}, {name: str(messages[0]) for name, messages in form.errors.items()}, form, known)
    reader = _Reader(form, answers)
    reader.household()
    reader.members()
    reader.newcomers()
    reader.money()
    reader.property()
    reader.obligors()
    for name in ("difficulty", "needs"):
        if value := reader.value(name):
            answers.data[name] = redact(value.strip()) if isinstance(value, str) else value
    return answers


class _Reader:
    """One pass over a cleaned form; `errors` fills up where two inputs contradict each other."""

    def __init__(self, form: OneForm, answers: Answers) -> None:
        self.form, self.typed, self.answers = form, form.typed, answers
        self.cleaned = getattr(form, "cleaned_data", {})

    def value(self, name: str) -> Any:
        return self.cleaned.get(name)

    def fail(self, name: str, words: str) -> None:
        self.answers.errors.setdefault(name, words)

    def household(self) -> None:
        values = {name: self.value(name) for name in ("address", "phone", "bank_account", "bank_name", "account_name", "risks")}
        values = {name: value.strip() if isinstance(value, str) else value for name, value in values.items() if value}
        if len(values.get("risks", [])) > 5:
            self.fail("risks", f"最多选5项，现在选了{len(values.pop('risks'))}项。")
        if values:
            self.answers.data["household"] = values

    def columns(self, prefix: str, locked: set[str]) -> dict[str, Any]:
        values = {name: self.value(f"{prefix}-{name}") for name in (*MEMBER_COLUMNS, "disease", "status_since") if name not in locked}
        return {name: value for name, value in values.items() if value}

    def members(self) -> None:
        assert self.answers.known is not None
        told = {}
        for person_id, known in self.answers.known.members.items():
            locked = {name for name, value in known.items() if value.is_locked}
            if values := self.columns(f"m{person_id}", locked):
                told[person_id] = values
        if told:
            self.answers.data["members"] = told

    def newcomers(self) -> None:
        told = []
        for number in range(newcomers_of(self.typed)):
            prefix = f"n{number}"
            values = {name: self.value(f"{prefix}-{name}") for name in ("name", "id_number", "relation")}
            if not any(values.values()):
                continue
            for name, words in (("name", "姓名还没有填。"), ("id_number", "身份证号还没有填。"), ("relation", "与户主关系还没有选。")):
                if not values[name]:
                    self.fail(f"{prefix}-{name}", words)
            if all(values.values()):
                told.append({"key": prefix, **values, **self.columns(prefix, set())})
        if told:
            self.answers.data["newcomers"] = told

    def money(self) -> None:
        told: dict[str, list[dict[str, Any]]] = {}
        for kind in MONEY_KINDS:
            word, lines = self.value(f"{kind}-said"), self.money_lines(kind)
            if word == NONE:
                if lines:
                    self.fail(f"{kind}-said", "选了“没有”，下面又写了金额。请改其中一处。")
                elif reason := self.contradicted(kind):
                    self.fail(f"{kind}-said", reason)
                else:
                    told[kind] = []
            elif word == SOME:
                if not lines:
                    self.fail(f"{kind}-said", "选了“有”，请至少写一笔；确实没有的选“没有”。")
                else:
                    told[kind] = lines
        if told:
            self.answers.data["money"] = told

    def contradicted(self, kind: str) -> str:
        assert self.answers.known is not None
        locked = [row for row in self.answers.known.money.get(kind, []) if row.is_locked and row.amount]
        return f"{locked[0].badge}有“{locked[0].item}”，不能选“没有”。部门的数有误的走“校核纠错”。" if locked else ""

    def money_lines(self, kind: str) -> list[dict[str, Any]]:
        lines: list[dict[str, Any]] = []
        assert self.answers.known is not None
        shared = {(row.person_id, row.item) for row in self.answers.known.money.get(kind, []) if row.is_locked}
        for number in range(rows_of(self.typed, kind)):
            prefix = f"{kind}-{number}"
            item, amount, cost = (self.value(f"{prefix}-{name}") for name in ("item", "amount", "cost"))
            if not item and amount is None and cost is None:
                continue
            if not item:
                self.fail(f"{prefix}-item", "写了金额，请选项目。")
                continue
            if amount is None and cost is None:
                self.fail(f"{prefix}-amount", "选了项目，请写全年金额。")
                continue
            written = self.value(f"{prefix}-who") or ""
            who: int | str | None = int(written) if written.isdigit() else written or None
            declared = ITEMS[kind, item]
            if (who, item) in shared:
                words = declared.shared_by.label if declared.shared_by else "部门"
                self.fail(f"{prefix}-item", f"“{item}”已由{words}提供，不用填；有误的走“校核纠错”。")
                continue
            if any((line["who"], line["item"]) == (who, item) for line in lines):
                self.fail(f"{prefix}-item", f"“{item}”同一个人写了两笔，请合成一笔。")
                continue
            lines.append({"who": who, "item": item, "amount": (amount or Decimal(0)) - (cost or Decimal(0))})
        return lines

    def property(self) -> None:
        word, lines = self.value("assets-said"), self.property_lines()
        if word == NONE and lines:
            self.fail("assets-said", "选了“没有”，下面又写了财产。请改其中一处。")
        elif word == NONE:
            self.answers.data["property"] = []
        elif word == SOME and not lines:
            self.fail("assets-said", "选了“有”，请至少写一笔；确实没有的选“没有”。")
        elif word == SOME:
            self.answers.data["property"] = lines

    def property_lines(self) -> list[dict[str, Any]]:
        lines: list[dict[str, Any]] = []
        for number in range(rows_of(self.typed, "assets")):
            prefix = f"assets-{number}"
            item, value, area = (self.value(f"{prefix}-{name}") for name in ("item", "value", "area"))
            if not item:
                if value is not None or area is not None:
                    self.fail(f"{prefix}-item", "写了金额或面积，请选项目。")
                continue
            kind, name = item.split("|", 1)
            if kind == "financial" and value is None:
                self.fail(f"{prefix}-value", "金融资产要写金额。")
                continue
            if kind == "house" and area is None:
                self.fail(f"{prefix}-area", "住房要写面积。")
                continue
            same = sum(line["kind"] == kind and line["item"].split("（")[0] == name for line in lines)
            lines.append({"kind": kind, "item": name if not same else f"{name}（{same + 1}）", "value": value, "area": area})
        return lines

    def obligors(self) -> None:
        assert self.answers.known is not None
        told: dict[int, list[dict[str, Any]]] = {}
        for person_id in self.answers.known.members:
            prefix = f"o{person_id}"
            word, lines = self.value(f"{prefix}-said"), self.obligor_lines(prefix)
            if word == NONE and lines:
                self.fail(f"{prefix}-said", "选了“没有”，下面又写了义务人。请改其中一处。")
            elif word == NONE:
                told[person_id] = []
            elif word == SOME and not lines:
                self.fail(f"{prefix}-said", "选了“有”，请至少写一人的姓名和关系。")
            elif word == SOME:
                told[person_id] = lines
        if told:
            self.answers.data["obligors"] = told

    def obligor_lines(self, prefix: str) -> list[dict[str, Any]]:
        lines: list[dict[str, Any]] = []
        for number in range(rows_of(self.typed, prefix)):
            line = f"{prefix}-{number}"
            name, relation = (self.value(f"{line}-name") or "").strip(), self.value(f"{line}-relation")
            if not name and not relation:
                continue
            if not name or not relation:
                self.fail(f"{line}-{'relation' if name else 'name'}", "义务人要写姓名和关系。")
                continue
            states = set(self.value(f"{line}-state") or ())
            if "none" in states and len(states) > 1:
                self.fail(f"{line}-state", "选了“以上都不是”，不能再选别的。")
                continue
            low = {"yes": True, "no": False}.get(self.value(f"{line}-low") or "")
            lines.append({
                "name": name, "relation": relation, "birth": self.value(f"{line}-birth"), "yearly_income": self.value(f"{line}-income"),
                "family_size": self.value(f"{line}-size"), "agreed_amount": self.value(f"{line}-agreed"), "has_low_property": low,
                **{column: (code in states) if states else None for code, column in STATES.items()},
            })  # fmt: skip
        return lines


STATES = {"tekun": "is_tekun", "dibao": "is_dibao", "disabled": "is_severely_disabled", "incapable": "is_incapable"}
