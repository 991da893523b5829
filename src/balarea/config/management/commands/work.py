import asyncio
import logging
import sys
from typing import Any

from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app

from balarea.config import job_worker

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Run the jobs until a signal stops it.

    Procrastinate's own command prints whole messages; here errors go to the log, whose
    fields are declared.
    """

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            asyncio.run(job_worker.work_until_signal(app))
        except Exception:
            logger.exception("The job worker broke.")
            sys.exit(1)
