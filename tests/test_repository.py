"""What may not stand in any tracked file: addresses of package indexes, paths of one machine, numbers of real people; and the README names what is there."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Written in pieces so that this file does not find itself.
INDEXES = re.compile(
    "|".join(
        (
            "py" + "pi\\.",
            "python" + "hosted",
            "conda\\." + "anaconda",
            "registry\\." + "npmjs",
            "index" + "-url",
            "find" + "-links",
            "mirrors\\." + "aliyun",
        )
    )
)
MACHINE = re.compile("|".join(("/wor" + "k/", "/roo" + "t/", "/hom" + "e/[a-z]", "/User" + "s/[a-z]")))
ID_NUMBER = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![0-9A-Za-z])")
BINARY = {".png", ".xlsx", ".ico", ".pdf", ".docx", ".jpg", ".ttf", ".woff2"}


def tracked() -> Iterator[tuple[str, str]]:
    """Every tracked text file with its path; a source archive without git reads all files beside the caches."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode == 0:
        names = listed.stdout.split("\0")
    else:
        names = [
            str(path.relative_to(ROOT))
            for path in ROOT.rglob("*")
            if path.is_file() and path.relative_to(ROOT).parts[0] not in {".venv", "var"}
        ]
    for name in filter(None, names):
        path = ROOT / name
        if path.is_file() and path.suffix not in BINARY:
            yield name, path.read_text(encoding="utf-8", errors="replace")


def places(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{text.count(chr(10), 0, found.start()) + 1} {found.group()}"
        for name, text in tracked()
        for found in pattern.finditer(text)
    ]


def test_no_tracked_file_names_a_package_index() -> None:
    assert not places(INDEXES)


def test_no_tracked_file_names_a_path_of_one_machine() -> None:
    assert not places(MACHINE)


def test_every_id_number_in_the_repository_is_fictional() -> None:
    """18 digits with a birth date inside must start with 99: no county in China does (GB/T 2260)."""
    assert not [place for place in places(ID_NUMBER) if not place.split()[-1].startswith("99")]


@pytest.mark.parametrize("page", ["README.md", "docs/glossary.md", "docs/measurements.md"])
def test_every_path_a_page_names_is_there(page: str) -> None:
    """`accounts/scope.py`, `docs/images/desk.png` …: anything in backticks or a link that looks like a path of this repository."""
    text = (ROOT / page).read_text()
    named = set(re.findall(r"`([\w.-]+(?:/[\w.-]+)+/?)`", text)) | set(re.findall(r"\]\(([\w./-]+)\)", text))
    inside = {name for name in named if not name.startswith(("var/", "http", "static/look")) and (ROOT / name.split("/")[0]).exists()}
    assert not sorted(name for name in inside if not (ROOT / name).exists() and not ((ROOT / page).parent / name).exists())


def test_every_setting_of_the_environment_is_explained() -> None:
    """deploy/env.example names each variable config/settings.py reads, and compose hands each of production on."""
    settings = (ROOT / "config" / "settings.py").read_text()
    read = set(re.findall(r"(?:text|flag|day|own_key|environ\.get)\(\s*\"([A-Z_]+)\"", settings)) - {"BINGGUI_DATA_KEY"}
    explained = (ROOT / "deploy" / "env.example").read_text()
    assert not {name for name in read if f"{name}=" not in explained}
    compose = (ROOT / "docker-compose.yml").read_text()
    assert not {name for name in read - {"BINGGUI_TODAY", "BINGGUI_DEBUG"} if f"{name}:" not in compose}
