"""The form as a page shows it: what is known with its badge, what must be asked, and the inputs, in the order of the fifty numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.forms import BoundField

from households.models import Household
from households.relations import RELATIONS
from identification.one_form import secrets
from identification.one_form.complete import asks_money, missing
from identification.one_form.fields import BY_NAME, CONCLUSION, ECONOMY, FIELDS, HOUSEHOLD, MEMBER, FieldSpec, Kind, Need
from identification.one_form.form import KIND_LABELS, OneForm, newcomers_of, rows_of
from identification.one_form.items import NOTHING
from identification.one_form.known import LOCKED_WORDS, Known, KnownMoney, Prefill
from identification.one_form.reading import Answers, read

# Inputs of one indicator that are more than its name.
MORE_INPUTS = {"bank": ("bank_account", "bank_name", "account_name"), "health": ("health", "disease"), "status": ("status", "status_since")}
UNKNOWN_YET = {
    "disability": "残联没有残疾人证记录", "medical_insurance": "医保局还没有本年参保记录", "pension_insurance": "人社局还没有本年参保记录",
    "house_grade": "住建局还没有鉴定记录，入户调查时看", "water": "水务局还没有检查记录，入户调查时看", "vehicles": "公安局没有车辆记录",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One indicator. `words` why it is asked; empty when nothing is to be asked."""

    spec: FieldSpec
    known: Known | None
    inputs: tuple[BoundField, ...] = ()
    words: str = ""
    typed: frozenset[str] = frozenset()

    @property
    def has_inputs(self) -> bool:
        return bool(self.inputs) and self.spec.kind is not Kind.SHOWN

    @property
    def is_asked(self) -> bool:
        """Missing, stale, refused, or answered on this very form."""
        return bool(self.words) or any(bound.errors or bound.html_name in self.typed for bound in self.inputs)


@dataclass(frozen=True)
class MemberBlock:
    """One member, or one about to be added (`is_new`)."""

    prefix: str
    name: str
    relation: str
    rows: list[Row]
    is_new: bool = False
    head: tuple[BoundField, ...] = ()

    @property
    def asked(self) -> list[Row]:
        return self.rows if self.is_new else [row for row in self.rows if row.is_asked]

    @property
    def quiet(self) -> list[Row]:
        return [row for row in self.rows if row not in self.asked]


@dataclass(frozen=True)
class Lines:
    """A group of lines with its word 有 or 没有: one kind of money, the property, one person's obligors."""

    group: str
    number: int
    label: str
    said: BoundField
    lines: list[dict[str, BoundField]]
    known: Sequence[Any] = ()
    words: str = ""
    hint: str = ""
    has_cost: bool = False

    @property
    def is_asked(self) -> bool:
        return bool(
            self.words or self.said.errors or self.said.value() or any(bound.errors for line in self.lines for bound in line.values())
        )

    @property
    def errors(self) -> list[str]:
        return [str(error) for line in self.lines for bound in line.values() for error in bound.errors]


@dataclass
class FormPage:
    """Everything the template needs; `everything` shows all fifty, otherwise only what is missing or changed."""

    household: list[Row]
    members: list[MemberBlock]
    money: list[Lines]
    shown: list[Row]
    assets: Lines
    obligors: list[Lines]
    conclusion: list[Row]
    form: OneForm
    everything: bool
    newcomers: int
    lacking: dict[str, str] = field(default_factory=dict)
    locked_words: str = LOCKED_WORDS

    @property
    def asked_numbers(self) -> set[int]:
        """Numbers of the indicators that still ask something."""
        numbers = {row.spec.number for row in [*self.household, *self.conclusion] if row.words}
        numbers |= {row.spec.number for block in self.members for row in block.rows if row.words}
        return numbers | {lines.number for lines in [*self.money, self.assets, *self.obligors] if lines.words}

    @property
    def total(self) -> int:
        return len(FIELDS)

    @property
    def has_count(self) -> int:
        return self.total - len(self.asked_numbers)


def overlay(known: Prefill, typed: Mapping[str, Sequence[str]], *, everything: bool) -> dict[str, list[str]]:
    """What the inputs hold: what was typed, over what is known and stale (all that is known when everything is shown)."""
    holds: dict[str, list[str]] = {}

    def put(name: str, value: Known) -> None:
        if value.raw and not value.is_locked and (value.is_stale or everything):
            holds[name] = value.raw.split(",") if name == "risks" else [value.raw]

    for name, value in known.values.items():
        put(name, value)
    for person_id, values in known.members.items():
        for name, value in values.items():
            put(f"m{person_id}-{name}", value)
    for kind in KIND_LABELS:
        if known.money_state(kind) == "stale":
            told = [row for row in known.money.get(kind, []) if not row.is_locked and row.item != NOTHING]
            for number, row in enumerate(told):
                holds |= money_line(f"{kind}-{number}", row)
    return {**holds, **{name: list(values) for name, values in typed.items()}}


def money_line(prefix: str, row: KnownMoney) -> dict[str, list[str]]:
    who = str(row.person_id) if row.person_id else ""
    amount = {"amount": [f"{row.amount}"]} if row.amount >= 0 else {"cost": [f"{-row.amount}"]}
    return {f"{prefix}-who": [who], f"{prefix}-item": [row.item], **{f"{prefix}-{name}": value for name, value in amount.items()}}


