from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from balarea.config.papers import PAPERS


class Command(BaseCommand):
    """Write what the code says about itself: the API, permissions and states."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        for name, written in PAPERS.items():
            path = Path(settings.ROOT) / "docs" / name
            path.write_text(written(), encoding="utf-8")
            self.stdout.write(f"docs/{name} is written.")
