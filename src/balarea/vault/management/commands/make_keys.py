from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from balarea.vault import keys


class Command(BaseCommand):
    """Create the vault's missing keys; existing ones stay."""

    help = __doc__
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(settings.BALAREA_KEYS_DIR)
        made = keys.make(folder)
        self.stdout.write(
            f"Made {', '.join(made)} in {folder}: keep a copy in escrow."
            if made
            else f"All keys are there, in {folder}."
        )
