from typing import ClassVar

from django.db import migrations

from balarea.transparency import guard


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("catalogue", "0001_initial"),
        ("transparency", "0002_guards"),
    ]

    operations: ClassVar = [
        guard.guard("catalogue_service", "id"),
        guard.guard("catalogue_serviceversion", "service_id"),
        guard.append_only("catalogue_serviceversion"),
        # Made from what the log already holds.
        guard.needs_operation("catalogue_edition"),
        guard.append_only("catalogue_edition"),
        guard.needs_operation("catalogue_searchentry"),
        guard.needs_operation("catalogue_searchword"),
    ]
