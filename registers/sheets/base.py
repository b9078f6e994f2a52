"""What a register's sheet is: its columns by true headings, what a row is about, and where it lands. Values only."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.db.models import TextChoices

from registers import parsing, printing
from registers.parsing import Parser

EXAMPLE_MARK = "示例"  # the first cell of a template's example row, which is never data


def plain(heading: str) -> str:
    """A heading without blanks, stars, width and its unit in brackets."""
    text = re.sub(r"[\s*:：、，]", "", unicodedata.normalize("NFKC", heading))
    return re.sub(r"\((万|万?元(/人)?([/·每][月年])?|平方米|人|是/否|可选|必填)\)$", "", text)


@dataclass(frozen=True)
class Column:
    """One heading. `title` is what templates print, `aliases` what other systems print; `required`: the heading must be there and the cell
    filled; `must_stand`: the heading must be there, the cell may be empty. `is_sensitive` values are shown masked in refusals.
    `example`: what the template's example row says, where the kind of value does not tell.
    """

    code: str
    title: str
    parse: Parser
    aliases: tuple[str, ...] = ()
    required: bool = False
    must_stand: bool = False
    is_sensitive: bool = False
    help: str = ""
    choices: tuple[str, ...] = ()
    example: str = ""

    @property
    def headings(self) -> tuple[str, ...]:
        return (self.title, *self.aliases)

    def under(self, heading: str) -> Column:
        """The same column where the file's own heading carries a unit: 万元, 元/月, 元/年."""
        return replace(self, parse=self.parse.under(heading)) if isinstance(self.parse, parsing.Money) else self

    def show(self, value: Any) -> str | int | Decimal | None:
        """A value as this column prints it; read again it is the same value."""
        return printing.show(self.parse, value)


@dataclass(frozen=True)
class Ignored:
    """True headings of a register's files that are not read, and why: the reason stands in the template, the dictionary and the manual."""

    why: str
    headings: tuple[str, ...]

    @property
    def words(self) -> str:
        return "、".join(self.headings)


@dataclass(frozen=True)
class Sheet:
    """One register. `key`: columns that tell its rows apart; two rows of one key in a file are a repetition. `lands_on`: the models it writes.

    `ignored`: true headings of these files that are passed over, not reported as unknown.
    """

    code: str
    title: str
    owner: str
    lands_on: tuple[str, ...]
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    about: str = ""
    file_words: tuple[str, ...] = ()  # found in file names of real exports; only to tell like registers apart
    ignored: tuple[Ignored, ...] = ()
    by_code: Mapping[str, Column] = field(init=False, repr=False, compare=False, default_factory=dict)
    passed_over: frozenset[str] = field(init=False, repr=False, compare=False, default=frozenset())

    def __post_init__(self) -> None:
        by_code = {column.code: column for column in self.columns}
        if len(by_code) != len(self.columns):
            raise ValueError(f"{self.code}: a column code stands twice")
        headings = [heading for column in self.columns for heading in column.headings]
        if len(set(headings)) != len(headings):
            twice = {heading for heading in headings if headings.count(heading) > 1}
            raise ValueError(f"{self.code}: a heading stands twice: {twice}")
        if missing := set(self.key) - set(by_code):
            raise ValueError(f"{self.code}: the key names no column: {missing}")
        passed_over = frozenset(plain(heading) for group in self.ignored for heading in group.headings)
        if both := passed_over & {plain(heading) for heading in headings}:
            raise ValueError(f"{self.code}: a heading is read and ignored: {both}")
        object.__setattr__(self, "by_code", by_code)
        object.__setattr__(self, "passed_over", passed_over)

    def ignores(self, heading: str) -> bool:
        """Whether this heading is known and not read."""
        return plain(heading) in self.passed_over

    @property
    def wanted(self) -> tuple[Column, ...]:
        """Columns whose heading must be there."""
        return tuple(column for column in self.columns if column.required or column.must_stand)


def ignored(why: str, *headings: str) -> Ignored:
    """Headings that are not read, in one line: the reason, then their words."""
    return Ignored(why, headings)


def col(code: str, title: str, parse: Parser, *aliases: str, **more: Any) -> Column:
    """A column in one line: code, heading, parser, other headings."""
    return Column(code, title, parse, tuple(aliases), **more)


def pick(code: str, title: str, choices: type[TextChoices], words: Mapping[str, str] | None = None, *aliases: str, **more: Any) -> Column:
    """A column of a closed list; `words` are other systems' words for its values."""
    labels = tuple(str(label) for label in choices.labels)
    return Column(code, title, parsing.choice(choices, words), tuple(aliases), choices=labels, **more)


def id_column(code: str = "id_number", title: str = "身份证号", *aliases: str, **more: Any) -> Column:
    """A person by ID number; shown masked wherever it is refused."""
    return Column(
        code,
        title,
        parsing.id_number,
        (*ID_ALIASES.get(title, ()), *aliases),
        is_sensitive=True,
        help="18位，末位可为X。整列设成文本。",
        **more,
    )


ID_ALIASES = {
    "身份证号": ("身份证号码", "公民身份证号", "证件号码", "身份证", "证件号"),
    "户主身份证号": ("户主身份证号码", "户主证件号码", "户主身份证"),
}
