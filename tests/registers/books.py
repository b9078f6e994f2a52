"""Workbooks and people for the tests of importing. ID numbers are synthetic (area 99…)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import Workbook

from accounts.models import Position
from households.national_id import check_digit
from registers import batches
from registers.models import Batch, ProblemKind
from registers.sheets import SHEETS

ON = date(2026, 6, 15)


def number_of(birth: str = "19800501", sequence: int = 11) -> str:
    """An ID number nobody has; odd sequences are men."""
    first = f"990101{birth}{sequence:03d}"
    return first + check_digit(first)


HEAD, WIFE, SON = number_of("19600312", 11), number_of("19620704", 22), number_of("20150920", 33)
NAMES = {HEAD: "周守田", WIFE: "吴桂兰", SON: "周小川"}


def book(*rows: Sequence[Any], tab: str = "Sheet1", merged: Sequence[str] = ()) -> bytes:
    """An .xlsx with these rows from row 1 on; None leaves a cell empty."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = tab
    for row in rows:
        sheet.append(list(row))
    for area in merged:
        sheet.merge_cells(area)
    return saved(workbook)


def saved(workbook: Workbook) -> bytes:
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def register(sheet: str, *rows: dict[str, Any]) -> bytes:
    """A workbook of a register with the columns these rows name, headings as the templates print them."""
    codes = list(dict.fromkeys(code for row in rows for code in row))
    codes += [column.code for column in SHEETS[sheet].wanted if column.code not in codes]
    columns = [SHEETS[sheet].by_code[code] for code in codes]
    return book([column.title for column in columns], *[[row.get(column.code) for column in columns] for row in rows])


def take(sheet: str, *rows: dict[str, Any] | bytes, on: date = ON, by: Position | None = None, file_name: str = "", **more: Any) -> Batch:
    """Import rows (or a whole workbook) by the product's own door and return the batch."""
    content = rows[0] if rows and isinstance(rows[0], bytes) else register(sheet, *rows)  # type: ignore[arg-type]
    batch = batches.submit(sheet, content, file_name or f"{sheet}.xlsx", on=on, by=by, by_name="柏杨", queued=False, **more)
    return batches.run(batch.pk)


def household_row(household_no: str = "H1", head: str = HEAD, **more: Any) -> dict[str, Any]:
    return {
        "household_no": household_no, "head_name": NAMES.get(head, "户主"), "region_code": "990101100201", "area_type": "农村",
        "household_kind": "一般农户", "phone": "13900001111", **more,
    }  # fmt: skip


def member_row(id_number: str, relation: str, household_no: str = "H1", **more: Any) -> dict[str, Any]:
    return {"household_no": household_no, "name": NAMES.get(id_number, "某人"), "id_number": id_number, "relation": relation, **more}


def family() -> None:
    """周守田's household H1 of three, imported."""
    assert take("households", household_row()).new_rows == 1
    assert take("members", member_row(HEAD, "户主"), member_row(WIFE, "配偶"), member_row(SON, "之子")).new_rows == 3


def person_row(id_number: str = HEAD, **more: Any) -> dict[str, Any]:
    return {"name": NAMES[id_number], "id_number": id_number, **more}


def problems(batch: Batch) -> list[tuple[int, str, str]]:
    """(row, column title, remedy) of every reason against a row."""
    return list(batch.problems.exclude(kind=ProblemKind.WARNED).values_list("row_number", "column_title", "remedy"))


def warnings(batch: Batch) -> list[tuple[int, str, str]]:
    """(row, column title, remark) of rows that were taken."""
    return list(batch.problems.filter(kind=ProblemKind.WARNED).values_list("row_number", "column_title", "remedy"))
