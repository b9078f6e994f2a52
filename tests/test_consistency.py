"""Asks about the code itself: what every step, list, rule, address, template and room must have."""

from __future__ import annotations

import importlib
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.permissions import HasPosition
from accounts.roles import Role
from casework.choices import EventKind
from casework.diagram import draw
from casework.diagrams import all_workflows
from casework.sentences import SENTENCES
from monitoring.choices import AlertState
from monitoring.rules import RULES
from policies.parameters import DEFINITIONS
from registers.intake.api import HasSystemKey

ROOT = Path(__file__).resolve().parent.parent
# Pages Django finds by their name when something goes wrong.
DJANGO_FINDS = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}
ROOMS = ("config", "registers", "monitoring", "assistance", "identification", "households", "casework", "policies", "accounts")
# Open without signing in: the door itself (the demo's own is closed outside the demo), the clock of the open page, and what an
# operator's machine asks (nginx lets nobody else in).
OPEN_ADDRESSES = {
    "accounts:sign_in",
    "accounts:demo_sign_in",
    "accounts:sign_out",
    "accounts:keep_alive",
    "health",
    "prometheus-django-metrics",
}
# No national value exists: a county publishes its own, and without it nothing is decided (design §2.4).
COUNTY_ONLY = {
    "low_income_line",
    "dibao_standard",
    "tekun_standard",
    "margin_ceiling",
    "pdi",
    "house_area_average",
    "single_dibao_amount",
    "classified_addon_amount",
    "complaint_phones",
}


def modules() -> Iterator[Any]:
    for room in ROOMS:
        package = importlib.import_module(room)
        yield package
        for found in pkgutil.walk_packages(package.__path__, f"{room}."):
            if ".migrations" not in found.name and found.name not in {"config.wsgi", "config.settings"}:
                yield importlib.import_module(found.name)


def sources() -> Iterator[Path]:
    for room in ROOMS:
        yield from (path for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts)


def closed_lists() -> list[type[models.TextChoices]]:
    known: dict[str, type[models.TextChoices]] = {}
    for module in modules():
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, models.TextChoices) and value is not models.TextChoices:
                known[f"{value.__module__}.{value.__qualname__}"] = value
    return [known[name] for name in sorted(known)]


# Workflows


def test_some_workflow_is_registered() -> None:
    assert "alert" in all_workflows()


@pytest.mark.parametrize("name", sorted(all_workflows()))
def test_every_step_has_a_clause_a_label_and_somebody_who_acts(name: str) -> None:
    for step in all_workflows()[name].steps:
        assert bool(step.roles) != step.automatic and set(step.roles) <= set(Role), step.code
        assert step.clause.document.title and step.label, step.code
        assert step.within is None or step.within.parameter is None or step.within.parameter in DEFINITIONS, step.code


@pytest.mark.parametrize("name", sorted(all_workflows()))
def test_every_state_that_waits_has_an_owner_and_one_main_step_at_most(name: str) -> None:
    workflow = all_workflows()[name]
    for state in workflow.open_states:
        leaving = workflow.leaving(state)
        assert leaving, f"nobody owns {state}"
        assert sum(step.solid for step in leaving) <= 1, f"two main steps leave {state}"


def test_every_state_of_an_alert_stands_in_its_table() -> None:
    assert all_workflows()["alert"].states == {str(state) for state in AlertState}


def test_the_drawings_are_those_of_the_tables() -> None:
    """`make docs` draws them; a page left over from a workflow that is gone is found too."""
    drawn = {f"{name}.md": draw(workflow) for name, workflow in all_workflows().items()}
    kept = {path.name: path.read_text() for path in (ROOT / "docs" / "workflows").glob("*.md")}
    assert kept == drawn


# Words


@pytest.mark.parametrize("choices", closed_lists(), ids=lambda choices: choices.__name__)
def test_every_closed_list_says_what_it_is_and_labels_each_value(choices: type[models.TextChoices]) -> None:
    assert vars(choices).get("__doc__"), "one line: what is it a kind of?"
    for member in choices:
        assert member.label and str(member.label) != member.name.title().replace("_", " "), member


def test_every_kind_of_event_has_its_sentence() -> None:
    assert set(SENTENCES) == set(EventKind)


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_says_what_belongs_there(room: str) -> None:
    words = importlib.import_module(room).__doc__ or ""
    assert "Belongs here" in words and "Does not" in words
    assert len(words.strip().splitlines()) <= 8


# Parameters and rules


def test_every_declared_parameter_has_a_national_row_or_is_the_countys_own() -> None:
    rows = yaml.safe_load((ROOT / "policies" / "data" / "national.yaml").read_text())
    national = {row["code"] for row in rows}
    assert national | COUNTY_ONLY == set(DEFINITIONS)
    assert not national & COUNTY_ONLY
    assert all(row["source"] for row in rows)


def test_the_demo_county_publishes_what_only_a_county_can() -> None:
    rows = yaml.safe_load((ROOT / "policies" / "data" / "demo_county.yaml").read_text())
    assert {row["code"] for row in rows} >= COUNTY_ONLY


@pytest.mark.parametrize("code", sorted(RULES))
def test_every_rule_says_what_it_asks_of_whom_on_which_ground(code: str) -> None:
    rule = RULES[code]
    assert rule.code == code and rule.title and rule.population.label
    assert rule.labels or (rule.ask and rule.because), "a rule that opens alerts says what was found and what to look at"
    assert rule.clause.document.title
    assert set(rule.parameters) <= set(DEFINITIONS)
    assert rule.severity in {1, 2, 3}


