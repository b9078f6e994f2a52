"""Letters: numbers once, words frozen, everything a refusal must say, no number of a person on paper or in the file."""

from __future__ import annotations

import subprocess
from datetime import date

import pytest
from django.urls import reverse

from accounts.roles import Role
from casework.choices import EventKind
from casework.exceptions import StepRefused
from casework.models import Event
from identification import letters
from identification.choices import ApplicationState as S
from identification.choices import LetterKind, Refusal
from identification.letter_sums import what_would_change
from identification.letters import deliver, issue, pdf_of
from identification.models import Letter, Opinion
from identification.pdf import Sheet
from policies.models import Parameter, ParameterMissing
from tests.identification.factories_cases import ON, case_at, fresh, person

pytestmark = pytest.mark.django_db


def text_in(pdf: bytes, tmp_path) -> str:
    """What a reader of the file can copy out of it."""
    file = tmp_path / "letter.pdf"
    file.write_bytes(pdf)
    read = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True)
    return "".join(read.stdout.split())


def words_of(letter: Letter) -> str:
    words = letter.content
    cells = [cell for row in words["table"] for cell in row]
    return "".join([words["to"], *words["paragraphs"], *words["items"], *cells, *words["closing"], words["signed_by"], words["dated"]])


@pytest.mark.parametrize(
    ("state", "kind", "number"),
    [
        (S.UNDER_INQUIRY, LetterKind.RECEIPT, "柳溪镇受理〔2026〕0001号"),
        (S.RETURNED, LetterKind.MISSING, "柳溪镇补正〔2026〕0001号"),
        (S.NOT_ACCEPTED, LetterKind.NOT_ACCEPTED, "柳溪镇不予受理〔2026〕0001号"),
        (S.TERMINATED, LetterKind.TERMINATED, "柳溪镇终止〔2026〕0001号"),
        (S.CONFIRMED, LetterKind.CONFIRMED, "柳溪镇确认〔2026〕0001号"),
        (S.REJECTED, LetterKind.REJECTED, "柳溪镇不予确认〔2026〕0001号"),
    ],
)
def test_the_step_writes_its_letter(county, tmp_path, state, kind, number):
    case = case_at(state)
    letter = case.letters.get(kind=kind)
    assert letter.number == number
    assert Event.objects.filter(kind=EventKind.LETTER, subject_id=case.pk, detail__number=number).exists()
    text = text_in(pdf_of(letter), tmp_path)
    assert number in text and "柳溪镇人民政府" in text and letter.content["to"] in text


@pytest.mark.parametrize("state", [S.UNDER_INQUIRY, S.RETURNED, S.NOT_ACCEPTED, S.TERMINATED, S.CONFIRMED, S.REJECTED])
def test_no_number_of_a_person_stands_on_paper_in_the_file_or_in_the_chain(county, tmp_path, state):
    case = case_at(state)
    numbers = [member.person.id_number.reveal() for member in case.household.members.select_related("person")]
    assert all(len(number) == 18 for number in numbers)
    events = "".join(event.sentence for event in Event.objects.of_household(case.household_id))
    for letter in case.letters.all():
        everything = words_of(letter) + text_in(pdf_of(letter), tmp_path) + events
        assert not [number for number in numbers if number in everything]


def test_the_receipt_says_number_and_deadline(county):
    case = case_at(S.UNDER_INQUIRY)
    words = words_of(case.letters.get())
    assert case.application_no in words and f"应于{case.due_on.year}年{case.due_on.month}月{case.due_on.day}日前" in words
    assert "15个工作日" in words and "0999-0000123" in words


def test_the_list_of_what_is_missing_is_whole_and_says_where_to_get_it(county):
    letter = case_at(S.RETURNED).letters.get()
    assert len(letter.content["items"]) == 2 and "到用工单位或开户银行" in letter.content["items"][0]
    assert "请于2026年7月15日前交到窗口" in words_of(letter)


@pytest.mark.parametrize("refusal", list(Refusal))
def test_a_refusal_says_why_where_to_go_and_how_to_object(county, refusal):
    case = case_at(S.SUBMITTED)
    letter = issue(case, LetterKind.NOT_ACCEPTED, by=person(Role.TOWN_CLERK), on=ON, refusal=refusal, note="户籍在外县，刚来探亲")
    words = words_of(letter)
    assert refusal.label in words and "第九条" in words and "户籍在外县，刚来探亲。" in words
    assert "60日内向青禾县人民政府申请行政复议" in words and "6个月内向人民法院提起行政诉讼" in words and "监督电话" in words


