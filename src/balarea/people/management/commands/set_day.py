import argparse
import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.people.operations import calendar


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"not a day like 2026-12-24: {text}") from None


class Command(BaseCommand):
    """Close or open days for work in the whole regency.

    New deadlines follow them. A closed day lengthens what runs over it, and whoever
    waits is told: name all days of a decree at once, so that they are told once. An
    opened day shortens nothing.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("days", type=_day, nargs="+", help="as in 2026-12-24")
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--closed", action="store_false", dest="is_open")
        what.add_argument("--open", action="store_true", dest="is_open")
        parser.add_argument("--reason", required=True, help="the decree, in public")

    def handle(self, *args: Any, **options: Any) -> None:
        days, is_open = options["days"], options["is_open"]
        reason = options["reason"].strip()
        if not 3 <= len(reason) <= 200:
            raise CommandError("Give the reason in 3 to 200 characters.")
        calendar.set_days(
            days=days, is_open=is_open, reason=reason, by=SYSTEM, at=clock.now()
        )
        running = "stay as they are" if is_open else "over them are longer"
        what = "open" if is_open else "closed"
        for day in days:
            self.stdout.write(f"{day} is {what} for work.")
        self.stdout.write(f"Running deadlines {running}.")
