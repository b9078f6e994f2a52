"""Scans of papers and authorisations: judged by their content, never by their name (SE-07)."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.files.base import ContentFile, File

from casework.exceptions import StepRefused
from casework.photos import LIMIT_MB, content_type_of

PDF = (b"%PDF-", "application/pdf")


@dataclass(frozen=True)
class Scan:
    """One scan, read and judged; sealed when stored."""

    content: bytes
    content_type: str

    @property
    def file(self) -> ContentFile[bytes]:
        return ContentFile(self.content, name="scan")


def read_scan(file: File[bytes], title: str) -> Scan:
    """JPEG, PNG or PDF; StepRefused says which one cannot be taken and what would do."""
    size = file.size or 0
    if size > LIMIT_MB * 1024 * 1024:
        raise StepRefused(f"“{title}”扫描件有{size / 1024 / 1024:.1f}MB，最多{LIMIT_MB}MB。请调低分辨率再扫。", "scan_too_large")
    content = file.read()
    content_type = PDF[1] if content.startswith(PDF[0]) else content_type_of(content)
    if content_type is None:
        raise StepRefused(f"“{title}”选的文件不是JPEG、PNG或PDF，请重新扫描。", "scan_kind")
    return Scan(content, content_type)
