from typing import Any

from django.core.management.base import BaseCommand, CommandError

from balarea.demo import cast, loading


class Command(BaseCommand):
    """Print how to sign in to the demo mall."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        card = loading.read_card()
        if card is None:
            raise CommandError("The demo is not loaded: run demo_load.")
        self.stdout.write(
            "Citizens sign in at /masuk/; codes arrive at /peraga/pesan/:"
        )
        for role in cast.CITIZENS:
            account = card["accounts"][role]
            self.stdout.write(f"  {role:14} {account['contact']}  {account['name']}")
        self.stdout.write(
            "Officers sign in at /petugas/masuk/; codes of their apps: /peraga/akun/:"
        )
        for role in cast.ROLES:
            account = card["accounts"][role]
            self.stdout.write(
                f"  {role:14} {account['login']:14} {account['password']}"
                f"  TOTP {account['totp_secret']}"
            )
        every, some = (
            ", ".join(f".{p.login}" for p in cast.PARTS if bool(p.step) is is_some)
            for is_some in (False, True)
        )
        self.stdout.write(
            f"Every agency has {every}; {some} where they decide: script/demo."
        )
