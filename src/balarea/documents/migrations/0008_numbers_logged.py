"""A number is given together with the logged document that bears it, or not at all."""

from typing import ClassVar

from django.db import migrations

from balarea.transparency import guard

# Only of the row as it becomes: the number before it was told of in its own day.
BEARER = """CASE
WHEN changed.service = NEW.service AND changed.year = NEW.year
  AND changed.last = NEW.last THEN (
    SELECT entry.subject FROM transparency_entry entry
    JOIN documents_issueddocument document ON document."case" = entry.subject
    WHERE entry.xid = pg_current_xact_id()
      AND document.service = changed.service
      AND document.sequence = changed.last
      AND extract(year FROM document.issued_on) = changed.year
    LIMIT 1
) END"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("documents", "0007_as_sent"),
        ("transparency", "0004_not_fooled"),
    ]

    operations: ClassVar = [guard.needs_log_of("documents_counter", BEARER)]
