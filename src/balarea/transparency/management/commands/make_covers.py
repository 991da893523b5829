from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db.migrations.loader import MigrationLoader

from balarea.transparency import covers, guard

APP = "transparency"
_MIGRATION = """\
from pathlib import Path
from typing import ClassVar

from django.db import migrations

SQL = Path(__file__).with_suffix(".sql")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("transparency", "{before}")]

    operations: ClassVar = [
        migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop),
    ]
"""


class Command(BaseCommand):
    """Write a migration that gives the database the table of `transparency.covers`.

    Run it after a change of which log entries excuse which changes.
    """

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        path = write()
        self.stdout.write(f"Wrote {path} and the SQL beside it.")


def write(folder: Path | None = None) -> Path:
    """Write the migration into the app's folder, or into `folder`; its path."""
    [before] = [
        name for app, name in MigrationLoader(None).graph.leaf_nodes() if app == APP
    ]
    folder = folder or Path(apps.get_app_config(APP).path) / "migrations"
    path = folder / f"{int(before.split('_')[0]) + 1:04}_covers.py"
    path.write_text(_MIGRATION.format(before=before))
    path.with_suffix(".sql").write_text(guard.covers(covers.COVERS))
    return path
