"""Photos of a visit: judged by their content, never by their name (SE-07)."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.files.base import File

from casework.choices import PhotoKind
from casework.exceptions import StepRefused

LIMIT_MB = 8
SIGNATURES = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))


@dataclass(frozen=True)
class Photo:
    """One chosen photo, read and judged."""

    kind: PhotoKind
    content: bytes
    content_type: str


def content_type_of(content: bytes) -> str | None:
    """image/jpeg or image/png by the first bytes; None for anything else."""
    return next((name for signature, name in SIGNATURES if content.startswith(signature)), None)


def read_photo(kind: PhotoKind, file: File[bytes]) -> Photo:
    """The photo, or StepRefused saying which one cannot be taken and what would do."""
    size = file.size or 0
    if size > LIMIT_MB * 1024 * 1024:
        raise StepRefused(f"“{kind.label}”照片有{size / 1024 / 1024:.1f}MB，最多{LIMIT_MB}MB。请在相机里选小一档再拍。", "photo_too_large")
    content = file.read()
    content_type = content_type_of(content)
    if content_type is None:
        raise StepRefused(f"“{kind.label}”选的文件不是JPEG或PNG照片，请重新拍照。", "photo_kind")
    return Photo(kind, content, content_type)
