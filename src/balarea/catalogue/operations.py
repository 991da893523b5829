"""Publishing service definitions."""

import datetime as dt
import json
from collections.abc import Iterable

from balarea.catalogue import definition as engine
from balarea.catalogue import models
from balarea.foundation.operation import Actor, operation
from balarea.people.operations import offices
from balarea.transparency import operations as transparency


@operation
def publish(
    *,
    definitions: Iterable[engine.Definition],
    agencies: Iterable[engine.Agency],
    by: Actor,
    at: dt.datetime,
) -> list[str]:
    """Bring the catalogue level with these definitions; returns the codes that changed.

    What is the same is left alone, so publishing twice changes nothing.
    """
    for agency in agencies:
        offices.open_agency(code=agency.code, details=_details(agency), by=by, at=at)
    known = {service.code: service for service in models.Service.objects.all()}
    changed = []
    for found in definitions:
        identity = engine.identity(found)
        service = known.get(found.code)
        if service is not None and service.current == identity:
            continue
        _publish(found=found, identity=identity, service=service, by=by, at=at)
        changed.append(found.code)
    return changed


def _details(agency: engine.Agency) -> dict[str, str]:
    return {
        "name": agency.name.id,
        "name_en": agency.name.en,
        "short_name": agency.short_name,
        "kind": agency.kind,
        "hours": json.dumps(agency.hours),
        "desk": agency.desk,
    }


@operation
def _publish(
    *,
    found: engine.Definition,
    identity: str,
    service: models.Service | None,
    by: Actor,
    at: dt.datetime,
) -> None:
    service = service or models.Service(code=found.code)
    service.agency = found.agency
    service.current = identity
    service.category = found.category
    service.is_online = found.online
    service.life_events = list(found.life_events)
    service.published_at = at
    service.save()
    models.ServiceVersion.objects.get_or_create(
        hash=identity,
        defaults={
            "service": service,
            "version": found.version,
            "content": engine.canonical(found),
            "published_at": at,
        },
    )
    transparency.record(
        type="RULES_PUBLISHED",
        subject=service.id,
        by=by,
        at=at,
        agency=found.agency,
        service=found.code,
        definition=identity,
        facts={"version": found.version},
    )
