"""What the one form still asks at the door: only what is missing or stale; what the family alone declared may be put right.

The inputs are those of the form at the window, so the answers read and land the same way, as evidence of source 走访.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.forms import BoundField
from django.http import QueryDict

from identification import one_form
from identification.models import Application
from identification.one_form import Answers, Prefill
from identification.one_form.complete import asks_money
from identification.one_form.fields import ECONOMY, Kind
from identification.one_form.form import KIND_LABELS

# The visit's own record asks these in its own words.
OWN = ("difficulty", "needs")


@dataclass(frozen=True)
class Question:
    """A few inputs that belong together. `known` is what stands there now, in words; `why` says why it is asked again."""

    title: str
    fields: list[BoundField]
    why: str = ""
    known: list[str] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Unfolded where something was typed: what came back with an error must be seen."""
        return any(bound.errors or bound.data not in (None, "", [], ()) for bound in self.fields)


@dataclass(frozen=True)
class Questions:
    """`asked` stand open on the page, `others` folded away. `data` and `errors` are those of what was posted."""

    asked: list[Question]
    others: list[Question]
    answers: Answers

    @property
    def data(self) -> dict[str, Any]:
        return {name: value for name, value in self.answers.data.items() if name not in OWN}

    @property
    def errors(self) -> list[tuple[str, str, str]]:
        """Address of the input, its label, what is wrong with it."""
        form = self.answers.form
        assert form is not None
        return [
            (form[name].id_for_label or form[name].auto_id, str(form.fields[name].label), words)
            for name, words in self.answers.errors.items() if name in form.fields
        ]  # fmt: skip


def questions(application: Application, on: date, posted: QueryDict | None = None) -> Questions:
    """About twenty queries, whatever the size of the household."""
    known = one_form.prefill(application.household, on)
    typed = {name: values for name, values in posted.lists() if name not in OWN} if posted is not None else {}
    answers = one_form.read(application.household, typed, on=on, known=known)
    assert answers.form is not None
    for name, words in answers.errors.items():  # what two inputs say against each other stands at the input too
        if name in answers.form.fields and name not in answers.form.errors:
            answers.form.add_error(name, words)
    lacks = one_form.missing(known, {}, on, wants_monitoring=application.wants_monitoring)
    return Questions(list(asked(known, answers, lacks)), list(declared(known, answers, lacks)), answers)


def inputs(answers: Answers, prefix: str) -> list[BoundField]:
    assert answers.form is not None
    return [answers.form[name] for name in answers.form.fields if name == prefix or name.startswith(f"{prefix}-")]


def asked(known: Prefill, answers: Answers, lacks: dict[str, str]) -> Iterator[Question]:
    """Missing or stale, in the order of the form."""
    form = answers.form
    assert form is not None
    home = [form[name] for name in ("address", "phone", "risks") if name in lacks]
    if home:
        yield Question("家庭", home, "；".join(dict.fromkeys(lacks[one.name] for one in home)))
    for member in known.people:
        names = [name for name in lacks if name.startswith(f"m{member.person_id}-") and name in form.fields]
        if names:
            yield Question(member.person.name, [form[name] for name in names], "；".join(dict.fromkeys(lacks[name] for name in names)))
    for kind, title in money_kinds(known, answers):
        if f"{kind}-said" in lacks:
            yield Question(title, inputs(answers, kind), lacks[f"{kind}-said"], money_words(known, kind))
    if "assets-said" in lacks:
        yield Question("财产", inputs(answers, "assets"), lacks["assets-said"], property_words(known))
    for member in known.people:
        prefix = f"o{member.person_id}"
        if f"{prefix}-said" in lacks:
            yield Question(f"{member.person.name}的法定义务人", inputs(answers, prefix), lacks[f"{prefix}-said"])


def declared(known: Prefill, answers: Answers, lacks: dict[str, str]) -> Iterator[Question]:
    """Known, but only from the family or an earlier visit: what is seen at the door may differ."""
    for kind, title in money_kinds(known, answers):
        if f"{kind}-said" not in lacks:
            yield Question(title, inputs(answers, kind), known=money_words(known, kind))
    if "assets-said" not in lacks:
        yield Question("财产", inputs(answers, "assets"), known=property_words(known))


def money_kinds(known: Prefill, answers: Answers) -> Iterator[tuple[str, str]]:
    for spec in ECONOMY.fields:
        if spec.kind is Kind.MONEY and asks_money(spec, known, answers.data):
            for kind in spec.kinds:
                yield kind, KIND_LABELS[kind]


def money_words(known: Prefill, kind: str) -> list[str]:
    return [
        f"{row.item}（{row.who}）{row.text}元，{row.badge}" if row.amount else f"{row.item}，{row.badge}"
        for row in known.money.get(kind, [])
    ]


def property_words(known: Prefill) -> list[str]:
    rows = [row for row in known.assets if row.superseded_at is None]
    return [f"{row.get_kind_display()}：{'没有' if row.is_none else row.item}，{row.get_source_display()}" for row in rows]
