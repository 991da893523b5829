from typing import ClassVar

from django.db import migrations

from balarea.transparency import guard


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("notices", "0006_surplus"),
        ("transparency", "0004_not_fooled"),
    ]

    operations: ClassVar = [
        guard.log_again(
            {
                "notices_message": '"case"',
                "notices_delivery": (
                    '(SELECT "case" FROM notices_message WHERE id = changed.message_id)'
                ),
            }
        ),
    ]
