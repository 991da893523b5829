import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from balarea.demo import loading


class Command(BaseCommand):
    """Print what a program needs to try the running demo mall, as JSON."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--base", default=settings.BALAREA_BASE_URL)

    def handle(self, *args: Any, base: str, **options: Any) -> None:
        card = loading.read_card()
        if card is None:
            raise CommandError("The demo is not loaded: run demo_load.")
        public_card = {
            "base": base,
            "accounts": card["accounts"],
            "pages": card["pages"] | {"log_tiles": "/transparansi/log/"},
            "tracking": card["tracking"],
            "desk": card.get("desk", {}),
            "keys": loading.public_keys(),
            "sign_in": {
                "citizen": "POST contact at /masuk/, read the code at /peraga/pesan/",
                "officer": "login, password at /petugas/masuk/, then TOTP (RFC 6238)",
            },
        }
        self.stdout.write(json.dumps(public_card, indent=1))
