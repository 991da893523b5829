from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from balarea.catalogue import definition as engine
from balarea.catalogue import operations, wording
from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM


class Command(BaseCommand):
    """Check the service definitions and publish those that changed."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(settings.BALAREA_SERVICES_DIR)
        try:
            definitions = list(engine.load_all(folder).values())
            words = wording.load(folder)
        except engine.InvalidDefinitions as invalid:
            lines = "\n".join(str(defect) for defect in invalid.defects)
            raise CommandError(
                f"Nothing was published. Mend these first:\n{lines}"
            ) from None
        changed = operations.publish(
            definitions=definitions,
            agencies=engine.load_agencies(folder),
            life_events=engine.load_life_events(folder),
            wording=words,
            by=SYSTEM,
            at=clock.now(),
        )
        self.stdout.write(f"{len(changed)} of {len(definitions)} services published.")
