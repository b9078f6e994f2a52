"""Writing the made county as `<sheet>.xlsx` by the declared columns, with the habits of real files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from registers.sheets import SHEETS, Sheet
from registers.synthetic.county import make
from registers.synthetic.dirt import SOIL
from registers.synthetic.ledger import ledger
from registers.synthetic.wording import Line
from registers.synthetic.written import ROWS
from registers.synthetic.xlsx import Cell, Fen, write_register

# Sheets that come with a merged title and a line of who filled them in; some end with 合计.
TITLED = {
    "dibao": "青禾县农村低保人员查询",
    "tekun": "青禾县特困人员花名册",
    "dibao_margin": "青禾县低保边缘家庭人员台账",
    "monitored": "全国防返贫监测信息系统导出",
    "medical": "青禾县医保自付费用明细（2025年7月至2026年5月）",
    "housing": "青禾县农村住房安全鉴定汇总",
    "exits": "青禾县低保退出停保台账",
}
TOTALLED = {"dibao": "monthly_amount", "medical": "self_pay", "exits": "monthly_amount"}
EXPECTED = "expected.json"


class UnfilledColumn(ValueError):
    """A declared required column that the generator does not fill, or one it fills that nobody declared."""


def write_county(folder: Path, *, households: int, seed: int, dirty: float) -> dict[str, int]:
    """Write every sheet and expected.json into `folder`; returns rows by sheet. Raises UnfilledColumn, ValueError."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / EXPECTED).unlink(missing_ok=True)
    county = make(households, seed, dirty)
    counts = {}
    for code, sheet in SHEETS.items():
        lines = ROWS[code](county)
        if code in SOIL:
            check_filled(sheet, lines)
            lines = SOIL[code](county, lines, dirty)
        check_filled(sheet, lines)
        counts[code] = write_sheet(folder / f"{code}.xlsx", sheet, lines)
    text = json.dumps({"seed": seed, "dirty": dirty} | ledger(county, counts), ensure_ascii=False, indent=1)
    (folder / EXPECTED).write_text(text + "\n", encoding="utf-8")
    return counts


def check_filled(sheet: Sheet, lines: list[Line]) -> None:
    declared = set(sheet.by_code)
    for line in lines:
        if unknown := set(line) - declared:
            raise UnfilledColumn(f"{sheet.code}：没有声明过的列 {sorted(unknown)}")
        for column in sheet.columns:
            if column.required and line.get(column.code) in (None, ""):
                raise UnfilledColumn(f"{sheet.code}：必填列“{column.title}”没有值：{line}")


def write_sheet(path: Path, sheet: Sheet, lines: list[Line]) -> int:
    used = {code for line in lines for code, value in line.items() if value not in (None, "")}
    columns = [column for column in sheet.columns if column.code in used or column.required or column.must_stand]
    above = (TITLED[sheet.code], f"填报单位：{sheet.owner.split('、')[0]}　填报日期：2026年6月12日") if sheet.code in TITLED else ()
    return write_register(
        path,
        tab=sheet.title,
        header=[column.title for column in columns],
        rows=in_order(lines, [column.code for column in columns]),
        above=above,
        below=[total(lines, [column.code for column in columns], TOTALLED[sheet.code])] if sheet.code in TOTALLED else (),
    )


def in_order(lines: list[Line], codes: list[str]) -> Iterator[list[Cell]]:
    for line in lines:
        yield [line.get(code) for code in codes]


def total(lines: list[Line], codes: list[str], summed: str) -> list[Cell]:
    amounts: Mapping[str, Cell] = {summed: Fen(sum(int(value) for line in lines if isinstance(value := line.get(summed), Fen)))}
    return ["合计", *(amounts.get(code) for code in codes[1:])]
