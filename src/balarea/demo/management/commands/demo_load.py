from typing import Any

from django.core.management.base import BaseCommand

from balarea.demo import loading
from balarea.foundation import clock


class Command(BaseCommand):
    """Fill an empty mall with invented people, officers and applications."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        card = loading.load(clock.now())
        states = ", ".join(sorted(card["tracking"]))
        self.stdout.write(f"The demo mall is open; applications in: {states}.")
