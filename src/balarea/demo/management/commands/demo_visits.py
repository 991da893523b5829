import os
import time
import traceback
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from balarea.demo import visiting, wait_history
from balarea.foundation import clock

# Seconds after an error, such as a database that is restarting; also where nobody is
# played, because a program that ends is started again.
PAUSE = 15.0


class Command(BaseCommand):
    """Play visitors and officers of the demonstration for as long as it runs."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--speed", type=float, default=1.0, help="of played time")
        parser.add_argument("--days", type=int, default=3, help="past days, first")
        parser.add_argument("--past-only", action="store_true", help="then stop")

    def handle(self, *args: Any, **options: Any) -> None:
        os.nice(10)  # whoever tries the mall comes first
        while True:
            try:
                self.play(options["speed"], options["days"], options["past_only"])
            except Exception:  # noqa: BLE001 - the mall goes on without its players
                traceback.print_exc()
                connection.close()
            if options["past_only"]:
                return
            time.sleep(PAUSE)

    def play(self, speed: float, days: int, is_past_only: bool) -> None:
        cast = visiting.prepare()
        if cast is None:
            self.stdout.write("This mall has no officers who are played.")
            return
        visiting.clear_desks(cast.seats.values(), clock.now())
        past, at = visiting.past_days(clock.now(), days), clock.now()
        wait_history.learn_simulated(cast, min([*past, clock.today(at)]), at)
        for day in past:
            time.sleep(visiting.seconds_to_wait(clock.now()))
            self.stdout.write(f"{day}: {visiting.play_past(day, cast)} numbers")
        wait_history.learn_played(clock.today(at), clock.now())
        if not is_past_only:
            for _ in visiting.live(cast, clock.now, time.sleep, speed):
                pass
