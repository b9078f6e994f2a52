"""Photos of a case: sealed at rest, judged by content before (casework.photos), read through a page with scope."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.files.base import ContentFile

from casework.photos import Photo
from identification.models import Application, CasePhoto, CommunityReview, HomeVisit


def store(
    application: Application, photos: Sequence[Photo], *, visit: HomeVisit | None = None, review: CommunityReview | None = None
) -> list[CasePhoto]:
    """Last in the verb's transaction, so that a refusal leaves no file behind."""
    return [
        CasePhoto.objects.create(
            application=application,
            visit=visit,
            review=review,
            kind=photo.kind,
            file=ContentFile(photo.content, name="case"),
            content_type=photo.content_type,
            size=len(photo.content),
        )
        for photo in photos
    ]
