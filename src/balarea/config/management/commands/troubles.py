import sys
from typing import Any

from django.core.management.base import BaseCommand

from balarea.config import troubles


class Command(BaseCommand):
    """Which jobs failed, fail again and again, or wait too long; exits with 1."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        found = troubles.found()
        for one in found:
            self.stdout.write(
                "{task_name}: {failed} failed, {failing} failing, {late} late"
                " (job {id})".format(**one)
            )
        if found:
            sys.exit(1)
        self.stdout.write("No job is in trouble.")
