from typing import ClassVar

from django.db import migrations

from balarea.transparency import guard


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("transparency", "0002_guards"),
    ]

    operations: ClassVar = [
        guard.needs_operation("transparency_entry"),
        guard.stamp_entries(),
        guard.truncate_function(),
        guard.keep(
            "transparency_entry",
            "foundation_calendaroverride",
        ),
    ]
