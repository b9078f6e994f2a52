"""One declared sheet per register; SHEETS lists them in the order in which they must be imported."""

from registers.sheets import (
    assets,
    deaths,
    dibao,
    dibao_margin,
    disability,
    exits,
    households,
    housing,
    incomes,
    insurance,
    medical,
    members,
    monitored,
    offices,
    refused_applications,
    regions,
    rigid_expenditure,
    spending,
    students,
    tekun,
    users,
    vehicles,
    water,
)
from registers.sheets.base import Column, Sheet

SHEETS: dict[str, Sheet] = {
    module.SHEET.code: module.SHEET
    for module in (
        regions, offices, users, households, members, incomes, spending, assets, medical, disability, housing, water, students, insurance,
        vehicles, deaths, dibao, tekun, dibao_margin, rigid_expenditure, monitored, refused_applications, exits,
    )
}  # fmt: skip

__all__ = ["SHEETS", "Column", "Sheet"]