def page_of(
    household: Household, typed: Mapping[str, Sequence[str]], *, on: date, everything: bool, answers: Answers | None = None,
    refused: Mapping[str, str] | None = None, wants_monitoring: bool = True,
) -> FormPage:  # fmt: skip
    """The page. `refused` are the errors of a submission, shown in place; what cannot be read is always shown."""
    answers = answers or read(household, typed, on=on)
    known = answers.known
    assert known is not None
    held = {name: secrets.masked(name, values[0]) for name, values in typed.items() if secrets.is_secret(name) and values}
    hidden = {name for name, mask in held.items() if mask}
    form = OneForm(
        overlay(known, {name: values for name, values in typed.items() if name not in hidden}, everything=everything), known=known
    )
    for name in hidden & set(form.fields):
        form.fields[name].help_text = secrets.told_again(held[name])
    for name, words in {**answers.errors, **(refused or {})}.items():
        if name in form.fields and name not in form.errors:
            form.add_error(name, words)
    lacking = missing(known, answers.data, on, wants_monitoring=wants_monitoring)
    mark_required(form, lacking)
    builder = _Builder(form, known, lacking, answers.data, frozenset(typed))
    return FormPage(
        household=[builder.row(spec, known.values, "") for spec in HOUSEHOLD.fields],
        members=builder.members(),
        money=builder.money(),
        shown=[builder.row(spec, known.values, "") for spec in ECONOMY.fields if spec.kind is Kind.SHOWN or spec.name == "vehicles"],
        assets=builder.property(),
        obligors=builder.obligors(),
        conclusion=[builder.row(spec, known.values, "") for spec in CONCLUSION.fields],
        form=form, everything=everything, newcomers=newcomers_of(typed), lacking=lacking,
    )  # fmt: skip


def mark_required(form: OneForm, lacking: Mapping[str, str]) -> None:
    """Only for the labels, once everything is read: an input says 可不填 where nothing will be asked of it."""
    form.is_valid()
    for name, declared in form.fields.items():
        spec = BY_NAME.get(name.split("-")[-1]) if name.count("-") < 2 else None
        wanted = spec is not None and spec.is_asked and spec.need is Need.ALWAYS
        declared.required = name in lacking or wanted or name.endswith("-said") or name == "needs"


@dataclass
class _Builder:
    form: OneForm
    known: Prefill
    lacking: dict[str, str]
    data: dict[str, Any]
    typed: frozenset[str]

    def row(self, spec: FieldSpec, values: Mapping[str, Known], prefix: str) -> Row:
        value = values.get(spec.name)
        if value is None and spec.name in UNKNOWN_YET:
            value = Known(UNKNOWN_YET[spec.name], source=spec.department, is_locked=True)
        names = MORE_INPUTS.get(spec.name, (spec.name,)) if spec.name != "difficulty" else ("difficulty", "needs")
        inputs = () if value is not None and value.is_locked else tuple(
            self.form[prefix + name] for name in names if prefix + name in self.form.fields
        )  # fmt: skip
        words = next((self.lacking[prefix + name] for name in names if prefix + name in self.lacking), "")
        return Row(spec, value, inputs, words, self.typed)

    def members(self) -> list[MemberBlock]:
        blocks = [
            MemberBlock(
                f"m{member.person_id}", member.person.name, RELATIONS.get(member.relation, ""),
                [self.row(spec, self.known.members[member.person_id], f"m{member.person_id}-") for spec in MEMBER.fields],
            )
            for member in self.known.people
        ]  # fmt: skip
        for number in range(newcomers_of(self.form.typed)):
            prefix = f"n{number}-"
            head = tuple(self.form[prefix + name] for name in ("name", "id_number", "relation"))
            rows = [self.row(spec, {}, prefix) for spec in MEMBER.fields if spec.kind is Kind.CHOICE]
            blocks.append(MemberBlock(f"n{number}", f"新成员{number + 1}", "", rows, True, head))
        return blocks

    def money(self) -> list[Lines]:
        return [
            self.money_lines(spec, kind)
            for spec in ECONOMY.fields if spec.kind is Kind.MONEY and asks_money(spec, self.known, self.data)
            for kind in spec.kinds
        ]  # fmt: skip

    def money_lines(self, spec: FieldSpec, kind: str) -> Lines:
        names = ("who", "item", "amount", *(["cost"] if kind == "business" else []))
        return Lines(
            kind, spec.number, KIND_LABELS[kind], self.form[f"{kind}-said"], self.lines(kind, names), self.known.money.get(kind, []),
            self.lacking.get(f"{kind}-said", ""), spec.hint, kind == "business",
        )  # fmt: skip

    def lines(self, group: str, names: Sequence[str]) -> list[dict[str, BoundField]]:
        count = 0
        while f"{group}-{count}-{names[0]}" in self.form.fields:
            count += 1
        return [
            {name: self.form[f"{group}-{number}-{name}"] for name in names} for number in range(max(count, rows_of(self.form.typed, group)))
        ]

    def property(self) -> Lines:
        return Lines(
            "assets", 43, "财产：金融资产，大型农机船舶，住房、商铺、企业", self.form["assets-said"], self.lines("assets", ("item", "value", "area")),
            self.known.assets, self.lacking.get("assets-said", ""), "全家合起来写，住房写面积；机动车由公安局提供，不用写",
        )  # fmt: skip

    def obligors(self) -> list[Lines]:
        names = ("name", "relation", "birth", "income", "size", "agreed", "state", "low")
        return [
            Lines(
                f"o{member.person_id}", 36, f"{member.person.name}的法定义务人（不在一起生活的）", self.form[f"o{member.person_id}-said"],
                self.lines(f"o{member.person_id}", names), self.known.obligors.get(member.person_id, []),
                self.lacking.get(f"o{member.person_id}-said", ""), "赡养、抚养、扶养他的人：子女、父母、配偶等。情况不清楚的留空",
            )
            for member in self.known.people
            if f"o{member.person_id}-said" in self.lacking or member.person_id in self.known.obligors or member.person_id in self.data.get("obligors", {})
        ]  # fmt: skip
