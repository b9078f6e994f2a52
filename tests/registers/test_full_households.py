"""整册 of 家庭: another head, another village, a new household, and one left out, as dated movements and questions; all of it taken back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from casework.choices import EventKind
from casework.exceptions import StepRefused
from casework.models import Event
from households.models import Household, Member, MemberQuestion
from households.questions import all_still_here, asked_together
from identification.membership import MemberChange
from registers import batches, deciding, undo
from registers.models import BatchState, MovementKind
from registers.presenters import BatchView
from tests.identification.factories_intake import clerk, draft
from tests.registers.books import HEAD, NAMES, ON, SON, WIFE, family, household_row, member_row, number_of, take, warnings
from tests.registers.standing import differences, standing
from tests.registers.test_full_register import LATER, OTHER, VILLAGE, contradictions, found, leave

pytestmark = pytest.mark.django_db
K = MovementKind
SECOND = number_of("19580303", 53)


@pytest.fixture(autouse=True)
def ground(county: Any) -> Any:
    return county


@pytest.fixture
def homes() -> None:
    """H1 with three, H2 with 方宁 and his brother 方宜, H3 registered and empty; H4 in the next village."""
    family()
    take("households", THEIRS, EMPTY, NEXT)
    take("members", member_row(OTHER, "户主", "H2", name="方宁"), member_row(SECOND, "弟", "H2", name="方宜"))


OURS = household_row(head_id_number=HEAD)
THEIRS = household_row("H2", OTHER, head_name="方宁", head_id_number=OTHER)
EMPTY = household_row("H3", WIFE)
NEXT = household_row("H4", SON, head_name="秦岚", region_code="990101100202")
HERS = {"head_name": NAMES[WIFE], "head_id_number": WIFE}


def full(*rows: dict[str, Any], covers: tuple[str, ...] = VILLAGE, on: date = ON, **more: Any) -> Any:
    return take("households", *rows, covers=covers, on=on, **more)


CASES: dict[str, tuple[list[dict[str, Any]], list[tuple[str, str, str, str, date | None]]]] = {
    "every household as before": ([OURS, THEIRS, EMPTY], []),
    "an empty household left out has nobody to ask about": ([OURS, THEIRS], []),
    "another head, by her number": ([{**OURS, **HERS}, THEIRS, EMPTY], [("吴桂兰", K.HEAD, "H1", "H1", ON)]),
    "another head, by her name": (
        [{**OURS, "head_name": NAMES[WIFE], "head_id_number": None}, THEIRS, EMPTY],
        [("吴桂兰", K.HEAD, "H1", "H1", ON)],
    ),
    "a household left out": ([OURS, EMPTY], [("方宁", K.ABSENT, "H2", "", None), ("方宜", K.ABSENT, "H2", "", None)]),
    "a household from another village": ([OURS, THEIRS, EMPTY, {**NEXT, "region_code": VILLAGE[0]}], [("秦岚", K.HOME_MOVED, "H4", "H4", ON)]),
    "a new household": (
        [OURS, THEIRS, EMPTY, household_row("H9", SON, head_name="冯立", registered_on="2026-05-08")],
        [("冯立", K.HOME_NEW, "", "H9", date(2026, 5, 8))],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_a_full_register_of_households_says(homes, name):
    """Seen in the preview unwritten, written as seen, the same again is nothing, withdrawn it is gone."""
    rows, expected = CASES[name]
    before = standing()
    preview = full(*rows, is_dry_run=True)
    assert sorted(found(preview), key=str) == sorted(expected, key=str) and standing() == before
    if preview.movements:
        deciding.confirm(preview, by="柏杨", queued=False)
        done = batches.run(preview.pk)
        assert done.state == BatchState.DONE and sorted(found(done), key=str) == sorted(expected, key=str)
        told_of = Event.objects.filter(kind=EventKind.MEMBERSHIP, subject_id=done.pk)
        assert all(f"“家庭”台账（批次{done.pk}）" in event.sentence for event in told_of) and told_of.count() >= len(expected)
        assert set(contradictions()) <= {"workdays"}
        written = standing()
        again = full(*rows)
        assert (again.new_rows, again.changed_rows, again.movements) == (0, 0, {}) and standing() == written
        undo.withdraw(done, by="柏杨", reason="文件传错了", on=ON)
        assert differences(before, standing()) == []


def remarks(batch: Any) -> str:
    return "；".join(remark for _, _, remark in warnings(batch))


def relations(number: str) -> dict[str, str]:
    return dict(Member.objects.living().filter(household__household_no=number).values_list("person__name", "relation"))


def test_the_former_head_becomes_what_the_register_said_they_were_to_each_other(homes):
    batch = full({**OURS, **HERS}, THEIRS, EMPTY)
    assert relations("H1") == {"周守田": "10", "吴桂兰": "02", "周小川": "20"}
    assert Household.objects.get(household_no="H1").head_name == "吴桂兰"
    assert "其余1人的与户主关系没有改" in remarks(batch)
    full(OURS, {**THEIRS, "head_name": "方宜", "head_id_number": SECOND}, EMPTY, on=LATER)
    assert relations("H2") == {"方宁": "71", "方宜": "02"}  # he was the younger brother, so the other is the elder


HEADS: dict[str, tuple[dict[str, Any], str]] = {
    "a stranger to the household": ({"head_name": "秦岚", "head_id_number": SON[:6] + number_of("19950505", 62)[6:]}, "不在这一户的成员里"),
    "a head of the neighbours": ({"head_name": "方宁", "head_id_number": OTHER}, "不在这一户的成员里"),
    "the number of one and the name of another": ({"head_name": "某人", "head_id_number": HEAD}, "与户主身份证号登记的姓名不同"),
}


@pytest.mark.parametrize("name", HEADS)
def test_who_is_not_of_the_household_does_not_head_it(homes, name):
    changes, words = HEADS[name]
    batch = full({**OURS, **changes}, THEIRS, EMPTY)
    assert any(words in remark for _, _, remark in warnings(batch)) and batch.movements == {}
    assert relations("H1")["周守田"] == "02"


def test_a_household_without_a_head_gets_the_one_the_register_names(homes):
    Member.objects.filter(person__name="周守田").update(relation="01")
    batch = full(OURS, THEIRS, EMPTY)
    assert relations("H1")["周守田"] == "02" and batch.movements == {} and "其余" not in remarks(batch)


def test_two_of_one_name_are_not_told_apart_without_a_number(homes):
    take("members", member_row(number_of("19900909", 95), "其他亲属", name="吴桂兰"))
    batch = full({**OURS, "head_name": "吴桂兰", "head_id_number": None}, THEIRS, EMPTY)
    assert "2位成员叫这个名字" in remarks(batch) and batch.movements == {}


def test_no_change_of_head_under_an_open_case(homes):
    draft(Household.objects.get(household_no="H1"))
    batch = full({**OURS, **HERS}, THEIRS, EMPTY)
    assert "有在办申请，户主没有改" in remarks(batch) and relations("H1")["周守田"] == "02"


def test_a_plain_file_says_nothing_of_heads_or_absence(homes):
    batch = take("households", {**OURS, **HERS})
    assert batch.movements == {} and relations("H1")["周守田"] == "02" and not MemberQuestion.objects.exists()


def test_another_village_is_not_spoken_of(homes):
    assert full(OURS, {**THEIRS, "region_code": "990101100202"}, EMPTY).movements == {}
    assert full(OURS, EMPTY).movements == {}


def test_a_refused_row_still_lists_its_household(homes):
    batch = full(OURS, {**THEIRS, "area_type": "火星"}, EMPTY)
    assert batch.rejected_rows == 1 and batch.movements == {}


def test_a_head_listed_with_another_household_is_said_in_the_question(homes):
    full(OURS, EMPTY, household_row("H8", OTHER, head_name="方宁", head_id_number=OTHER))
    assert list(MemberQuestion.objects.order_by("pk").values_list("why", flat=True)) == [
        "家庭整册没有列这一户，此人是方宁户（户编号H8）的户主", "家庭整册没有列这一户",
    ]  # fmt: skip


def test_first_registration_moves_nobody():
    assert full(OURS, THEIRS).movements == {}


# The question of a whole household


def test_one_answer_for_the_whole_household(homes):
    full(OURS, EMPTY)
    question, other = MemberQuestion.objects.order_by("pk")
    assert list(asked_together(question)) == [other]
    assert all_still_here(question, evidence="入户见到兄弟二人，邻居证实。", document="户口簿", by=clerk(), on=ON) == 2
    assert not MemberQuestion.objects.open().exists()
    assert full(OURS, EMPTY, on=LATER).movements == {}
    take("households", {**THEIRS, "address": "村东头3号"}, on=LATER)
    assert full(OURS, EMPTY, on=LATER).movements == {"absent": 2}


def test_listed_again_answers_for_everybody_and_can_be_taken_back(homes):
    full(OURS, EMPTY)
    before = standing()
    again = take("households", {**THEIRS, "address": "村东头3号"}, on=LATER)
    assert set(MemberQuestion.objects.values_list("answer", flat=True)) == {"listed_again"}
    undo.withdraw(again, by="柏杨", reason="文件传错了", on=ON)
    assert differences(before, standing()) == [] and MemberQuestion.objects.open().count() == 2


def test_a_register_of_households_does_not_answer_for_a_member_left_out(homes):
    take("members", *[member_row(number, relation) for number, relation in ((HEAD, "户主"), (WIFE, "配偶"))],
         member_row(OTHER, "户主", "H2", name="方宁"), member_row(SECOND, "弟", "H2", name="方宜"), covers=VILLAGE)  # fmt: skip
    take("households", {**OURS, "address": "村西头1号"}, on=LATER)
    question = MemberQuestion.objects.get()
    assert (question.answer, question.whole_home) == ("", False) and not asked_together(question)


def test_who_left_meanwhile_is_not_asked_about(homes):
    full(OURS, EMPTY)
    leave("方宜", MemberChange.MOVE_OUT)
    assert [str(one) for one in MemberQuestion.objects.open().select_related("member__person")] == ["方宁"]


# What the administrator says


def test_the_programme_proposes_and_a_person_says(homes):
    batch = full(OURS, THEIRS, EMPTY, covers=(), is_dry_run=True)
    view = BatchView(batch)
    assert [(v.name, v.listed, v.homes, v.people, v.is_likely) for v in view.villages] == [("柳上湾村", 3, 2, 5, True)]
    deciding.declare(batch, VILLAGE, by="台账管理员", queued=False)
    assert batches.run(batch.pk).covers == list(VILLAGE)


def test_only_households_and_people_have_full_registers(homes):
    batch = take("housing", is_dry_run=True)
    with pytest.raises(StepRefused, match="只有“家庭”和“家庭成员”"):
        deciding.declare(batch, VILLAGE, by="柏杨", queued=False)
