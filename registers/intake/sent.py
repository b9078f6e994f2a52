"""Rows another system sends, as the file an administrator would have brought: headings of the register, one row a line. From there on there is one path."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any

from registers.reading.lines import is_left_out
from registers.sheets.base import Column, Sheet

MOST_ROWS = 10_000
SHOWN = 20  # faults named at once
WORDS = {True: "是", False: "否", None: ""}


@dataclass(frozen=True)
class Fault:
    """What is wrong with one value: row counted from 1, column as it was sent, what to do. Never the value: it may be a number of a person."""

    row: int
    column: str
    remedy: str


class RowsRefused(Exception):
    """Nothing was taken; `faults` are the first SHOWN."""

    def __init__(self, reason: str, faults: Sequence[Fault] = ()) -> None:
        super().__init__(reason)
        self.reason, self.faults = reason, tuple(faults)


def as_file(sheet: Sheet, rows: Any) -> bytes:
    """The rows as a text file with the register's own headings, in the order of its declaration. Raises RowsRefused."""
    if not isinstance(rows, list) or not rows:
        raise RowsRefused("rows要写成不空的列表，每行一个对象。")
    if len(rows) > MOST_ROWS:
        raise RowsRefused(f"一批最多{MOST_ROWS}行，送来{len(rows)}行。请分批送。")
    columns = {name: column for column in sheet.columns for name in (column.code, column.title)}
    faults: list[Fault] = []
    lines: list[dict[str, str]] = []
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, Mapping):
            faults.append(Fault(number, "", "这一行要写成对象：列名对值。"))
            continue
        line: dict[str, str] = {}
        for name, value in row.items():
            column = columns.get(name)
            if column is None:
                faults.append(Fault(number, str(name)[:40], "没有这一列。列名见这种台账的接口说明。"))
            elif column.code in line:
                faults.append(Fault(number, str(name)[:40], f"“{column.title}”写了两次，只留一个。"))
            elif isinstance(value, (dict, list)):
                faults.append(Fault(number, str(name)[:40], "值要写成文字或数字，不能是列表或对象。"))
            else:
                line[column.code] = WORDS[value] if value is None or isinstance(value, bool) else str(value)
        lines.append(line)
        if is_left_out(list(line.values())) or not any(value.strip() for value in line.values()):
            faults.append(Fault(number, "", "这一行是空的，或者是合计、说明，不是一条记录。请去掉。"))
    if faults:
        raise RowsRefused(f"有{len(faults)}处要改，整批没有接收。", faults[:SHOWN])
    used = [column for column in sheet.columns if any(column.code in line for line in lines)]
    return _text(used, lines)


def _text(columns: Sequence[Column], lines: Sequence[Mapping[str, str]]) -> bytes:
    """Every cell in quotes: no other separator than the comma can be read out of it."""
    text = StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow([column.title for column in columns])
    writer.writerows([line.get(column.code, "") for column in columns] for line in lines)
    return text.getvalue().encode("utf-8-sig")


def digest_of(sheet: Sheet, rows: Any) -> str:
    """Two sendings are the same when this is: the order of names in a row does not matter, the order of rows does."""
    return hashlib.sha256(json.dumps([sheet.code, rows], sort_keys=True, ensure_ascii=False).encode()).hexdigest()
