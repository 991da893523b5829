from typing import ClassVar

from django.db import migrations

from balarea.transparency import guard


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("catalogue", "0002_guards"),
        ("transparency", "0003_kept"),
    ]

    operations: ClassVar = [
        guard.keep(
            "catalogue_service",
            "catalogue_serviceversion",
            "catalogue_edition",
            "catalogue_searchentry",
            "catalogue_searchword",
        ),
    ]
