from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.transparency import queries
from balarea.transparency.state_root import catalogue, files, listing, taking
from balarea.transparency.state_root.comparing import MEANINGS

SHOWN = 200


class Command(BaseCommand):
    """The root over all records, and which of them changed without a log entry.

    `take` lists all rows of the guarded tables and logs the root of the list.
    `compare` compares the database with such a list and names every row that differs
    and isn't covered by an entry; it exits with 1 if there is any. `root` shows the
    root of a list, and whether the log has it. `guards` lists the triggers and
    functions that enforce the log, to compare with those of a fresh mall.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        steps.add_parser("take", help="list all rows, and log the root")
        step = steps.add_parser("compare", help="what differs from a list")
        step.add_argument("file", type=Path)
        step = steps.add_parser("root", help="the root of a list")
        step.add_argument("file", type=Path)
        steps.add_parser("guards", help="triggers and functions, with digests")

    def handle(self, *args: Any, **options: Any) -> None:
        step = options["step"]
        try:
            if step == "compare":
                self._compare(options["file"])
            elif step == "root":
                self._show_root(options["file"])
            elif step == "guards":
                self._list_guards()
            else:
                self._take()
        except files.NotAStateFile as error:
            raise CommandError(str(error)) from error

    def _take(self) -> None:
        row = taking.take(by=SYSTEM, at=clock.now())
        self.stdout.write(
            f"{row.rows} rows of {row.tables} tables have the root"
            f" {bytes(row.root).hex()}.\nTheir list, for auditors:"
            f" {taking.path_of(row.id)}"
        )

    def _show_root(self, path: Path) -> None:
        root, rows = files.root_of(path)
        self.stdout.write(f"{rows} rows have the root {root.hex()}.")
        self._say_whether_logged(root)

    def _say_whether_logged(self, root: bytes) -> None:
        row = queries.state_root(root)
        if row is None:
            raise CommandError(
                "No entry of the log has this root: the list was changed, or is of"
                " another mall."
            )
        self.stdout.write(f"It was logged at {row.at.isoformat()}.")

    def _list_guards(self) -> None:
        with connection.cursor() as cursor:
            guards = catalogue.guards(cursor)
        for name, definition in sorted(guards.items()):
            self.stdout.write(f"{name} {definition}")

    def _compare(self, path: Path) -> None:
        report = listing.compare(path, clock.now().isoformat())
        write = self.stdout.write
        write(f"List of {report.before.at}: {report.rows} rows.")
        self._say_whether_logged(report.root)
        if not report.is_same_cluster:
            write(
                "The data were loaded into another database cluster since: versions of"
                " rows don't compare, only contents do."
            )
        for name in report.new_tables:
            write(f"Not compared, because the list hasn't got it: table {name}")
        for name in report.new_migrations:
            write(f"Migrated since: {name}")
        for one in report.findings[:SHOWN]:
            about = f" subject {one.subject}" if one.subject else ""
            wrote = f" transaction {one.transaction}" if one.transaction else ""
            write(f"{one.kind} {one.table} {one.key}{about}{wrote}")
        for kind, count in sorted(report.counts.items()):
            write(f"{count} × {kind}: {MEANINGS[kind]}")
        if report.findings:
            raise CommandError("Not everything is covered by the log.", returncode=1)
        write("Every difference is covered by an entry of the log.")
