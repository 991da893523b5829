import asyncio
import logging
import sys
from typing import Any, cast

from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import DeleteJobCondition

logger = logging.getLogger(__name__)

# A slow mail server must not hold up a signature.
AT_ONCE = 3


class Command(BaseCommand):
    """Do the jobs, until asked to stop.

    As procrastinate's own command does, which prints by itself: here all that is said
    is one line of JSON, and of what broke only what may be told.
    """

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            asyncio.run(self._work())
        except Exception:
            logger.exception("The job worker broke.")
            sys.exit(1)

    async def _work(self) -> None:
        connector = cast(DjangoConnector, app.connector).get_worker_connector()
        with app.replace_connector(connector) as worker:
            async with worker.open_async():
                await worker.run_worker_async(
                    concurrency=AT_ONCE, delete_jobs=DeleteJobCondition.SUCCESSFUL
                )
