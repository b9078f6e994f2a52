"""Showing a sealed file: unsealed for this one answer, noted in the reading log, never cached."""

from __future__ import annotations

from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpRequest, HttpResponse

from accounts.choices import ReadingKind
from accounts.reading import note


def shown(request: HttpRequest, file: FieldFile, content_type: str, *, subject: str, household_id: int) -> HttpResponse:
    """The file for who was let through to it. Raises Http404 when there is none, or none any more."""
    try:
        content = file.open().read() if file else None
    except FileNotFoundError:
        content = None
    if content is None:
        raise Http404
    note(ReadingKind.READ, request=request, subject=subject, subject_id=household_id)
    response = HttpResponse(content, content_type=content_type)
    response["Cache-Control"] = "private, no-store"
    response["Content-Disposition"] = "inline"
    response["X-Content-Type-Options"] = "nosniff"
    return response
