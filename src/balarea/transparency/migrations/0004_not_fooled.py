from typing import ClassVar

from django.db import migrations

from balarea.transparency import guard


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("transparency", "0003_kept"),
    ]

    operations: ClassVar = [
        guard.shared_again(),
        guard.log_again({"foundation_calendaroverride": "id"}),
    ]
