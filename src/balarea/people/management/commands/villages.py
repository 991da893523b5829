from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError, CommandParser

from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.people.operations import villages
from balarea.people.operations.villages import Village


class Command(BaseCommand):
    """Open an office for each village of a list; a second run adds nothing.

    The list has the form of `services/places.yaml`. Officers are appointed to an office
    by its code: `officer appoint … --agency CODE`, then `officer grant … --actions
    ASSIST`.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="such as services/places.yaml")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = _villages(options["file"])
        at = clock.now()
        new = sum(villages.open_village(village=row, by=SYSTEM, at=at) for row in rows)
        self.stdout.write(f"{new} offices opened, {len(rows) - new} were there.")


def _villages(path: Path) -> list[Village]:
    """The villages of a file; a defect is reported with its place."""
    try:
        content = yaml.safe_load(path.read_text())
        rows = [
            Village(str(code), str(name), str(district["name"]))
            for district in content["districts"]
            for code, name in district["villages"].items()
        ]
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as fault:
        raise CommandError(f"{path} is no list of villages: {fault!r}") from None
    for row in rows:
        if not (row.code.isascii() and row.code.isdigit() and len(row.code) == 10):
            raise CommandError(f"{row.code!r} ({row.name}) is no code of a village")
    if len({row.code for row in rows}) < len(rows):
        raise CommandError(f"{path} names a code twice")
    return rows
