"""Draw the manual page of every register into docs/registers."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from registers.manual import draw


class Command(BaseCommand):
    help = "把各种台账的声明画成 docs/registers/*.md（make docs）。"

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(settings.BASE_DIR) / "docs" / "registers"
        folder.mkdir(parents=True, exist_ok=True)
        pages = draw()
        for old in set(folder.glob("*.md")) - {folder / name for name in pages}:
            old.unlink()
        for name, text in pages.items():
            (folder / name).write_text(text, encoding="utf-8")
        self.stdout.write(f"docs/registers：{len(pages)}页")
