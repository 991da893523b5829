from typing import Any, ClassVar

from django.core.management import CommandError
from django.db import migrations

from balarea.vault import queries as vault

BATCH = 5000
CHANGE = """
    UPDATE applications_application AS a SET tracking_hash = n.hash
    FROM unnest(%s::uuid[], %s::bytea[]) AS n (id, hash) WHERE a.id = n.id
"""


def key_hashes(apps: Any, editor: Any) -> None:
    """Key what was an unkeyed hash of a tracking secret; all secrets go on working."""
    rows = apps.get_model("applications", "Application").objects.order_by("id")
    existing = list(rows.values_list("id", "tracking_hash"))
    # No step of power is taken, so no log entry, which everybody would read.
    editor.execute("ALTER TABLE applications_application DISABLE TRIGGER USER")
    for start in range(0, len(existing), BATCH):
        some = existing[start : start + BATCH]
        hashes = [
            vault.keyed_hash("tracking", case.bytes, bytes(old)) for case, old in some
        ]
        with editor.connection.cursor() as cursor:
            cursor.execute(CHANGE, [[case for case, _ in some], hashes])
    editor.execute("ALTER TABLE applications_application ENABLE TRIGGER USER")


def refuse_unkeyed(apps: Any, editor: Any) -> None:
    """A keyed hash doesn't become an unkeyed one again."""
    if number := apps.get_model("applications", "Application").objects.count():
        raise CommandError(
            "This database can't go back behind applications.0014: tracking secrets are"
            f" keyed, and {number} receipts would be known no more. Restore a backup of"
            " that time, or go forward again by `migrate`."
        )


class Migration(migrations.Migration):
    dependencies: ClassVar = [("applications", "0013_check_promised")]

    operations: ClassVar = [migrations.RunPython(key_hashes, refuse_unkeyed)]
