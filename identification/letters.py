"""Letters to the applicant: written once, numbered, kept word by word. The words of each kind stand in letter_texts.py."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import Position
from casework.choices import EventKind
from casework.exceptions import StepRefused
from casework.timeline import record
from identification.choices import LetterKind
from identification.letter_texts import TEXTS, Telling
from identification.models import Application, Letter
from identification.pdf import Sheet

# What stands in the number: 柳溪镇受理〔2026〕0001号.
SERIES = {
    LetterKind.RECEIPT: "受理",
    LetterKind.MISSING: "补正",
    LetterKind.NOT_ACCEPTED: "不予受理",
    LetterKind.CONFIRMED: "确认",
    LetterKind.REJECTED: "不予确认",
    LetterKind.TERMINATED: "终止",
    LetterKind.MEANS_RESULT: "核对告知",
}
RECEIVED = "送达签收：＿＿＿＿＿＿＿＿　＿＿年＿月＿日"
TRIES = 50


@transaction.atomic
def issue(application: Application, kind: LetterKind, *, by: Position, on: date, **facts: Any) -> Letter:
    """Write the letter and its event. Raises ParameterMissing where a number it must carry is not published.

    `facts`: RECEIPT none; MISSING papers: list[str] codes, mend_by: date; NOT_ACCEPTED refusal, note; CONFIRMED determination;
    REJECTED opinion, reason; TERMINATED ending, note; MEANS_RESULT means_check.
    """
    content = TEXTS[LetterKind(kind)](Telling.of(application, by=by, on=on), **facts).content()
    letter = numbered(application, LetterKind(kind), content, by=by, on=on)
    record(
        EventKind.LETTER, household=application.household, by=by, on=on, subject=application,
        detail={"title": letter.get_kind_display(), "number": letter.number},
    )  # fmt: skip
    return letter


def numbered(application: Application, kind: LetterKind, content: dict[str, Any], *, by: Position, on: date) -> Letter:
    """The next number of the town's series of the year. Two who write at once: the second waits for the first and takes the one after."""
    series = f"{application.household.village.parent}{SERIES[kind]}〔{on.year}〕"
    for _ in range(TRIES):
        number = f"{series}{Letter.objects.filter(number__startswith=series).count() + 1:04d}号"
        try:
            with transaction.atomic():
                return Letter.objects.create(
                    application=application, kind=kind, number=number, issued_on=on, issued_by=by, content=content
                )  # fmt: skip
        except IntegrityError:
            continue
    raise StepRefused(f"“{series}”的文号正有很多人在取，请过一会儿再办。", "number_taken")


@transaction.atomic
def deliver(letter: Letter, *, by: Position, on: date, delivered_on: date) -> Letter:
    """送达: the day the applicant has it in his hand; entered once."""
    letter = Letter.objects.select_for_update(of=("self",)).select_related("application__household").get(pk=letter.pk)
    if letter.delivered_on:
        raise StepRefused(f"这份文书已记{letter.delivered_on:%-m月%-d日}送达，不用再记。", "already_delivered")
    if not letter.issued_on <= delivered_on <= on:
        raise StepRefused(f"送达日期要在出具日期{letter.issued_on:%-m月%-d日}和今天之间。", "delivery_day")
    letter.delivered_on = delivered_on
    letter.save(update_fields=["delivered_on"])
    record(
        EventKind.LETTER, household=letter.application.household, by=by, on=on, subject=letter.application,
        detail={"title": letter.get_kind_display(), "number": letter.number, "delivered_on": delivered_on.isoformat()},
    )  # fmt: skip
    return letter


def pdf_of(letter: Letter) -> bytes:
    """The letter as it was written, on A4."""
    words = letter.content
    sheet = Sheet(foot=f"{words['foot']}　　{RECEIVED}").heading(letter.get_kind_display(), letter.number)
    sheet.paragraph(f"{words['to']}：", indent=False)
    for text in words["paragraphs"]:
        sheet.paragraph(text)
    for number, text in enumerate(words["items"], start=1):
        sheet.paragraph(f"{number}. {text}")
    if words["table"]:
        sheet.table(words["table"], widths=(4, 3, 5), align=("LEFT", "RIGHT", "LEFT"))
    *texts, last = words["closing"]
    for text in texts:
        sheet.paragraph(text)
    return sheet.ending(last, words["signed_by"], words["dated"]).bytes()