def test_a_result_shows_its_sum_its_clauses_and_its_beginning(county):
    words = words_of(case_at(S.CONFIRMED).letters.get(kind=LetterKind.CONFIRMED))
    for part in (
        "最低生活保障对象2人",
        "认定家庭收入",
        "5,000.00",
        "5,985.00",
        "起始日：2026年7月1日",
        "《最低生活保障审核确认办法》",
        "行政复议",
    ):
        assert part in words, part


def test_no_result_says_what_would_change_it(county):
    words = words_of(case_at(S.REJECTED).letters.get(kind=LetterKind.REJECTED))
    assert (
        "可以重新申请：（一）" in words
        and "特困人员：家里有人年满60岁" in words
        and "原因：" in words
        and "行政诉讼" in words
        and "。。" not in words
    )


def answer(category: str, change: str, said: bool | None = False, *, member: str = "", code: str = "") -> dict:
    """A criterion as an opinion keeps it."""
    return {
        "code": code or change, "title": change, "category": category, "scope": "人" if member else "户", "answer": said, "change": change,
        "member": member, "member_id": sum(map(ord, member)) or None,
    }  # fmt: skip


DIBAO = [answer("dibao", "认定收入低于11,970.00元"), answer("dibao", "没有计入的车辆")]
OLD = [
    answer("tekun", "年满60岁", True, member="陈守田", code="tekun_no_labour"),
    answer("tekun", "本人收入低于5,985.00元", member="陈守田"),
]
ABLE = [
    answer("tekun", "年满60岁", False, member="陈建国", code="tekun_no_labour"),
    answer("tekun", "本人收入低于5,985.00元", member="陈建国"),
]
ALWAYS = "新发生大病、残疾、上学、灾害等较大支出，或者家庭人口、收入、财产有变化。"


@pytest.mark.parametrize(
    ("criteria", "lines"),
    [
        ([], []),
        (DIBAO[:1], ["最低生活保障对象：认定收入低于11,970.00元。"]),
        (DIBAO, ["最低生活保障对象：同时做到：认定收入低于11,970.00元；没有计入的车辆。"]),
        ([answer("dibao", "没有计入的车辆", True)], []),
        ([answer("dibao_margin", "没有计入的车辆", None)], ["最低生活保障边缘家庭成员：没有计入的车辆（现在还不能判断）。"]),
        # 特困 is told of who is without labour, by name; the household's other categories come first
        ([answer("dibao", "有一级、二级残疾", member="陈守田")], []),  # 单人保 is no way into 低保 for the household
        ([*OLD, *ABLE, *DIBAO[:1]], ["最低生活保障对象：认定收入低于11,970.00元。", "特困人员（陈守田）：本人收入低于5,985.00元。"]),
        (ABLE, ["特困人员：家里有人年满60岁，并且本人没有生活来源，没有义务人或者义务人没有履行能力。"]),
    ],
)
def test_what_would_change_a_result_is_told_by_category(criteria, lines):
    told = what_would_change(Opinion(snapshot={"criteria": criteria}))
    assert told[0] == "有下列情况之一的，可以重新申请："
    assert told[1:] == [f"（{'一二三四'[place]}）{line}" for place, line in enumerate([*lines, ALWAYS])]


@pytest.mark.parametrize("before", range(18, 27))
def test_a_signature_never_stands_alone_on_its_page(tmp_path, before):
    sheet = Sheet()
    for _ in range(before):
        sheet.paragraph("一行")
    file = tmp_path / "letter.pdf"
    file.write_bytes(sheet.ending("监督电话：0999-0000123。", "柳溪镇人民政府", "2026年6月15日").bytes())
    pages = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True).stdout.split("\f")
    [signed] = [page for page in pages if "柳溪镇人民政府" in page]
    assert "监督电话" in signed


def test_numbers_run_by_town_kind_and_year(county):
    case, by = case_at(S.SUBMITTED), person(Role.TOWN_CLERK)
    far = case_at(S.SUBMITTED, town="990101101", head="丙家")
    facts = {"refusal": Refusal.NOT_LOCAL, "note": "户籍在外县"}
    numbers = [issue(case, LetterKind.NOT_ACCEPTED, by=by, on=ON, **facts).number for _ in range(2)]
    numbers += [
        issue(far, LetterKind.NOT_ACCEPTED, by=by, on=ON, **facts).number,
        issue(case, LetterKind.NOT_ACCEPTED, by=by, on=date(2026, 12, 31), **facts).number,
    ]
    assert numbers == [
        "柳溪镇不予受理〔2026〕0001号",
        "柳溪镇不予受理〔2026〕0002号",
        "石桥镇不予受理〔2026〕0001号",
        "柳溪镇不予受理〔2026〕0003号",
    ]


