import sys
from typing import Any

from django.core.management.base import BaseCommand

from balarea.config import failed_jobs


class Command(BaseCommand):
    """List jobs that failed, keep failing, or wait too long; exit with 1 if any."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        rows = failed_jobs.find()
        for row in rows:
            self.stdout.write(
                "{task_name}: {failed} failed, {failing} failing, {late} late"
                " (job {id})".format(**row)
            )
        if rows:
            sys.exit(1)
        self.stdout.write("No job is in trouble.")
