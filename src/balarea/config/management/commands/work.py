import asyncio
import logging
import sys
from typing import Any

from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app

from balarea.config import lanes

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Do the jobs, until asked to stop.

    As procrastinate's own command does, which prints by itself: here all that is said
    is one line of JSON, and of what broke only what may be told.
    """

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            asyncio.run(lanes.work_until_signal(app))
        except Exception:
            logger.exception("The job worker broke.")
            sys.exit(1)
