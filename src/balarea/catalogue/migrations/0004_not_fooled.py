from typing import ClassVar

from django.db import migrations

from balarea.transparency import guard


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("catalogue", "0003_kept"),
        ("transparency", "0004_not_fooled"),
    ]

    operations: ClassVar = [
        guard.log_again(
            {
                "catalogue_service": "id",
                "catalogue_serviceversion": "service_id",
            }
        ),
    ]
