"""会议纪要: the A4 page, and the same as Word and PDF; who took it is noted."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from accounts.choices import ReadingKind
from accounts.permissions import for_roles
from accounts.reading import note
from accounts.requests import HouseRequest
from identification.meeting_page import READERS
from identification.minutes import Minutes, docx_of, minutes_of, pdf_of
from identification.models import JointReview

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"


def read(request: HouseRequest, pk: int, kind: ReadingKind) -> tuple[JointReview, Minutes]:
    """The minutes of a meeting the reader may see; the reading is noted by number of cases."""
    review = get_object_or_404(JointReview.objects.visible_to(request.position).for_list(), pk=pk)
    written = minutes_of(review)
    note(kind, request=request, subject=f"{review}纪要", subject_id=review.pk, row_count=len(written.cases), purpose="会议存档")
    return review, written


@require_safe
@for_roles(*READERS)
def minutes(request: HouseRequest, pk: int) -> HttpResponse:
    """To read and to print."""
    review, written = read(request, pk, ReadingKind.PRINT)
    return render(request, "identification/minutes.html", {"review": review, "minutes": written})


def download(request: HouseRequest, pk: int, make: Callable[[Minutes], bytes], ending: str, content_type: str) -> HttpResponse:
    _, written = read(request, pk, ReadingKind.EXPORT)
    response = HttpResponse(make(written), content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, f"{written.title}.{ending}") or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@for_roles(*READERS)
def minutes_docx(request: HouseRequest, pk: int) -> HttpResponse:
    return download(request, pk, docx_of, "docx", WORD)


@require_safe
@for_roles(*READERS)
def minutes_pdf(request: HouseRequest, pk: int) -> HttpResponse:
    return download(request, pk, pdf_of, "pdf", PDF)


urlpatterns = [
    path("meetings/<int:pk>/minutes/", minutes, name="minutes"),
    path("meetings/<int:pk>/minutes.docx", minutes_docx, name="minutes_docx"),
    path("meetings/<int:pk>/minutes.pdf", minutes_pdf, name="minutes_pdf"),
]
