import argparse
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader

from balarea.transparency import guard

_MIGRATION = """\
from pathlib import Path
from typing import ClassVar

from django.db import migrations

SQL = Path(__file__).with_suffix(".sql")


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("{app}", "{before}"),
        ("transparency", "0007_covers"),
    ]

    operations: ClassVar = [
        migrations.RunSQL(SQL.read_text(), SQL.with_suffix(".reverse.sql").read_text()),
    ]
"""


class Command(BaseCommand):
    """Write a migration with the triggers that guard a new table, and their SQL.

    Make and apply the table's own migration first. Then add the table to
    `tests/architecture/tables.py`, which says why it is guarded in this way.
    """

    help = __doc__

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("model", help="for example applications.Decision")
        kind = parser.add_mutually_exclusive_group(required=True)
        kind.add_argument(
            "--subject",
            metavar="FIELD",
            help="every change needs a log entry whose subject is this field's value",
        )
        kind.add_argument(
            "--operation-only",
            action="store_true",
            help="every change needs an operation, but no log entry of its own",
        )
        parser.add_argument(
            "--append-only", action="store_true", help="refuse UPDATE and DELETE"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        model = _model(options["model"])
        sql = _guard_of(model, options["subject"])
        if options["append_only"]:
            sql += guard.append_only(model._meta.db_table)
        path = write(model, sql)
        self.stdout.write(f"Wrote {path} and the SQL beside it.")


def _model(label: str) -> type[models.Model]:
    try:
        return apps.get_model(label)
    except (LookupError, ValueError) as error:
        raise CommandError(f"There is no model {label}: {error}") from error


def _guard_of(model: type[models.Model], subject: str | None) -> guard.Guard:
    table = model._meta.db_table
    if subject is None:
        return guard.needs_operation(table)
    columns = {f.name: str(f.column) for f in model._meta.concrete_fields}
    if subject not in columns:
        fields = ", ".join(columns)
        raise CommandError(f"{model.__name__} has no field {subject}, only {fields}.")
    return guard.guard(table, connection.ops.quote_name(columns[subject]))


def write(
    model: type[models.Model], sql: guard.Guard, folder: Path | None = None
) -> Path:
    """Write the migration into the app's folder, or into `folder`; its path."""
    app = model._meta.app_label
    [before] = [
        name for label, name in MigrationLoader(None).graph.leaf_nodes() if label == app
    ]
    folder = folder or Path(apps.get_app_config(app).path) / "migrations"
    number = int(before.split("_")[0]) + 1
    path = folder / f"{number:04}_guard_{model._meta.model_name}.py"
    path.write_text(_MIGRATION.format(app=app, before=before))
    path.with_suffix(".sql").write_text(sql.forwards)
    path.with_suffix(".reverse.sql").write_text(sql.backwards)
    return path
