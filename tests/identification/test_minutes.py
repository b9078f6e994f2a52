"""The minutes: what stands in them, the same on paper, as Word and as PDF; no number of a person."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from docx import Document

from accounts.roles import Role
from identification import opinions
from identification.choices import KinRelation
from identification.deciding import close, confirm, reject
from identification.documents.minutes_template import make
from identification.kin import declare
from identification.minutes import TEMPLATE, docx_of, minutes_of, pdf_of
from identification.models import HomeVisit, JointReview
from identification.panels import leave
from identification.votes import vote
from tests.identification.factories_panels import ON, case, item_of, member, opened, people_of, table_of, voted

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(county, monkeypatch) -> JointReview:
    """Two cases decided: one confirmed with a relative and a surveyor aside, one rejected with a reason against."""
    monkeypatch.setattr(opinions, "differences", lambda application: [])
    people = table_of(5)
    first, second = case(), case(category="dibao_margin", monthly_amount=None)
    HomeVisit.objects.filter(application=first).update(first_surveyor=member(user=people[3].user, title="调查员"))
    declare(people[4], second.household.members.first().person, KinRelation.SIBLING, by=member(Role.TOWN_CLERK), on=ON)
    review = opened(first, second, members=people)
    confirm(voted(item_of(review, first), "agree", "agree", "agree", "-", "agree"), by=review.host, on=ON)
    item = item_of(review, second)
    for person, choice in zip(people[:4], ("agree", "against", "against", "abstain"), strict=True):
        vote(item, choice=choice, note="门面租金没有核实。" if choice == "against" else "", by=person, on=ON)
    reject(item, reason="名下有一处门面出租，收入超过边缘线。", by=review.host, on=ON)
    close(review, by=review.host, on=ON)
    return JointReview.objects.for_list().get(pk=review.pk)


def test_what_stands_in_them(review):
    people, written = people_of(review), minutes_of(review)
    assert written.title == "柳溪镇2026年第1次联审联批会议纪要" and not written.is_draft
    assert written.called.startswith("5人：") and written.present.startswith("5人：") and written.absent == "无"
    assert written.summary == "议题2件：确认1，不予确认1"
    first, second = written.cases
    assert (first.opinion, first.votes, first.result) == ("最低生活保障对象，每月405元", "同意4", "确认")
    assert first.aside == f"{people[3].user.name}列席（调查人不表决）"
    assert (second.votes, second.result) == ("同意1，不同意2，弃权1", "不予确认")
    assert second.aside == f"{people[4].user.name}回避（与本户成员为兄弟姐妹，已备案）"
    assert second.dissent == f"{people[1].user.name}：门面租金没有核实；{people[2].user.name}：门面租金没有核实"
    assert second.note == "名下有一处门面出租，收入超过边缘线。"


def test_what_happens_afterwards_changes_nothing_of_a_decided_case(review):
    """Decided cases stand as they were counted then: a later visit or declaration moves no vote."""
    before = minutes_of(review).cases
    HomeVisit.objects.update(first_surveyor=people_of(review)[0])
    assert minutes_of(review).cases == before


def test_an_open_meeting_has_a_draft(county):
    one = case()
    review = opened(one, absent=1)
    leave(review, member=people_of(review)[2], by=review.recorder, on=ON)
    written = minutes_of(JointReview.objects.for_list().get(pk=review.pk))
    assert written.is_draft and written.cases[0].result == "未议定"
    assert written.absent.startswith("1人：") and written.early.startswith("1人：")
    assert "未达法定人数" in written.cases[0].voters


def test_who_was_ticked_by_the_recorder_is_said(county):
    from identification.panels import sign_in

    one = case()
    review = opened(one, absent=1)
    sign_in(review, member=people_of(review)[3], by=review.recorder, on=ON)
    written = minutes_of(JointReview.objects.for_list().get(pk=review.pk))
    assert f"（{review.recorder.user.name}登记）" in written.present


def words_of(content: bytes) -> str:
    document = Document(BytesIO(content))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_word_paper_says_the_same(review):
    written = minutes_of(review)
    said = words_of(docx_of(written))
    for piece in (
        written.title,
        written.summary,
        written.present,
        written.cases[1].note,
        written.remarks[0],
        written.dissents[0],
        *written.signers,
    ):
        assert piece in said
    assert "{{" not in said and "{%" not in said


def test_the_layout_is_the_one_its_script_makes(tmp_path):
    made = zipfile.ZipFile(make(tmp_path / "minutes.docx")).read("word/document.xml")
    assert zipfile.ZipFile(TEMPLATE).read("word/document.xml") == made


def test_the_pdf_is_one_and_carries_its_typeface(review):
    content = pdf_of(minutes_of(review))
    assert content.startswith(b"%PDF-") and b"/FontFile" in content and len(content) < 400_000


def test_no_number_of_a_person_stands_in_them(review):
    numbers = [row.person.id_number.reveal() for item in review.items.all() for row in item.application.household.members.all()]
    said = words_of(docx_of(minutes_of(review)))
    assert numbers and not any(number in said or number[-6:] in said for number in numbers)
