from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from balarea.documents.providers import authority
from balarea.foundation import clock


class Command(BaseCommand):
    """Make the demo signer's keys and certificates, unless they exist."""

    help = __doc__
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        keys = Path(settings.BALAREA_KEYS_DIR)
        made = authority.make(keys, at=clock.now())
        folder = keys / authority.FOLDER
        if options["verbosity"]:
            self.stdout.write(
                f"Made a demo signer in {folder}: its signatures bind nobody."
                if made
                else f"The demo signer is there, in {folder}."
            )
