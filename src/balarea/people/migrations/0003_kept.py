from typing import ClassVar

from django.db import migrations

from balarea.transparency import guard


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("people", "0002_guards"),
        ("transparency", "0003_kept"),
    ]

    operations: ClassVar = [
        guard.needs_log_of("people_site_agencies", "changed.site_id"),
        guard.keep(
            "people_agency",
            "people_site",
            "people_person",
            "people_contact",
            "people_officer",
            "people_grant",
            "people_site_agencies",
            "people_contactcode",
        ),
    ]
