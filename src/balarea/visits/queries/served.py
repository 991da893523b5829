"""Which queue serves which service, for many services at once."""

from collections.abc import Iterable

from balarea.catalogue import queries as catalogue
from balarea.people.models import Site
from balarea.visits import models
from balarea.visits.queries import places


def queues_of(site: Site, services: Iterable[str]) -> dict[str, models.Queue]:
    """The queue of each of these services in a building, where one serves it."""
    named: dict[str, models.Queue] = {}
    of_agency: dict[str, models.Queue] = {}
    for queue in places.queues(site):
        if not queue.services:
            of_agency.setdefault(queue.agency, queue)
        for code in queue.services:
            named.setdefault(code, queue)
    rows, result = catalogue.services(), {}
    for code in services:
        row = rows.get(code)
        if row is None:
            continue
        serving = named.get(code) or of_agency.get(row.agency)
        if serving is not None:
            result[code] = serving
    return result
