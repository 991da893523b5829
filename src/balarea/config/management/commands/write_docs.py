from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from balarea.config.generated_docs import GENERATED


class Command(BaseCommand):
    """Write the documents generated from the code, such as API, permissions, states."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        for name, render in GENERATED.items():
            path = Path(settings.ROOT) / "docs" / name
            path.write_text(render(), encoding="utf-8")
            self.stdout.write(f"docs/{name} is written.")
