"""Rows of a reviewed YAML file, read by libyaml where it is built in: a tenth of the time for the same rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

try:
    from yaml import CSafeLoader as SafeLoader
except ImportError:  # a PyYAML built without libyaml
    from yaml import SafeLoader  # type: ignore[assignment]


def rows_of(path: Path) -> list[dict[str, Any]]:
    """Raises yaml.YAMLError. Both loaders make plain values only."""
    rows: list[dict[str, Any]] = yaml.load(path.read_text(), Loader=SafeLoader)
    return rows
