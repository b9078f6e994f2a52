"""Rows another system sends become the file an administrator would have brought, or are refused naming row and column, never a value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registers.intake.sent import MOST_ROWS, SHOWN, RowsRefused, as_file, digest_of
from registers.reading.delimited import DelimitedBook
from registers.sheets import SHEETS

MEDICAL = SHEETS["medical"]
ROW = {
    "name": "周守田",
    "id_number": "990101198001010012",
    "visit_kind": "住院",
    "settled_on": "2026-05-20",
    "total": "12000.00",
    "compliant_self_pay": "4000",
}


def cells(content: bytes) -> list[list[str]]:
    return [[str(cell) for cell in row] for row in DelimitedBook(content).grid("CSV").rows]


def test_headings_are_the_register_s_own_in_its_own_order():
    assert cells(as_file(MEDICAL, [ROW]))[0] == ["姓名", "身份证号", "就诊类别", "结算日期", "医疗费总额", "合规自付"]


def test_a_column_may_be_called_by_its_code_or_its_heading():
    by_title = {MEDICAL.by_code[code].title: value for code, value in ROW.items()}
    assert as_file(MEDICAL, [by_title]) == as_file(MEDICAL, [ROW])


@pytest.mark.parametrize(
    ("sent", "said"),
    [(True, "是"), (False, "否"), (None, ""), (12, "12"), ("0012", "0012"), ("=1+1", "=1+1"), ("一,二；三\t四", "一,二；三\t四")],
)
def test_values_as_they_are_written(sent, said):
    assert cells(as_file(MEDICAL, [ROW | {"hospital": sent}]))[1][3] == said


# Not the form ="0012", which is how spreadsheets keep text in a CSV.
WRITTEN = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Co")), min_size=1, max_size=30).filter(
    lambda text: not text.startswith("=") and text.strip()
)


@given(st.lists(st.tuples(WRITTEN, WRITTEN), min_size=1, max_size=8))
def test_whatever_is_written_is_read_as_it_was(rows):
    sent = [ROW | {"hospital": hospital, "settlement_no": number} for hospital, number in rows]
    assert [(row[3], row[5]) for row in cells(as_file(MEDICAL, sent))[1:]] == rows


@pytest.mark.parametrize(
    ("rows", "column", "words"),
    [
        ([ROW | {"电话号码": "13900000000"}], "电话号码", "没有这一列"),
        ([ROW | {"姓名": "周守田"}], "姓名", "写了两次"),
        ([ROW | {"hospital": ["县医院"]}], "hospital", "不能是列表或对象"),
        (["周守田"], "", "要写成对象"),
        ([{}], "", "空的"),
        ([{"name": "", "total": None}], "", "空的"),
        ([{"name": "合计", "total": "12000"}], "", "合计"),
        ([{"name": "填表人：周守田"}], "", "说明"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(rows, column, words):
    with pytest.raises(RowsRefused) as refused:
        as_file(MEDICAL, rows)
    (fault,) = refused.value.faults
    assert (fault.row, fault.column) == (1, column) and words in fault.remedy


def test_values_are_never_repeated_in_a_refusal():
    with pytest.raises(RowsRefused) as refused:
        as_file(MEDICAL, [ROW | {"x": "990101198001010012"}])
    assert "990101198001010012" not in str(refused.value.faults) + refused.value.reason


@pytest.mark.parametrize("rows", [None, [], {}, "rows", 7])
def test_nothing_to_take(rows):
    with pytest.raises(RowsRefused, match="不空的列表"):
        as_file(MEDICAL, rows)


@pytest.mark.parametrize(("number", "taken"), [(MOST_ROWS, True), (MOST_ROWS + 1, False)])
def test_at_and_above_the_most_rows(number, taken):
    rows = [ROW] * number
    if taken:
        assert len(cells(as_file(MEDICAL, rows))) == number + 1
    else:
        with pytest.raises(RowsRefused, match="最多10000行，送来10001行"):
            as_file(MEDICAL, rows)


def test_only_the_first_faults_are_named():
    with pytest.raises(RowsRefused) as refused:
        as_file(MEDICAL, [{"x": 1, "name": "周守田"}] * (SHOWN + 5))
    assert len(refused.value.faults) == SHOWN and f"有{SHOWN + 5}处" in refused.value.reason


def test_two_sendings_are_the_same_whatever_the_order_of_names():
    turned = dict(reversed(ROW.items()))
    assert digest_of(MEDICAL, [ROW]) == digest_of(MEDICAL, [turned])
    assert digest_of(MEDICAL, [ROW, turned | {"total": "1"}]) != digest_of(MEDICAL, [turned | {"total": "1"}, ROW])
    assert digest_of(MEDICAL, [ROW]) != digest_of(SHEETS["illness"], [ROW])
