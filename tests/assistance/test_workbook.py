"""反馈表: out as it should be filled, in row by row; whatever is written in it, nothing breaks and nothing is taken twice."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from assistance.bulk_feedback import Taken, take_sheet
from assistance.choices import NeedKind, ReferralState
from assistance.models import Feedback, Measure
from assistance.quarters import Quarter
from assistance.workbook import COLUMNS, REASON, Trouble, owed_workbook, troubles_workbook
from assistance.workbook_reader import Line, read_sheet
from casework.package import WorkbookRefused
from tests.assistance.factories_assistance import ON, pushed, referral_at, staff

S = ReferralState
Q2 = Quarter(2026, 2)
PUSHED = date(2026, 5, 6)
TITLES = [column.title for column in COLUMNS]


def book(*rows: dict[str, Any], titles: list[str] = TITLES, above: int = 1) -> bytes:
    """A sheet as a department would send it."""
    made = Workbook()
    tab = made.active
    for _ in range(above):
        tab.append(["住建局2026年二季度反馈表"])
    tab.append(titles)
    for row in rows:
        tab.append([row.get(title) for title in titles])
    stream = BytesIO()
    made.save(stream)
    return stream.getvalue()


def done(no: str, **said: Any) -> dict[str, Any]:
    return {"推送编号": no, "反馈结果": "已落实", "落实日期": "2026-6-1", "金额": "12,000", "凭证": "竣工验收表第9号", **said}


def helping(no: str, **said: Any) -> dict[str, Any]:
    return {"推送编号": no, "反馈结果": "正在帮扶", "说明": "墙体已加固，屋面待修", **said}


def no_fit(no: str, **said: Any) -> dict[str, Any]:
    return {"推送编号": no, "反馈结果": "不符合", "不符合原因": "不符合政策条件", "依据条款": "危房改造办法第五条", **said}


def sent(content: bytes, by=None) -> Taken:
    return take_sheet(read_sheet(content), Q2, by=by or staff(), on=ON)


@pytest.mark.usefixtures("county")
class TestWhatIsHandedOut:
    def test_the_list_is_masked_and_text_and_has_its_drop_downs(self) -> None:
        referral = referral_at(S.RECEIVED, pushed_on=PUSHED)
        person = referral.household.members.get().person
        content = owed_workbook([referral], Q2, dept="住建局", due_on=date(2026, 6, 20), on=ON)
        tab = load_workbook(BytesIO(content))["季度反馈"]
        assert [cell.value for cell in tab[2]] == TITLES
        row = [cell.value for cell in tab[3]]
        assert row[0] == referral.referral_no and row[2] == str(person.id_number) != person.id_number.reveal()
        assert person.id_number.reveal().encode() not in content
        offered = {str(one.sqref): one.formula1 for one in tab.data_validations.dataValidation}
        assert offered["G3"] == '"已落实,正在帮扶,不符合"' and "不符合政策条件" in offered["K3"]

    def test_what_was_handed_out_comes_back_empty_as_nothing_to_take(self) -> None:
        content = owed_workbook([referral_at(S.RECEIVED, pushed_on=PUSHED)], Q2, dept="住建局", due_on=date(2026, 6, 20), on=ON)
        with pytest.raises(WorkbookRefused, match="都空着"):
            read_sheet(content)

    def test_a_name_that_looks_like_a_formula_stays_a_name(self) -> None:
        referral = referral_at(S.RECEIVED, pushed_on=PUSHED)
        person = referral.household.members.get().person
        type(person).objects.filter(pk=person.pk).update(name="=1+1")
        referral.refresh_from_db()
        tab = load_workbook(BytesIO(owed_workbook([referral], Q2, dept="住建局", due_on=ON, on=ON)))["季度反馈"]
        assert tab["B3"].value == "=1+1" and tab["B3"].data_type == "s"


@pytest.mark.usefixtures("county")
class TestWhatComesBack:
    def test_done_from_any_state_records_what_is_missing(self) -> None:
        numbers = [referral_at(state, pushed_on=PUSHED).referral_no for state in (S.PUSHED, S.RECEIVED, S.HELPING, S.DONE)]
        taken = sent(book(*(done(no) for no in numbers)))
        assert taken.done == numbers and not taken.troubles
        assert set(Feedback.objects.values_list("result", "quarter")) == {("done", "2026Q2")}
        assert Measure.objects.filter(evidence="竣工验收表第9号").count() == 3, "what was settled before keeps its own measure"

    def test_helping_and_refusing(self) -> None:
        waiting, other = pushed(on=PUSHED), pushed(on=PUSHED, kind=NeedKind.OTHER, dept="ZJ")
        taken = sent(book(helping(waiting.referral_no), no_fit(other.referral_no)))
        assert not taken.troubles
        waiting.refresh_from_db()
        other.refresh_from_db()
        assert (waiting.state, other.state, other.refusal) == (S.RECEIVED, S.FED_BACK, "not_eligible")

    def test_the_same_sheet_again_changes_nothing(self) -> None:
        numbers = [pushed(on=PUSHED).referral_no for _ in range(2)]
        content = book(done(numbers[0]), helping(numbers[1]))
        by = staff()
        assert len(sent(content, by).done) == 2
        again = sent(content, by)
        assert again.same == numbers and not again.done and not again.troubles
        assert (Feedback.objects.count(), Measure.objects.count()) == (2, 1)

    def test_good_rows_are_taken_and_bad_ones_say_where_and_how(self) -> None:
        good, bad = pushed(on=PUSHED).referral_no, pushed(on=PUSHED).referral_no
        taken = sent(book(done(good), done(bad, 金额="1.2万"), {"推送编号": bad, "反馈结果": "办好了"}))
        assert taken.done == [good]
        assert taken.troubles == [
            Trouble(4, "金额", "1.2万", "请写成元：12,000。"),
            Trouble(5, "反馈结果", "办好了", "请从已落实、正在帮扶、不符合里选一个。"),
        ]

    @pytest.mark.parametrize(
        ("changes", "column"),
        [
            ({"落实日期": "六月一日"}, "落实日期"),
            ({"落实日期": None}, "落实日期"),
            ({"落实日期": "2026-12-31"}, "落实日期"),
            ({"凭证": None}, "凭证"),
            ({"金额": "很多"}, "金额"),
            ({"金额": -5}, "金额"),
            ({"推送编号": "990101-T2026-99999"}, "推送编号"),
            ({"推送编号": None}, "推送编号"),
            ({"反馈结果": "正在帮扶"}, "说明"),
            ({"反馈结果": "不符合"}, "不符合原因"),
            ({"反馈结果": "不符合", "不符合原因": "不想办"}, "不符合原因"),
        ],
    )
    def test_dirty_cells(self, changes, column) -> None:
        referral = pushed(on=PUSHED)
        taken = sent(book(done(referral.referral_no, **changes)))
        assert not taken.done and taken.troubles[0].column == column and taken.troubles[0].remedy
        referral.refresh_from_db()
        assert referral.state == S.PUSHED and not Feedback.objects.exists(), "a row is taken whole or not at all"

    @pytest.mark.parametrize("written", [date(2026, 6, 1), "2026.6.1", "20260601", "2026年6月1日", 20260601])
    def test_days_as_people_write_them(self, written) -> None:
        sent(book(done(pushed(on=PUSHED).referral_no, 落实日期=written)))
        assert Measure.objects.get().carried_out_on == date(2026, 6, 1)

    def test_other_departments_and_other_counties_numbers_are_not_found(self) -> None:
        theirs = pushed(on=PUSHED, kind=NeedKind.WATER)
        taken = sent(book(done(theirs.referral_no)))
        assert not taken.done and "没有推送给本部门" in taken.troubles[0].remedy

    def test_the_same_push_twice_in_one_sheet(self) -> None:
        no = pushed(on=PUSHED).referral_no
        taken = sent(book(done(no), helping(no)))
        assert taken.done == [no] and "与第3行是同一件" in taken.troubles[0].remedy

    def test_fed_back_otherwise_is_not_overwritten(self) -> None:
        no = pushed(on=PUSHED).referral_no
        sent(book(helping(no)))
        assert "不能改成“已落实”" in sent(book(done(no))).troubles[0].remedy

    def test_bad_rows_go_back_and_come_again(self) -> None:
        no = pushed(on=PUSHED).referral_no
        sheet = read_sheet(book(done(no, 金额="1.2万")))
        back = load_workbook(BytesIO(troubles_workbook(sheet.troubles, sheet.cells)))
        tab = back["季度反馈"]
        assert [cell.value for cell in tab[1]][-1] == REASON and "12,000" in str(tab.cell(2, len(COLUMNS) + 1).value)
        tab.cell(2, TITLES.index("金额") + 1).value = "12000"
        stream = BytesIO()
        back.save(stream)
        assert sent(stream.getvalue()).done == [no]

    def test_two_hundred_rows_cost_what_they_must(self, django_assert_max_num_queries) -> None:
        numbers = [referral_at(S.DONE, pushed_on=PUSHED).referral_no for _ in range(4)]
        by = staff()
        with django_assert_max_num_queries(2 + 4 * 22):
            sent(book(*({"推送编号": no, "反馈结果": "已落实"} for no in numbers)), by)


class TestFilesThatAreRefused:
    def test_formulas(self) -> None:
        with pytest.raises(WorkbookRefused, match="1个公式"):
            read_sheet(book({"推送编号": "1", "反馈结果": "已落实", "金额": "=1+1"}))

    def test_missing_columns(self) -> None:
        with pytest.raises(WorkbookRefused, match="没有找到“反馈结果”列"):
            read_sheet(book({"推送编号": "1"}, titles=["推送编号", "姓名"]))

    @pytest.mark.parametrize(
        "content", [b"", b"PK\x03\x04", b"%PDF-1.4", b"name,result\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 100]
    )
    def test_other_files(self, content: bytes) -> None:
        with pytest.raises(WorkbookRefused):
            read_sheet(content)

    def test_columns_in_another_order_and_without_a_title_line(self) -> None:
        sheet = read_sheet(book(helping("990101-T2026-00001"), titles=[*reversed(TITLES)], above=0))
        assert [line.referral_no for line in sheet.lines] == ["990101-T2026-00001"]

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        st.lists(
            st.fixed_dictionaries(
                {title: st.one_of(st.none(), st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12), st.integers(-10**9, 10**9), st.booleans(), st.dates(date(1950, 1, 1))) for title in TITLES}
            ),
            max_size=5,
        )
    )  # fmt: skip
    def test_whatever_is_written_every_row_is_judged(self, rows: list[dict[str, Any]]) -> None:
        """Any cells: each filled row is either understood or told what is wrong, with its number, and nothing raises but a refusal."""
        rows = [
            {title: f"'{value}" if isinstance(value, str) and value.startswith("=") else value for title, value in row.items()}
            for row in rows
        ]
        try:
            sheet = read_sheet(book(*rows))
        except WorkbookRefused:
            return
        judged = {line.row for line in sheet.lines} | {trouble.row for trouble in sheet.troubles}
        assert len(judged) + sheet.left_empty == len(sheet.cells) <= len(rows)
        assert all(isinstance(line, Line) and line.result for line in sheet.lines)
        assert all(trouble.remedy and trouble.column in TITLES for trouble in sheet.troubles)
