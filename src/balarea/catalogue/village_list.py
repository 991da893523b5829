"""The districts and villages of this mall, as its list of places has them."""

import functools
from pathlib import Path

from django.conf import settings

from balarea.catalogue.definition import places
from balarea.catalogue.definition.loading import load_places


@functools.cache
def districts() -> tuple[places.District, ...]:
    """Every district with its villages by code; read once a process."""
    mall = settings.BALAREA_MALL
    return load_places(Path(settings.BALAREA_SERVICES_DIR), mall).districts
