from typing import ClassVar

from django.db import migrations

from balarea.transparency import guard


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("people", "0008_told"),
        ("transparency", "0004_not_fooled"),
    ]

    operations: ClassVar = [
        # Whoever takes tries back, or makes a code live longer, can try all million.
        guard.changes_need_log_but(
            "people_contactcode",
            "id",
            quiet=("attempts", "used_at"),
            backwards="NEW.attempts < OLD.attempts"
            " OR OLD.used_at IS NOT NULL AND NEW.used_at IS DISTINCT FROM OLD.used_at",
        ),
    ]
