"""One declared sheet per register; SHEETS lists them in the order in which they must be imported."""

from registers.sheets import (
    assets,
    bank_balances,
    companies,
    deaths,
    detentions,
    dibao,
    dibao_margin,
    disability,
    disasters,
    exits,
    households,
    housing,
    illness,
    incomes,
    insurance,
    jobs,
    loans,
    measures,
    medical,
    members,
    monitored,
    obligors,
    offices,
    payments,
    public_posts,
    real_estate,
    refused_applications,
    regions,
    rigid_expenditure,
    salaries_tax,
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
        regions, offices, users, households, members, incomes, spending, assets, medical, disability, illness, housing, water, students, insurance,
        jobs, public_posts, disasters, vehicles, real_estate, companies, salaries_tax, bank_balances, loans, measures, detentions, deaths, obligors,
        dibao, tekun, dibao_margin, rigid_expenditure, monitored, refused_applications, exits, payments,
    )
}  # fmt: skip

__all__ = ["SHEETS", "Column", "Sheet"]
