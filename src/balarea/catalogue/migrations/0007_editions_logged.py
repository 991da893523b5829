"""What public pages are made of asks for its entry in the log."""

from typing import ClassVar

from django.db import migrations, models

from balarea.foundation import ids
from balarea.transparency import guard

# Editions and the index of the search are written together, and answer to one entry.
NEWEST = "(SELECT subject FROM catalogue_edition ORDER BY number DESC LIMIT 1)"


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("catalogue", "0006_two_languages"),
        ("transparency", "0004_not_fooled"),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name="edition",
            name="subject",
            field=models.UUIDField(default=ids.uuid7),
        ),
        guard.needs_log_of("catalogue_edition", "changed.subject"),
        guard.needs_log_of("catalogue_searchentry", NEWEST),
        guard.needs_log_of("catalogue_searchword", NEWEST),
    ]
