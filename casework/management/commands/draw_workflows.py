"""Draw every workflow table into docs/workflows."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from casework.diagram import draw


class Command(BaseCommand):
    help = "把流程表画成 docs/workflows/*.md（make docs）。"

    def handle(self, *args: Any, **options: Any) -> None:
        from casework.diagrams import all_workflows

        folder = Path(settings.BASE_DIR) / "docs" / "workflows"
        folder.mkdir(parents=True, exist_ok=True)
        for name, workflow in all_workflows().items():
            (folder / f"{name}.md").write_text(draw(workflow))
            self.stdout.write(f"docs/workflows/{name}.md")
