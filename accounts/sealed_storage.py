"""Files at rest are sealed like columns: uploaded registers hold ID numbers, photos show people (SE-05)."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage

from accounts.encryption import seal_bytes, unseal_bytes


class SealedStorage(FileSystemStorage):
    """Writes SM4-GCM, reads plain; names are random so that nothing can be guessed from a path (SE-07). Files are never served by URL."""

    def _save(self, name: str, content: File) -> str:
        return super()._save(name, ContentFile(seal_bytes(content.read())))  # type: ignore[misc]  # not in the stubs

    def _open(self, name: str, mode: str = "rb") -> File[Any]:
        with super()._open(name, "rb") as sealed:  # type: ignore[misc]  # not in the stubs
            return ContentFile(unseal_bytes(sealed.read()), name=name)

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        folder, _, _ = name.rpartition("/")
        return f"{folder}/{uuid4().hex}.sealed" if folder else f"{uuid4().hex}.sealed"

    def url(self, name: str | None) -> str:
        raise NotImplementedError("封存的文件没有公开地址，由带权限的页面读取。")
