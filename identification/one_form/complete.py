"""What the form still has to ask: required, and neither answered nor known, or known too long ago."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from households.choices import Health, MemberStatus
from households.national_id import birth_date
from identification.models import Application
from identification.one_form.fields import ECONOMY, MEMBER, FieldSpec, Kind, Need
from identification.one_form.form import KIND_LABELS
from identification.one_form.known import Prefill
from identification.one_form.reading import Answers, FormIncomplete
from identification.one_form.relevance import Ages, asks_member, needs_obligors
from policies.models import Parameter

CHOICES = tuple(spec for spec in MEMBER.fields if spec.kind is Kind.CHOICE)
MISSING, STALE = "还没有填。", "已过6个月，请再问一次。"


def check_complete(application: Application, answers: Answers, *, on: date) -> None:
    """Raises FormIncomplete naming every input that cannot be read or is still missing; ParameterMissing."""
    assert answers.known is not None
    errors = dict(answers.errors)
    for name, words in missing(answers.known, answers.data, on, wants_monitoring=application.wants_monitoring).items():
        errors.setdefault(name, words)
    if errors:
        raise FormIncomplete(errors)


def missing(known: Prefill, data: dict[str, Any], on: date, *, wants_monitoring: bool = True) -> dict[str, str]:
    """By input name, in the order of the form: what must still be answered."""
    ages = Ages(Parameter.objects.numbers(on), known.household.village_code, on)
    return dict([
        *_household(known, data, wants_monitoring),
        *_members(known, data, ages),
        *_newcomers(data, ages),
        *_money(known, data),
        *_property(known, data),
        *_obligors(known, data, ages),
        *_conclusion(data),
    ])  # fmt: skip


Lacking = Iterator[tuple[str, str]]


def _household(known: Prefill, data: dict[str, Any], wants_monitoring: bool) -> Lacking:
    told = data.get("household", {})
    for name in ("address", "phone", *(["risks"] if wants_monitoring else [])):
        value = known.values.get(name)
        if not told.get(name) and (value is None or value.is_stale):
            yield name, MISSING if value is None else STALE


def lacking(spec: FieldSpec, told: dict[str, Any], known: dict[str, Any]) -> str:
    """Why one indicator of a member must be asked, or ""."""
    value = known.get(spec.name)
    if told.get(spec.name) or (value is not None and not value.is_stale):
        return ""
    return MISSING if value is None else STALE


def _members(known: Prefill, data: dict[str, Any], ages: Ages) -> Lacking:
    for member in known.people:
        told, values = data.get("members", {}).get(member.person_id, {}), known.members[member.person_id]
        person, prefix = member.person, f"m{member.person_id}"
        health = told.get("health") or person.health
        for spec in CHOICES:
            asked = asks_member(
                spec, ages, birth=person.birth, status=told.get("status") or member.status, health=health,
                school=told.get("school_status") or person.school_status, is_disabled=member.person_id in known.disabled,
            )  # fmt: skip
            if asked and (words := lacking(spec, told, values)):
                yield f"{prefix}-{spec.name}", words
        if health == Health.SERIOUS and not told.get("disease") and not person.disease:
            yield f"{prefix}-disease", "患有大病的要写病种。"


def _newcomers(data: dict[str, Any], ages: Ages) -> Lacking:
    for told in data.get("newcomers", []):
        for spec in CHOICES:
            asked = asks_member(
                spec, ages, birth=birth_date(told["id_number"]), status=told.get("status") or MemberStatus.PRESENT,
                health=told.get("health", ""), school=told.get("school_status", ""), is_disabled=False,
            )  # fmt: skip
            if asked and not told.get(spec.name):
                yield f"{told['key']}-{spec.name}", MISSING
        if told.get("health") == Health.SERIOUS and not told.get("disease"):
            yield f"{told['key']}-disease", "患有大病的要写病种。"


def asks_money(spec: FieldSpec, known: Prefill, data: dict[str, Any]) -> bool:
    """Education is asked where somebody studies, rehabilitation where somebody is disabled."""
    if spec.need is not Need.RELEVANT:
        return True
    if spec.name == "rehabilitation":
        return bool(known.disabled)
    told = data.get("members", {})
    schools = [told.get(member.person_id, {}).get("school_status") or member.person.school_status for member in known.people]
    schools += [newcomer.get("school_status", "") for newcomer in data.get("newcomers", [])]
    return any(school not in ("", "not") for school in schools)


def _money(known: Prefill, data: dict[str, Any]) -> Lacking:
    told = data.get("money", {})
    for spec in ECONOMY.fields:
        if spec.kind is Kind.MONEY and asks_money(spec, known, data):
            for kind in spec.kinds:
                state = known.money_state(kind)
                if kind not in told and state != "known":
                    yield f"{kind}-said", f"请选“有”或“没有”。{KIND_LABELS[kind]}{'还没有问过' if state == 'missing' else '已过6个月'}。"


def _property(known: Prefill, data: dict[str, Any]) -> Lacking:
    if "property" not in data and known.assets_state != "known":
        yield "assets-said", "请选“有”或“没有”。财产要说清，没有也要说。"


def _obligors(known: Prefill, data: dict[str, Any], ages: Ages) -> Lacking:
    told = data.get("obligors", {})
    for member in known.people:
        status = data.get("members", {}).get(member.person_id, {}).get("status") or member.status
        asked = needs_obligors(ages, birth=member.person.birth, is_disabled=member.person_id in known.disabled, status=status)
        if asked and member.person_id not in told and member.person_id not in known.obligors:
            yield f"o{member.person_id}-said", f"{member.person.name}的法定义务人，请写明或选“没有”。"


def _conclusion(data: dict[str, Any]) -> Lacking:
    if len(data.get("difficulty", "")) < 10:
        yield "difficulty", "要写明主要困难（10个字以上）。"
    if not data.get("needs"):
        yield "needs", "请选最需要的帮助，可多选。"
