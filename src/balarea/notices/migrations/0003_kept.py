from typing import ClassVar

from django.db import migrations

from balarea.transparency import guard


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("notices", "0002_guards"),
        ("transparency", "0003_kept"),
    ]

    operations: ClassVar = [
        guard.needs_log_of(
            "notices_delivery",
            '(SELECT "case" FROM notices_message WHERE id = changed.message_id)',
        ),
        guard.keep(
            "notices_message",
            "notices_delivery",
            "notices_shown",
        ),
    ]
