from typing import Any, ClassVar

from django.core.management import CommandError
from django.db import migrations

from balarea.people import accounts


def bind(apps: Any, editor: Any) -> None:
    """Seal the secrets of apps and recovery codes anew, each to its own account."""
    rows = apps.get_model("mfa", "Authenticator").objects
    # No step of power is taken, so no log entry, which everybody would read.
    editor.execute("ALTER TABLE mfa_authenticator DISABLE TRIGGER USER")
    for row in rows.filter(type__in=("totp", "recovery_codes")).order_by("id"):
        name = "secret" if row.type == "totp" else "seed"
        secret = accounts.opened_of_old(row.data[name])
        row.data[name] = accounts.sealed_for(row.user_id, secret)
        row.save(update_fields=["data"])
    editor.execute("ALTER TABLE mfa_authenticator ENABLE TRIGGER USER")


def refuse_unbound(apps: Any, editor: Any) -> None:
    """What is sealed to its account doesn't open where seals are bound to none."""
    if number := apps.get_model("mfa", "Authenticator").objects.count():
        raise CommandError(
            "This database can't go back behind people.0007: apps and recovery codes are"
            f" sealed to their accounts ({number}), and would open no more. Restore a"
            " backup of that time, or go forward again by `migrate`."
        )


class Migration(migrations.Migration):
    dependencies: ClassVar = [("people", "0006_positions_in_english")]

    operations: ClassVar = [migrations.RunPython(bind, refuse_unbound)]
