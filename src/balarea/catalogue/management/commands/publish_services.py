from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from balarea.catalogue import definition as engine
from balarea.catalogue import operations, queries, vocabulary
from balarea.catalogue.errors import NumbersTaken, VersionTaken, few
from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM


class Command(BaseCommand):
    """Check the service definitions and publish those that changed."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(settings.BALAREA_SERVICES_DIR)
        try:
            definitions = engine.load_all(folder, settings.BALAREA_MALL)
            _check_absent()
            changed = _publish(folder, definitions)
        except engine.InvalidDefinitions as invalid:
            lines = "\n".join(str(defect) for defect in invalid.defects)
            raise CommandError(
                f"Nothing was published. Mend these first:\n{lines}"
            ) from None
        except (VersionTaken, NumbersTaken) as refusal:
            with translation.override("en"):  # as all that is said on a console
                said = f"Nothing was published. {refusal.why} {refusal.then}"
            raise CommandError(said) from None
        if options["verbosity"]:
            count = f"{len(changed)} of {len(definitions)}"
            self.stdout.write(f"{count} services published.")
        if given := list(_given(definitions, changed)):
            self.stdout.write(
                "Published under a new version, since another text here has that of the"
                f" file: {few(given)}. Before you pass a changed text on, run"
                " script/versions raise."
            )


def _check_absent() -> None:
    """Refuse an agency's absence once its services were published: cases may be open.

    Raises `CommandError`.
    """
    offered = {row.agency for row in queries.services().values()}
    if gone := sorted(offered.intersection(settings.BALAREA_MALL.absent)):
        raise CommandError(
            f"Nothing was published. {', '.join(gone)} had services in this mall, so"
            " it can't be absent now: take it out of `absent` in mall.yaml."
        )


def _publish(folder: Path, definitions: dict[str, engine.Definition]) -> list[str]:
    mall = settings.BALAREA_MALL
    return operations.publish(
        definitions=definitions.values(),
        agencies=engine.load_agencies(folder, mall),
        life_events=engine.load_life_events(folder, mall),
        vocabulary=vocabulary.load(folder, mall),
        bundles=engine.load_bundles(folder, mall),
        # Authors check a definition again and again while they write it.
        gives_versions=settings.BALAREA_DEMO,
        by=SYSTEM,
        at=clock.now(),
    )


def _given(
    definitions: dict[str, engine.Definition], changed: list[str]
) -> Iterator[str]:
    for code in changed:
        version = queries.current(code).version
        if version != definitions[code].version:
            yield f"{code} ({version})"
