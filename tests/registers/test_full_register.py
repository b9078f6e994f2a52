"""整册: what a file that lists everybody says of who lives with whom, what it only asks, and how all of it is taken back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from casework.choices import EventKind
from casework.exceptions import StepRefused
from casework.models import Event
from households.models import Household, Income, Member, MemberQuestion
from households.questions import still_here
from identification.membership import MemberChange, change_members
from registers import batches, deciding, undo
from registers.consistency import CHECKS
from registers.models import BatchState, Movement, MovementKind
from registers.presenters import BatchView
from tests.identification.factories_intake import clerk, draft
from tests.identification.test_membership import told
from tests.registers.books import HEAD, ON, SON, WIFE, family, household_row, member_row, number_of, take
from tests.registers.standing import differences, standing

pytestmark = pytest.mark.django_db
K = MovementKind
VILLAGE = ("990101100201",)
OTHER, BRIDE, BABY = number_of("19580101", 51), number_of("19950505", 62), number_of("20250909", 71)
LATER = date(2026, 7, 1)


@pytest.fixture(autouse=True)
def ground(county: Any) -> Any:
    return county


@pytest.fixture
def homes() -> None:
    """H1 with three, H2 with 方宁 alone, H3 registered and empty."""
    family()
    take("households", household_row("H2", OTHER, head_name="方宁"), household_row("H3", WIFE))
    take("members", member_row(OTHER, "户主", "H2", name="方宁"))


def full(*rows: dict[str, Any], covers: tuple[str, ...] = VILLAGE, on: date = ON, **more: Any) -> Any:
    return take("members", *rows, covers=covers, on=on, **more)


FATHER, MOTHER, CHILD = member_row(HEAD, "户主"), member_row(WIFE, "配偶"), member_row(SON, "之子")
NEIGHBOUR = member_row(OTHER, "户主", "H2", name="方宁")


def found(batch: Any) -> list[tuple[str, str, str, str, date | None]]:
    return list(batch.found.order_by("kind", "pk").values_list("name", "kind", "from_no", "to_no", "day"))


def lives(name: str) -> tuple[str, date | None]:
    """Where the one registered last under this name lives, and since when."""
    member = Member.objects.living().filter(person__name=name).select_related("household").latest("pk")
    return member.household.household_no, member.joined_on


def contradictions() -> list[str]:
    return [check.code for check in CHECKS if check.rows().count()]


CASES: dict[str, tuple[list[dict[str, Any]], list[tuple[str, str, str, str, date | None]]]] = {
    "everybody as before": ([FATHER, MOTHER, CHILD, NEIGHBOUR], []),
    "a death": (
        [FATHER, {**MOTHER, "status": "死亡", "status_since": "2026-05-02"}, CHILD, NEIGHBOUR],
        [("吴桂兰", K.DEATH, "H1", "", date(2026, 5, 2))],
    ),
    "a split": (
        [FATHER, {**MOTHER, "household_no": "H3", "relation": "户主"}, {**CHILD, "household_no": "H3"}, NEIGHBOUR],
        [("吴桂兰", K.SPLIT, "H1", "H3", ON), ("周小川", K.SPLIT, "H1", "H3", ON)],
    ),
    "two households become one": (
        [FATHER, MOTHER, CHILD, {**NEIGHBOUR, "household_no": "H1", "relation": "其他亲属", "joined_on": "2026-06-01"}],
        [("方宁", K.JOIN, "H2", "H1", date(2026, 6, 1))],
    ),
    "another number for the whole household": (
        [FATHER, MOTHER, CHILD, {**NEIGHBOUR, "household_no": "H3"}],
        [("方宁", K.NEW_NO, "H2", "H3", ON)],
    ),
    "a marriage between two households": (
        [FATHER, {**MOTHER, "household_no": "H2"}, CHILD, NEIGHBOUR],
        [("吴桂兰", K.MARRIAGE, "H1", "H2", ON)],
    ),
    "a move": (
        [FATHER, MOTHER, {**CHILD, "household_no": "H2", "relation": "侄儿"}, NEIGHBOUR],
        [("周小川", K.MOVE, "H1", "H2", ON)],
    ),
    "a newborn, a bride and a nephew": (
        [FATHER, MOTHER, CHILD, NEIGHBOUR, member_row(BABY, "之孙子", name="周新"), member_row(BRIDE, "儿媳", name="秦岚"),
         member_row(number_of("19900101", 91), "侄儿", name="周游")],
        [("周新", K.BIRTH, "", "H1", date(2025, 9, 9)), ("秦岚", K.MARRIED_IN, "", "H1", ON), ("周游", K.MOVED_IN, "", "H1", ON)],
    ),
    "a head who is not there any more": (
        [{**MOTHER, "relation": "户主"}, CHILD, NEIGHBOUR],
        [("周守田", K.ABSENT, "H1", "", None), ("吴桂兰", K.HEAD, "H1", "H1", ON)],
    ),
    "a head who steps back": (
        [{**FATHER, "relation": "配偶"}, {**MOTHER, "relation": "户主"}, CHILD, NEIGHBOUR],
        [("吴桂兰", K.HEAD, "H1", "H1", ON)],
    ),
    "another number under the same name": (
        [FATHER, MOTHER, member_row(number_of("20150920", 35), "之子", name="周小川"), NEIGHBOUR],
        [("周小川", K.ABSENT, "H1", "", None), ("周小川", K.NEW_ID, "", "H1", ON)],
    ),
    "a household left out": ([FATHER, MOTHER, CHILD], [("方宁", K.ABSENT, "H2", "", None)]),
    "a new household is nobody's move": ([FATHER, MOTHER, CHILD, NEIGHBOUR, member_row(BRIDE, "户主", "H3", name="秦岚")], []),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_a_full_register_says(homes, name):
    """Seen in the preview unwritten, written as seen, the same again is nothing, withdrawn it is gone."""
    rows, expected = CASES[name]
    before = standing()
    preview = full(*rows, is_dry_run=True)
    assert sorted(found(preview), key=str) == sorted(expected, key=str) and standing() == before
    if preview.movements:
        deciding.confirm(preview, by="柏杨", queued=False)
        done = batches.run(preview.pk)
        assert done.state == BatchState.DONE and sorted(found(done), key=str) == sorted(expected, key=str)
        assert done.movements == {
            str(kind): sum(row[1] == kind for row in expected) for kind in K if any(row[1] == kind for row in expected)
        }
        for person, kind, _, to, day in expected:
            if to and kind != K.HEAD:
                assert lives(person) == (to, day)
        told_of = Event.objects.filter(kind=EventKind.MEMBERSHIP, subject_id=done.pk)
        assert all(f"（批次{done.pk}）" in event.sentence for event in told_of) and told_of.count() >= len(expected)
        assert set(contradictions()) <= {"workdays"}
        written = standing()
        again = full(*rows)
        assert (again.new_rows, again.changed_rows, again.movements) == (0, 0, {}) and standing() == written
        undo.withdraw(done, by="柏杨", reason="文件传错了", on=ON)
        assert differences(before, standing()) == []


def test_without_a_word_of_a_person_absence_means_nothing(homes):
    batch = take("members", FATHER, {**MOTHER, "household_no": "H2"})
    assert batch.movements == {} and not MemberQuestion.objects.exists()
    assert Member.objects.get(person__name="吴桂兰", household__household_no="H2").is_claim


def test_a_village_not_covered_is_not_asked_about(homes):
    take("households", household_row("H2", OTHER, head_name="方宁", region_code="990101100202"))
    assert full(FATHER, MOTHER).movements == {"absent": 1}
    assert MemberQuestion.objects.get().member.person.name == "周小川"
    # One of the other village listed here only: the file cannot say that he left there.
    batch = full(FATHER, MOTHER, CHILD, {**NEIGHBOUR, "household_no": "H1", "relation": "其他亲属"})
    assert batch.movements == {} and lives("方宁")[0] == "H2"


def test_a_refused_row_still_names_whom_it_names(homes):
    wrong = SON[:-1] + ("1" if SON[-1] != "1" else "2")
    batch = full(FATHER, MOTHER, {**CHILD, "id_number": wrong}, {**NEIGHBOUR, "household_no": "H404"})
    assert batch.rejected_rows == 2 and batch.movements == {}


def test_first_registration_moves_nobody():
    take("households", household_row())
    assert full(FATHER, MOTHER, CHILD).movements == {}
    assert set(Member.objects.values_list("joined_on", flat=True)) == {None}


def test_money_goes_with_whoever_moves(homes):
    take(
        "incomes",
        {"household_no": "H1", "id_number": WIFE, "kind": "工资", "item": "务工", "month": "2026-03", "amount": 900, "source": "部门"},
    )
    full(FATHER, {**MOTHER, "household_no": "H2"}, CHILD, NEIGHBOUR)
    assert Income.objects.get().household.household_no == "H2"
    former = Member.objects.get(person__name="吴桂兰", left_on__isnull=False)
    assert (former.left_on, former.status, former.status_since) == (ON, "married_out", ON)


def test_a_change_of_head_is_not_dated_by_the_day_she_came(homes):
    Member.objects.filter(person__name="吴桂兰").update(joined_on=date(1985, 1, 1))
    assert found(full({**FATHER, "relation": "配偶"}, {**MOTHER, "relation": "户主"}, CHILD, NEIGHBOUR)) == [
        ("吴桂兰", K.HEAD, "H1", "H1", ON)
    ]


def heads(number: str = "H1") -> dict[str, str]:
    return dict(Member.objects.living().filter(household__household_no=number).values_list("person__name", "relation"))


def test_a_head_left_out_is_no_second_head_while_he_is_asked_about(homes):
    batch = full({**MOTHER, "relation": "户主"}, CHILD, NEIGHBOUR)
    assert heads() == {"周守田": "10", "吴桂兰": "02", "周小川": "20"}
    assert [row[1:] for row in found(batch)] == [("absent", "H1", "", None), ("head", "H1", "H1", ON)]
    assert MemberQuestion.objects.get().as_of == "10/present"
    still_here(MemberQuestion.objects.get(), evidence="入户见到本人，邻居证实。", document="户口簿", by=clerk(), on=ON)
    assert full({**MOTHER, "relation": "户主"}, CHILD, NEIGHBOUR, on=LATER).movements == {}


def test_a_son_who_heads_the_household_has_a_father(homes):
    full(MOTHER, {**CHILD, "relation": "户主"}, NEIGHBOUR)
    assert heads() == {"周守田": "51", "吴桂兰": "10", "周小川": "02"}


def test_of_a_newcomer_nothing_is_known_to_the_former_head(homes):
    full(MOTHER, CHILD, NEIGHBOUR, member_row(BRIDE, "户主", name="秦岚"))
    assert heads()["周守田"] == "80" and heads()["秦岚"] == "02"


def test_two_heads_in_the_file_stay_a_fault_of_the_file(homes):
    batch = full({**MOTHER, "relation": "户主"}, {**CHILD, "relation": "户主"}, NEIGHBOUR)
    assert batch.movements == {"absent": 1} and heads()["周守田"] == "02"


def test_there_and_back_again_are_three_memberships(homes):
    full(FATHER, {**MOTHER, "household_no": "H2"}, CHILD, NEIGHBOUR)
    back = full(FATHER, MOTHER, CHILD, NEIGHBOUR, on=LATER)
    assert back.movements == {"marriage": 1} and lives("吴桂兰") == ("H1", LATER)
    assert list(Member.objects.filter(person__name="吴桂兰").order_by("pk").values_list("household__household_no", "left_on")) == [
        ("H1", ON), ("H2", LATER), ("H1", None),
    ]  # fmt: skip
    assert full(FATHER, MOTHER, CHILD, NEIGHBOUR, on=LATER).changed_rows == 0


def test_nothing_moves_under_an_open_case(homes):
    draft(Household.objects.get(household_no="H1"))
    batch = full(FATHER, {**MOTHER, "household_no": "H2"}, CHILD, NEIGHBOUR)
    assert lives("吴桂兰")[0] == "H1" and batch.movements == {"absent": 1}
    assert "有在办申请，没有改成员" in batch.problems.get(kind="warned").remedy
    assert MemberQuestion.objects.get().why == "整册列在方宁户（户编号H2），这一户没有列"


def test_a_supported_household_is_not_left_empty(homes):
    Household.objects.filter(household_no="H2").update(category="other_hardship")
    batch = full(FATHER, MOTHER, CHILD, {**NEIGHBOUR, "household_no": "H1", "relation": "其他亲属"})
    assert lives("方宁")[0] == "H2" and "没有并户" in batch.problems.get(kind="warned").remedy


def test_who_left_at_the_window_is_not_brought_back_by_a_list(homes):
    leave("吴桂兰", MemberChange.MOVE_OUT)
    batch = full(FATHER, MOTHER, CHILD, NEIGHBOUR)
    assert "台账还列着，没有改回" in batch.problems.get(kind="warned").remedy
    assert not Member.objects.living().filter(person__name="吴桂兰").exists() and batch.movements == {}


# Questions


def leave(name: str, change: MemberChange) -> None:
    member = Member.objects.living().get(person__name=name)
    change_members(member.household, change, told(going=[member.pk]), by=clerk(), on=ON)


def asked() -> list[str]:
    return sorted(str(question) for question in MemberQuestion.objects.open().select_related("member__person"))


def test_asked_once_until_it_is_answered_or_the_facts_change(homes):
    full(FATHER, MOTHER, NEIGHBOUR)
    assert full(FATHER, MOTHER, NEIGHBOUR, on=LATER).movements == {} and asked() == ["周小川"]
    question = MemberQuestion.objects.get()
    assert (question.why, question.asked_on) == ("整册列了这一户，没有列此人", ON)
    still_here(question, evidence="入户见到本人，邻居证实。", document="户口簿", by=clerk(), on=ON)
    assert asked() == [] and "周小川仍在这一户" in Event.objects.filter(kind=EventKind.MEMBERSHIP).last().sentence  # type: ignore[union-attr]
    assert full(FATHER, MOTHER, NEIGHBOUR, on=LATER).movements == {}
    Member.objects.filter(person__name="周小川").update(status="away_working")
    assert full(FATHER, MOTHER, NEIGHBOUR, on=LATER).movements == {"absent": 1} and asked() == ["周小川"]


def test_listed_again_is_an_answer_and_missing_once_more_a_new_question(homes):
    full(FATHER, MOTHER, NEIGHBOUR)
    take("members", CHILD, on=LATER)
    question = MemberQuestion.objects.get()
    assert (question.answer, question.answered_on, asked()) == ("listed_again", LATER, [])
    full(FATHER, MOTHER, NEIGHBOUR, on=LATER)
    assert asked() == ["周小川"] and MemberQuestion.objects.count() == 2


def test_found_still_here_then_listed_then_missing_is_asked_again(homes):
    full(FATHER, MOTHER, NEIGHBOUR)
    still_here(MemberQuestion.objects.get(), evidence="入户见到本人，邻居证实。", document="户口簿", by=clerk(), on=ON)
    before = standing()
    listed = take("members", {**CHILD, "labour": "普通劳动力"}, on=LATER)
    assert not MemberQuestion.objects.get().holds
    undo.withdraw(listed, by="柏杨", reason="文件传错了", on=ON)
    assert differences(before, standing()) == [] and MemberQuestion.objects.get().holds


@pytest.mark.parametrize("change", [MemberChange.DEATH, MemberChange.MOVE_OUT])
def test_the_hand_action_answers_by_itself(homes, change):
    full(FATHER, MOTHER, NEIGHBOUR)
    leave("周小川", change)
    assert asked() == [] and MemberQuestion.objects.left().count() == 1
    assert full(FATHER, MOTHER, NEIGHBOUR, on=LATER).movements == {}


def test_a_death_register_answers_too(homes):
    full(FATHER, MOTHER, NEIGHBOUR)
    take("deaths", {"name": "周小川", "id_number": SON, "died_on": "2026-06-01", "reported_by": "公安"})
    assert asked() == []


def test_an_answer_stands_in_the_way_of_the_withdrawal(homes):
    batch = full(FATHER, MOTHER, NEIGHBOUR)
    still_here(MemberQuestion.objects.get(), evidence="入户见到本人，邻居证实。", document="户口簿", by=clerk(), on=ON)
    with pytest.raises(StepRefused, match="待核实成员1条在这一批之后又改过"):
        undo.withdraw(batch, by="柏杨", reason="文件传错了", on=ON)


@pytest.mark.parametrize(
    ("evidence", "document", "words"), [("在家", "户口簿", "怎么核实的"), ("入户见到本人，邻居证实。", "簿", "凭什么材料")]
)
def test_still_here_wants_evidence(homes, evidence, document, words):
    full(FATHER, MOTHER, NEIGHBOUR)
    with pytest.raises(StepRefused, match=words):
        still_here(MemberQuestion.objects.get(), evidence=evidence, document=document, by=clerk(), on=ON)


# What the administrator says


def test_the_programme_proposes_and_a_person_says(homes):
    take("households", household_row("H4", BRIDE, head_name="秦岚", region_code="990101100202"))
    take("members", member_row(BRIDE, "户主", "H4", name="秦岚"))
    batch = take("members", FATHER, MOTHER, NEIGHBOUR, is_dry_run=True)
    view = BatchView(batch)
    assert [(v.name, v.listed, v.homes, v.people, v.is_likely) for v in view.villages] == [
        ("柳上湾村", 2, 2, 4, True),
        ("柳下湾村", 0, 1, 1, False),
    ]
    assert batch.movements == {} and view.ticked == set(VILLAGE)
    deciding.declare(batch, VILLAGE, by="台账管理员", queued=False)
    batch = batches.run(batch.pk)
    assert (batch.state, batch.movements, batch.covers_by_name) == (BatchState.PREVIEWED, {"absent": 1}, "台账管理员")
    assert not MemberQuestion.objects.exists() and not BatchView(batch).writes_nothing
    deciding.declare(batch, [], by="台账管理员", queued=False)
    batch = batches.run(batch.pk)
    assert (batch.movements, batch.covers, Movement.objects.count()) == ({}, [], 0)
    with pytest.raises(StepRefused, match="没有这1个村"):
        deciding.declare(batch, ["990101101201"], by="台账管理员", queued=False)


def test_what_moved_between_preview_and_confirmation_is_shown_again(homes):
    batch = full(FATHER, MOTHER, NEIGHBOUR, is_dry_run=True)
    leave("周小川", MemberChange.MOVE_OUT)
    deciding.confirm(batch, by="柏杨", queued=False)
    again = batches.run(batch.pk)
    assert again.state == BatchState.PREVIEWED and again.movements == {} and batches.MOVED_ON in again.notes
