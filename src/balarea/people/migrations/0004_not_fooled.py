from typing import ClassVar

from django.db import migrations

from balarea.transparency import guard


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("people", "0003_kept"),
        ("transparency", "0004_not_fooled"),
    ]

    operations: ClassVar = [
        guard.log_again(
            {
                "people_agency": "id",
                "people_site": "id",
                "people_person": "id",
                "people_contact": "id",
                "people_officer": "id",
                "people_grant": "id",
                "people_site_agencies": "site_id",
            }
        ),
    ]