def test_two_who_write_at_once_never_share_a_number(county, monkeypatch):
    """The second of two sees the same count; the constraint turns it to the next number."""
    case, by = case_at(S.SUBMITTED), person(Role.TOWN_CLERK)
    facts = {"refusal": Refusal.NOT_LOCAL, "note": "户籍在外县"}
    issue(case, LetterKind.NOT_ACCEPTED, by=by, on=ON, **facts)
    real, stale = letters.Letter.objects.filter, iter([0])

    class Late:
        def __init__(self, rows):
            self.rows = rows

        def count(self):
            return next(stale, self.rows.count())

    monkeypatch.setattr(letters.Letter.objects, "filter", lambda **asked: Late(real(**asked)))
    assert issue(case, LetterKind.NOT_ACCEPTED, by=by, on=ON, **facts).number == "柳溪镇不予受理〔2026〕0002号"


def test_a_county_without_a_telephone_for_complaints_writes_no_letter(county):
    case = case_at(S.SUBMITTED)
    Parameter.objects.filter(code="complaint_phones").delete()
    with pytest.raises(ParameterMissing, match="监督电话"):
        issue(case, LetterKind.NOT_ACCEPTED, by=person(Role.TOWN_CLERK), on=ON, refusal=Refusal.NOT_LOCAL, note="户籍在外县")


def test_what_was_written_stays_when_everything_else_changes(county):
    case = case_at(S.UNDER_INQUIRY)
    letter = case.letters.get()
    before = words_of(letter)
    case.household.head_name, case.applicant.name = "改名", "改名"
    case.household.save()
    case.applicant.save()
    Parameter.objects.filter(code="complaint_phones").update(table=[])
    assert words_of(Letter.objects.get(pk=letter.pk)) == before


# Delivery and the page


def test_delivery_is_noted_once_and_not_before_the_letter(county):
    letter, by = case_at(S.UNDER_INQUIRY).letters.get(), person(Role.TOWN_CLERK)
    for day in (date(2026, 6, 14), date(2026, 6, 17)):
        with pytest.raises(StepRefused, match="送达日期"):
            deliver(letter, by=by, on=date(2026, 6, 16), delivered_on=day)
    assert deliver(letter, by=by, on=date(2026, 6, 16), delivered_on=date(2026, 6, 15)).delivered_on == date(2026, 6, 15)
    with pytest.raises(StepRefused, match="不用再记"):
        deliver(letter, by=by, on=date(2026, 6, 16), delivered_on=date(2026, 6, 16))


def test_the_page_is_the_letter_and_takes_its_delivery(browser):
    case = case_at(S.UNDER_INQUIRY)
    letter = case.letters.get()
    client = browser(person(Role.TOWN_CLERK))
    url = reverse("identification:letter", args=[letter.pk])
    page = client.get(url).content.decode()
    assert letter.number in page and "还没有送达" in page and all(text in page for text in letter.content["paragraphs"])
    assert client.post(reverse("identification:letter_delivered", args=[letter.pk]), {"delivered_on": "昨天"}).status_code == 422
    assert client.post(reverse("identification:letter_delivered", args=[letter.pk]), {"delivered_on": "2026-6-1"}).status_code == 409
    assert client.post(reverse("identification:letter_delivered", args=[letter.pk]), {"delivered_on": "2026-6-15"}).status_code == 302
    assert "6月15日送达" in client.get(url).content.decode()
    file = client.get(reverse("identification:letter_pdf", args=[letter.pk]))
    assert file["Content-Type"] == "application/pdf" and file.content.startswith(b"%PDF")


def test_the_other_town_does_not_read_it(browser):
    letter = case_at(S.UNDER_INQUIRY).letters.get()
    stranger = browser(person(Role.TOWN_CLERK, "990101101"))
    for name in ("letter", "letter_pdf"):
        assert stranger.get(reverse(f"identification:{name}", args=[letter.pk])).status_code == 404
    assert stranger.post(reverse("identification:letter_delivered", args=[letter.pk]), {"delivered_on": "2026-6-15"}).status_code == 404
    assert fresh(letter.application).letters.get().delivered_on is None
