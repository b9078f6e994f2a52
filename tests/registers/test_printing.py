"""What a column prints reads back as the same value, whatever the cell it was first read from."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registers import parsing, words
from registers.parsing import BadCell, Period, Words
from registers.printing import show
from registers.sheets import SHEETS

COLUMNS = [(sheet.code, column) for sheet in SHEETS.values() for column in sheet.columns]
EACH_PARSER = list({column.parse: (sheet, column) for sheet, column in COLUMNS}.values())
# Cells of the shapes registers hold; each column takes what is its own.
CELLS = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=12),
    st.text("0123456789Xx.,-/年月日万元%户主之子一二三四级农村低保是否有无周守田·()（）", max_size=12),
    st.dates(date(1930, 1, 1), date(2090, 12, 31)),
    st.integers(-10**6, 10**13),
    st.decimals(-10**6, 10**9, places=2, allow_nan=False).map(float),
    st.floats(0, 100, allow_nan=False),
)  # fmt: skip


def cells_of(printed: object) -> list[object]:
    """As the program prints it, and as Excel gives it back: a number is a float there."""
    return [printed, float(printed)] if isinstance(printed, Decimal | int) else [printed]


@settings(deadline=None)
@given(CELLS)
def test_what_a_column_prints_reads_back(raw):
    for sheet, column in EACH_PARSER:
        if parsing.is_blank(raw):
            continue
        try:
            value = parsing.taken(column.parse(raw))
        except BadCell:
            continue
        for cell in cells_of(column.show(value)):
            assert value is None or column.parse(cell) == value or parsing.taken(column.parse(cell)) == value, (
                sheet,
                column.title,
                raw,
                cell,
            )


@pytest.mark.parametrize(
    ("sheet", "column"),
    [(sheet, column) for sheet, column in COLUMNS if isinstance(column.parse, Words)],
    ids=lambda part: getattr(part, "code", part),
)
def test_every_word_of_a_list_prints_as_the_form_s_own(sheet, column):
    for value in set(column.parse.lookup.values()):
        printed = column.show(value)
        assert column.parse(printed) == value
        assert not column.choices or printed in column.choices or sheet == "refused_applications", (printed, column.choices)


@pytest.mark.parametrize(
    ("parser", "value", "cell"),
    [
        (parsing.day, date(2023, 5, 8), "2023-05-08"),
        (parsing.month, date(2023, 5, 1), "2023-05"),
        (parsing.period, Period(date(2025, 1, 1), 12), "2025"),
        (parsing.period, Period(date(2025, 3, 1), 1), "2025-03"),
        (parsing.birth, date(1960, 3, 12), "1960-03-12"),
        (parsing.yes_no, True, "是"),
        (parsing.yes_no, False, "否"),
        (parsing.disability_level, 2, "二级"),
        (parsing.ratio, Decimal("0.6200"), "62%"),
        (parsing.ratio, Decimal("1.2550"), "125.5%"),
        (parsing.ratio, Decimal("0.0000"), "0%"),
        (parsing.money, Decimal("12000.50"), Decimal("12000.50")),
        (parsing.Money(in_wan=True), Decimal(12000), Decimal(12000)),
        (parsing.whole(), 3, 3),
        (parsing.words(words.RELATION_WORDS), "20", "子"),
        (parsing.id_number, "990101196003120110", "990101196003120110"),
        (parsing.text(20), "=1+1", "=1+1"),
        (parsing.text(20), None, None),
    ],
)
def test_what_is_printed(parser, value, cell):
    assert show(parser, value) == cell
