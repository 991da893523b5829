"""Publishing service definitions."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable

import msgspec
from django.db import connection

from balarea.catalogue import definition as engine
from balarea.catalogue import models, queries
from balarea.catalogue.operations import indexing
from balarea.catalogue.wording import Wording
from balarea.foundation.operation import Actor, operation
from balarea.people.operations import offices
from balarea.transparency import operations as transparency

# Two nodes that start together publish one after the other.
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('balarea.catalogue.publish'))"


@operation
def publish(
    *,
    definitions: Iterable[engine.Definition],
    agencies: Iterable[engine.Agency],
    life_events: Iterable[engine.LifeEvent] = (),
    wording: Wording | None = None,
    by: Actor,
    at: dt.datetime,
) -> list[str]:
    """Bring the catalogue level with these definitions; returns the codes that changed.

    What is the same is left alone, so publishing twice changes nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
    known = {service.code: service for service in models.Service.objects.all()}
    offered = {found.code: found for found in definitions}
    in_force = {code: service.current for code, service in known.items()}
    in_force |= {code: engine.identity(found) for code, found in offered.items()}
    content = msgspec.json.encode(
        {
            "agencies": list(agencies),
            "life_events": list(life_events),
            "wording": wording or Wording(),
        },
        order="deterministic",
    )
    digest = hashlib.sha256(content + json.dumps(sorted(in_force.items())).encode())
    last = models.Edition.objects.order_by("-number").values_list("digest").first()
    if last == (digest.hexdigest(),):
        return []
    edition = msgspec.json.decode(content, type=queries.Content)
    for agency in edition.agencies:
        offices.open_agency(code=agency.code, details=_details(agency), by=by, at=at)
    changed = []
    for code, found in offered.items():
        service = known.get(code)
        if service is None or service.current != in_force[code]:
            _publish(
                found=found, identity=in_force[code], service=service, by=by, at=at
            )
            changed.append(code)
    indexing.rebuild(edition=edition, by=by, at=at)
    models.Edition.objects.create(
        digest=digest.hexdigest(), content=content, published_at=at
    )
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
    for name, value in _columns(found).items():
        setattr(service, name, value)
    service.current = identity
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


def _columns(found: engine.Definition) -> dict[str, object]:
    """What lists show and filter by."""
    amount = found.fee.amount if found.fee.kind == "FIXED" else None
    return {
        "agency": found.agency,
        "category": found.category,
        "is_online": found.online,
        "life_events": list(found.life_events),
        "fee": found.fee.kind,
        "amount": amount if isinstance(amount, int) else None,
        "duration": found.standard.duration.value,
        "unit": found.standard.duration.unit,
        "title": found.title.id,
        "title_en": found.title.en,
        "summary": found.summary.id,
        "summary_en": found.summary.en,
    }
