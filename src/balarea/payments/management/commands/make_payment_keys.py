from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from balarea.payments.providers import demo, keys


class Command(BaseCommand):
    """Make the demo payment provider's keys if they are missing."""

    help = __doc__
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(settings.BALAREA_KEYS_DIR)
        made = keys.make(folder, demo.CODE)
        self.stdout.write(
            f"Made the demo payment provider's keys in {folder}."
            if made
            else f"The demo payment provider's keys are there, in {folder}."
        )