def test_every_word_of_the_glossary_stands_in_the_code() -> None:
    """The tables above “Kept for rooms to come”: every word in backticks is a word of some source file."""
    built = (ROOT / "docs" / "glossary.md").read_text().split("## Kept for rooms to come")[0]
    words = {word for row in re.findall(r"^\|[^|]+\|([^|]+)\|", built, re.MULTILINE) for word in re.findall(r"`(\w+)`", row)}
    everything = "\n".join(path.read_text() for path in sources())
    assert len(words) > 60
    assert not sorted(word for word in words if not re.search(rf"\b{word}\b", everything))


# Files


def test_no_file_holds_more_than_350_lines() -> None:
    assert not [f"{path.relative_to(ROOT)}: {count}" for path in sources() if (count := len(path.read_text().splitlines())) > 350]


def test_the_day_is_read_in_one_place() -> None:
    """Rules, clocks and amounts take `on`; pages ask accounts.today (rulings A11)."""
    clock = re.compile(r"date\.today\(|timezone\.now\(\)\.date\(|localdate\(|datetime\.(?:now|today|utcnow)\(")
    allowed = {ROOT / "accounts" / "today.py"}
    assert not [str(path.relative_to(ROOT)) for path in sources() if path not in allowed and clock.search(path.read_text())]


def test_raw_sql_stays_away_from_requests() -> None:
    """Sets are moved by SQL in actions and sweeps; what reads an address or a form goes through the ORM only."""
    raw = re.compile(r"cursor\(|\.raw\(|RawSQL|\.extra\(")
    near = re.compile(r"/(?:views|templatetags)/|/(?:views|forms|filters|api|tables|urls|middleware)\.py$")
    assert not [str(path.relative_to(ROOT)) for path in sources() if near.search(path.as_posix()) and raw.search(path.read_text())]


def test_every_template_is_used() -> None:
    everything = "\n".join(path.read_text() for path in [*sources(), *(ROOT / "templates").rglob("*.html")])
    names = {path.relative_to(ROOT / "templates").as_posix() for path in (ROOT / "templates").rglob("*.html")}
    assert not sorted(name for name in names - DJANGO_FINDS if f'"{name}"' not in everything and not component_used(name, everything))


def component_used(name: str, everything: str) -> bool:
    """`components/step_buttons.html` is `<c-step-buttons …>`."""
    found = re.match(r"components/([\w/]+)\.html$", name)
    return bool(found and re.search(rf"<c-{found[1].replace('_', '-').replace('/', '.')}[\s/>]", everything))


# Addresses


def addresses(resolver: URLResolver, spaces: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, (*spaces, pattern.namespace) if pattern.namespace else spaces)
        elif isinstance(pattern, URLPattern):
            yield ":".join((*spaces, pattern.name or str(pattern.pattern))), pattern.callback


def is_guarded(view: Any) -> bool:
    """By for_roles, or as an API view that asks for a position or for the key of a system."""
    asks = getattr(getattr(view, "cls", None), "permission_classes", ())
    return hasattr(view, "roles") or HasPosition in asks or HasSystemKey in asks


def test_every_address_asks_who_is_there() -> None:
    unguarded = {name for name, view in addresses(get_resolver()) if not is_guarded(view)}
    assert unguarded <= OPEN_ADDRESSES, unguarded - OPEN_ADDRESSES


def test_every_address_has_a_name_of_its_own() -> None:
    """An API address answers under its format suffixes too, all by the one name of its router."""
    names = [name for name, _ in addresses(get_resolver()) if not name.startswith("api-")]
    assert len(names) == len(set(names)) and all(re.fullmatch(r"[\w:-]+", name) for name in names)


# Floors


def test_the_floors_hold() -> None:
    """The layers contract of pyproject.toml: a room imports only from the rooms below it."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout


# Colours

TOKEN = re.compile(r"--([\w-]+):\s*(#[0-9a-fA-F]{3,6})\b")
# (text, ground, least contrast): look/README §2; text never under 4.5, borders of controls never under 3.
CONTRASTS = [
    *[(ink, "paper", least) for ink, least in (("ink", 16), ("ink-2", 8), ("ink-3", 5.4))],
    *[(ink, ground, 4.5) for ink in ("ink", "ink-2", "ink-3") for ground in ("ground", "wash")],
    ("edge", "paper", 3),
    ("on-chrome", "chrome", 13),
    ("on-chrome-2", "chrome", 9),
    ("on-chrome", "chrome-2", 4.5),
    ("on-chrome", "chrome-3", 4.5),
    ("act", "paper", 8),
    ("paper", "act", 8),
    ("act", "act-wash", 4.5),
    ("paper", "act-dark", 8),
    *[(light, ground, least) for light, least in (("ok", 6.4), ("warn", 7.4), ("bad", 6.8), ("idle", 6.4)) for ground in ("paper",)],
    *[(light, f"{light}-wash", 4.5) for light in ("ok", "warn", "bad", "idle")],
    *[(tag, "paper", least) for tag, least in (("tk", 9), ("db", 8.3), ("dbby", 6.9), ("gxzc", 7), ("qtkn", 7.4), ("fpf", 8.2))],
    *[(tag, f"{tag}-wash", 4.5) for tag in ("tk", "db", "dbby", "gxzc", "qtkn")],
    ("ink", "ins", 4.5),
    ("ink", "mark", 4.5),
]


def tokens() -> dict[str, str]:
    """The screen's colours; the print block at the end only darkens them."""
    return dict(TOKEN.findall((ROOT / "static" / "tokens.css").read_text().split("@media print")[0]))


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("text", "ground", "least"), CONTRASTS, ids=lambda value: str(value))
def test_contrast(text: str, ground: str, least: float) -> None:
    """WCAG 2.1: (lighter + 0.05) / (darker + 0.05)."""
    colours = tokens()
    light, dark = sorted((luminance(colours[text]), luminance(colours[ground])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= least
