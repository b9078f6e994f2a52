"""The manual speaks of what is there: a page for every role, every entry of the menu, every button of the three workflows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from accounts.roles import Role
from assistance.workflow import REFERRAL
from config.navigation import MENU, MENU_LIMIT
from identification.workflow import APPLICATION
from monitoring.workflow import ALERT
from tests.test_consistency import ROOMS

MANUAL = Path(__file__).resolve().parent.parent / "docs" / "manual"
INDEX = (MANUAL / "README.md").read_text()
PAGES = sorted(MANUAL.glob("*.md"))
EVERYTHING = "\n".join(page.read_text() for page in PAGES)
# What pages print: templates with and without their marks, and the sources' own words, figures left open.
TEMPLATES = "\n".join(path.read_text() for path in (MANUAL.parent.parent / "templates").rglob("*.html"))
SOURCES = "\n".join(path.read_text() for room in ROOMS for path in (MANUAL.parent.parent / room).rglob("*.py"))
PRINTED = "\n".join((TEMPLATES, re.sub(r"<[^>]+>|\{\{[^}]*\}\}|\{%[^%]*%\}", "", TEMPLATES), SOURCES))
# The rows of 谁读哪一页: whom a row is for, the page it links to, the menu it lists.
READERS = re.findall(r"^\| ([^|]+) \| \[[^\]]+\]\(([\w-]+\.md)\) \| ([^|]+) \|$", INDEX, re.MULTILINE)


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_every_role_has_a_page_in_the_index(role: Role) -> None:
    assert any(role.label in whom and (MANUAL / page).is_file() for whom, page, _ in READERS), role.label


def test_every_page_is_linked_from_the_index() -> None:
    assert {page.name for page in PAGES} - {"README.md"} == set(re.findall(r"\]\(([\w-]+\.md)\)", INDEX))


@pytest.mark.parametrize("item", MENU, ids=lambda item: item.url_name)
def test_every_entry_of_the_menu_is_named(item: object) -> None:
    assert re.search(rf"[“、；| ]{item.title}[”、；| ]", EVERYTHING)  # type: ignore[attr-defined]


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.CITIZEN, Role.HELPER}], ids=str)
def test_the_index_lists_the_menu_as_the_bar_shows_it(role: Role) -> None:
    shown = [item.title for item in MENU if role in item.roles][:MENU_LIMIT]
    listed = next(menu for whom, _, menu in READERS if role.label in whom)
    assert set(shown) <= set(re.split("[、；]", listed.strip()))
    page = next(page for whom, page, _ in READERS if role.label in whom)
    assert not [title for title in shown if title not in (MANUAL / page).read_text()]


@pytest.mark.parametrize("label", sorted({step.label for flow in (APPLICATION, REFERRAL, ALERT) for step in flow.steps}))
def test_every_step_is_named(label: str) -> None:
    assert label in EVERYTHING


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text())
    assert not [link for link in links if not (page.parent / link).exists()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_stands_in_lenticular_brackets_is_printed_by_a_page(page: Path) -> None:
    """〔按钮〕 is a word of some template or some source, as it stands; a number in it is written N or M, an ellipsis stands for a name."""
    pieces = {part for name in re.findall("〔([^〕]+)〕", page.read_text()) for part in re.split("…+|[NM]", name) if part}
    assert not sorted(piece for piece in pieces if not piece[0].isdigit() and piece not in PRINTED)
