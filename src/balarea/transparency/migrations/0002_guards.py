from typing import ClassVar

from django.db import migrations

from balarea.transparency import guard


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("transparency", "0001_initial"),
        ("foundation", "0001_initial"),
    ]

    operations: ClassVar = [
        guard.functions(),
        guard.append_only("transparency_entry"),
        guard.guard("foundation_calendaroverride", "id"),
    ]
